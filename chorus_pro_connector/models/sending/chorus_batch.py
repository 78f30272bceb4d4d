# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ChorusBatch(models.Model):
    _inherit = "chorus.batch"

    def action_cancel_sending(self):
        """Button *Cancel sending*: all that has not begun to leave."""
        self.ensure_one()
        self.check_access("read")
        moves = self._chorus_moves("queued")
        moves.check_access("write")
        result = moves.action_chorus_cancel_sending() if moves else True
        self._chorus_conclude()
        return result
