# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A statement (*situation*): cumulative everywhere, the month is a difference."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from . import advance as advances
from . import retention as retentions
from . import revision as revisions
from .inputs import (
    Amount,
    Before,
    Contract,
    Line,
    LotRate,
    Month,
    Progress,
    Slice,
)
from .money import ZERO, cents, split, tax_of, total
from .result import Figure, LineResult, RateResult, Result, Revised, RevisionResult

_HUNDRED = Decimal(100)


def cumulative(line: Line, progress: Progress | None, previous: Decimal) -> Decimal:
    """Return the cumulative amount of a line, at the price and amount in force."""
    if progress is None:
        return previous
    if progress.mode == "amount":
        return cents(progress.value)
    if progress.mode == "quantity":
        return cents(line.price * progress.value)
    if line.kind == "fixed":
        return cents(line.amount * progress.value / _HUNDRED)
    return cents(line.price * line.quantity * progress.value / _HUNDRED)


def executed_quantity(line: Line, progress: Progress) -> Decimal:
    """Return the cumulative quantity; of an amount, what it would have bought."""
    if progress.mode == "quantity":
        return progress.value
    if progress.mode == "percent":
        return line.quantity * progress.value / _HUNDRED
    return cents(progress.value) / line.price if line.price else Decimal(0)


def compute(contract: Contract, before: Before, month: Month) -> Result:
    """Return a whole statement; the order of its steps is the official one."""
    lines = _lines(contract, before, month)
    parts = _Parts.of(contract, before, month, lines)
    rates = _rates(contract, before, parts)
    draft = _draft(contract, before, month, lines, parts, rates)
    if contract.advance.before_vat:
        result = _deduct_before_vat(contract, before, month, draft)
        return _hold(contract, before, month, result)
    return _repay(contract, before, month, _hold(contract, before, month, draft))


# === Lines and what is added up by lot and rate === #


def _lines(contract: Contract, before: Before, month: Month) -> tuple[LineResult, ...]:
    typed = {each.key: each for each in month.progress}
    found = []
    for line in contract.lines:
        progress = typed.get(line.key)
        previous = before.lines.get(line.key, ZERO)
        now = cumulative(line, progress, previous)
        found.append(
            LineResult(
                key=line.key,
                lot=line.lot,
                rate=line.rate,
                amount=Figure(now, previous),
                percent=_percent(now, line.amount),
                quantity=_quantity(line, progress),
            )
        )
    return tuple(found)


def _percent(amount: Decimal, whole: Decimal) -> Decimal:
    """Return a percentage to show, in points."""
    return cents(amount * _HUNDRED / whole) if whole else ZERO


