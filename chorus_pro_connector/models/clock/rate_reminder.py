# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A half-year begins and nobody has written its rate down: somebody is asked to."""

from odoo import api, fields, models

ACTIVITY = "chorus_pro_connector.mail_activity_type_chorus_rate"
# Who may write rates down.
MANAGERS = "account.group_account_manager"


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _cron_chorus_rates(self):
        """Scheduled action, each day: ask for the rates that are missing.

        The table is one for all companies, so a person is asked once.
        """
        missing = self.env["chorus.rate"]._chorus_missing_rates()
        if not missing:
            self._chorus_close_rate_reminders()
            return
        asked = self._chorus_rate_reminders().user_id
        for company in self.search([("chorus_start_date", "!=", False)]):
            person = company._chorus_rate_person()
            if person and person not in asked:
                asked |= person
                company._chorus_ask_for_rate(person, missing[-1])

    def _chorus_rate_person(self):
        """Return who is asked: the manager for Chorus Pro, else one of accounting."""
        managers = self.env.ref(MANAGERS).sudo().all_user_ids.sorted("id")
        ours = managers.filtered(self._chorus_is_person)
        person = self._chorus_person(self.sudo().chorus_user_id & ours, ours)
        return person & ours or ours[:1]

    def _chorus_ask_for_rate(self, person, first):
        """Plan the activity, in the language of whoever has it.

        :param first: first day of the half-year
        """
        mine = self.with_context(lang=person.lang)
        day = mine.env["chorus.clock.words"]._chorus_day(first)
        self.sudo().partner_id.activity_schedule(
            ACTIVITY,
            date_deadline=fields.Date.context_today(self),
            user_id=person.id,
            summary=mine.env._("Rate of late payment from %(date)s", date=day),
            note=mine.env._(
                "Without it no interest can be computed for payments that are late "
                "since then. Read the main refinancing rate of the European Central "
                "Bank in effect on %(date)s, and write it down with eight points added "
                "under Configuration › Rates of late payment.",
                date=day,
            ),
        )

    @api.model
    def _chorus_rate_reminders(self):
        kind = self.env.ref(ACTIVITY)
        activities = self.env["mail.activity"].sudo()
        return activities.search([("activity_type_id", "=", kind.id)])

    @api.model
    def _chorus_close_rate_reminders(self):
        self._chorus_rate_reminders().unlink()


class ChorusRate(models.Model):
    _inherit = "chorus.rate"

    @api.model_create_multi
    def create(self, vals_list):
        """Once the rate is there, nobody is asked for it any more."""
        rates = super().create(vals_list)
        if not self._chorus_missing_rates():
            self.env["res.company"]._chorus_close_rate_reminders()
        return rates
