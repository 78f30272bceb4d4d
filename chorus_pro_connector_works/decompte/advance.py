# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The advance: its amount, its parts by rate, and how it is repaid."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from .inputs import Advance
from .money import ZERO, cents, split


def amount(rate: Decimal, base: Decimal, months: int) -> Decimal:
    """Return the advance on a base with VAT: of twelve months, when it is longer.

    Source: CCP R2191-7; the base lacks what subcontractors are paid directly.
    """
    return cents(Fraction(rate) * Fraction(base) * 12 / max(12, months))


def by_rate(
    rate: Decimal, bases: Mapping[Decimal, Decimal], months: int
) -> dict[Decimal, Decimal]:
    """Return the parts, with VAT, of an advance on ``{VAT rate: base with VAT}``.

    What the cents of the parts lack of the whole goes to the highest rate.
    """
    whole = amount(rate, sum(bases.values(), ZERO), months)
    return split(whole, dict(bases))


def untaxed(part: Decimal, rate: Decimal) -> Decimal:
    """Return a part without VAT; its VAT is the difference."""
    return cents(Fraction(part) / (1 + Fraction(rate)))


def taxes(parts: Mapping[Decimal, Decimal]) -> dict[Decimal, Decimal]:
    """Return the VAT in each part of an advance: ``{rate: VAT}``."""
    return {rate: part - untaxed(part, rate) for rate, part in parts.items()}


def bases(parts: Mapping[Decimal, Decimal]) -> dict[Decimal, Decimal]:
    """Return each part of an advance without its VAT: ``{rate: base}``."""
    return {rate: untaxed(part, rate) for rate, part in parts.items()}


def share(whole: Decimal, repaid: Decimal, of: Decimal) -> Decimal:
    """Return of a figure of the advance what a cumulative repayment gives back."""
    if not whole:
        return ZERO
    return cents(Fraction(repaid) * Fraction(of) / Fraction(whole))


def month_shares(
    whole: Decimal, before: Decimal, after: Decimal, parts: Mapping[Decimal, Decimal]
) -> dict[Decimal, Decimal]:
    """Return by rate what a repayment up to ``after`` gives back of parts."""
    return {
        rate: share(whole, after, part) - share(whole, before, part)
        for rate, part in parts.items()
    }


def target(terms: Advance, ratio: Fraction) -> Decimal:
    """Return what is to be repaid, in all, at a ratio of execution."""
    start, end = Fraction(terms.start), Fraction(terms.end)
    if end <= start:
        reached = Fraction(int(ratio >= end))
    else:
        reached = min(max((ratio - start) / (end - start), Fraction(0)), Fraction(1))
    return cents(Fraction(terms.received) * reached)


def repaid(
    terms: Advance, before: Decimal, ratio: Fraction, owed: Decimal, credit: bool
) -> tuple[Decimal, Decimal]:
    """Return (target, repaid by this statement).

    ``owed`` is what the statement owes otherwise: a repayment takes no more of it, and
    gives nothing back. A credit note gives back what the lower progress sets free, no
    more than it takes.
    """
    aim = target(terms, ratio)
    wanted = aim - before
    least = min(owed, ZERO) if credit else ZERO
    return aim, min(max(wanted, least), max(owed, ZERO))


def threshold(terms: Advance, market: Decimal) -> Decimal:
    """Return the executed total from which the advance is repaid."""
    return cents(terms.start * market)
