# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From the history of an invoice to how long each of its steps took.

Days are whole numbers (``date.toordinal``). An invoice that still waits, that was sent
back or that was settled otherwise is no payment, and no nothing either: until that day
it had not been paid. It counts so (*censored*), or only the quick ones would be seen.
"""

from collections.abc import Iterable
from typing import NamedTuple

# What an event of the portal means here; others mean nothing.
DEPOSITED, AVAILABLE, MANDATED, PAID, STOPPED = range(1, 6)
STAGES = (DEPOSITED, AVAILABLE, MANDATED)
MARKS = {
    "DEPOSEE": DEPOSITED,
    "MISE_A_DISPOSITION": AVAILABLE,
    "COMPLETEE": AVAILABLE,
    "SERVICE_FAIT": AVAILABLE,
    "MANDATEE": MANDATED,
    "MISE_A_DISPOSITION_COMPTABLE": MANDATED,
    "COMPTABILISEE": MANDATED,
    "MISE_EN_PAIEMENT": PAID,
    # The client waits for us, or for nothing any more.
    "SUSPENDUE": STOPPED,
    "A_RECYCLER": STOPPED,
    "REJETEE": STOPPED,
    "ABANDONNEE": STOPPED,
    "SUPPRIMEE": STOPPED,
}

# What is measured from the day on which a stage began: the next step, or the payment.
STEP, PAYMENT = "step", "payment"


class Seen(NamedTuple):
    """One thing measured.

    :param what: :data:`STEP` or :data:`PAYMENT`
    :param stage: the stage that it is counted from
    :param start: day on which that stage began
    :param days: how long it took, or how long it has lasted without an end
    :param ended: False while it lasts, and when something else ended it
    """

    what: str
    stage: int
    start: int
    days: int
    ended: bool


class Read(NamedTuple):
    """What one history says.

    :param stage: where the invoice waits now, 0 when it waits for nobody
    :param since: day on which that began
    """

    seen: list[Seen]
    stage: int
    since: int


def read(marks: Iterable[tuple[int, int]], today: int) -> Read:
    """Return what a history says, up to ``today``.

    :param marks: (day, mark) in order; a repeated one, one of an earlier stage and what
        follows a payment are passed over
    """
    seen: list[Seen] = []
    stage, since = 0, 0
    open_: dict[int, int] = {}  # stage → day on which it began, until the payment

    def end(day: int, step: bool, paid: bool) -> None:
        if stage:
            seen.append(Seen(STEP, stage, since, day - since, step))
        if not paid and step:
            return
        for one, start in open_.items():
            seen.append(Seen(PAYMENT, one, start, day - start, paid))
        open_.clear()

    for day, mark in marks:
        if day > today:
            break
        if mark == STOPPED:
            end(day, step=False, paid=False)
            stage = 0
        elif mark == PAID:
            end(day, step=True, paid=True)
            return Read(seen, 0, 0)
        elif mark > stage:
            end(day, step=True, paid=False)
            stage, since = mark, day
            open_[stage] = day
    if stage:
        end(today, step=False, paid=False)
    return Read(seen, stage, since)
