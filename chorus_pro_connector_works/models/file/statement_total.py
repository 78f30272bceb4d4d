# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""All that a market has come to with a statement, as lines of a file.

The invoice of a final statement is of its last month; a file that states the whole of
the market takes its lines from here.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from odoo import models

from ...decompte.money import cents, split, total
from ..market.numbers import exact
from .words import percent

KINDS = {"materials": "Approvisionnements", "bonus": "Prime", "expense": "Débours"}


class TotalLine(NamedTuple):
    """An amount since the start: ``quantity`` × ``price`` makes it to the cent.

    :param row: ``chorus.works.statement.line`` that it is of, empty for what is not of
        works
    """

    name: str
    tax: Any
    quantity: Decimal
    price: Decimal
    amount: Decimal
    row: Any = None


def _line(name, tax, amount, row=None):
    """Return a line of quantity 1, or -1 for an amount below zero."""
    return TotalLine(
        name, tax, Decimal(-1 if amount < 0 else 1), abs(amount), amount, row
    )


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def _works_total_lines(self):
        """Return the :class:`TotalLine` of the market, in the order of an invoice."""
        self.ensure_one()
        found = [
            *map(_total_of_works, self.line_ids),
            *self._works_total_others(),
            *self._works_total_revision(),
            *self._works_total_advance(),
        ]
        return [line for line in found if line.amount]

    def _works_total_others(self):
        for row in self.other_ids.filtered(lambda row: row.kind in KINDS):
            name = f"{KINDS[row.kind]} : {row.name}"
            yield _line(name, row.tax_id, exact(row.amount, 2))

    def _works_total_revision(self):
        for row in self.revision_ids:
            name = f"Révision des prix depuis le début, lot {row.lot_id.display_name}"
            yield _line(name, row.tax_id, exact(row.cumulative, 2))

    def _works_total_advance(self):
        """The repayment of an advance that is deducted before VAT."""
        if not self.is_advance_before_vat:
            return
        shares = defaultdict(Decimal)
        for row in (self._works_earlier() | self).rate_ids:
            shares[exact(row.rate)] += exact(row.advance, 2)
        # What was repaid before a takeover is shared as a month's repayment is.
        rest = exact(self.amount_advance_cumulative, 2) - total(shares.values())
        market = self.market_id._works_sums_on(self.period_end, self.order_id)
        for rate, part in split(rest, dict(market)).items():
            shares[rate] += part
        taxes = self._works_taxes()
        for rate, amount in sorted(shares.items(), reverse=True):
            tax = self.env["account.tax"].browse(taxes.get(rate))
            yield _line("Remboursement de l'avance", tax, -amount)

    def _works_total_taxes(self):
        """Yield (tax, VAT since the start): the sum of what the months stated."""
        for row in self.rate_ids:
            if row.tax_cumulative:
                yield row.tax_id, exact(row.tax_cumulative, 2)

    def _works_total_start(self):
        """Return the first day of what a file of the whole covers."""
        market = self.market_id
        if market.opening_number and not self.order_id and market.date_start:
            return market.date_start
        return min((self._works_earlier() | self).mapped("period_start"))


def _total_of_works(row):
    name = " ".join(filter(None, (row.code, row.name)))
    amount = exact(row.cumulative_amount, 2)
    if row.kind == "fixed":
        done = percent(row.cumulative_percent)
        return _line(f"{name} ({done})", row.tax_id, amount, row)
    quantity, price = exact(row.cumulative_quantity, 4), exact(row.price)
    if quantity and price > 0 and cents(quantity * price) == amount:
        return TotalLine(name, row.tax_id, quantity, price, amount, row)
    return _line(name, row.tax_id, amount, row)
