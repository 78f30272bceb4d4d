# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Mails that a person chose in their preferences: returns at once, a week's summary."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_amount

from ..connection.res_company_people import INVOICING
from .work_lists import WORK_LISTS

_logger = logging.getLogger(__name__)

MAILS = ["chorus_mail_returns", "chorus_mail_weekly"]
WEEK = timedelta(days=7)


class ResUsers(models.Model):
    _inherit = "res.users"

    chorus_mail_returns = fields.Boolean(
        string="E-mail when an invoice comes back",
        help="At once, when Chorus Pro rejects a file of yours or the client suspends, "
        "sends back or refuses an invoice that you are in charge of.",
    )
    chorus_mail_weekly = fields.Boolean(
        string="Weekly summary of Chorus Pro",
        help="Each Monday by e-mail: what is to be done, delivered, overdue and paid, "
        "with the amounts.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + MAILS

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + MAILS

    @api.model
    def _cron_chorus_weekly(self):
        """Mail the summary to each who wants it; nothing to say, no mail."""
        users = self.sudo().search([("chorus_mail_weekly", "=", True)])
        users = users.filtered(lambda user: not user.share and user.email)
        self.env["ir.cron"]._commit_progress(remaining=len(users))
        for user in users:
            try:
                with self.env.cr.savepoint():
                    user._chorus_mail_week()
            except Exception:
                # One address that fails keeps nobody else waiting.
                _logger.exception("User %s: no weekly summary", user.id)
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _chorus_mail_week(self):
        self.ensure_one()
        if self._chorus_week():
            template = self.env.ref("chorus_pro_connector.mail_template_weekly")
            template.send_mail(self.id)

    def _chorus_week(self):
        """Return what the summary says, one dict for each company that has something.

        Counted with the rights of this user: the lists of the overview.
        """
        self.ensure_one()
        if not self.has_group(INVOICING):
            return []
        found = []
        for company in self.sudo().company_ids:
            context = {**self.env.context, "allowed_company_ids": company.ids}
            own = self.env(user=self.id, context=context, su=False)
            if week := own["chorus.work.list"]._chorus_company_week(company):
                found.append(week)
        return found


class ChorusWorkList(models.Model):
    _inherit = "chorus.work.list"

    @api.model
    def _chorus_company_week(self, company):
        """Return the lists of one company and what its last seven days brought.

        :return: None when all is zero
        """
        cards = self.search([], limit=len(WORK_LISTS))
        reports = self.env["chorus.report"]
        since = fields.Date.context_today(self) - WEEK
        days = {}
        for name in ("delivered", "paid"):
            ((count, amount),) = reports._read_group(
                [(f"{name}_date", ">", since)], [], ["__count", "amount:sum"]
            )
            days[name] = (count, self._chorus_money(company, amount or 0.0))
        if not any(cards.mapped("number")):
            return None
        base = company.get_base_url()
        return {
            "name": company.name,
            "lists": [
                {
                    "name": card.name,
                    "number": card.number,
                    "amount": self._chorus_money(company, card.amount),
                    "url": f"{base}/odoo/action-{card.sudo().action_id.id}",
                }
                for card in cards
                if card.number
            ],
            **days,
        }

    @api.model
    def _chorus_money(self, company, amount):
        return format_amount(self.env, amount, company.currency_id)
