# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money, and what multiplies it: the only places where a figure is rounded."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
_THOUSAND = 1000


def cents(value: Decimal | Fraction) -> Decimal:
    """Return an amount at the cent, half away from zero, also below zero."""
    if isinstance(value, Decimal):
        return value.quantize(CENT, ROUND_HALF_UP)
    # Exact: a fraction that falls on half a cent has no finite decimal to round.
    scaled = abs(value) * 100
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    return Decimal(whole if value >= 0 else -whole).scaleb(-2)


def thousandth_up(value: Decimal | Fraction) -> Decimal:
    """Return a coefficient at the thousandth above, also when it is below 1.

    Source: CCAG Travaux 2009 article 11.4, "arrondi au millième supérieur".
    """
    return Decimal(ceil(Fraction(value) * _THOUSAND)).scaleb(-3)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return a sum of amounts, 0.00 of none."""
    return sum(amounts, ZERO)


def tax_of(base: Decimal, rate: Decimal) -> Decimal:
    """Return the VAT of a base at a rate (0.20), at the cent."""
    return cents(base * rate)


def split(amount: Decimal, weights: dict[Decimal, Decimal]) -> dict[Decimal, Decimal]:
    """Return an amount shared by weights; the highest key takes what cents lose."""
    whole = sum(weights.values(), Decimal(0))
    if not weights or not whole:
        return {max(weights): amount} if weights else {}
    parts = {
        key: cents(Fraction(amount) * Fraction(weight) / Fraction(whole))
        for key, weight in weights.items()
    }
    last = max(parts)
    parts[last] += amount - total(parts.values())
    return parts
