# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import logging

from odoo import api, fields, models

from ...chorus.errors import FileError
from ...chorus.pdf.compression import compress_pdf
from ..connection.kept_bytes import storing

_logger = logging.getLogger(__name__)


class ChorusDocument(models.Model):
    """A PDF made lighter for the portal, kept because that takes seconds.

    The user's own document stays as it is. Rows are found by content, so that the
    same plan joined to ten invoices is compressed once; nobody has access but code.
    """

    _name = "chorus.document"
    _description = "Document made lighter for Chorus Pro"

    checksum = fields.Char(required=True, index=True, export_string_translation=False)
    size_limit = fields.Integer(required=True, export_string_translation=False)
    # Empty when no way was found to make it light enough.
    content = fields.Binary(attachment=True, export_string_translation=False)
    size = fields.Integer(export_string_translation=False)

    @api.model
    def _chorus_lighter(self, attachment, limit):
        """Return the row of ``attachment`` (a PDF) for at most ``limit`` bytes.

        Its ``size`` is 0 when the document cannot be made light enough.
        """
        domain = [
            ("checksum", "=", attachment.checksum),
            ("size_limit", "=", limit),
        ]
        if known := self.sudo().search(domain, limit=1):
            return known
        try:
            content = compress_pdf(attachment.raw, limit)
        except FileError as error:
            _logger.info("Attachment %s is not made lighter: %s", attachment.id, error)
            content = b""
        with storing(self.env, content):
            return self.sudo().create(
                {
                    "checksum": attachment.checksum,
                    "size_limit": limit,
                    "content": base64.b64encode(content),
                    "size": len(content),
                }
            )

    @api.autovacuum
    def _gc_chorus_documents(self):
        """Drop what no document joined to an invoice needs any more."""
        used = (
            self.env["account.move"]
            .sudo()
            .search_fetch(
                [("chorus_attachment_ids", "!=", False)], ["chorus_attachment_ids"]
            )
        )
        kept = set(used.chorus_attachment_ids.mapped("checksum"))
        self.search([("checksum", "not in", list(kept))]).unlink()
