# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

# Between two runs of the scheduled action (data/ir_cron.xml).
USUAL_PAUSE = timedelta(minutes=10)


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    # === Scheduled action: every 10 minutes, on at install === #

    @api.model
    def _cron_follow(self):
        """Deposit what is queued, ask about what is open, read what has changed.

        One transaction for each flow and each company: a failure stops nothing else.
        """
        self._chorus_begin_companies()
        self._chorus_mend_dates()
        if not self._chorus_send_waiting():
            return
        due = self.search(self._chorus_due_domain(), order="next_check, id")
        if self._chorus_follow_flows(due):
            self._chorus_follow_companies()
        self._chorus_alert_stuck()
        self.env["account.move"]._chorus_tidy_activities()
        self._chorus_end_round()
        self._chorus_wake_up()

    @api.model
    def _chorus_begin_companies(self):
        """Note the first day of companies whose credentials are given outside."""
        companies = self.env["res.company"].sudo()
        for company in companies.search([("chorus_start_date", "=", False)]):
            with company._chorus_apart():
                if company._chorus_begin():
                    self.env["ir.cron"]._commit_progress()

    @api.model
    def _chorus_end_round(self):
        """Do what belongs to each run; other rooms extend this."""

    def _chorus_follow_flows(self, due):
        """Advance each flow in turn.

        :return: False when the time of the scheduled action is over
        """
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(due))
        for flow in due:
            # A commit has just released every lock: each flow is locked anew, and may
            # have been dealt with by another worker in the meantime. Alone, or all of
            # them would be read again each time.
            flow = self.browse(flow.id)
            if flow.filtered_domain(self._chorus_due_domain()):
                flow._chorus_advance_apart()
            if not progress._commit_progress(1):
                return False
        return True

    @api.model
    def _chorus_wake_up(self):
        """Come back before the usual time when a flow is due before it.

        The first checks of a flow are closer to each other than two runs, and a pause
        ends when it ends.
        """
        now = fields.Datetime.now()
        cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_follow")
        pauses = self.env["chorus.outage"].sudo().search([("paused_until", ">", now)])
        if pauses:
            cron.sudo()._trigger(at=min(pauses.mapped("paused_until")))
        soon = [("next_check", ">", now), ("next_check", "<", now + USUAL_PAUSE)]
        self.search(soon, order="next_check", limit=1)._chorus_trigger_follow()

    @api.model
    def _chorus_follow_companies(self):
        """Read the changed invoices of every company that has some to follow."""
        refresh = self.env["account.move"]._chorus_refresh_statuses
        self._chorus_followed_companies()._chorus_in_turn(refresh)

    @api.model
    def _chorus_followed_companies(self):
        """Return the companies of which something may change at the portal; addons
        whose documents others may begin extend this."""
        moves = self.env["account.move"]
        groups = moves._read_group(moves._chorus_followed_domain(), ["company_id"])
        return self.env["res.company"].union(*(company for (company,) in groups))
