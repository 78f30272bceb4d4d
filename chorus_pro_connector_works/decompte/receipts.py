# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What happened in a market and when: the facts that delays run from and end with.

A receipt is *proved* (the portal's time stamp, an acknowledgement) or *supposed* (the
day on which we sent it). Order of the facts does not matter, nor does repeating one.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

# Of one statement or request, named by the subject of the fact.
STATEMENT_SENT, STATEMENT_MOE = "statement_sent", "statement_moe"
INSTALMENT, PAID = "instalment", "paid"
REFUSED, REFUSED_AMOUNT = "refused", "refused_amount"
TO_COMPLETE = "to_complete"
REQUEST, DECIDED = "request", "decided"
AT_HOLDER, VALIDATED = "at_holder", "validated"
# Of the market.
RECEPTION, EFFECT = "reception", "effect"
RESERVES, RESERVES_LIFTED = "reserves", "reserves_lifted"
FINAL_SENT, FINAL_MOE, FINAL_MOA = "final_sent", "final_moe", "final_moa"
GENERAL_MOE, GENERAL_MOA = "general_moe", "general_moa"
ANSWERED, SIGNED_MOA = "answered", "signed_moa"
TACIT_SENT, TACIT_MOA, TACIT_CONFIRMED = "tacit_sent", "tacit_moa", "tacit_confirmed"
INDEX, INDEX_DONE = "index", "index_done"
BALANCE_PAID, RETENTION_BACK = "balance_paid", "retention_back"
KINDS = (
    STATEMENT_SENT,
    STATEMENT_MOE,
    INSTALMENT,
    PAID,
    REFUSED,
    REFUSED_AMOUNT,
    TO_COMPLETE,
    REQUEST,
    DECIDED,
    AT_HOLDER,
    VALIDATED,
    RECEPTION,
    EFFECT,
    RESERVES,
    RESERVES_LIFTED,
    FINAL_SENT,
    FINAL_MOE,
    FINAL_MOA,
    GENERAL_MOE,
    GENERAL_MOA,
    ANSWERED,
    SIGNED_MOA,
    TACIT_SENT,
    TACIT_MOA,
    TACIT_CONFIRMED,
    INDEX,
    INDEX_DONE,
    BALANCE_PAID,
    RETENTION_BACK,
)


class Fact(NamedTuple):
    """One thing that happened.

    :param subject: which statement or request; "" for a fact of the whole market
    :param proved: whether somebody could show the day to a judge
    """

    kind: str
    date: date
    subject: str = ""
    proved: bool = False


class Facts:
    """Facts of a market, asked by kind and subject."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._known: dict[tuple[str, str], set[Fact]] = {}
        for fact in facts:
            self._known.setdefault((fact.kind, fact.subject), set()).add(fact)

    def receipt(self, kind: str, subject: str = "") -> Fact | None:
        """Return the receipt that a delay may run from: the first proved one, else the
        first supposed one, so that an assumption never hides a proof."""
        found = self._known.get((kind, subject), set())
        return min(found, key=lambda fact: (not fact.proved, fact.date), default=None)

    def first(self, *kinds: str, subject: str = "") -> Fact | None:
        """Return the earliest fact of these kinds, proved or not."""
        found = [
            fact for kind in kinds for fact in self._known.get((kind, subject), set())
        ]
        # Of one day, the kind that is named first.
        key = {kind: index for index, kind in enumerate(kinds)}
        return min(
            found,
            key=lambda fact: (fact.date, key[fact.kind], not fact.proved),
            default=None,
        )

    def subjects(self, *kinds: str) -> list[str]:
        """Return the statements or requests that these kinds speak of, in order."""
        return sorted({subject for kind, subject in self._known if kind in kinds})
