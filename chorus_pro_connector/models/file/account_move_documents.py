# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents joined to an invoice, as the portal gets them."""

import base64
import zlib
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chorus import documents, rules
from ...chorus.formats.factur_x import Attachment
from ..connection.kept_bytes import is_whole
from .account_move_file import FACTURX, PDF

# What the invoice itself may weigh in a file of the greatest size.
INVOICE_ROOM = 1024 * 1024


class Joined(NamedTuple):
    """One document as it travels.

    :param source: the ir.attachment, in sudo
    :param name: accepted by the portal, unique in the file
    :param light: chorus.document, empty when the source goes as it is
    """

    source: object
    name: str
    light: object

    @property
    def size(self):
        return self.light.size if self.light else self.source.file_size

    @property
    def content(self):
        if not self.light:
            return self.source.raw or b""
        return base64.b64decode(self.light.with_context(bin_size=False).content or b"")


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_document_changes = fields.Text(
        string="Changed for Chorus Pro",
        compute="_compute_chorus_document_changes",
        help="What was changed in a document so that Chorus Pro takes it: its name, "
        "or its size. The original stays here.",
    )

    @api.depends(
        "chorus_attachment_ids.name",
        "chorus_attachment_ids.checksum",
        "chorus_format",
    )
    def _compute_chorus_document_changes(self):
        for move in self:
            changes = move._chorus_document_changes()
            move.chorus_document_changes = "\n".join(changes)

    def _chorus_documents(self):
        """Return the documents in the order of the file, a :class:`Joined` each.

        Names are shortened and numbered; a PDF beyond what one document may weigh is
        made lighter, and so are all when together they would not fit.
        """
        self.ensure_one()
        # The user who joined them could read them (Odoo checks it then); the one who
        # sends, or the scheduled action, need not.
        sources = self.sudo().chorus_attachment_ids.sorted("id")
        if not sources:
            return []
        taken = {"factur-x.xml", "zugferd-invoice.xml", "order-x.xml"}
        joined = [
            self._chorus_lighten(
                Joined(
                    source,
                    documents.free_name(source.name, taken),
                    self.env["chorus.document"],
                ),
                rules.ATTACHMENT_SIZE,
            )
            for source in sources
        ]
        total, room = sum(item.size for item in joined), self._chorus_documents_room()
        if total <= room:
            return joined
        heavy = sum(item.size for item in joined if _is_pdf(item.name))
        share = max(0, room - (total - heavy)) / (heavy or 1)
        return [self._chorus_lighten(item, int(item.size * share)) for item in joined]

    def _chorus_lighten(self, item, limit):
        """Return ``item``, made lighter if it must be and can be."""
        # Stored records only: a form that is being typed in has no bytes to read.
        source = item.source._origin
        if not source or item.size <= limit or not limit or not _is_pdf(item.name):
            return item
        light = self.env["chorus.document"]._chorus_lighter(source, limit)
        return item._replace(light=light) if light.size else item

    def _chorus_documents_room(self):
        """Return how many bytes of documents one file holds."""
        if self._chorus_file_format() == PDF:
            # Beside the PDF, not inside.
            return rules.INVOICE_SIZE - rules.FILE_SIZE
        room = rules.FILE_SIZE - INVOICE_ROOM
        # XML carries them in base64: four bytes for three.
        return room if self._chorus_file_format() == FACTURX else room * 3 // 4

    def _chorus_documents_size(self):
        """Return what the documents weigh inside the file, in bytes."""
        joined = self._chorus_documents()
        if not joined:
            return 0
        total = sum(item.size for item in joined)
        if (
            total <= self._chorus_documents_room()
            or self._chorus_file_format() != FACTURX
        ):
            return total
        # A PDF packs what it embeds: tables and drawings as text shrink a lot.
        return sum(
            item.size if _is_pdf(item.name) else len(zlib.compress(item.content))
            for item in joined
        )

    def _chorus_attachments(self):
        """Return the documents to embed, as the makers of files take them.

        :raise UserError: one is not on the disk any more
        """
        return [
            Attachment(
                item.name, self._chorus_content(item), item.source.description or ""
            )
            for item in self._chorus_documents()
        ]

    def _chorus_content(self, item):
        """Return the bytes of a :class:`Joined`, as they were joined.

        :raise UserError: they are gone from the disk, or damaged
        """
        if item.source.checksum and not is_whole(item.source):
            raise UserError(
                self.env._(
                    "The joined document “%(name)s” is damaged or gone from the disk of"
                    " the server: remove it, and join it again.",
                    name=item.name,
                )
            )
        content = item.content
        if item.light and len(content) != item.light.size:
            limit = item.light.size_limit
            item.light.unlink()
            light = self.env["chorus.document"]._chorus_lighter(item.source, limit)
            content = item._replace(light=light).content
        return content

    def _chorus_document_changes(self):
        """Say what was changed in the documents, one sentence each."""
        changes = []
        for item in self._chorus_documents():
            if item.name != item.source.name:
                changes.append(
                    self.env._(
                        "“%(before)s” is sent under the name “%(after)s”.",
                        before=item.source.name,
                        after=item.name,
                    )
                )
            if item.light:
                changes.append(
                    self.env._(
                        "“%(name)s” is sent in %(after)s MB instead of %(before)s MB:"
                        " its pictures have less detail, the original stays here.",
                        name=item.name,
                        before=rules.megabytes(item.source.file_size),
                        after=rules.megabytes(item.size),
                    )
                )
        return changes

    def _chorus_tell_documents(self):
        """Write into the chatter what was changed in the documents of a new file."""
        if changes := self._chorus_document_changes():
            self._message_log(
                body=self.env._(
                    "Documents joined for Chorus Pro: %(changes)s",
                    changes=" ".join(changes),
                )
            )


def _is_pdf(name):
    return rules.extension_of(name) == "pdf"
