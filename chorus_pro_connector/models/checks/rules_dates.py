# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules about dates that cannot be, typed or left behind when another one moved."""

from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from ..rule import WARNING, day, rule

_lt = LazyTranslate(__name__)


class AccountMove(models.Model):
    _inherit = "account.move"

    @rule(
        "due_before",
        WARNING,
        "invoice_date_due",
        "draft",
        _lt(
            "The due date %(due)s is before the date of the invoice, %(date)s: correct "
            "one of them."
        ),
        number="BR-FR-CO-07",
        depends=["invoice_date_due", "invoice_date"],
        early=True,
    )
    def _chorus_check_due_before(self):
        due, date = self.invoice_date_due, self.invoice_date
        if not due or not date or due >= date:
            return None
        return {"due": day(due), "date": day(date)}

    @rule(
        "date_ahead",
        WARNING,
        "invoice_date",
        "draft",
        _lt(
            "The invoice is dated %(date)s, a day that has not come: wait until then, "
            "or correct its date."
        ),
        number="portal.md §5.3, BT-2",
        # What is ahead today is not tomorrow.
        live=True,
        early=True,
    )
    def _chorus_check_date_ahead(self):
        date = self.invoice_date
        # Wherever its people are: an invoice of today is not ahead.
        today = max(fields.Date.today(), fields.Date.context_today(self))
        return {"date": day(date)} if date and date > today else None

    @rule(
        "original_later",
        WARNING,
        "invoice_date",
        "draft",
        _lt(
            "This document is dated %(date)s, before %(number)s to which it refers "
            "(%(original)s): correct its date."
        ),
        number="portal.md §5.3, BT-26",
        depends=["invoice_date", "reversed_entry_id.invoice_date"],
        early=True,
    )
    def _chorus_check_original_later(self):
        original = self._chorus_original()
        date, first = self.invoice_date, original.invoice_date
        if not date or not first or first <= date:
            return None
        return {
            "date": day(date),
            "number": original.name or "",
            "original": day(first),
        }
