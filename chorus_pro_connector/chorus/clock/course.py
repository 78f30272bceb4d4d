# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From the history of an invoice to its legal start and its legal due date."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from ..codes import LANE_PAYMENT, invoice_status

# A new delay after an interruption: what was left, and at least this (R2192-29).
REOPENED = 30
# Where nobody recorded the reception: the day of the request, and two (R2192-14).
PRESUMED = timedelta(days=2)

# States of a clock.
WAITING = "waiting"  # the client has nothing yet
RUNNING = "running"
INTERRUPTED = "interrupted"
RECYCLED = "recycled"  # it was not this client's: starts when the right one has it
CLOSED = "closed"  # refused or given up: nothing is owed under this number
PAID = "paid"  # the client's accountant ordered the payment

# Where the start was read.
AVAILABLE, EXECUTED, DEPOSIT, SEEN = "available", "executed", "deposit", "seen"

# Why a suspension stops nothing (R2192-27 and -28), and what else is worth a word.
SECOND, AFTER_ORDER, NO_REASON = "second", "after_order", "no_reason"
NOT_OURS, EXPIRED, UNDATED = "not_ours", "expired", "undated"

_DEPOSITED, _AVAILABLE, _SUSPENDED = "DEPOSEE", "MISE_A_DISPOSITION", "SUSPENDUE"
_COMPLETED, _DONE, _PAID = "COMPLETEE", "SERVICE_FAIT", "MISE_EN_PAIEMENT"
_TAG = re.compile(r"<[^<>]*>")


class Event(NamedTuple):
    """One line of the portal's history.

    :param date: French day, None where the portal gave none
    :param imputable: False when the reason is known not to be the supplier's fault
    """

    code: str
    date: date | None
    comment: str = ""
    imputable: bool | None = None


class _Dated(NamedTuple):
    """An event whose day is known."""

    code: str
    date: date
    comment: str
    imputable: bool | None


class Interruption(NamedTuple):
    """The one suspension that stopped the clock.

    :param balance: days that were left when it was notified
    :param completed: when the documents were received, None while they are missing
    :param presumed: the portal does not say it; what the client did next proves it
    """

    notified: date
    balance: int
    completed: date | None = None
    presumed: bool = False

    @property
    def days(self) -> int:
        """Return the delay that opens when the documents are there."""
        return max(REOPENED, self.balance)


class Remark(NamedTuple):
    """What did not count, and why."""

    kind: str
    date: date | None


class Course(NamedTuple):
    """What the clock says of one invoice.

    :param start: first day of the delay, None when it has not begun
    :param source: where ``start`` was read
    :param first_due: due date without the interruption
    :param due: legal due date; None while nothing runs
    :param paid: day of *mise en paiement*, where the client reports it
    """

    state: str
    start: date | None = None
    source: str = ""
    first_due: date | None = None
    due: date | None = None
    interruption: Interruption | None = None
    paid: date | None = None
    remarks: tuple[Remark, ...] = ()


def follow(
    history: Iterable[Event],
    days: int,
    executed: date | None = None,
    agreed: date | None = None,
) -> Course:
    """Return the :class:`Course` of an invoice.

    Events may come in any order, twice, or with gaps; a status that is not known is
    passed over. Of one day, the order given counts.

    :param days: legal delay, of :func:`~.delays.delay_of`
    :param executed: day on which the service was done, when it is later than the
        reception the delay runs from it (R2192-13)
    :param agreed: due date of the contract (L2192-12)
    """
    remarks, events = _in_order(history)
    ending, events = _of_last_client(events)
    start, source = _start(events)
    if start is None:
        return Course(ending or WAITING, remarks=remarks)
    if executed and executed > start:
        start, source = executed, EXECUTED
    first_due = max(agreed, start) if agreed else start + timedelta(days=days)
    interruption, ignored = _interruption(events, start, first_due)
    paid = next((event.date for event in events if event.code == _PAID), None)
    due: date | None = first_due
    if interruption:
        due = _due_after(interruption, start)
    state = PAID if paid else RUNNING if due else INTERRUPTED
    return Course(
        state,
        start,
        source,
        first_due,
        due,
        interruption,
        paid,
        (*remarks, *ignored),
    )


def _in_order(history: Iterable[Event]) -> tuple[tuple[Remark, ...], list[_Dated]]:
    """Return (remarks, events with a date, oldest first and each once)."""
    found = list(dict.fromkeys(history))
    undated = [
        Remark(UNDATED, None)
        for event in found
        if not event.date and event.code == _SUSPENDED
    ]
    dated = [
        _Dated(code, day, comment, imputable)
        for code, day, comment, imputable in found
        if day
    ]
    return tuple(undated[:1]), sorted(dated, key=lambda event: event.date)


def _of_last_client(events: list[_Dated]) -> tuple[str, list[_Dated]]:
    """Return (state if nothing follows, events since the last one that ended all)."""
    state = ""
    since = 0
    for index, event in enumerate(events, 1):
        if event.code == "A_RECYCLER":
            state, since = RECYCLED, index
        elif invoice_status(event.code).state == "refused":
            state, since = CLOSED, index
    return state, events[since:]


def _start(events: list[_Dated]) -> tuple[date | None, str]:
    """Return (day on which the client had the invoice, where that was read)."""
    available = [event.date for event in events if event.code == _AVAILABLE]
    if available:
        return available[0], AVAILABLE
    seen = [event.date for event in events if _proves_reception(event)]
    if not seen:
        return None, ""
    deposited = [event.date for event in events if event.code == _DEPOSITED]
    if deposited and deposited[0] + PRESUMED <= seen[0]:
        return deposited[0] + PRESUMED, DEPOSIT
    return seen[0], SEEN


def _proves_reception(event: _Dated) -> bool:
    return event.code in (_SUSPENDED, _COMPLETED) or _goes_on(event)


def _goes_on(event: _Dated) -> bool:
    """Tell whether the client works on the invoice: it waits for no document."""
    return event.code in (_AVAILABLE, _DONE) or _is_ordered(event)


def _is_ordered(event: _Dated) -> bool:
    return invoice_status(event.code).lane == LANE_PAYMENT


def _interruption(
    events: list[_Dated], start: date, first_due: date
) -> tuple[Interruption | None, list[Remark]]:
    """Return (the one regular interruption or None, remarks on the others)."""
    found: Interruption | None = None
    remarks: list[Remark] = []
    ordered = False
    for event in events:
        if event.code == _SUSPENDED:
            fault = (
                (AFTER_ORDER if ordered else "")
                or (SECOND if found else "")
                or _fault(event, first_due)
            )
            if fault:
                remarks.append(Remark(fault, event.date))
            else:
                balance = (first_due - max(event.date, start)).days
                found = Interruption(event.date, balance)
        elif found and not found.completed:
            if event.code == _COMPLETED or _goes_on(event):
                found = found._replace(
                    completed=event.date, presumed=event.code != _COMPLETED
                )
        ordered = ordered or _is_ordered(event)
    return found, remarks


def _fault(event: _Dated, first_due: date) -> str:
    """Return why a suspension by itself stops nothing, "" when it is regular."""
    if event.date > first_due:
        return EXPIRED
    if not any(char.isalnum() for char in _TAG.sub("", event.comment)):
        return NO_REASON
    return NOT_OURS if event.imputable is False else ""


def _due_after(interruption: Interruption, start: date) -> date | None:
    if not interruption.completed:
        return None
    reopened = max(interruption.completed, start)
    return reopened + timedelta(days=interruption.days)
