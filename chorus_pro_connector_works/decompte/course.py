# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From facts to delays.

No date stands without its receipt. Nothing here says that a general statement was
acquired by silence: a row gives the day after the ten days and what is not proved of
it; a person confirms.
"""

from collections.abc import Iterable
from datetime import date

from . import receipts as r
from . import rows as k
from .deadlines import PAYMENT_OF_RETENTION, add_months, after, next_working
from .receipts import Fact, Facts
from .rows import Move, Row, Terms, delay, row_of

DECISION = 15  # days to answer a subcontractor: CCP R2193-12


def follow(facts: Iterable[Fact], terms: Terms) -> tuple[Row, ...]:
    """Return the delays of a market, the same whatever the order of the facts."""
    known = Facts(facts)
    rows: list[Row] = []
    for subject in known.subjects(r.STATEMENT_SENT, r.STATEMENT_MOE):
        rows += _statement(known, terms, subject)
    for subject in known.subjects(r.REQUEST):
        rows.append(_request(known, subject))
    for subject in known.subjects(r.AT_HOLDER):
        rows.append(_validation(known, subject))
    rows += _final_draft(known, terms)
    general = _general(known, terms)
    tacit = _tacit(known, terms, general)
    found = (
        general,
        tacit,
        _signature(known, terms),
        _balance(known, terms, tacit),
        _last_index(known, terms),
        _retention(known, terms),
    )
    return (*rows, *(row for row in found if row))


def moved(before: Iterable[Row], after: Iterable[Row]) -> list[Move]:
    """Return each date that has moved or fallen away; none does so in silence."""
    now = {(row.kind, row.subject): row.end for row in after}
    return [
        Move(row.kind, row.subject, row.end, now.get((row.kind, row.subject)))
        for row in before
        if row.end and now.get((row.kind, row.subject)) != row.end
    ]


def _statement(known: Facts, terms: Terms, subject: str) -> list[Row]:
    start = known.receipt(r.STATEMENT_MOE, subject)
    refusal = known.first(r.REFUSED_AMOUNT, r.REFUSED, subject=subject)
    paid = known.first(r.PAID, subject=subject)
    answer = known.first(r.INSTALMENT, r.PAID, subject=subject)
    doubts = (k.INTERRUPTED,) if known.first(r.TO_COMPLETE, subject=subject) else ()
    stopped = k.IS_REFUSED if refusal and not answer else ""
    rows = [
        delay(
            k.INSTALMENT,
            start,
            terms.regime.statement,
            r.STATEMENT_MOE,
            answer or refusal,
            stopped,
            subject=subject,
        ),
        delay(
            k.PAYMENT,
            start,
            terms.payment,
            r.STATEMENT_MOE,
            paid or refusal,
            k.IS_REFUSED if refusal and not paid else "",
            doubts,
            subject,
        ),
    ]
    amount = known.first(r.REFUSED_AMOUNT, subject=subject)
    if amount:
        # No delay: it is to be answered now.
        rows.append(
            row_of(k.REFUSAL, (amount,), amount.date, 0, answer, subject=subject)
        )
    return rows


def _request(known: Facts, subject: str) -> Row:
    start = known.receipt(r.REQUEST, subject)
    decided = known.first(r.DECIDED, subject=subject)
    return delay(k.REQUEST, start, DECISION, r.REQUEST, decided, subject=subject)


def _validation(known: Facts, subject: str) -> Row:
    start = known.receipt(r.AT_HOLDER, subject)
    done = known.first(r.VALIDATED, r.REFUSED, subject=subject)
    return delay(k.VALIDATION, start, DECISION, r.AT_HOLDER, done, subject=subject)


def _final_draft(known: Facts, terms: Terms) -> list[Row]:
    start = known.receipt(r.RECEPTION)
    sent = known.first(r.FINAL_SENT, r.FINAL_MOE, r.FINAL_MOA)
    if not start:
        return []
    return [delay(k.FINAL_DRAFT, start, terms.regime.final_draft, r.RECEPTION, sent)]


def _general(known: Facts, terms: Terms) -> Row | None:
    """The clock of the general statement: both have the final one, or nothing runs."""
    if not known.first(r.FINAL_SENT, r.FINAL_MOE, r.FINAL_MOA):
        return None
    at = {kind: known.receipt(kind) for kind in (r.FINAL_MOE, r.FINAL_MOA)}
    start = tuple(fact for fact in at.values() if fact)
    missing = tuple(kind for kind, fact in at.items() if not fact)
    end = None
    if not missing:
        end = after(max(fact.date for fact in start), terms.regime.general)
    answer = known.first(r.GENERAL_MOA) or known.first(r.GENERAL_MOE)
    stopped, doubts = _killed(known, terms, start)
    if answer and answer.kind == r.GENERAL_MOE:
        stopped = stopped or k.IRREGULAR
    if stopped and stopped != k.IRREGULAR:
        end = None
    return row_of(
        k.GENERAL,
        start,
        end,
        terms.regime.general,
        answer,
        stopped,
        missing,
        doubts,
    )


def _killed(
    known: Facts, terms: Terms, start: tuple[Fact, ...]
) -> tuple[str, tuple[str, ...]]:
    """Return (why the final statement starts no clock or "", other doubts)."""
    doubts = [k.OUTSIDE] if terms.outside else []
    if terms.regime.tacit is None:
        doubts.append(k.NO_TACIT)
    reception = known.receipt(r.EFFECT) or known.receipt(r.RECEPTION)
    if not reception:
        doubts.append(k.RECEPTION_UNKNOWN)
    first = min((fact.date for fact in start), default=None)
    if first and reception and first < reception.date:
        return k.BEFORE_RECEPTION, tuple(doubts)
    lifted = known.first(r.RESERVES_LIFTED)
    if first and terms.reserves_first and known.first(r.RESERVES):
        if not lifted or lifted.date > first:
            return k.RESERVES_OPEN, tuple(doubts)
    return "", tuple(doubts)


def _tacit(known: Facts, terms: Terms, general: Row | None) -> Row | None:
    """The ten days after our signed draft; the date is a date and proves nothing."""
    if not known.first(r.TACIT_SENT, r.TACIT_MOA):
        return None
    start = known.receipt(r.TACIT_MOA)
    days = terms.regime.tacit
    missing = general.missing if general else (r.FINAL_MOE, r.FINAL_MOA)
    runs = start and general and general.last and not missing
    end = after(start.date, days) if start and runs else None
    stopped = _stops_tacit(known, terms, general, start, end)
    confirmed = known.first(r.TACIT_CONFIRMED)
    if confirmed and not (end and confirmed.date > next_working(end)):
        confirmed = None
    doubts = general.doubts if general else ()
    if end and not confirmed:
        doubts = (*doubts, k.NOT_CONFIRMED)
    answer = known.first(r.GENERAL_MOA, r.GENERAL_MOE)
    if answer and not stopped:
        doubts = (*doubts, k.LATE_GENERAL)
    return row_of(
        k.TACIT,
        (start,) if start else (),
        None if stopped else end,
        days,
        answer if stopped else confirmed,
        stopped,
        (*missing, *(() if start else (r.TACIT_MOA,))),
        doubts,
    )


def _stops_tacit(
    known: Facts,
    terms: Terms,
    general: Row | None,
    start: Fact | None,
    end: date | None,
) -> str:
    """Return what keeps the ten days from having an effect, "" when nothing does."""
    if terms.regime.tacit is None:
        return k.NO_TACIT
    answer = known.first(r.GENERAL_MOA, r.GENERAL_MOE)
    # Without proof of the receipt, the ten days may not have been over yet.
    surely_late = bool(
        answer and start and start.proved and end and answer.date > next_working(end)
    )
    if answer and not surely_late:
        return k.IRREGULAR if answer.kind == r.GENERAL_MOE else k.BY_GENERAL
    if general and general.state == k.STOPPED and not answer:
        return general.doubts[0]
    if start and general and general.last and start.date <= general.last:
        return k.TOO_EARLY
    return ""


def _signature(known: Facts, terms: Terms) -> Row | None:
    start = known.receipt(r.GENERAL_MOA) or known.receipt(r.GENERAL_MOE)
    if not start:
        return None
    doubts = (k.IRREGULAR,) if start.kind == r.GENERAL_MOE else ()
    done = known.first(r.ANSWERED, r.SIGNED_MOA)
    days = terms.regime.signature
    return delay(k.SIGNATURE, start, days, r.GENERAL_MOA, done, doubts=doubts)


def _balance(known: Facts, terms: Terms, tacit: Row | None) -> Row | None:
    """The balance: from the receipt of what was signed, or from what was confirmed."""
    paid = known.first(r.BALANCE_PAID)
    start = known.receipt(r.SIGNED_MOA)
    if start:
        return delay(k.BALANCE, start, terms.payment, r.SIGNED_MOA, paid)
    if tacit and tacit.state == k.DONE and tacit.opens and tacit.closing:
        end = after(tacit.opens, terms.payment)
        rests_on = (*tacit.receipts, tacit.closing)
        return row_of(
            k.BALANCE, rests_on, end, terms.payment, paid, doubts=tacit.doubts
        )
    return None


def _last_index(known: Facts, terms: Terms) -> Row | None:
    start = known.receipt(r.INDEX)
    if not start:
        return None
    done = known.first(r.INDEX_DONE)
    return delay(k.LAST_INDEX, start, terms.regime.general_index, r.INDEX, done)


def _retention(known: Facts, terms: Terms) -> Row | None:
    """Thirty days after the warranty, or after its reserves are lifted."""
    start = known.receipt(r.EFFECT)
    if not start:
        return None
    warranty = add_months(start.date, terms.warranty)
    rests_on: tuple[Fact, ...] = (start,)
    missing: tuple[str, ...] = ()
    end = after(warranty, PAYMENT_OF_RETENTION)
    reserves, lifted = known.first(r.RESERVES), known.receipt(r.RESERVES_LIFTED)
    if lifted and lifted.date > warranty:
        rests_on = (start, lifted)
        end = after(lifted.date, PAYMENT_OF_RETENTION)
    elif reserves and reserves.date <= warranty and not lifted:
        missing, end = (r.RESERVES_LIFTED,), None
    back = known.first(r.RETENTION_BACK)
    return row_of(
        k.RETENTION, rests_on, end, PAYMENT_OF_RETENTION, back, missing=missing
    )
