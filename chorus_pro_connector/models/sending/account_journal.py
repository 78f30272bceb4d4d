# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What waits for the accountant, on the card of a sales journal."""

from collections import Counter, defaultdict

from odoo import models
from odoo.fields import Domain

# State of an invoice → the counter of the card that it is in. Each opens the filter of
# the list of the same name: ``chorus_incomplete`` and so on.
COUNTERS = {
    "incomplete": "incomplete",
    "rejected": "returned",
    "action": "returned",
    "refused": "returned",
    "unknown": "doubt",
    "ready": "ready",
}
# What the client refused waits until it is cancelled.
STANDING = Domain("chorus_state", "!=", "refused") | Domain(
    "reversal_move_ids", "not any", [("state", "=", "posted")]
)


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def _fill_sale_purchase_dashboard_data(self, dashboard_data):
        # EXTENDS 'account'
        result = super()._fill_sale_purchase_dashboard_data(dashboard_data)
        for journal, counts in self._chorus_card_counts().items():
            dashboard_data[journal.id]["chorus"] = counts
        return result

    def _chorus_card_counts(self):
        """Return {journal: {counter: number of invoices}}, without what is zero.

        One query for all journals. Only sales journals of companies that can talk to
        the portal, for users who may invoice.
        """
        journals = self.filtered(lambda journal: journal.type == "sale")
        if not journals or not self.env.user.has_group("account.group_account_invoice"):
            return {}
        moves = self.env["account.move"]
        counts, companies = defaultdict(Counter), defaultdict(set)
        for journal, company, state, count in moves._read_group(
            Domain(moves._check_company_domain(self.env.companies))
            & Domain("journal_id", "in", journals.ids)
            & Domain("chorus_state", "in", tuple(COUNTERS))
            & STANDING,
            groupby=["journal_id", "company_id", "chorus_state"],
            aggregates=["__count"],
        ):
            counts[journal][COUNTERS[state]] += count
            companies[journal].add(company)
        configured = {
            company: company._chorus_is_configured()
            for company in set().union(*companies.values())
        }
        return {
            journal: dict(found)
            for journal, found in counts.items()
            if any(configured[company] for company in companies[journal])
        }
