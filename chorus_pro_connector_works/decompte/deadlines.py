# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dates with a legal effect: computed here; that they were met is for people to say."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

PAYMENT_OF_RETENTION = 30  # days after the warranty, CCP R2191-35
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Regime:
    """Days of the conditions that a market refers to; None: they know no such thing."""

    statement: int | None = 7  # MOE: statement → état d'acompte
    final_draft: int | None = 30  # réception notified → final statement
    general: int | None = 30  # final statement at both → général
    general_index: int | None = 10  # last index published → revision of the balance
    signature: int | None = 30  # general statement received → signed
    tacit: int | None = 10  # signed draft received → tacit


CCAG_2021 = Regime()
CCAG_2014 = Regime()
CCAG_2009 = Regime(
    final_draft=45, general=40, general_index=12, signature=45, tacit=None
)


@cache
def holidays(year: int) -> frozenset[date]:
    """Return the legal holidays of France, without those of Alsace or overseas."""
    return frozenset(country_holidays("FR", years=year))


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays(day.year)


def next_working(day: date) -> date:
    """Return the day, or the next on which people work: CCAG article 3.2."""
    while not is_working(day):
        day += _DAY
    return day


def after(day: date, days: int | None) -> date | None:
    """Return the last day of a delay that starts the day after."""
    return None if days is None else day + days * _DAY


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, the last of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    last = date(year + month // 12, month % 12 + 1, 1) - _DAY
    return date(year, month, min(day.day, last.day))


def retention_due(effect: date, months: int = 12, days: int | None = None) -> date:
    """Return the last day to pay the retention back after réception's effect."""
    wait = PAYMENT_OF_RETENTION if days is None else days
    return add_months(effect, months) + wait * _DAY
