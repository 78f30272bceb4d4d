# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When a client pays: by hand, against the definition, and on generated histories."""

import json
import random
from itertools import pairwise

import pytest
from chorus.forecast.curve import MINIMUM, Bounds, estimate, merge
from chorus.forecast.forecast import CLIENT, COMPANY, MEMORY, SERVICE, Open, Paces
from chorus.forecast.history import (
    AVAILABLE,
    DEPOSITED,
    MANDATED,
    PAID,
    PAYMENT,
    STEP,
    STOPPED,
    Seen,
    read,
)
from hypothesis import given
from hypothesis import strategies as st

TODAY = 740_000


def ended(*days):
    return merge([{(day, True): 1} for day in days])


# === Histories === #


def test_each_step_and_the_payment_from_each_of_them():
    found = read([(10, DEPOSITED), (12, AVAILABLE), (30, MANDATED), (37, PAID)], 100)
    assert (found.stage, found.since) == (0, 0)
    assert sorted(found.seen) == sorted(
        [
            Seen(STEP, DEPOSITED, 10, 2, True),
            Seen(STEP, AVAILABLE, 12, 18, True),
            Seen(STEP, MANDATED, 30, 7, True),
            Seen(PAYMENT, DEPOSITED, 10, 27, True),
            Seen(PAYMENT, AVAILABLE, 12, 25, True),
            Seen(PAYMENT, MANDATED, 30, 7, True),
        ]
    )


def test_what_waits_still_counts_up_to_today():
    found = read([(10, AVAILABLE)], 50)
    assert (found.stage, found.since) == (AVAILABLE, 10)
    assert found.seen == [
        Seen(STEP, AVAILABLE, 10, 40, False),
        Seen(PAYMENT, AVAILABLE, 10, 40, False),
    ]


def test_a_suspension_ends_nothing_and_begins_anew():
    found = read([(10, AVAILABLE), (15, STOPPED), (40, AVAILABLE), (60, PAID)], 99)
    assert Seen(PAYMENT, AVAILABLE, 10, 5, False) in found.seen
    assert Seen(PAYMENT, AVAILABLE, 40, 20, True) in found.seen
    assert len(found.seen) == 4
    assert read([(10, AVAILABLE), (15, STOPPED)], 99).stage == 0


def test_what_cannot_be_is_passed_over():
    """Twice, backwards, without a beginning, after the end, in the future."""
    twice = [(10, AVAILABLE), (10, AVAILABLE), (12, MANDATED), (13, AVAILABLE)]
    assert read(twice, 20).since == 12
    assert read([(10, PAID), (12, AVAILABLE)], 20).seen == []
    assert read([(10, AVAILABLE), (30, PAID)], 20).stage == AVAILABLE
    assert read([], 20).stage == 0


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(DEPOSITED, STOPPED))),
    st.integers(0, 60),
)
def test_no_history_gives_a_negative_or_future_duration(marks, today):
    for seen in read(sorted(marks), today).seen:
        assert seen.days >= 0 and seen.start + seen.days <= today


# === Curves === #


def test_nine_payments_give_the_first_and_the_last():
    """Of ten, one is earlier than nine and one is later: that is the 80 %."""
    days = [12, 15, 18, 20, 25, 28, 31, 40, 55]
    assert estimate(ended(*days)).bounds() == Bounds(12, 25, 55)
    assert len(days) == MINIMUM
    assert estimate(ended(*days[:-1])).bounds() is None


def test_an_invoice_that_waits_is_compared_with_those_that_waited():
    """19 payments, on days 1 to 19; nine of them after day 10."""
    curve = estimate(ended(*range(1, 20)))
    assert curve.bounds() == Bounds(2, 10, 18)
    assert curve.bounds(10) == Bounds(11, 15, 19)
    assert curve.bounds(11) is None


def test_payments_of_one_day_are_one_day():
    assert estimate({(30, True): 40}).bounds() == Bounds(30, 30, 30)


