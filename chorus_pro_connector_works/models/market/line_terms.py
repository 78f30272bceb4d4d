# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is in force of the lines of a market on a day."""

from decimal import Decimal
from typing import Any, NamedTuple

from odoo import api, fields, models

from ...decompte.money import ZERO, cents
from .access import PRICES
from .numbers import QUANTITY_DIGITS, exact, rate_of


class LineTerms(NamedTuple):
    """A line as it is in force: exact numbers, amounts without VAT.

    :param closed: an amendment closed the line at the quantity executed until then
    """

    line: Any
    quantity: Decimal
    price: Decimal
    amount: Decimal
    closed: bool = False


class Executed(NamedTuple):
    """What was executed of a line in all, as of the last statement that counts."""

    quantity: Decimal = Decimal(0)
    percent: Decimal = Decimal(0)
    amount: Decimal = ZERO


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    def _works_lines_on(self, date=None, order=None):
        """Return the :class:`LineTerms` in force on a day, in the order of the market.

        :param date: last day of the period; today without it
        :param order: ``chorus.works.order``; without it all lines of the market
        """
        self.ensure_one()
        date = date or fields.Date.context_today(self)
        changes = self._works_changes_on(date)
        lines = order.line_ids if order else self.line_ids
        return [
            line._works_terms(changes.get(line))
            for line in lines
            if line._works_is_in_force(date)
        ]

    def _works_changes_on(self, date):
        """Return {line: the last row of an amendment that is in force for it}."""
        amendments = self.amendment_ids.filtered(
            lambda found: found.state == "in_force" and found.date_effect <= date
        )
        rows = amendments.sorted(lambda found: (found.date_effect, found.id)).line_ids
        return {row.line_id: row for row in rows if row.line_id}

    def _works_sums_on(self, date=None, order=None):
        """Return what is in force without VAT, by rate: ``{Decimal("0.2"): …}``."""
        sums = {}
        for terms in self._works_lines_on(date, order):
            rate = rate_of(terms.line.tax_id)
            sums[rate] = sums.get(rate, ZERO) + terms.amount
        return sums

    def _works_initial_lines(self):
        """Return the lines that were signed with the market: firm, of no amendment."""
        return self.line_ids.filtered(
            lambda line: not line.amendment_id and line.tranche_id.kind != "optional"
        )

    def _works_initial_sums(self):
        """Return what was signed without VAT, by rate."""
        sums = {}
        for line in self._works_initial_lines():
            rate = rate_of(line.tax_id)
            sums[rate] = sums.get(rate, ZERO) + exact(line.amount, 2)
        return sums


class ChorusWorksLine(models.Model):
    _inherit = "chorus.works.line"

    quantity_in_force = fields.Float(
        string="Quantity in force",
        digits=QUANTITY_DIGITS,
        compute="_compute_in_force",
        compute_sudo=True,
        aggregator=None,
        help="Today, after the amendments in force.",
    )
    amount_in_force = fields.Monetary(
        string="In force excl. VAT",
        compute="_compute_in_force",
        compute_sudo=True,
        groups=PRICES,
        help="Today, after the amendments in force.",
    )

    @api.depends("quantity", "price", "market_id.amendment_ids.state")
    def _compute_in_force(self):
        terms = {}
        for market in self.market_id:
            terms |= {found.line: found for found in market._works_lines_on()}
        for line in self:
            found = terms.get(line._origin or line)
            line.quantity_in_force = float(found.quantity) if found else 0.0
            line.amount_in_force = float(found.amount) if found else 0.0

    def _works_is_in_force(self, date):
        """Tell whether a line counts on a day: ordered, and its amendment in force."""
        self.ensure_one()
        amendment = self.amendment_id
        if amendment and (
            amendment.state != "in_force" or amendment.date_effect > date
        ):
            return False
        if self.order_id and self.order_id.state == "draft":
            return False
        return self.tranche_id._works_is_open(date)

    def _works_terms(self, change=None):
        """Return the :class:`LineTerms` of a line, after a row of an amendment."""
        self.ensure_one()
        source = change or self
        quantity, price = exact(source.quantity, 4), exact(source.price)
        if change and change.closes:
            # At its own price, at the quantity executed when it was closed.
            quantity, price = exact(change.closed_quantity, 4), exact(self.price)
            return LineTerms(self, quantity, price, cents(quantity * price), True)
        return LineTerms(self, quantity, price, cents(quantity * price))

    def _works_place(self):
        """Return what lines are sorted by, as their table is."""
        self.ensure_one()
        return self.lot_sequence, self.lot_id.id, self.sequence, self.id

    def _works_executed(self):
        """Return {line: :class:`Executed`} of what statements have counted so far.

        Here it is what a market taken over under way had; statements go on from it.
        """
        return {line: line._works_opening() for line in self}

    def _works_opening(self):
        """Return the :class:`Executed` that the line was taken over with."""
        self.ensure_one()
        value, amount = exact(self.opening_value, 4), exact(self.amount, 2)
        if self.opening_mode == "percent":
            return Executed(
                exact(self.quantity, 4) * value / 100,
                value,
                cents(amount * value / 100),
            )
        if self.opening_mode == "amount":
            share = value * 100 / amount if amount else Decimal(0)
            price = exact(self.price)
            quantity = value / price if price else Decimal(0)
            return Executed(quantity, share, cents(value))
        ordered = exact(self.quantity, 4)
        percent = value * 100 / ordered if ordered else Decimal(0)
        return Executed(value, percent, cents(value * exact(self.price)))
