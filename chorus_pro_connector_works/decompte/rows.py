# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One delay: who must act, until when, and what that date rests on."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from .deadlines import Regime, after, next_working
from .receipts import Fact

_DAY = timedelta(days=1)

# Kinds of rows.
INSTALMENT, PAYMENT, REFUSAL = "instalment", "payment", "refusal"
REQUEST, VALIDATION = "request", "validation"
FINAL_DRAFT, GENERAL, TACIT = "final_draft", "general", "tacit"
SIGNATURE, BALANCE = "signature", "balance"
LAST_INDEX, RETENTION = "last_index", "retention"
KINDS = (
    INSTALMENT,
    PAYMENT,
    REFUSAL,
    REQUEST,
    VALIDATION,
    FINAL_DRAFT,
    GENERAL,
    TACIT,
    SIGNATURE,
    BALANCE,
    LAST_INDEX,
    RETENTION,
)
# Delays of the contract, which end on a working day (CCAG 3.2); others are of the law.
CONTRACT = frozenset({INSTALMENT, FINAL_DRAFT, GENERAL, TACIT, SIGNATURE, LAST_INDEX})
# Who must act before the date.
OURS, MOE, MOA, PAYER, HOLDER = "ours", "moe", "moa", "payer", "holder"
ACTORS = {
    INSTALMENT: MOE,
    PAYMENT: PAYER,
    REFUSAL: OURS,
    REQUEST: OURS,
    VALIDATION: HOLDER,
    FINAL_DRAFT: OURS,
    GENERAL: MOA,
    TACIT: MOA,
    SIGNATURE: OURS,
    BALANCE: PAYER,
    LAST_INDEX: MOA,
    RETENTION: MOA,
}

# States of a row.
WAITING = "waiting"  # a receipt is missing: nothing runs
RUNNING = "running"
DONE = "done"  # what was awaited has come
STOPPED = "stopped"  # something ended it otherwise

# Why a row is stopped, or what is doubtful of it.
IS_REFUSED, BY_GENERAL, IRREGULAR = "refused", "general", "irregular"
BEFORE_RECEPTION, RESERVES_OPEN = "before_reception", "reserves_open"
NO_TACIT, TOO_EARLY, NOT_CONFIRMED = "no_tacit", "too_early", "not_confirmed"
RECEPTION_UNKNOWN, OUTSIDE = "reception_unknown", "outside"
INTERRUPTED, LATE_GENERAL = "interrupted", "late_general"
SUPPOSED = "supposed"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the contract says of delays.

    :param payment: 30, 50 or 60 days, by the buyer's kind
    :param reserves_first: the contract wants reserves lifted before the final statement
    :param outside: the final statement did not go through the portal, though it had to
    """

    regime: Regime = Regime()
    payment: int = 30
    warranty: int = 12
    reserves_first: bool = False
    outside: bool = False


class Row(NamedTuple):
    """One delay.

    :param subject: statement or request, "" for the market
    :param receipts: what it runs from; empty while all of it is missing
    :param days: None where the contract knows no such delay
    :param end: last day as counted; None while nothing runs
    :param last: ``end``, moved to a working day for a delay of the contract
    :param missing: kinds of receipts without which it does not run
    :param doubts: what could be said against the date; why it is stopped comes first
    :param closing: the fact that ended it
    """

    kind: str
    subject: str
    state: str
    receipts: tuple[Fact, ...] = ()
    days: int | None = None
    end: date | None = None
    last: date | None = None
    missing: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    closing: Fact | None = None

    @property
    def actor(self) -> str:
        return ACTORS[self.kind]

    @property
    def proved(self) -> bool:
        return bool(self.receipts) and all(fact.proved for fact in self.receipts)

    @property
    def opens(self) -> date | None:
        """Return the first day on which the delay is over."""
        return self.last and self.last + _DAY

    @property
    def act_on(self) -> date | None:
        """Return the day of our own next act: the last safe one of ours, else the first
        on which the silence of others can be answered."""
        return self.end if self.actor == OURS else self.opens


class Move(NamedTuple):
    """A date that is no longer what it was; ``after`` is None when it fell away."""

    kind: str
    subject: str
    before: date
    after: date | None


def row_of(
    kind: str,
    start: tuple[Fact, ...],
    end: date | None,
    days: int | None = None,
    closing: Fact | None = None,
    stopped: str = "",
    missing: tuple[str, ...] = (),
    doubts: tuple[str, ...] = (),
    subject: str = "",
) -> Row:
    """Return a row whose state follows from what is known of it."""
    if stopped:
        state = STOPPED
    elif closing:
        state = DONE
    else:
        state = RUNNING if end else WAITING
    last = next_working(end) if end and kind in CONTRACT else end
    supposed = (SUPPOSED,) if any(not fact.proved for fact in start) else ()
    told = tuple(dict.fromkeys((*filter(None, (stopped,)), *doubts, *supposed)))
    return Row(kind, subject, state, start, days, end, last, missing, told, closing)


def delay(
    kind: str,
    start: Fact | None,
    days: int | None,
    missing: str,
    closing: Fact | None = None,
    stopped: str = "",
    doubts: tuple[str, ...] = (),
    subject: str = "",
) -> Row:
    """Return a row of one receipt."""
    end = after(start.date, days) if start else None
    return row_of(
        kind,
        (start,) if start else (),
        end,
        days,
        closing,
        stopped,
        () if start else (missing,),
        doubts,
        subject,
    )