def test_open_invoices_push_the_bounds_out():
    paid = ended(*range(1, 20))
    waiting = {(5, False): 10}
    middle = estimate(paid).bounds().middle
    assert estimate(merge([paid, waiting])).bounds().middle > middle
    # Where nobody was seen to pay that late, nothing is said.
    assert estimate(merge([ended(*range(1, 10)), {(9, False): 9}])).bounds() is None


def test_out_of_the_common():
    """The nineteenth of twenty; with fewer than nineteen, later than all of them."""
    assert estimate(ended(*range(1, 101))).unusual() == 96
    assert estimate(ended(*range(1, 13))).unusual() == 12
    assert estimate(ended(*range(1, 9))).unusual() is None


CASES = st.dictionaries(
    st.tuples(st.integers(0, 200), st.booleans()), st.integers(1, 5), max_size=40
)


@given(CASES, st.integers(-1, 200))
def test_any_curve_descends_and_any_bounds_are_in_order(cases, waited):
    curve = estimate(cases)
    assert all(a < b for a, b in pairwise(curve.days))
    assert all(a > b for a, b in pairwise((1.0, *curve.left)))
    if bounds := curve.bounds(waited):
        assert waited < bounds.middle
        assert bounds.low <= bounds.middle <= bounds.high
        after = sum(count for (day, _ended), count in cases.items() if day > waited)
        assert after >= MINIMUM


@given(st.lists(st.integers(0, 90), min_size=MINIMUM, max_size=60, unique=True))
def test_without_open_invoices_the_bounds_are_those_of_any_textbook(days):
    """Quantiles of Weibull's positions, k / (n + 1), interpolated."""

    def quantile(part):
        place = part * (len(days) + 1)
        below = min(int(place + 1e-9), len(days) - 1)
        low, high = sorted(days)[below - 1 : below + 1]
        return low + (place - below) * (high - low)

    bounds = estimate(ended(*days)).bounds()
    for found, part in zip(bounds, (0.1, 0.5, 0.9), strict=True):
        assert abs(found - quantile(part)) < 1


# === Clients === #


def paces(*rows):
    """Return the paces of (client, service, days until the payment or None) rows."""
    found = Paces(TODAY)
    for client, service, days in rows:
        start = TODAY - 200
        marks = [(start, AVAILABLE), *([(start + days, PAID)] if days else [])]
        found.take(client, service, marks)
    found.close()
    return found


def waiting(client, service="", since=TODAY, stage=AVAILABLE):
    return Open(1, client, service, stage, since)


def test_the_narrowest_that_has_enough():
    rows = [(1, "S7", day) for day in range(20, 29)]
    rows += [(1, "S8", day) for day in range(40, 45)]
    rows += [(2, "", day) for day in range(60, 64)]
    found = paces(*rows)

    def basis(*invoice):
        forecast = found.forecast(waiting(*invoice))
        return forecast.basis, forecast.ended

    assert basis(1, "S7") == (SERVICE, 9)
    assert basis(1, "S8") == (CLIENT, 14)
    assert basis(1) == (CLIENT, 14)
    assert basis(2) == (COMPANY, 18)
    assert basis(3) == (COMPANY, 18)
    assert paces(*rows[:5]).forecast(waiting(1, "S7")).bounds is None


def test_later_than_all_of_its_own_is_not_what_others_do():
    rows = [(1, "", day) for day in range(20, 30)]
    rows += [(2, "", day) for day in range(80, 120)]
    forecast = paces(*rows).forecast(waiting(1, since=TODAY - 60))
    assert (forecast.bounds, forecast.basis) == (None, CLIENT)
    assert forecast.unusual == TODAY - 60 + 29


def test_silence_is_judged_by_the_client_alone():
    rows = [(2, "", day) for day in range(20, 60)]
    forecast = paces(*rows).forecast(waiting(1, since=TODAY - 100))
    assert (forecast.basis, forecast.unusual) == (COMPANY, None)


