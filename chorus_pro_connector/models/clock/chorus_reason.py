# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

# What decides whether a suspension counts.
DECIDING = {"text", "stops"}


class ChorusReason(models.Model):
    _inherit = "chorus.reason"

    @api.model_create_multi
    def create(self, vals_list):
        """Count the legal delays anew in which such a reason stands."""
        reasons = super().create(vals_list)
        reasons._chorus_count_anew()
        return reasons

    def write(self, vals):
        if not DECIDING & vals.keys():
            return super().write(vals)
        self._chorus_count_anew()
        result = super().write(vals)
        self._chorus_count_anew()
        return result

    def unlink(self):
        self._chorus_count_anew()
        return super().unlink()

    def _chorus_count_anew(self):
        """Mark the invoices that were suspended for these reasons."""
        # The table is of all companies, and accents are no difference in it.
        events = self.env["chorus.status.event"].sudo()
        events = events.search([("code", "=", "SUSPENDUE"), ("comment", "!=", False)])
        moves = events.filtered(lambda event: self._chorus_is_in(event)).move_id
        for name in ("chorus_legal_start", "chorus_legal_due"):
            self.env.add_to_compute(moves._fields[name], moves)

    def _chorus_is_in(self, event):
        return any(reason._chorus_fits(event.comment) for reason in self)
