# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


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
    # Of which invoice at the portal: what is deposited anew has a history of its own.
    invoice_identifier = fields.Char(
        compute="_compute_invoice_identifier",
        store=True,
        readonly=True,
        export_string_translation=False,
    )
    identifier = fields.Char(string="Portal identifier", readonly=True)
    code = fields.Char(required=True, readonly=True)
    date = fields.Datetime(readonly=True)
    author = fields.Char(readonly=True)

    @api.depends("move_id")
    def _compute_invoice_identifier(self):
        """Take down what it was read for; the invoice may bear another one later."""
        for line in self:
            line.invoice_identifier = line.move_id.chorus_identifier

    def _chorus_of_now(self):
        """Return those of what the portal has now of their invoice: a deposit that was
        given up, or refused and left behind, tells nothing of the next one."""
        return self.filtered(
            lambda line: line.invoice_identifier == line.move_id.chorus_identifier
        )
