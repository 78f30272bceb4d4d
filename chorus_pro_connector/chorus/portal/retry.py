# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What to do after a failed call: one table, without clock, network or Odoo.

===================  =========================  =====================================
error                reading (also a token)     writing (a deposit)
===================  =========================  =====================================
UnavailableError     again at once, then later  later: nothing left us
AnswerError          again at once, then later  stop: refused, in a way unheard of
WaitError            again if the wait is       later
                     short, else later
PausedError          later                      later
UnknownOutcomeError  again at once, then later  verify: never again without asking
DataError            stop                       stop
CredentialsError     stop                       stop
===================  =========================  =====================================

*At once* is within the conversation: a few seconds, for somebody may be waiting for
the page. *Later* is the scheduled action's, with longer and longer waits.
"""

import random
from collections.abc import Callable
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from ..errors import (
    AnswerError,
    PausedError,
    PortalError,
    UnavailableError,
    UnknownOutcomeError,
    WaitError,
)

READ, WRITE = "read", "write"

AGAIN = "again"  # repeat the call after ``seconds``, in the same conversation
LATER = "later"  # nothing was done; the next attempt is due after ``seconds``
VERIFY = "verify"  # it may have been done: ask, first after ``seconds``
STOP = "stop"  # repeating is useless: somebody must act

# Minutes between two attempts that nobody waits for, the last one repeated for ever.
BACK_OFF = (1, 2, 5, 10, 30, 60, 120, 240, 360)
READ_ATTEMPTS = 3
FIRST_WAIT = 0.5  # seconds before the second attempt, three times as long each time
PATIENCE = 8.0  # seconds after which a reading is not repeated within a conversation
DAY = 86400  # seconds; no wait is longer, whatever the answer says


class Decision(NamedTuple):
    """``action`` is AGAIN, LATER, VERIFY or STOP; ``seconds`` to wait before."""

    action: str
    seconds: float = 0.0


def decide(
    verb: str,
    error: PortalError,
    attempt: int,
    elapsed: float = 0.0,
    dice: Callable[[], float] = random.random,
) -> Decision:
    """Return the :class:`Decision` after a failed call.

    :param verb: READ (repeating it does no harm) or WRITE
    :param error: :class:`~.errors.PortalError`
    :param attempt: attempts made so far, this one included
    :param elapsed: seconds since the first of them began
    :param dice: returns a number in [0, 1), so that many workers that failed together
        do not come back together
    """
    kinds = (UnavailableError, AnswerError, UnknownOutcomeError, WaitError)
    if verb == READ and isinstance(error, kinds):
        seconds = _short_wait(error, attempt, dice)
        if attempt < READ_ATTEMPTS and elapsed + seconds <= PATIENCE:
            return Decision(AGAIN, seconds)
        return Decision(LATER, later(attempt, error))
    if isinstance(error, UnknownOutcomeError):
        return Decision(VERIFY, back_off(1))
    if isinstance(error, UnavailableError | WaitError | PausedError):
        return Decision(LATER, later(attempt, error))
    return Decision(STOP)


def _short_wait(error: PortalError, attempt: int, dice: Callable[[], float]) -> float:
    if isinstance(error, WaitError) and error.retry_after is not None:
        # Not earlier than the portal says, and not all in the same instant.
        return error.retry_after + dice()
    return FIRST_WAIT * 3.0 ** (attempt - 1) * (0.5 + dice() / 2)


def back_off(attempt: int) -> float:
    """Return seconds before the attempt after ``attempt`` (from 1 on)."""
    return BACK_OFF[min(max(attempt, 1), len(BACK_OFF)) - 1] * 60.0


def later(attempt: int, error: PortalError | None = None) -> float:
    """Return seconds to wait when nobody waits; what the portal asks for wins."""
    if isinstance(error, PausedError):
        return error.seconds
    seconds = back_off(attempt)
    if isinstance(error, WaitError) and error.retry_after:
        seconds = max(seconds, min(float(error.retry_after), DAY))
    return seconds


def retry_after(value: str | None, now: datetime | None = None) -> int | None:
    """Read a ``Retry-After`` header: seconds or an HTTP date.

    :param now: aware datetime, for dates
    :return: whole seconds, at most a :data:`DAY`; None when there is nothing to read
    """
    raw = (value or "").strip()
    if raw.isascii() and raw.isdigit():
        return min(int(raw[:10]), DAY)
    moment = http_date(raw)
    if moment is None:
        return None
    seconds = (moment - (now or datetime.now(timezone.utc))).total_seconds()
    return max(0, min(int(seconds), DAY))


def http_date(value: str | None) -> datetime | None:
    """Return an HTTP date as an aware datetime, or None.

    None too before 1970, where clocks begin: Odoo could not store the year 100.
    """
    try:
        moment = parsedate_to_datetime(value or "")
    except (TypeError, ValueError, OverflowError):
        return None
    if moment.year < 1970:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
