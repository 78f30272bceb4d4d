# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What waits for the accountant, on the card of a sales journal."""

from odoo import models
from odoo.fields import Domain

# The lists that the card counts (work_lists.py). Each opens the filter of the list of
# the same name: ``chorus_incomplete`` and so on.
CARD = ("incomplete", "returned", "doubt", "ready")


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def _fill_sale_purchase_dashboard_data(self, dashboard_data):
        # EXTENDS 'account'
        result = super()._fill_sale_purchase_dashboard_data(dashboard_data)
        for journal, counts in self._chorus_card_counts().items():
            dashboard_data[journal.id]["chorus"] = counts
        return result

    def _chorus_card_counts(self):
        """Return {journal: {list: number of invoices}}, without what is zero.

        One query for all journals. Only sales journals of companies that can talk to
        the portal, for users who may invoice.
        """
        journals = self.filtered(lambda journal: journal.type == "sale")
        if not journals or not self.env.user.has_group("account.group_account_invoice"):
            return {}
        counted = self.env["account.move"]._chorus_count_work(
            CARD, Domain("journal_id", "in", journals.ids), by=["journal_id"]
        )
        found = {}
        for (journal_id,), lists in counted.items():
            numbers = {
                name: number for name, (number, _amount) in lists.items() if number
            }
            if numbers:
                found[self.browse(journal_id)] = numbers
        return found
