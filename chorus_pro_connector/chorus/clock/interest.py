# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Interest of late payment, and the 40 euros (L2192-13, R2192-31 to -36)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .rates import Rates, rate_on

ZERO = Decimal(0)
CENT = Decimal("0.01")
INDEMNITY = Decimal("40.00")
# No text says it: a convention of all calculators, leap years included.
YEAR = 365
# Interest and indemnity are paid within this of the principal (R2192-36).
SETTLED_WITHIN = timedelta(days=45)


class Payment(NamedTuple):
    """Money that the client paid."""

    date: date
    amount: Decimal


class Part(NamedTuple):
    """A part of the principal that was paid late, or is owed still.

    :param paid: None while it is owed
    :param until: last day that bears interest
    :param interest: in cents; the parts add up to the claim, rounded once
    """

    amount: Decimal
    paid: date | None
    until: date
    days: int
    interest: Decimal


class Claim(NamedTuple):
    """What is owed for being late.

    :param base: amount with VAT that was due, less credit notes and retention
    :param first: first day of interest, the one after the due date
    :param rate: per cent a year, for all the days
    :param settled: last day to pay interest and indemnity, None while some principal
        is owed
    """

    base: Decimal
    due: date
    first: date
    rate: Decimal
    parts: tuple[Part, ...]
    interest: Decimal
    indemnity: Decimal
    settled: date | None = None

    @property
    def total(self) -> Decimal:
        return self.interest + self.indemnity


def base_of(total: Decimal, credited: Decimal, retained: Decimal = ZERO) -> Decimal:
    """Return what the client had to pay; a larger credit note leaves nothing."""
    return max(ZERO, total - credited - retained)


def exact_interest(amount: Decimal, rate: Decimal, days: int) -> Decimal:
    """Return simple interest, not rounded."""
    return amount * rate * days / (100 * YEAR)


def days_late(due: date, paid: date) -> int:
    """Count the days: the one after the due date is the first, that of the payment
    the last."""
    return max(0, (paid - due).days)


def claim(
    base: Decimal,
    due: date,
    payments: Iterable[Payment],
    until: date,
    rates: Rates,
) -> Claim | None:
    """Return what is owed on ``until``, None when nothing is late.

    What is paid in time bears nothing, what is paid late bears until then, the rest
    until ``until``.

    :raise RateMissingError: the rate of the half-year is not known
    """
    parts = [
        (amount, paid, last, days_late(due, last))
        for amount, paid, last in _shares(base, payments, until)
        if last > due
    ]
    if not parts:
        return None
    first = due + timedelta(days=1)
    rate = rate_on(first, rates)
    rows, exact, told = [], ZERO, ZERO
    for amount, paid, last, days in parts:
        exact += exact_interest(amount, rate, days)
        rows.append(Part(amount, paid, last, days, _cents(exact) - told))
        told = _cents(exact)
    owed = any(row.paid is None for row in rows)
    return Claim(
        base,
        due,
        first,
        rate,
        tuple(rows),
        told,
        INDEMNITY,
        None if owed else rows[-1].until + SETTLED_WITHIN,
    )


def _shares(
    base: Decimal, payments: Iterable[Payment], until: date
) -> Iterator[tuple[Decimal, date | None, date]]:
    """Yield (amount, paid or None, last day) of what was to be paid, oldest first."""
    left = base
    for payment in sorted(payments):
        amount = min(left, payment.amount)
        if amount > 0 and payment.date <= until:
            yield amount, payment.date, payment.date
            left -= amount
    if left > 0:
        yield left, None, until


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
