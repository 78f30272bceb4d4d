# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sending one invoice from before the first day with Chorus Pro, if a user says so."""

from odoo import models

from ..states import SENDABLE_STATES


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_chorus_send_anyway(self):
        """Button *Send it all the same*: let one older invoice in, and send it.

        What it lacks shows from then on, as on any other. Before it leaves, the portal
        is asked whether it has it already (flow/chorus_flow_older.py).
        """
        self.ensure_one()
        self.check_access("write")
        if self.chorus_past:
            reason = self._chorus_past_sentence()
            self.sudo().chorus_send_anyway = True
            self._message_log(
                body=self.env._(
                    "To be sent to Chorus Pro all the same. %(reason)s", reason=reason
                )
            )
        if self.chorus_state not in SENDABLE_STATES:
            # Refused by an error, the decision would be lost, and the banner with it.
            sentence, _action = self._chorus_obstacle() or (False, None)
            if sentence:
                return self._chorus_notify("warning", sentence)
        if self._chorus_is_paid_as_a1():
            # Whoever confirms has read the other doubts too.
            paid = self._chorus_rule_sentence("already_paid", {})
            return self._chorus_confirm([paid, *self._chorus_doubts()], paid=True)
        return self.action_chorus_send()
