# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ChorusWorksStatementSetLot(models.TransientModel):
    """Sets the lines of a lot, or of the statement, to a percentage."""

    _name = "chorus.works.statement.set.lot"
    _description = "Set a lot to a percentage"

    statement_id = fields.Many2one(comodel_name="chorus.works.statement", required=True)
    market_id = fields.Many2one(related="statement_id.market_id")
    lot_id = fields.Many2one(
        comodel_name="chorus.works.lot",
        domain="[('market_id', '=', market_id)]",
        help="Empty: all lots.",
    )
    percent = fields.Float(string="Executed (%)", digits=(16, 2), default=100.0)

    def action_set(self):
        self.ensure_one()
        self.statement_id.action_set_lot(self.lot_id.id, self.percent)
        return {"type": "ir.actions.act_window_close"}


class ChorusWorksStatementPaste(models.TransientModel):
    """Takes a column that was copied from a spreadsheet."""

    _name = "chorus.works.statement.paste"
    _description = "Paste the progress of a month"

    statement_id = fields.Many2one(comodel_name="chorus.works.statement", required=True)
    text = fields.Text(
        string="Column of the spreadsheet",
        help="One cumulative value for each line of the list, or: number of the line, "
        "tab or semicolon, cumulative value.",
    )

    def action_paste(self):
        self.ensure_one()
        self.statement_id.action_paste(self.text)
        return {"type": "ir.actions.act_window_close"}
