# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One activity for each client that is unusually silent, closed when it is no more."""

from odoo import api, models

ACTIVITY = "chorus_pro_connector.mail_activity_type_chorus_silent"


class ChorusForecast(models.Model):
    _inherit = "chorus.forecast"

    @api.model
    def _chorus_alert_silent(self, company):
        """Plan an activity on the longest silent invoice of each client without one.

        One call to a client is enough for all its invoices; they are in the list.
        """
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if not kind:
            return
        rows = self.search(
            [("company_id", "=", company.id), ("silent", "=", True)], order="since, id"
        )
        silent = rows.move_id
        planned = self._chorus_open_alerts(company, kind)
        over = planned.filtered(lambda activity: activity.res_id not in silent.ids)
        if over:
            over.action_feedback()
        told = silent.browse((planned - over).mapped("res_id"))
        for client, some in rows.grouped("partner_id").items():
            if client not in told.commercial_partner_id:
                some[0]._chorus_alert(len(some))

    @api.model
    def _chorus_open_alerts(self, company, kind):
        activities = self.env["mail.activity"].sudo()
        found = activities.search(
            [("activity_type_id", "=", kind.id), ("res_model", "=", "account.move")]
        )
        moves = self.env["account.move"].browse(found.mapped("res_id")).exists()
        ours = moves.filtered(lambda move: move.company_id == company)
        return found.filtered(lambda activity: activity.res_id in ours.ids)

    def _chorus_alert(self, count):
        """Ask the person in charge to call the client."""
        move = self.move_id
        person = move._chorus_in_charge()
        if not person:
            return
        row = self.with_context(lang=person.lang)
        sentence = row._chorus_silence_sentence()
        if count > 1:
            others = row.env._(
                "%(count)s invoices of this client wait so long: the filter “Chorus "
                "Pro: silent” of the list shows them.",
                count=count,
            )
            sentence = f"{sentence} {others}"
        move.activity_schedule(
            ACTIVITY,
            summary=row.env._("Chorus Pro: ask this client where the payment is"),
            note=sentence,
            user_id=person.id,
        )
