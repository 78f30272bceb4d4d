# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class AccountMove(models.Model):
    """The deposits of an invoice that goes back, or is sent anew."""

    _inherit = "account.move"

    def _chorus_sender(self):
        # EXTENDS 'chorus_pro_connector', room status
        return self.sudo().chorus_flow_id._chorus_sender() or super()._chorus_sender()

    def button_draft(self):
        # EXTENDS 'account'
        result = super().button_draft()
        self.sudo()._chorus_close_deposits()
        return result

    def _chorus_close_deposits(self):
        """Leave what was refused behind: the invoice may be corrected and sent anew."""
        self._chorus_give_up_deposits()
        self.chorus_flow_line_ids.superseded = True
        self._chorus_forget_status()

    def _chorus_give_up_deposits(self):
        """Make room for a new deposit: what was rejected or never sent is history."""
        deposits = self.sudo().chorus_flow_line_ids
        lines = deposits.filtered(
            lambda line: not line.superseded
            and (line.outcome == "rejected" or line.flow_id.state == "failed")
        )
        failed = lines.filtered(lambda line: line.flow_id.state == "failed")
        failed.flow_id._chorus_withdraw(failed)
        lines.superseded = True
        # The new line is inserted at once, and the database allows one live deposit.
        deposits.flush_recordset(["superseded"])
