# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices from before the first day with Chorus Pro: they took another road.

Without this, choosing *by Chorus Pro* for a client, or installing the addon again,
would make all its posted invoices ready, those paid years ago too.
"""

from odoo import fields, models
from odoo.tools import format_date

BANKED = ("in_payment", "paid")
SETTLED = (*BANKED, "reversed")


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_past = fields.Boolean(
        string="From before Chorus Pro",
        compute="_compute_chorus_state",
        store=True,
        copy=False,
        compute_sudo=True,
    )
    # A decision of a user, which nothing else may take.
    chorus_send_anyway = fields.Boolean(
        string="To Chorus Pro all the same", readonly=True, copy=False
    )

    def _chorus_older(self):
        """Tell why this invoice is from before the first day of its company.

        :return: (``dated`` or ``paid``, date), or None
        """
        self.ensure_one()
        start = self.company_id.chorus_start_date
        if not start or not self.is_sale_document():
            return None
        if self.invoice_date and self.invoice_date < start:
            return "dated", self.invoice_date
        # A credit note is set off against an older invoice on the day of that invoice.
        if self.payment_state in SETTLED and self.move_type == "out_invoice":
            paid = self._chorus_paid_on()
            if paid and paid < start:
                return "paid", paid
        return None

    def _chorus_paid_on(self):
        """Return the date of the last entry that settled this invoice, or None."""
        lines = self.line_ids
        entries = lines.matched_credit_ids.credit_move_id
        entries |= lines.matched_debit_ids.debit_move_id
        return max(entries.mapped("date"), default=None)

    def _chorus_is_past(self):
        """Tell whether this invoice stays outside for what :meth:`_chorus_older` says.

        One that was sent before, or that somebody chose to send, does not.
        """
        return (
            self._chorus_older() is not None
            and not self.chorus_send_anyway
            and not self.chorus_flow_line_ids
        )

    def _chorus_past_sentence(self):
        """Say why this invoice stays outside, and what sends it."""
        reason, date = self._chorus_older() or ("dated", self.invoice_date)
        values = {
            "number": self.display_name,
            "date": format_date(self.env, date),
            "company": self.company_id.name,
            "start": format_date(self.env, self.company_id.chorus_start_date),
        }
        if reason == "paid":
            return self.env._(
                "%(number)s was paid on %(date)s, before %(company)s began with Chorus "
                "Pro (%(start)s): it stays outside, unless you press “Send it all the "
                "same” on the invoice.",
                **values,
            )
        return self.env._(
            "%(number)s is dated %(date)s, before %(company)s began with Chorus Pro "
            "(%(start)s): it stays outside, unless you press “Send it all the same” on "
            "the invoice.",
            **values,
        )
