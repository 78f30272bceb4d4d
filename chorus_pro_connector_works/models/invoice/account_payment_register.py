# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    @api.model
    def default_get(self, fields):
        # EXTENDS 'account': the retention is not paid with its statement. Alone, it is
        # being returned.
        values = super().default_get(fields)
        commands = values.get("line_ids")
        if not commands:
            return values
        lines = self.env["account.move.line"].browse(commands[0][2])
        due = lines.filtered(lambda line: not line.chorus_is_retention)
        if due and due != lines:
            values["line_ids"] = [(6, 0, due.ids)]
        return values
