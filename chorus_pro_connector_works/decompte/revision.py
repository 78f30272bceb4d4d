# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The revision of prices: coefficients from indices, and what they make of works."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .inputs import Amount, Coefficient, LotRate, Slice
from .money import cents, thousandth_up, total
from .result import Figure, Revised, RevisionResult

# A firm price is updated to so many months before the start of works.
UPDATE_MONTHS = 3


@dataclass(frozen=True, slots=True)
class IndexValue:
    value: Decimal
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A weighted index, with its value in the month zero."""

    index: Hashable
    weight: Decimal
    origin: Decimal


@dataclass(frozen=True, slots=True)
class Formula:
    """C = fixed + Σ weight × I(m − shift) / I(0)."""

    fixed: Decimal
    terms: tuple[Term, ...]
    shift: int = 0  # months


# Index → first day of a month → value.
Table = Mapping[Hashable, Mapping[date, IndexValue]]


def month_of(day: date, shift: int = 0) -> date:
    """Return the first day of a date's month, so many months earlier."""
    months = day.year * 12 + day.month - 1 - shift
    return date(months // 12, months % 12 + 1, 1)


def exact(formula: Formula, values: Mapping[Hashable, Decimal]) -> Fraction:
    """Return C before it is rounded."""
    return Fraction(formula.fixed) + sum(
        Fraction(term.weight) * Fraction(values[term.index]) / Fraction(term.origin)
        for term in formula.terms
    )


def coefficient(formula: Formula, values: Mapping[Hashable, Decimal]) -> Decimal:
    """Return C: the only coefficient that is rounded."""
    return thousandth_up(exact(formula, values))


def last_known(formula: Formula, table: Table, month: date) -> date | None:
    """Return the last month, up to one, of which every index is known."""
    months: set[date] | None = None
    for term in formula.terms:
        here = {day for day in table.get(term.index, {}) if day <= month}
        months = here if months is None else months & here
    return max(months) if months else None


def known(
    number: int,
    lot: Hashable,
    formula: Formula | None,
    table: Table,
    month: date,
    limit: date | None = None,
) -> Coefficient:
    """Return C of a statement's last month, as the indices say it today.

    ``limit`` is the contractual end: the index of that date stays for what is late
    (CCAG 2009 article 10.4.4).
    """
    if formula is None or not formula.terms:
        return Coefficient(number, lot, Decimal(1))
    wanted = month_of(min(month, limit) if limit else month, formula.shift)
    found = last_known(formula, table, wanted)
    if found is None:
        return Coefficient(number, lot, Decimal(1), None, True)
    rows = {term.index: table[term.index][found] for term in formula.terms}
    value = coefficient(formula, {index: row.value for index, row in rows.items()})
    provisional = found < wanted or any(row.provisional for row in rows.values())
    return Coefficient(number, lot, value, found, provisional)


def updated(
    number: int,
    lot: Hashable,
    formula: Formula | None,
    table: Table,
    start: date,
    zero: date,
) -> Coefficient:
    """Return C of a firm price that is updated once (*actualisation*), for good.

    The price follows its indices from the month zero to three months before the works
    start, and not at all when that is no later (CCP R2112-11).
    """
    wanted = month_of(start, UPDATE_MONTHS)
    if formula is None or wanted <= month_of(zero):
        return Coefficient(number, lot, Decimal(1))
    return known(number, lot, replace(formula, shift=0), table, wanted)


def revised(
    slices: Iterable[Slice], coefficients: Iterable[Coefficient]
) -> tuple[Revised, ...]:
    """Return the revision of each statement's works; a lot without C is not revised."""
    by_statement = {(each.number, each.lot): each for each in coefficients}
    rows = []
    for part in slices:
        found = by_statement.get((part.number, part.lot))
        found = found or Coefficient(part.number, part.lot, Decimal(1))
        rows.append(Revised(part, found, cents(part.base * (found.value - 1))))
    return tuple(rows)


def results(
    number: int,
    rows: Iterable[Revised],
    opening: Mapping[LotRate, Decimal],
    previous: Mapping[LotRate, Decimal],
) -> tuple[RevisionResult, ...]:
    """Return the revision by lot and rate, regularised by construction."""
    grouped: dict[LotRate, list[Revised]] = defaultdict(list)
    for row in rows:
        grouped[row.slice.lot, row.slice.rate].append(row)
    keys = [*grouped, *(key for key in {**previous, **opening} if key not in grouped)]
    found = []
    for lot, rate in keys:
        group = grouped[lot, rate]
        own = [row for row in group if row.slice.number == number]
        start = opening.get((lot, rate), Decimal(0))
        cumulative = start + total(row.amount for row in group)
        found.append(
            RevisionResult(
                lot=lot,
                rate=rate,
                amount=Figure(cumulative, previous.get((lot, rate), Decimal(0))),
                base=total(row.slice.base for row in own),
                coefficient=own[0].coefficient
                if own
                else Coefficient(number, lot, Decimal(1)),
                own=total(row.amount for row in own),
            )
        )
    return tuple(found)


def summed(amounts: Iterable[Amount]) -> dict[LotRate, Decimal]:
    """Return amounts added up by lot and rate."""
    found: dict[LotRate, Decimal] = defaultdict(Decimal)
    for each in amounts:
        found[each.lot, each.rate] += each.value
    return dict(found)
