# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..connection.clock import LONGEST_WAIT, SKEW, possible
from .chorus_flow_deposit import SENDING_DEADLINE


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    # === A clock that ran ahead ===
    #
    # Dates that were written meanwhile would keep a deposit *being sent*, or waiting,
    # until the clock arrives there once more. How long ago it really was, nobody knows:
    # each wait begins anew, which at worst asks the portal a little later.

    @api.model
    def _chorus_mend_dates(self):
        """Bring back the dates of unfinished deposits that lie too far ahead."""
        ahead = fields.Datetime.now() + SKEW
        unfinished = Domain("next_check", "!=", False) | Domain("state", "=", "failed")
        impossible = (
            Domain("attempt_date", ">", ahead)
            | Domain("waiting_since", ">", ahead)
            | Domain("next_check", ">", ahead + LONGEST_WAIT)
        )
        for flow in self.sudo().search(unfinished & impossible):
            if not flow._chorus_claim():
                continue
            if values := flow._chorus_mended_dates():
                flow.write(values)
            flow._chorus_commit()

    def _chorus_mended_dates(self):
        """Return the dates to write, none when all are possible."""
        now = fields.Datetime.now()
        values = {
            name: now
            for name in ("attempt_date", "waiting_since")
            if self[name] and not possible(self[name])
        }
        if self.send_date and not possible(
            self.send_date, self._chorus_longest_delay()
        ):
            several = bool(self.batch_id)
            values["send_date"] = self._chorus_delay(self.company_id, several)
        longest = LONGEST_WAIT
        if self.state == "queued":
            longest += self._chorus_longest_delay()
        if self.next_check and (values or not possible(self.next_check, longest)):
            # Not before its delay is over; a worker that is at it has its time.
            values["next_check"] = (
                now + SENDING_DEADLINE
                if self.state == "sending" and "attempt_date" in values
                else max(values.get("send_date") or self.send_date or now, now)
            )
        return values

    def _chorus_longest_delay(self):
        company = self.company_id
        minutes = max(company.chorus_delay, company.chorus_delay_batch)
        return timedelta(minutes=minutes)
