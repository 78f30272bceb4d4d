# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..connection.kept_bytes import LostFileError, sha256, storing


class ChorusActDocument(models.Model):
    """One document of an act."""

    _name = "chorus.act.document"
    _inherit = ["chorus.handed.document"]
    _description = "Document of an act at Chorus Pro"

    act_id = fields.Many2one(
        comodel_name="chorus.act",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(related="act_id.company_id", store=True, index=True)
    kind = fields.Char(string="Code of its kind", required=True, readonly=True)

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
        for document in self._chorus_to_hand_over():
            content = document.attachment_id.raw
            if not document._chorus_is_whole(content):
                raise LostFileError
            document.identifier = portal.add_file(content, document.name)
            document.act_id._chorus_commit()
