# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import SerializationFailure

from odoo import models
from odoo.exceptions import UserError


class AccountMoveSendBatchWizard(models.TransientModel):
    _inherit = "account.move.send.batch.wizard"

    def action_send_and_print(self, **kwargs):
        # EXTENDS 'account', which marks all invoices at once: among hundreds, one that
        # a worker is depositing at this moment would fail the whole again and again.
        self._chorus_keep_others_off()
        return super().action_send_and_print(**kwargs)

    def _chorus_keep_others_off(self):
        """Lock the invoices that go by Chorus Pro, or say that somebody is at one.

        :raise UserError: nothing was done; a moment later it works
        """
        moves = self.move_ids.filtered(lambda m: m.chorus_state not in (False, "no"))
        try:
            with self.env.cr.savepoint():
                busy = moves - moves.try_lock_for_update(allow_referencing=True)
        except SerializationFailure:
            # Changed since this transaction began.
            busy = moves
        if busy:
            raise UserError(
                self.env._(
                    "Some of these invoices are being sent or changed at this moment: "
                    "nothing was done. Press the button again in a few seconds."
                )
            )
