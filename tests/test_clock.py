# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The legal clock: worked cases, then what holds for any history."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from chorus.clock import course
from chorus.clock.course import Event, follow
from chorus.clock.delays import DELAYS, delay_of, proposed_category
from chorus.clock.interest import (
    Payment,
    base_of,
    claim,
    exact_interest,
)
from chorus.clock.rates import (
    RateMissingError,
    half_year,
    missing_half_years,
    rate_on,
)
from chorus.codes import INVOICE_STATUSES, LANE_WORKS
from hypothesis import given, settings
from hypothesis import strategies as st

RATES = {
    date(2025, 7, 1): Decimal("10.15"),
    date(2026, 1, 1): Decimal("10.15"),
    date(2026, 7, 1): Decimal("10.40"),
}
D = Decimal


def sep(day):
    return date(2026, 9, day)


def history(*rows):
    """Return events out of (code, date, comment) rows."""
    return [Event(*row) for row in rows]


DELIVERED = ("MISE_A_DISPOSITION", sep(1))
ASKED = ("SUSPENDUE", sep(26), "Bon de livraison absent")


# === Worked cases === #


@pytest.mark.parametrize(
    "code", [code for code, row in INVOICE_STATUSES.items() if row.lane == LANE_WORKS]
)
def test_statuses_of_works_pieces_start_no_clock_and_move_none(code):
    """No text says that a delay runs while a piece is with the project manager."""
    alone = follow(history((code, sep(3), "Voir")), 30)
    assert (alone.start, alone.due) == (None, None)
    plain = follow(history(DELIVERED), 30)
    found = follow(history(DELIVERED, (code, sep(3), "Voir")), 30)
    over = INVOICE_STATUSES[code].state == "refused"
    assert found.due == (None if over else plain.due)
    assert not found.interruption


def test_interest_of_a_late_payment():
    """12 000 € available on 10/09, paid on 20/11: 41 days at 10.40 %."""
    found = follow(
        history(
            ("MISE_A_DISPOSITION", sep(10)), ("MISE_EN_PAIEMENT", date(2026, 11, 20))
        ),
        30,
    )
    assert (found.state, found.start, found.due) == (
        course.PAID,
        sep(10),
        date(2026, 10, 10),
    )
    paid = [Payment(found.paid, D(12000))]
    owed = claim(D(12000), found.due, paid, date(2026, 11, 29), RATES)
    (part,) = owed.parts
    assert (part.days, owed.rate, owed.interest) == (41, D("10.40"), D("140.19"))
    assert (owed.indemnity, owed.total) == (D(40), D("180.19"))
    assert owed.first == date(2026, 10, 11)
    assert owed.settled == date(2027, 1, 4)


def test_a_suspension_opens_a_new_delay_of_30_days():
    """Five days were left, and thirty start again."""
    rows = [DELIVERED, ASKED, ("COMPLETEE", date(2026, 10, 6))]
    found = follow(history(*rows), 30)
    assert found.interruption.balance == 5
    assert (found.first_due, found.due) == (date(2026, 10, 1), date(2026, 11, 5))


def test_a_hospital_keeps_the_balance_when_it_is_longer():
    rows = [
        DELIVERED,
        ("SUSPENDUE", sep(6), "RIB absent"),
        ("COMPLETEE", sep(20)),
    ]
    found = follow(history(*rows), DELAYS["health"])
    assert found.interruption.balance == 45
    assert found.due == date(2026, 11, 4)


@pytest.mark.parametrize(
    ("due", "rate"),
    [(date(2026, 6, 30), "10.40"), (date(2026, 6, 29), "10.15")],
)
def test_the_rate_is_that_of_the_first_day_of_interest(due, rate):
    """Also for days of the year after, whose rate nobody needs to know."""
    owed = claim(D(1000), due, [], date(2027, 3, 1), RATES)
    assert owed.rate == D(rate)
    assert owed.parts[0].days == (date(2027, 3, 1) - due).days