def test_some_clients_are_read_anew_beside_what_was_known_of_all():
    whole = paces(*[(2, "", day) for day in range(60, 80)])
    some = Paces(TODAY)
    some.take(1, "S", [(TODAY - 5, AVAILABLE)])
    some.close()
    some.remember(json.loads(json.dumps(whole.keep())))
    assert some.forecast(waiting(1)) == whole.forecast(waiting(1))
    assert some.services(1) == ["S"]
    some.remember({})
    assert some.forecast(waiting(1)).bounds is None


def test_old_payments_are_forgotten():
    found = Paces(TODAY)
    for day in range(20, 40):
        start = TODAY - MEMORY - 1
        found.take(1, "", [(start, AVAILABLE), (start + day, PAID)])
    found.close()
    assert found.forecast(waiting(1)).bounds is None


# === Do the bounds hold? === #

# How long a client takes: from the delivery to the payment order, from there to the
# payment; days.
CLIENTS = {
    "steady": lambda rand: (rand.gauss(22, 5), rand.gauss(6, 1.5)),
    "long tail": lambda rand: (rand.lognormvariate(3, 0.6), rand.expovariate(1 / 8)),
    "two ways": lambda rand: (
        rand.gauss(12, 3) if rand.random() < 0.6 else rand.gauss(55, 8),
        rand.gauss(5, 1),
    ),
    "by month": lambda rand: (rand.uniform(1, 30), rand.weibullvariate(10, 1.5)),
    "slow": lambda rand: (rand.gammavariate(4, 15), rand.gammavariate(3, 5)),
}


def generated(rand, client, count):
    """Yield the marks of ``count`` invoices sent within 500 days before today, and
    their payment day, which may lie in the future."""
    for _number in range(count):
        available = TODAY - rand.randrange(500)
        first, second = (max(0, round(days)) for days in CLIENTS[client](rand))
        mandated = available + first
        paid = mandated + second
        marks = [(available, AVAILABLE), (mandated, MANDATED), (paid, PAID)]
        if rand.random() < 0.1:
            stopped = available + rand.randrange(15)
            back = stopped + rand.randrange(1, 20)
            marks = [(available, AVAILABLE), (stopped, STOPPED), (back, AVAILABLE)]
            marks += [(back + first, MANDATED), (back + first + second, PAID)]
            paid = back + first + second
        yield marks, paid


def judge(client, invoices, rounds, seed, forecast):
    """Return (bounds that held, bounds given) for the open invoices of many clients.

    :param forecast: called with (paces, open invoice); returns bounds or None
    """
    rand = random.Random(seed)
    held = count = 0
    for _round in range(rounds):
        found, open_ = Paces(TODAY), []
        for marks, paid in generated(rand, client, invoices):
            stage, since = found.take(1, "", marks)
            if stage:
                open_.append((Open(1, 1, "", stage, since), paid))
        found.close()
        for invoice, paid in open_:
            if bounds := forecast(found, invoice):
                count += 1
                held += bounds.low <= paid <= bounds.high
    return held, count


def ours(found, invoice):
    return found.forecast(invoice).bounds


def blind(found, invoice):
    """As if the invoice had not waited at all."""
    curve = found.curve((1, ""), PAYMENT, invoice.stage)
    bounds = curve.bounds()
    return bounds and Bounds(*(invoice.since + days for days in bounds))


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(("invoices", "rounds"), [(60, 400), (1000, 40)])
def test_eight_of_ten_payments_fall_within_the_bounds(client, invoices, rounds):
    held, count = judge(client, invoices, rounds, f"{client} {invoices}", ours)
    assert count > 500
    assert 0.75 <= held / count <= 0.85, f"{held} of {count}"


def test_the_judge_finds_a_bad_forecast_bad():
    """Bounds that forget how long an invoice has waited do not hold."""
    held, count = judge("long tail", 1000, 40, "blind", blind)
    assert not 0.75 <= held / count <= 0.85, f"{held} of {count}"