def _quantity(line: Line, progress: Progress | None) -> Decimal | None:
    if line.kind == "fixed" or progress is None or progress.mode == "amount":
        return None
    return executed_quantity(line, progress)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is computed by lot and rate."""

    works: Mapping[LotRate, Figure]
    materials: Mapping[LotRate, Figure]
    revisions: tuple[RevisionResult, ...]
    revised: tuple[Revised, ...]
    bonuses: Mapping[LotRate, Figure]
    expenses: Mapping[LotRate, Figure]

    @classmethod
    def of(
        cls,
        contract: Contract,
        before: Before,
        month: Month,
        lines: Iterable[LineResult],
    ) -> "_Parts":
        works: dict[LotRate, Figure] = defaultdict(Figure)
        for line in lines:
            works[line.lot, line.rate] += line.amount
        materials = _figures(before.materials, month.materials)
        own = _slices(contract, month.number, works, materials)
        rows = revisions.revised((*before.slices, *own), month.coefficients)
        return cls(
            works=works,
            materials=materials,
            revisions=revisions.results(
                month.number,
                rows,
                revisions.summed(before.revision_opening),
                revisions.summed(before.revision),
            ),
            revised=rows,
            bonuses=_figures(before.bonuses, month.bonuses),
            expenses=_figures(before.expenses, month.expenses),
        )


def _figures(before: Iterable[Amount], now: Iterable[Amount]) -> dict[LotRate, Figure]:
    previous, current = revisions.summed(before), revisions.summed(now)
    return {
        key: Figure(cents(current.get(key, ZERO)), previous.get(key, ZERO))
        for key in {**previous, **current}
    }


def _slices(
    contract: Contract,
    number: int,
    works: Mapping[LotRate, Figure],
    materials: Mapping[LotRate, Figure],
) -> list[Slice]:
    """Return what this statement has to revise: a decrease is its own, too."""
    base = {key: figure.month for key, figure in works.items()}
    if contract.revise_materials:
        for key, figure in materials.items():
            base[key] = base.get(key, ZERO) + figure.month
    return [Slice(number, lot, rate, value) for (lot, rate), value in base.items()]


# === Rates of VAT === #


def _rates(contract: Contract, before: Before, parts: _Parts) -> tuple[RateResult, ...]:
    """Return the rates, the highest first; VAT is computed on the month."""
    named: dict[str, dict[Decimal, Figure]] = {}
    groups: dict[str, Mapping[LotRate, Figure]] = {
        "works": parts.works,
        "materials": parts.materials,
        "revision": {(row.lot, row.rate): row.amount for row in parts.revisions},
        "bonuses": parts.bonuses,
        "expenses": parts.expenses,
    }
    rates = {line.rate for line in contract.lines} | set(before.taxes)
    for name, group in groups.items():
        named[name] = defaultdict(Figure)
        for (_lot, rate), figure in group.items():
            named[name][rate] += figure
            rates.add(rate)
    return tuple(
        _taxed(
            RateResult(
                rate=rate,
                advance=ZERO,
                tax=Figure(ZERO, before.taxes.get(rate, ZERO)),
                **{name: figures[rate] for name, figures in named.items()},
            )
        )
        for rate in sorted(rates, reverse=True)
    )


def _taxed(result: RateResult) -> RateResult:
    previous = result.tax.previous
    tax = Figure(previous + tax_of(result.taxed, result.rate), previous)
    return replace(result, tax=tax)


def with_tax(amounts: Mapping[Decimal, Decimal]) -> Decimal:
    """Return amounts by rate with their VAT, rounded by rate and never by line."""
    return total(value + tax_of(value, rate) for rate, value in amounts.items())


# === Deductions === #


def _draft(
    contract: Contract,
    before: Before,
    month: Month,
    lines: tuple[LineResult, ...],
    parts: _Parts,
    rates: tuple[RateResult, ...],
) -> Result:
    """Return the statement before the advance and the retention."""
    market: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in contract.lines:
        market[line.rate] += line.amount
    executed = with_tax({row.rate: row.works.cumulative for row in rates})
    whole = with_tax(market)
    if contract.advance.before_vat:
        done, of = total(row.works.cumulative for row in rates), total(market.values())
    else:
        done, of = executed, whole
    return Result(
        number=month.number,
        lines=lines,
        rates=rates,
        revisions=parts.revisions,
        revised=parts.revised,
        retention=Figure(before.retention, before.retention),
        retention_cap=ZERO,
        retention_uncapped=ZERO,
        advance=Figure(before.advance, before.advance),
        advance_target=ZERO,
        advance_before_vat=contract.advance.before_vat,
        subcontracts=_added(before.subcontracts, month.subcontracts),
        penalties=_added(before.penalties, month.penalties),
        executed=executed,
        market=whole,
        market_untaxed=total(market.values()),
        ratio=Fraction(done) / Fraction(of) if of else Fraction(0),
    )


def _added(before: Decimal, month: Decimal) -> Figure:
    return Figure(before + month, before)


def _hold(contract: Contract, before: Before, month: Month, result: Result) -> Result:
    stored = with_tax({row.rate: row.materials.cumulative for row in result.rates})
    held = retentions.held(
        contract.retention,
        before.retention,
        result.executed + stored,
        result.total.month,
        result.market,
        month.retention,
    )
    return replace(
        result,
        retention=Figure(held.cumulative, before.retention),
        retention_cap=held.cap,
        retention_uncapped=held.uncapped,
    )


def _repayment(
    contract: Contract, before: Before, month: Month, result: Result, owed: Decimal
) -> Result:
    aim, computed = advances.repaid(
        contract.advance, before.advance, result.ratio, owed, result.total.month < 0
    )
    value = computed if month.advance is None else month.advance
    return replace(result, advance=_added(before.advance, value), advance_target=aim)


def _repay(contract: Contract, before: Before, month: Month, result: Result) -> Result:
    return _repayment(contract, before, month, result, result.net)


def _deduct_before_vat(
    contract: Contract, before: Before, month: Month, result: Result
) -> Result:
    """Deduct the repayment before VAT, by what the market has at each rate."""
    result = _repayment(contract, before, month, result, result.untaxed.month)
    market: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in contract.lines:
        market[line.rate] += line.amount
    shares = split(result.advance.month, dict(market))
    rates = tuple(
        _taxed(replace(row, advance=shares.get(row.rate, ZERO))) for row in result.rates
    )
    return replace(result, rates=rates)


def line_key(results: Iterable[LineResult]) -> dict[Hashable, LineResult]:
    """Return the lines of a result by their key."""
    return {line.key: line for line in results}
