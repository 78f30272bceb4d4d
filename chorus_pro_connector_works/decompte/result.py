# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a statement computed: everything that is printed, stored or invoiced."""

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .inputs import Coefficient, Slice
from .money import ZERO, total


@dataclass(frozen=True, slots=True)
class Figure:
    """A cumulative amount and the one before: the month is their difference."""

    cumulative: Decimal = ZERO
    previous: Decimal = ZERO

    @property
    def month(self) -> Decimal:
        return self.cumulative - self.previous

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(
            self.cumulative + other.cumulative, self.previous + other.previous
        )


@dataclass(frozen=True, slots=True)
class LineResult:
    """A line of the market: ``percent`` in points, ``quantity`` where it has one."""

    key: Hashable
    lot: Hashable
    rate: Decimal
    amount: Figure
    percent: Decimal
    quantity: Decimal | None


@dataclass(frozen=True, slots=True)
class RevisionResult:
    """The revision of a lot at a rate.

    ``own`` is the part of this statement's works; ``regularisation`` what the earlier
    statements' revision changed by, now that other coefficients are known.
    """

    lot: Hashable
    rate: Decimal
    amount: Figure
    base: Decimal
    coefficient: Coefficient
    own: Decimal

    @property
    def regularisation(self) -> Decimal:
        return self.amount.month - self.own


@dataclass(frozen=True, slots=True)
class Revised:
    """A row of the *état liquidatif*: a statement's works, their C, their revision."""

    slice: Slice
    coefficient: Coefficient
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RateResult:
    """All that has one rate of VAT. ``advance`` is what was deducted before VAT."""

    rate: Decimal
    works: Figure
    materials: Figure
    revision: Figure
    bonuses: Figure
    expenses: Figure
    advance: Decimal
    tax: Figure

    @property
    def base(self) -> Figure:
        """What is due without VAT, before any deduction."""
        return (
            self.works + self.materials + self.revision + self.bonuses + self.expenses
        )

    @property
    def taxed(self) -> Decimal:
        """The base of the month's VAT: BT-116."""
        return self.base.month - self.advance


@dataclass(frozen=True, slots=True)
class Result:
    """A whole statement. Money held back or paid to others is positive."""

    number: int
    lines: tuple[LineResult, ...]
    rates: tuple[RateResult, ...]
    revisions: tuple[RevisionResult, ...]
    revised: tuple[Revised, ...]
    retention: Figure
    retention_cap: Decimal
    retention_uncapped: Decimal
    advance: Figure
    advance_target: Decimal
    advance_before_vat: bool
    subcontracts: Figure
    penalties: Figure
    executed: Decimal  # with VAT, at initial prices ("hors variation de prix")
    market: Decimal  # the market in force, with VAT
    market_untaxed: Decimal
    ratio: Fraction  # what the repayment of the advance follows

    def _sum(self, name: str) -> Figure:
        return sum((getattr(rate, name) for rate in self.rates), Figure())

    @property
    def works(self) -> Figure:
        return self._sum("works")

    @property
    def materials(self) -> Figure:
        return self._sum("materials")

    @property
    def revision(self) -> Figure:
        return self._sum("revision")

    @property
    def bonuses(self) -> Figure:
        return self._sum("bonuses")

    @property
    def expenses(self) -> Figure:
        return self._sum("expenses")

    @property
    def untaxed(self) -> Figure:
        """HT; an advance that is deducted before VAT is not in it any more."""
        base = self._sum("base")
        if self.advance_before_vat:
            return Figure(
                base.cumulative - self.advance.cumulative,
                base.previous - self.advance.previous,
            )
        return base

    @property
    def tax(self) -> Figure:
        return self._sum("tax")

    @property
    def total(self) -> Figure:
        """TTC."""
        return self.untaxed + self.tax

    @property
    def deducted(self) -> Decimal:
        """What the month's net lacks of its total."""
        held = [self.retention.month, self.subcontracts.month, self.penalties.month]
        if not self.advance_before_vat:
            held.append(self.advance.month)
        return total(held)

    @property
    def net(self) -> Decimal:
        """What is to be paid to the holder for the month."""
        return self.total.month - self.deducted

    @property
    def slices(self) -> tuple[Slice, ...]:
        """What the next statement will revise again."""
        return tuple(row.slice for row in self.revised)