def test_thirty_days_of_a_thousand():
    rates = {date(2024, 7, 1): D("12.25")}
    owed = claim(D(1000), date(2024, 8, 1), [], date(2024, 8, 31), rates)
    assert (owed.parts[0].days, owed.interest) == (30, D("10.07"))


# === Start === #


def test_the_delay_runs_from_the_execution_when_it_is_later():
    found = follow(history(DELIVERED), 30, executed=sep(15))
    assert (found.start, found.source) == (sep(15), course.EXECUTED)
    assert follow(history(DELIVERED), 30, executed=date(2026, 8, 1)).start == sep(1)


def test_a_deposit_starts_nothing():
    """The portal has it, the client has not."""
    rows = [("DEPOSEE", sep(1)), ("EN_COURS_ACHEMINEMENT", sep(2))]
    assert follow(history(*rows), 30) == course.Course(course.WAITING)


def test_what_the_client_did_proves_that_it_has_the_invoice():
    """A history without *Mise à disposition*: two days after the deposit, at most."""
    rows = [("DEPOSEE", sep(1)), ("SERVICE_FAIT", sep(20))]
    found = follow(history(*rows), 30)
    assert (found.start, found.source) == (sep(3), course.DEPOSIT)
    found = follow(history(rows[1]), 30)
    assert (found.start, found.source) == (sep(20), course.SEEN)


def test_the_right_client_has_a_delay_of_its_own():
    rows = [DELIVERED, ("A_RECYCLER", sep(5), "Erreur de destinataire")]
    assert follow(history(*rows), 30).state == course.RECYCLED
    rows.append(("MISE_A_DISPOSITION", sep(9)))
    assert follow(history(*rows), 30).start == sep(9)


@pytest.mark.parametrize("code", ["REJETEE", "REFUSEE_1", "ABANDONNEE", "SUPPRIMEE"])
def test_a_refused_invoice_owes_nothing(code):
    found = follow(history(DELIVERED, (code, sep(5), "Montant")), 30)
    assert (found.state, found.due) == (course.CLOSED, None)


def test_a_payment_before_the_delivery():
    rows = [("MISE_EN_PAIEMENT", sep(3)), ("MISE_A_DISPOSITION", sep(8))]
    found = follow(history(*rows), 30)
    assert (found.state, found.paid, found.due) == (
        course.PAID,
        sep(3),
        date(2026, 10, 8),
    )


def test_the_contract_says_the_due_date():
    assert follow(history(DELIVERED), 30, agreed=sep(20)).due == sep(20)
    assert follow(history(DELIVERED), 30, agreed=date(2026, 8, 1)).due == sep(1)


# === Suspensions === #


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("no_reason", [("SUSPENDUE", sep(6), "")]),
        ("no_reason", [("SUSPENDUE", sep(6), " - <b></b>.")]),
        ("not_ours", [("SUSPENDUE", sep(6), "Erreur de routage", False)]),
        ("after_order", [("MANDATEE", sep(5)), ("SUSPENDUE", sep(6), "RIB")]),
        ("expired", [("SUSPENDUE", date(2026, 10, 2), "RIB absent")]),
        ("undated", [("SUSPENDUE", None, "RIB absent")]),
    ],
)
def test_an_irregular_suspension_stops_nothing(kind, rows):
    found = follow(history(DELIVERED, *rows), 30)
    assert (found.state, found.due) == (course.RUNNING, date(2026, 10, 1))
    assert [remark.kind for remark in found.remarks] == [kind]


def test_the_clock_is_stopped_once_only():
    rows = [
        DELIVERED,
        ASKED,
        ("COMPLETEE", date(2026, 10, 6)),
        ("SUSPENDUE", date(2026, 10, 10), "Encore un document"),
    ]
    found = follow(history(*rows), 30)
    assert (found.state, found.due) == (course.RUNNING, date(2026, 11, 5))
    assert found.remarks == (course.Remark("second", date(2026, 10, 10)),)


def test_an_irregular_suspension_does_not_use_up_the_one():
    rows = [DELIVERED, ("SUSPENDUE", sep(5), ""), ASKED]
    found = follow(history(*rows), 30)
    assert (found.state, found.due) == (course.INTERRUPTED, None)
    assert found.first_due == date(2026, 10, 1)


