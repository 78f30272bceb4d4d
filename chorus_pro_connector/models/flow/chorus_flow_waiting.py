# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When to come back to a flow, and what to say until then."""

from datetime import timedelta

from odoo import fields, models

from ...chorus import errors
from ...chorus.portal import retry


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    def _chorus_wait(self, error=None):
        """Come back later, with longer and longer intervals."""
        values = self._chorus_next_check(error)
        if error is not None:
            values["error_message"] = self._chorus_error_sentence(error)
        self.sudo().write(values)

    def _chorus_next_check(self, error=None):
        """Return the fields that tell when to come back."""
        seconds = retry.later(self.check_count + 1, error)
        if isinstance(error, errors.PausedError):
            # A pause says nothing about this flow: it makes its waits no longer.
            return {"check_count": self.check_count, "next_check": error.until}
        return {
            "check_count": self.check_count + 1,
            "next_check": fields.Datetime.now() + timedelta(seconds=seconds),
        }

    def _chorus_error_sentence(self, error):
        return self.env["chorus.words"]._chorus_sentence(error, self.company_id)

    def _chorus_trigger_follow(self):
        """Wake the scheduled action when the next check of these flows is due."""
        if any(self.mapped("next_check")):
            self._chorus_wake("ir_cron_chorus_follow")
