# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..connection.kept_bytes import LostFileError, sha256, storing


class ChorusActDocument(models.Model):
    """One document of an act; the portal's number of it, once known, is used again."""

    _name = "chorus.act.document"
    _inherit = ["chorus.own.model"]
    _description = "Document of an act at Chorus Pro"
    _order = "id"
    _check_company_auto = True

    act_id = fields.Many2one(
        comodel_name="chorus.act",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(related="act_id.company_id", store=True, index=True)
    name = fields.Char(string="Document", required=True, readonly=True)
    kind = fields.Char(string="Code of its kind", required=True, readonly=True)
    attachment_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="File",
        readonly=True,
        ondelete="restrict",
        bypass_search_access=True,
        help="The very file that Chorus Pro received.",
    )
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)
    identifier = fields.Char(string="Chorus Pro identifier", readonly=True)

    def _chorus_keep(self, act, documents):
        """Store the documents of an act with it.

        :param documents: list of (name, code of its kind, bytes)
        """
        for name, kind, content in documents:
            with storing(self.env, content):
                file = self.env["ir.attachment"].create(
                    {
                        "name": name,
                        "raw": content,
                        "res_model": act._name,
                        "res_id": act.id,
                        "company_id": act.company_id.id,
                    }
                )
            self.create(
                {
                    "act_id": act.id,
                    "name": name,
                    "kind": kind,
                    "sha256": sha256(content),
                    "attachment_id": file.id,
                }
            )

    def _chorus_hand_over(self, portal):
        """Give the portal the files that it does not have yet, one commit each.

        :raise LostFileError: a file is not what was joined
        """
        for document in self.filtered(lambda row: not row.identifier):
            content = document.attachment_id.raw
            if not content or sha256(content) != document.sha256:
                raise LostFileError
            document.identifier = portal.add_file(content, document.name)
            document.act_id._chorus_commit()
