# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a statement is computed from: the contract, what came before, what was typed.

Amounts are euros at the cent and rates are fractions (0.20, 0.05); percentages that a
person types are points (80 for 80 %). A *key* names a line of the market, a *lot* one
of its lots: any hashable, ids in Odoo. Cumulative means since the start of the market.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from .money import ZERO

Kind = Literal["fixed", "unit", "day"]
Mode = Literal["percent", "quantity", "amount"]
RetentionBase = Literal["excl_revision", "revised"]
# What amounts are added up by: a lot and a rate of VAT.
LotRate = tuple[Hashable, Decimal]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the market as it is in force for the statement."""

    key: Hashable
    lot: Hashable
    rate: Decimal
    kind: Kind
    quantity: Decimal
    price: Decimal  # up to six decimals; unit and day lines
    amount: Decimal  # without VAT


@dataclass(frozen=True, slots=True)
class Progress:
    """The cumulative progress of a line: percentage, quantity or amount."""

    key: Hashable
    mode: Mode
    value: Decimal


@dataclass(frozen=True, slots=True)
class Amount:
    """A cumulative amount without VAT that stands on no line of the market."""

    lot: Hashable
    rate: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class Coefficient:
    """C of a lot for a statement, as it is known today.

    ``month`` is the month whose indices it was computed from, and ``provisional`` says
    that it is not the last word: the month of another, or indices to be corrected.
    """

    number: int
    lot: Hashable
    value: Decimal
    month: date | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """What a statement had to revise of a lot at a rate: the works of its month."""

    number: int
    lot: Hashable
    rate: Decimal
    base: Decimal


@dataclass(frozen=True, slots=True)
class Retention:
    """Terms of the retention (*retenue de garantie*).

    ``held`` is false while a guarantee or a surety stands in its place.
    """

    rate: Decimal = Decimal(0)
    base: RetentionBase = "excl_revision"
    held: bool = True
    capped: bool = True


@dataclass(frozen=True, slots=True)
class Advance:
    """Terms of the advance: what was received, and the window of its repayment.

    ``before_vat``: the amount is without VAT, is deducted before VAT, and follows the
    ratio of amounts without VAT.
    """

    received: Decimal = ZERO
    start: Decimal = Decimal("0.65")
    end: Decimal = Decimal("0.80")
    before_vat: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """The market in force, with the terms that its statements follow."""

    lines: tuple[Line, ...]
    retention: Retention = Retention()
    advance: Advance = Advance()
    revise_materials: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """Cumulative figures of the previous statement, or of the takeover of a market.

    ``revision`` is what was invoiced; ``revision_opening`` is the part of it that is no
    statement's of ours, hence never computed again.
    """

    lines: Mapping[Hashable, Decimal] = field(default_factory=dict)
    slices: tuple[Slice, ...] = ()
    revision: tuple[Amount, ...] = ()
    revision_opening: tuple[Amount, ...] = ()
    materials: tuple[Amount, ...] = ()
    bonuses: tuple[Amount, ...] = ()
    expenses: tuple[Amount, ...] = ()
    taxes: Mapping[Decimal, Decimal] = field(default_factory=dict)
    retention: Decimal = ZERO
    advance: Decimal = ZERO
    subcontracts: Decimal = ZERO
    penalties: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Month:
    """What is typed for a statement.

    Materials, bonuses and expenses are cumulative, as progress is; direct payments (HT)
    and penalties are the month's. ``advance`` and ``retention`` replace what would be
    computed for the month, where somebody typed them. ``coefficients`` hold one of each
    lot for this statement and for each earlier one.
    """

    number: int
    progress: tuple[Progress, ...] = ()
    materials: tuple[Amount, ...] = ()
    bonuses: tuple[Amount, ...] = ()
    expenses: tuple[Amount, ...] = ()
    coefficients: tuple[Coefficient, ...] = ()
    subcontracts: Decimal = ZERO
    penalties: Decimal = ZERO
    advance: Decimal | None = None
    retention: Decimal | None = None
