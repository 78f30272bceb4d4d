# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..models.connection.answers import notification
from ..models.sending.account_move_send import METHOD


class AccountMoveSendWizard(models.TransientModel):
    _inherit = "account.move.send.wizard"

    def action_send_and_print(self, **kwargs):
        # EXTENDS 'account', which closes the window without a word.
        result = super().action_send_and_print(**kwargs)
        if METHOD not in (self.sending_methods or []):
            return result
        move = self.move_id
        if not (flow := move._chorus_current_line().flow_id):
            return result
        if leaves := move._chorus_departure_sentence():
            return notification(self.env, "success", leaves, result)
        return notification(self.env, *flow._chorus_result(), result)
