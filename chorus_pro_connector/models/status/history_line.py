# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ChorusHistoryLine(models.AbstractModel):
    """What the lines of an invoice's history have in common, of either list: statuses,
    and what people did (portal.md §2.4)."""

    _name = "chorus.history.line"
    _inherit = ["chorus.own.model"]
    _description = "Line of a history at Chorus Pro"
    _order = "date desc, id desc"
    _check_company_auto = True

    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    identifier = fields.Char(string="Portal identifier", readonly=True)
    code = fields.Char(required=True, readonly=True)
    date = fields.Datetime(readonly=True)
    author = fields.Char(readonly=True)
