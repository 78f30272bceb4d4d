# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The balance of a market as it is printed below its definitive revision."""

from odoo import models

from .words import euros

# Part of the proof → how French accountants name it.
PARTS = {
    "advance": "Avance remboursée",
    "instalments": "Acomptes",
    "subcontracts": "Sous-traitants payés directement",
    "retention": "Retenue de garantie",
    "balance": "Solde",
    "penalties": "Pénalités",
}


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def _printed_recap(self):
        # EXTENDS: what the whole market was settled by.
        rows = super()._printed_recap()
        if self.adjusts != "definitive":
            return rows
        return [*rows, *self._printed_balance_rows()]

    def _printed_balance_rows(self):
        """Return (label, amount) of the balance; of a market that was taken over, only
        the balance: what came before is in other books."""
        balance = [("Solde à payer", euros(self.balance))]
        if self.market_id.opening_number:
            return balance
        return [
            *balance,
            ("Total du marché TTC", euros(self.amount_total_cumulative)),
            *(
                (f"dont {PARTS[name].lower()}", euros(value))
                for name, value in self._works_proof().items()
                if value
            ),
        ]
