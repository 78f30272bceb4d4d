# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Penalties for delay, and interest for a late payment."""

from decimal import Decimal
from fractions import Fraction

from .money import ZERO, cents

RECOVERY = Decimal("40.00")  # CCP D2192-35


def of_delay(
    market: Decimal,
    days: int,
    divisor: int = 3000,
    cap: Decimal = Decimal("0.10"),
    waiver: Decimal = Decimal("1000.00"),
) -> Decimal:
    """Return the penalties on a market without VAT, of so many calendar days late.

    Nothing up to the waiver, everything above it, never more than the cap. Source: CCAG
    Travaux 2021 article 19.
    """
    due = cents(Fraction(market) * days / divisor)
    return ZERO if due <= waiver else min(due, cents(market * cap))


def of_delay_now(whole: Decimal, taken: Decimal) -> Decimal:
    """Return what is still to be deducted of the penalties for delay.

    :param whole: of all days of the market, see :func:`of_delay`
    :param taken: penalties for delay that were deducted before; others never count
    :return: below zero, it is given back: more was deducted than all days make
    """
    return cents(whole - taken)


def interest(due: Decimal, rate: Decimal, days: int) -> Decimal:
    """Return the interest of a payment late by so many days, at a yearly rate."""
    return cents(Fraction(due) * Fraction(rate) * days / 365)
