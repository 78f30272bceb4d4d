# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A credit note of an invoice that the client does not have: why it stays, the way out.

The client refused that invoice, Chorus Pro rejected its file, or nobody sent it. It may
also have gone by post, or have been typed at the portal: only a person knows that.
"""

from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_balance_alert(self):
        """Say on a credit note why it is not for Chorus Pro."""
        if not self._chorus_balances_refusal():
            return {}
        label, action = self._chorus_issue_action("original")
        alert = {
            "level": "info",
            "message": self._chorus_balance_sentence(),
            "action_text": label,
            "action": action,
        }
        return {"chorus_balance": alert}

    def _chorus_balance_sentence(self):
        original = self.reversed_entry_id
        if not self._chorus_waits_for_original():
            return self.env._(
                "Not for Chorus Pro: this document cancels %(number)s, which the "
                "client refused and never took into its books.",
                number=original.name,
            )
        if original._chorus_current_line():
            return self.env._(
                "Not for Chorus Pro: this document cancels %(number)s, whose file "
                "Chorus Pro rejected, so that the client has neither.",
                number=original.name,
            )
        return self.env._(
            "Not for Chorus Pro: this document cancels %(number)s, which was not sent, "
            "so that the client has neither.",
            number=original.name,
        )

    def _chorus_original_alert(self):
        """Ask on a credit note that waits for its invoice whether the client has it."""
        if not self._chorus_may_have_original():
            return {}
        message = self.env._(
            "Did the client get %(number)s another way, by post for instance? Say so, "
            "and this credit note can be sent without it.",
            number=self.reversed_entry_id.name,
        )
        call = "action_chorus_original_received"
        return {
            "chorus_original": {
                "level": "info",
                "message": message,
                "action_text": self.env._("The client has that invoice"),
                "action_call": ("account.move", call, self.ids),
            }
        }

    def _chorus_may_have_original(self):
        """Tell whether the client may have, some other way, the invoice that this
        credit note waits for; of a rejected file the correction is what is due."""
        return (
            isinstance(self.id, int)
            and self.state != "cancel"
            and self._chorus_original_is_missing()
            and self.reversed_entry_id._chorus_current_line().outcome != "rejected"
        )

    def action_chorus_original_received(self):
        """Button *The client has that invoice*: this credit note need not wait for it.

        :raise UserError: it does not wait
        """
        self.ensure_one()
        self.check_access("write")
        original = self.reversed_entry_id
        if not self._chorus_may_have_original():
            raise UserError(
                self.env._(
                    "%(number)s waits for no other invoice: nothing was done.",
                    number=self.display_name,
                )
            )
        # As Odoo notes it of an invoice that it e-mailed.
        original.is_move_sent = True
        original._message_log(
            body=self.env._(
                "The client has this invoice, received some other way: so it was said "
                "on %(number)s.",
                number=self.display_name,
            )
        )
        return self._chorus_notify(
            "success",
            self.env._(
                "%(number)s no longer waits for %(original)s.",
                number=self.display_name,
                original=original.name,
            ),
        )
