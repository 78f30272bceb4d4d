# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rates of interest by half-year: looked up, never carried on from the one before."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

Rates = Mapping[date, Decimal]


class RateMissingError(LookupError):
    """Nobody wrote down the rate of a half-year.

    :param first: its first day
    """

    def __init__(self, first: date) -> None:
        super().__init__(first)
        self.first = first


def half_year(day: date) -> date:
    """Return the first day of the half-year of ``day``."""
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def next_half_year(first: date) -> date:
    """Return the first day of the half-year that follows."""
    return date(first.year, 7, 1) if first.month == 1 else date(first.year + 1, 1, 1)


def rate_on(day: date, rates: Rates) -> Decimal:
    """Return the rate, in per cent a year, for interest that begins on ``day``.

    It is the one in force on the first day of that half-year, for all the days that
    follow, also in later half-years (R2192-31).

    :raise RateMissingError: it is not known, and is not guessed
    """
    first = half_year(day)
    if first not in rates:
        raise RateMissingError(first)
    return rates[first]


def missing_half_years(known: Iterable[date], today: date) -> list[date]:
    """Return the half-years without a rate, from the first known one to today's."""
    rows = set(known)
    current = half_year(today)
    first = min(rows, default=current)
    found = []
    while first <= current:
        if first not in rows:
            found.append(first)
        first = next_half_year(first)
    return found
