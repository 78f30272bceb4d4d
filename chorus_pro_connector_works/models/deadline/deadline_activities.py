# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who is told of a delay, before its date and at it; what is settled closes itself."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date

from ...decompte import rows as k

ACTIVITY = "chorus_pro_connector_works.mail_activity_type_works_deadline"
# Days before our own act, and before the day on which a silence can be answered.
LEAD_OURS, LEAD_OTHERS = 10, 3


class ChorusWorksDeadline(models.Model):
    _inherit = "chorus.works.deadline"

    def _works_plan_activities(self):
        """Plan, move or close the one activity of each delay, as of today."""
        today = fields.Date.context_today(self)
        for row in self:
            wanted = row._works_is_near(today)
            person = wanted and row.company_id._chorus_person(row.user_id)
            if not person:
                if row.activity_ids:
                    row.activity_feedback([ACTIVITY])
                continue
            row._works_plan_activity(person, today)

    def _works_is_near(self, today):
        self.ensure_one()
        lead = LEAD_OURS if self.actor == k.OURS else LEAD_OTHERS
        return bool(
            self.state == k.RUNNING
            and self.date_act
            and self.date_act - timedelta(days=lead) <= today
            and self.market_id.state not in ("draft", "closed", "terminated")
        )

    def _works_plan_activity(self, person, today):
        """Have one activity of that person, that date and those words."""
        told = self.with_context(lang=person.lang or self.env.lang)
        values = {
            "summary": told._works_summary(today),
            "user_id": person.id,
            "date_deadline": self.date_act,
        }
        known = self.activity_search([ACTIVITY])
        if len(known) == 1:
            if any(
                known._fields[name].convert_to_write(known[name], known) != value
                for name, value in values.items()
            ):
                known.write(values)
            return
        known.unlink()
        self.activity_schedule(ACTIVITY, note=told.rests_on or "", **values)
        # Read before, it would stay empty: the next fact may close what this opened.
        self.invalidate_recordset(["activity_ids"])

    def _works_summary(self, today):
        """Return what to do: before the date what comes, from it on what is due."""
        words = {
            "delay": self.display_name,
            "day": format_date(self.env, self.date_act),
            "step": self._works_next_action(),
        }
        if self.date_act > today:
            if self.actor == k.OURS:
                return self.env._("Until %(day)s: %(step)s (%(delay)s)", **words)
            return self.env._("From %(day)s we may act: %(delay)s", **words)
        if self.date_act < today and self.actor == k.OURS:
            return self.env._("Late since %(day)s: %(step)s (%(delay)s)", **words)
        return self.env._("Now: %(step)s (%(delay)s)", **words)
