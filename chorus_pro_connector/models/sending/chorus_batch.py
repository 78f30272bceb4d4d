# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..connection.answers import notification


class ChorusBatch(models.Model):
    _inherit = "chorus.batch"

    def action_cancel_sending(self):
        """Button *Cancel sending*: all that has not begun to leave."""
        self.ensure_one()
        self.check_access("read")
        moves = self._chorus_moves("queued")
        moves.check_access("write")
        if not moves:
            sentence = self.env._(
                "Nothing of this batch can be cancelled any more: all has left."
            )
            return notification(self.env, "warning", sentence)
        result = moves.action_chorus_cancel_sending()
        self._chorus_end_batches()
        return result

    def _chorus_grows(self):
        # EXTENDS 'chorus_pro_connector', room flow: what Odoo has yet to take.
        waiting = [
            *self.env["account.move.send"]._chorus_postponed_domain(),
            ("company_id", "=", self.company_id.id),
        ]
        moves = self.env["account.move"].sudo()
        more = self.growing and bool(moves.search_count(waiting, limit=1))
        return more or super()._chorus_grows()