def test_who_goes_on_has_the_documents():
    """*Mandatée* with no *Complétée* before: they were there on that day."""
    found = follow(history(DELIVERED, ASKED, ("MANDATEE", date(2026, 10, 9))), 30)
    assert found.interruption.presumed
    assert found.due == date(2026, 11, 8)


def test_a_suspension_of_the_last_day_still_counts():
    rows = [DELIVERED, ("SUSPENDUE", date(2026, 10, 1), "RIB absent")]
    assert follow(history(*rows), 30).interruption.balance == 0


def test_a_suspension_before_the_execution_takes_no_day():
    rows = [DELIVERED, ("SUSPENDUE", sep(3), "PV absent"), ("COMPLETEE", sep(4))]
    found = follow(history(*rows), 50, executed=sep(20))
    assert found.due == found.first_due == date(2026, 11, 9)


# === Amounts === #


def test_parts_bear_interest_until_they_are_paid():
    due = sep(30)
    payments = [
        Payment(sep(20), D(2000)),
        Payment(date(2026, 10, 10), D(5000)),
    ]
    owed = claim(D(12000), due, payments, date(2026, 10, 30), RATES)
    assert [(part.amount, part.days) for part in owed.parts] == [
        (D(5000), 10),
        (D(5000), 30),
    ]
    assert [part.interest for part in owed.parts] == [D("14.25"), D("42.74")]
    assert (owed.interest, owed.indemnity) == (D("56.99"), D(40))
    assert owed.settled is None


@pytest.mark.parametrize(
    ("total", "credited", "retained", "base"),
    [(1200, 200, 60, 940), (1200, 5000, 0, 0), (1200, 0, 1200, 0)],
)
def test_the_base_is_what_was_to_be_paid(total, credited, retained, base):
    assert base_of(D(total), D(credited), D(retained)) == D(base)


def test_nothing_is_owed_on_nothing_or_in_time():
    assert claim(D(0), sep(1), [], sep(30), RATES) is None
    assert claim(D(10), sep(1), [], sep(1), RATES) is None
    assert claim(D(10), sep(9), [Payment(sep(9), D(10))], sep(30), RATES) is None


def test_a_rate_that_nobody_wrote_down_is_not_guessed():
    with pytest.raises(RateMissingError) as raised:
        claim(D(100), date(2027, 1, 5), [], date(2027, 2, 1), RATES)
    assert raised.value.first == date(2027, 1, 1)


def test_half_years_that_lack_a_rate():
    assert half_year(date(2026, 6, 30)) == date(2026, 1, 1)
    assert half_year(date(2026, 7, 1)) == date(2026, 7, 1)
    assert missing_half_years(RATES, date(2026, 12, 31)) == []
    assert missing_half_years(RATES, date(2027, 7, 1)) == [
        date(2027, 1, 1),
        date(2027, 7, 1),
    ]
    assert missing_half_years([], date(2026, 8, 1)) == [date(2026, 7, 1)]
    assert rate_on(date(2026, 12, 31), RATES) == D("10.40")


# === Categories === #


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("Centre Hospitalier de Chartres", "health"),
        ("CHU de Rennes", "health"),
        ("ASSISTANCE PUBLIQUE – AP-HP", "health"),
        ("Hôpitaux Drôme Nord", "health"),
        ("EHPAD public Les Tilleuls", "health"),
        ("Hospices civils de Lyon", "health"),
        ("Préfecture d'Eure-et-Loir", "standard"),
        ("Commune de Machurat", "standard"),
        ("Régie des transports (EPIC)", "standard"),
        ("", "standard"),
    ],
)
def test_the_name_proposes_a_category(name, category):
    assert proposed_category(name) == category


