# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

from odoo import api, models

from .account_move_clock import COUNTED

# What decides whether a suspension counts.
DECIDING = {"text", "stops"}


class ChorusReason(models.Model):
    _inherit = "chorus.reason"

    @api.model_create_multi
    def create(self, vals_list):
        """Count the legal delays anew in which such a reason stands."""
        reasons = super().create(vals_list)
        with reasons._chorus_counting_anew():
            return reasons

    def write(self, vals):
        if not DECIDING & vals.keys():
            return super().write(vals)
        with self._chorus_counting_anew():
            return super().write(vals)

    def unlink(self):
        with self._chorus_counting_anew():
            return super().unlink()

    @contextmanager
    def _chorus_counting_anew(self):
        """Count the delays anew of the invoices that were suspended for these reasons,
        as they were written before and as they are now; say which dates moved."""
        moves = self._chorus_moves()
        yield
        moves |= self.exists()._chorus_moves()
        with moves._chorus_telling_clock():
            for name in COUNTED:
                self.env.add_to_compute(moves._fields[name], moves)

    def _chorus_moves(self):
        # The table is of all companies, and accents are no difference in it.
        events = self.env["chorus.status.event"].sudo()
        events = events.search([("code", "=", "SUSPENDUE"), ("comment", "!=", False)])
        return events.filtered(lambda event: self._chorus_is_in(event)).move_id

    def _chorus_is_in(self, event):
        return any(reason._chorus_fits(event.comment) for reason in self)
