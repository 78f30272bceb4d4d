# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .kept_bytes import sha256


class ChorusHandedDocument(models.AbstractModel):
    """A file handed over to the portal beside a deposit or an act.

    The portal keeps each under a number of its own, which is then named. A number once
    known is used again: what was handed over is not handed over twice.
    """

    _name = "chorus.handed.document"
    _inherit = ["chorus.own.model"]
    _description = "Document handed over to Chorus Pro"
    _order = "id"
    _check_company_auto = True

    name = fields.Char(string="Document", required=True, readonly=True)
    attachment_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="File",
        readonly=True,
        ondelete="restrict",
        bypass_search_access=True,
        help="The very file that Chorus Pro received.",
    )
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)
    identifier = fields.Char(string="Chorus Pro identifier", readonly=True, copy=False)

    def _chorus_to_hand_over(self):
        """Return those that the portal does not have yet."""
        return self.filtered(lambda row: not row.identifier)

    def _chorus_is_whole(self, content):
        """Tell whether these bytes are what was joined, and not lost or cut short."""
        return bool(content) and sha256(content) == self.sha256
