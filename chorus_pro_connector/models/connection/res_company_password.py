# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_date

# Days before the expiry of the technical account's password; none is skipped when the
# scheduled action was off for a while: the nearest one is sent.
REMINDERS = (30, 15, 5, 1)
ACTIVITY = "chorus_pro_connector.mail_activity_type_chorus_password"


class ResCompany(models.Model):
    _inherit = "res.company"

    # === The technical account's password expires (portal.md §1.3) === #

    def write(self, vals):
        # EXTENDS 'base': once a later date is typed, nobody is reminded any more.
        result = super().write(vals)
        if "chorus_password_expiry" in vals:
            for company in self:
                if not company._chorus_due_reminders():
                    company._chorus_close_reminders()
        return result

    def _chorus_close_reminders(self):
        self.sudo().partner_id.activity_unlink([ACTIVITY])

    @api.model
    def _cron_chorus_password_reminder(self):
        """Warn by activity and e-mail 30, 15, 5 and 1 days before the expiry."""
        companies = self.search([("chorus_password_expiry", "!=", False)])
        for company in companies:
            with company._chorus_apart():
                company._chorus_remind_password()
            self.env["ir.cron"]._commit_progress(1)

    def _chorus_remind_password(self):
        self.ensure_one()
        due = self._chorus_due_reminders()
        if not due:
            # A new date was set: the count starts again.
            self._chorus_write({"chorus_password_reminder": 0})
        elif min(due) != self.chorus_password_reminder:
            self._chorus_write({"chorus_password_reminder": min(due)})
            self._chorus_send_password_reminder()

    def _chorus_due_reminders(self):
        """Return the steps of :data:`REMINDERS` that are reached."""
        if not self.chorus_password_expiry:
            return []
        days = self._chorus_password_days()
        return [step for step in REMINDERS if days <= step]

    def _chorus_password_days(self):
        """Return the days left; negative once expired."""
        self.ensure_one()
        return (self.chorus_password_expiry - fields.Date.context_today(self)).days

    def _chorus_send_password_reminder(self):
        template = self.env.ref("chorus_pro_connector.mail_template_password_expiry")
        if self.chorus_referent_email:
            template.send_mail(self.id)
        # One each: the reminder of before says nothing that this one does not.
        self._chorus_close_reminders()
        for user in self._chorus_administrators():
            self.partner_id.activity_schedule(
                ACTIVITY,
                date_deadline=self.chorus_password_expiry,
                user_id=user.id,
                summary=self.with_context(lang=user.lang).env._(
                    "The Chorus Pro password expires on %(date)s",
                    date=format_date(
                        self.env, self.chorus_password_expiry, lang_code=user.lang
                    ),
                ),
                note=self.with_context(lang=user.lang).env._(
                    "Renew the password of the technical account on Chorus Pro, then "
                    "type it in the Chorus Pro settings with its new expiry date."
                ),
            )