@pytest.mark.parametrize(
    ("category", "contract", "days"),
    [("standard", 0, 30), ("standard", 20, 20), ("standard", 45, 30)]
    + [("health", 0, 50), ("enterprise", 0, 60), ("enterprise", -3, 60)],
)
def test_a_contract_shortens_the_delay_and_never_lengthens_it(category, contract, days):
    assert delay_of(category, contract) == days


# === What holds for any history === #

DAY = st.integers(0, 200).map(lambda days: sep(1) + timedelta(days=days))
GOING_ON = st.sampled_from(
    ["DEPOSEE", "MISE_A_DISPOSITION", "SUSPENDUE", "COMPLETEE", "SERVICE_FAIT"]
    + ["MANDATEE", "COMPTABILISEE", "MISE_EN_PAIEMENT", "STATUT_DE_DEMAIN"]
)
COMMENT = st.sampled_from(["", "RIB absent", "<p></p>", "x" * 10_000])
EVENT = st.builds(Event, GOING_ON, DAY, COMMENT, st.sampled_from([None, True, False]))
# One event a day: of two on one day, the order that the portal gives counts.
HISTORY = st.lists(EVENT, max_size=9, unique_by=lambda event: event.date)
DELAY = st.sampled_from(sorted(DELAYS.values()))


@settings(max_examples=400)
@given(HISTORY, DELAY)
def test_news_never_move_a_due_date_back(events, days):
    events.sort(key=lambda event: event.date)
    known = [follow(events[:count], days) for count in range(len(events) + 1)]
    starts = [found.start for found in known if found.start]
    dues = [found.due for found in known if found.due]
    assert starts == sorted(starts)
    assert dues == sorted(dues)


@settings(max_examples=200)
@given(HISTORY, DELAY, st.randoms())
def test_order_of_arrival_and_repetition_say_nothing(events, days, random):
    mixed = events + events[:3]
    random.shuffle(mixed)
    assert follow(mixed, days) == follow(events, days)


@settings(max_examples=200)
@given(HISTORY, DELAY, DAY, st.sampled_from([("", None), ("Routage", False)]))
def test_an_irregular_suspension_changes_no_date(events, days, day, kind):
    if day in {event.date for event in events}:
        return
    before = follow(events, days)
    if before.start is None or day < before.start:
        return
    after = follow([*events, Event("SUSPENDUE", day, *kind)], days)
    assert (after.start, after.due, after.paid) == (
        before.start,
        before.due,
        before.paid,
    )


@settings(max_examples=200)
@given(HISTORY, DELAY)
def test_an_interruption_never_shortens_the_delay(events, days):
    found = follow(events, days)
    if found.due:
        assert found.due >= found.first_due
        assert found.interruption is None or found.interruption.days >= 30


AMOUNT = st.decimals("0.01", 1_000_000, places=2)
PAYMENTS = st.lists(st.builds(Payment, DAY, AMOUNT), max_size=6)
ANY_RATES = {date(2026, 7, 1): D("10.40"), date(2027, 1, 1): D("10.65")}


@settings(max_examples=300)
@given(AMOUNT, PAYMENTS, DAY)
def test_interest_adds_up_over_part_payments(base, payments, due):
    until = sep(1) + timedelta(days=300)
    owed = claim(base, due, payments, until, ANY_RATES)
    if owed is None:
        return
    exact = sum(
        exact_interest(part.amount, owed.rate, part.days) for part in owed.parts
    )
    assert sum(part.interest for part in owed.parts) == owed.interest
    assert abs(owed.interest - exact) <= D("0.005")
    in_time = base_of(base, sum(p.amount for p in payments if p.date <= due))
    assert sum(part.amount for part in owed.parts) == in_time


@settings(max_examples=200)
@given(AMOUNT, DAY, DAY, DAY, st.integers(1, 99))
def test_one_payment_in_two_halves_owes_the_same(base, due, paid, until, share):
    first = (base * share / 100).quantize(D("0.01"))
    whole = claim(base, due, [Payment(paid, base)], until, ANY_RATES)
    halves = [Payment(paid, first), Payment(paid, base - first)]
    split = claim(base, due, halves, until, ANY_RATES)
    assert (whole and whole.total) == (split and split.total)
