# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ChorusAnalysis(models.AbstractModel):
    """A view of the database that says something of invoices, each in its rows."""

    _name = "chorus.analysis"
    _description = "Chorus Pro figures of invoices"
    _rec_name = "move_id"

    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    service = fields.Char(string="Service of the client", readonly=True)

    def action_open_move(self):
        """Click on a row: its invoice."""
        self.ensure_one()
        return self.move_id._get_records_action(name=self.move_id.display_name)
