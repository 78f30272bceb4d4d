# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Delays of a works market, from what happened in it: dates, proofs, what stops them.

The dates of the worked example, each rule by itself, and rules that hold whatever
happened (a seed is named when one fails; CHORUS_NIGHTLY=1 draws 3 000 markets).
"""

import os
import random
from datetime import date, timedelta

import pytest
from decompte import course, deadlines, rows
from decompte import receipts as r
from decompte.receipts import Fact

DAY = timedelta(days=1)
DRAWS = 3000 if os.environ.get("CHORUS_NIGHTLY") else 300


def fact(kind, day, month, subject="", proved=True, year=2026):
    return Fact(kind, date(year, month, day), subject, proved)


def delays(*facts, **terms):
    """Return {kind: row} of a market with one statement at most."""
    return {row.kind: row for row in course.follow(facts, rows.Terms(**terms))}


# Acceptance, and the final statement at both.
ACCEPTED = (fact(r.RECEPTION, 31, 7), fact(r.EFFECT, 24, 7))
AT_BOTH = (fact(r.FINAL_MOE, 10, 8), fact(r.FINAL_MOA, 12, 8))
DRAFT = fact(r.TACIT_MOA, 14, 9)


def test_a_statement():
    found = delays(fact(r.STATEMENT_MOE, 2, 4, "S1"))
    instalment, payment = found["instalment"], found["payment"]
    assert (instalment.end, instalment.days, instalment.actor) == (
        date(2026, 4, 9),
        7,
        "moe",
    )
    # 2 May is a Saturday: a delay of the law stays, one of the contract moves.
    assert (payment.end, payment.last) == (date(2026, 5, 2), date(2026, 5, 2))
    assert payment.act_on == date(2026, 5, 3)
    assert payment.proved and payment.doubts == ()
    moved = delays(fact(r.STATEMENT_MOE, 4, 4, "S1"))["instalment"]
    assert (moved.end, moved.last) == (date(2026, 4, 11), date(2026, 4, 13))


@pytest.mark.parametrize(
    ("days", "end"),
    [(30, date(2026, 5, 2)), (50, date(2026, 5, 22)), (60, date(2026, 6, 1))],
)
def test_the_payment_by_the_kind_of_the_buyer(days, end):
    assert delays(fact(r.STATEMENT_MOE, 2, 4, "1"), payment=days)["payment"].end == end


def test_what_ends_or_stops_a_statement():
    start = fact(r.STATEMENT_MOE, 2, 4, "1")
    found = delays(start, fact(r.INSTALMENT, 8, 4, "1"))
    assert (found["instalment"].state, found["payment"].state) == ("done", "running")
    found = delays(start, fact(r.PAID, 28, 4, "1"))
    assert {row.state for row in found.values()} == {"done"}
    found = delays(start, fact(r.REFUSED, 7, 4, "1"))
    assert {row.state for row in found.values()} == {"stopped"}
    assert found["payment"].doubts == ("refused",)
    found = delays(start, fact(r.REFUSED_AMOUNT, 7, 4, "1"))
    assert (found["refusal"].state, found["refusal"].act_on) == (
        "running",
        date(2026, 4, 7),
    )
    assert delays(start, fact(r.TO_COMPLETE, 6, 4, "1"))["payment"].doubts == (
        "interrupted",
    )


def test_a_statement_that_nobody_is_known_to_have():
    found = delays(fact(r.STATEMENT_SENT, 1, 4, "1"))
    for row in found.values():
        assert (row.state, row.end, row.missing) == (
            "waiting",
            None,
            ("statement_moe",),
        )


def test_a_proof_goes_before_an_assumption():
    supposed = fact(r.STATEMENT_MOE, 1, 4, "1", proved=False)
    assert delays(supposed)["payment"].doubts == ("supposed",)
    found = delays(supposed, fact(r.STATEMENT_MOE, 2, 4, "1"))["payment"]
    assert (found.end, found.proved) == (date(2026, 5, 2), True)


def test_a_subcontractor_has_his_answer_in_fifteen_days():
    row = delays(fact(r.REQUEST, 5, 6, "R1"))["request"]
    # A Saturday: the law does not move it.
    assert (row.end, row.last, row.actor) == (
        date(2026, 6, 20),
        date(2026, 6, 20),
        "ours",
    )
    done = delays(fact(r.REQUEST, 5, 6, "R1"), fact(r.DECIDED, 9, 6, "R1"))
    assert done["request"].state == "done"
    ours = delays(fact(r.AT_HOLDER, 5, 6, "S1"))["validation"]
    assert (ours.end, ours.actor) == (date(2026, 6, 20), "holder")


def test_the_final_statement_after_the_acceptance():
    row = delays(*ACCEPTED)["final_draft"]
    # A Sunday, and the Monday after: our own act is due on the safe one.
    assert (row.end, row.last, row.act_on) == (
        date(2026, 8, 30),
        date(2026, 8, 31),
        date(2026, 8, 30),
    )
    assert delays(*ACCEPTED, AT_BOTH[0])["final_draft"].state == "done"


def test_the_general_statement_from_the_later_receipt():
    row = delays(*ACCEPTED, *AT_BOTH)["general"]
    assert (row.end, row.act_on) == (date(2026, 9, 11), date(2026, 9, 12))
    assert [one.kind for one in row.receipts] == ["final_moe", "final_moa"]


@pytest.mark.parametrize("one", AT_BOTH)
def test_at_one_of_the_two_no_clock_runs(one):
    found = delays(*ACCEPTED, one, DRAFT)
    other = ({"final_moe", "final_moa"} - {one.kind}).pop()
    for kind in ("general", "tacit"):
        assert (found[kind].state, found[kind].end) == ("waiting", None)
        assert found[kind].missing == (other,)


def test_the_ten_days():
    row = delays(*ACCEPTED, *AT_BOTH, DRAFT)["tacit"]
    assert (row.end, row.opens) == (date(2026, 9, 24), date(2026, 9, 25))
    # A date, and nobody said yet that it has an effect.
    assert (row.state, row.doubts) == ("running", ("not_confirmed",))
    assert "balance" not in delays(*ACCEPTED, *AT_BOTH, DRAFT)
    confirmed = fact(r.TACIT_CONFIRMED, 25, 9)
    found = delays(*ACCEPTED, *AT_BOTH, DRAFT, confirmed)
    assert found["tacit"].state == "done"
    assert found["balance"].end == date(2026, 10, 25)
    early = fact(r.TACIT_CONFIRMED, 24, 9)
    assert delays(*ACCEPTED, *AT_BOTH, DRAFT, early)["tacit"].state == "running"


@pytest.mark.parametrize("kind", [r.GENERAL_MOA, r.GENERAL_MOE])
@pytest.mark.parametrize("day", [date(2026, 9, 1), DRAFT.date, date(2026, 9, 24)])
def test_a_general_statement_stops_the_ten_days_even_irregular(kind, day):
    found = delays(*ACCEPTED, *AT_BOTH, DRAFT, Fact(kind, day, "", True))
    assert (found["tacit"].state, found["tacit"].end) == ("stopped", None)
    assert found["signature"].end == day + 30 * DAY
    irregular = kind == r.GENERAL_MOE
    assert ("irregular" in found["signature"].doubts) == irregular
    assert found["general"].state == ("stopped" if irregular else "done")


def test_a_general_statement_after_the_ten_days():
    late = fact(r.GENERAL_MOA, 28, 9)
    found = delays(*ACCEPTED, *AT_BOTH, DRAFT, late)["tacit"]
    assert (found.state, found.doubts) == (
        "running",
        ("not_confirmed", "late_general"),
    )
    # Not proved when the client had the draft: the ten days may have been running.
    supposed = DRAFT._replace(proved=False)
    found = delays(*ACCEPTED, *AT_BOTH, supposed, late)["tacit"]
    assert (found.state, found.doubts[0]) == ("stopped", "general")


def test_what_kills_the_tacit_road():
    early = fact(r.TACIT_MOA, 11, 9)
    assert delays(*ACCEPTED, *AT_BOTH, early)["tacit"].doubts[0] == "too_early"
    before = (fact(r.FINAL_MOE, 20, 7), fact(r.FINAL_MOA, 12, 8))
    found = delays(*ACCEPTED, *before, DRAFT)
    assert {found[kind].doubts[0] for kind in ("general", "tacit")} == {
        "before_reception"
    }
    reserves = fact(r.RESERVES, 1, 8)
    open_ = delays(*ACCEPTED, *AT_BOTH, reserves, reserves_first=True)["general"]
    assert (open_.state, open_.doubts) == ("stopped", ("reserves_open",))
    assert delays(*ACCEPTED, *AT_BOTH, reserves)["general"].state == "running"
    assert "outside" in delays(*ACCEPTED, *AT_BOTH, outside=True)["general"].doubts
    assert "reception_unknown" in delays(*AT_BOTH)["general"].doubts


@pytest.mark.parametrize(
    ("regime", "draft", "general", "signature", "tacit"),
    [
        (deadlines.CCAG_2021, (30, 8), (11, 9), (1, 10), date(2026, 9, 24)),
        (deadlines.CCAG_2014, (30, 8), (11, 9), (1, 10), date(2026, 9, 24)),
        (deadlines.CCAG_2009, (14, 9), (21, 9), (16, 10), None),
        (deadlines.Regime(None, None, None, None, None, None), None, None, None, None),
    ],
)
def test_four_regimes(regime, draft, general, signature, tacit):
    def end(found, kind):
        return found[kind].end

    def day(pair):
        return pair and date(2026, pair[1], pair[0])

    found = delays(*ACCEPTED, *AT_BOTH, DRAFT, regime=regime)
    assert end(delays(*ACCEPTED, regime=regime), "final_draft") == day(draft)
    assert end(found, "general") == day(general)
    assert end(found, "tacit") == tacit
    answered = delays(fact(r.GENERAL_MOA, 1, 9), regime=regime)
    assert end(answered, "signature") == day(signature)
    if tacit is None:
        assert found["tacit"].doubts[0] == "no_tacit"


def test_the_balance_from_the_receipt_of_what_we_signed():
    found = delays(fact(r.GENERAL_MOA, 1, 9), fact(r.SIGNED_MOA, 10, 9))
    assert found["signature"].state == "done"
    assert found["balance"].end == date(2026, 10, 10)


def test_the_last_index():
    row = delays(fact(r.INDEX, 15, 10))["last_index"]
    # A Sunday.
    assert (row.end, row.last) == (date(2026, 10, 25), date(2026, 10, 26))


def test_the_retention_after_the_warranty():
    row = delays(*ACCEPTED)["retention"]
    assert (row.end, row.last) == (date(2027, 8, 23), date(2027, 8, 23))
    reserves = fact(r.RESERVES, 1, 6, year=2027)
    row = delays(*ACCEPTED, reserves)["retention"]
    assert (row.state, row.end, row.missing) == ("waiting", None, ("reserves_lifted",))
    lifted = fact(r.RESERVES_LIFTED, 10, 9, year=2027)
    row = delays(*ACCEPTED, reserves, lifted)["retention"]
    assert row.end == date(2027, 10, 10)
    in_time = fact(r.RESERVES_LIFTED, 10, 7, year=2027)
    row = delays(*ACCEPTED, reserves, in_time)["retention"]
    assert row.end == date(2027, 8, 23)


# === Whatever happened === #


def drawn(seed):
    draw = random.Random(seed)
    facts = [
        Fact(
            draw.choice(r.KINDS),
            date(2026, 6, 1) + draw.randint(0, 150) * DAY,
            draw.choice(("", "", "1", "2")),
            draw.random() < 0.6,
        )
        for _number in range(draw.randint(0, 18))
    ]
    terms = rows.Terms(
        regime=draw.choice((deadlines.CCAG_2021, deadlines.CCAG_2009)),
        payment=draw.choice((30, 50, 60)),
        reserves_first=draw.random() < 0.3,
    )
    return draw, facts, terms


@pytest.mark.parametrize("seed", range(DRAWS))
def test_whatever_happened(seed):
    draw, facts, terms = drawn(seed)
    found = course.follow(facts, terms)
    for row in found:
        # No date without its receipt, and none before it.
        assert (row.end is None) == (row.last is None)
        if row.end:
            assert row.receipts and not row.missing
            assert row.end >= max(one.date for one in row.receipts[:1])
            assert row.last >= row.end
            assert all(one in facts for one in row.receipts)
        if row.kind not in rows.CONTRACT:
            assert row.last == row.end
        if row.end and row.kind in rows.CONTRACT:
            assert deadlines.is_working(row.last)
        if row.state == "running":
            assert row.end and not row.closing
        assert row.proved or "supposed" in row.doubts or not row.receipts
    assert len({(row.kind, row.subject) for row in found}) == len(found)
    # The order says nothing, nor does saying it twice.
    mixed = draw.sample(facts, len(facts)) + facts[:3]
    assert course.follow(mixed, terms) == found
    check_tacit(facts, found)
    check_moves(mixed, terms)


def check_tacit(facts, found):
    tacit = next((row for row in found if row.kind == "tacit"), None)
    general = [one for one in facts if one.kind in (r.GENERAL_MOA, r.GENERAL_MOE)]
    general = [one for one in general if not one.subject]
    if tacit and tacit.end:
        # Both had the final statement, ours came after the thirty days, and no general
        # statement came before the end of the ten.
        kinds = {one.kind for one in facts if not one.subject}
        assert {r.FINAL_MOE, r.FINAL_MOA, r.TACIT_MOA} <= kinds
        assert all(one.date > tacit.last for one in general)
        assert not general or tacit.receipts[0].proved
    confirmed = any(one.kind == r.TACIT_CONFIRMED for one in facts)
    if tacit and tacit.state == "done":
        assert confirmed and tacit.closing.kind == r.TACIT_CONFIRMED


def check_moves(facts, terms):
    """Each date that changes while facts come in is told, backwards above all."""
    before = ()
    for count in range(len(facts) + 1):
        after = course.follow(facts[:count], terms)
        told = {(move.kind, move.subject): move for move in course.moved(before, after)}
        dates = {(row.kind, row.subject): row.end for row in after}
        for row in before:
            key = (row.kind, row.subject)
            if row.end and dates.get(key) != row.end:
                assert told[key].before == row.end
                assert told[key].after == dates.get(key)
            else:
                assert key not in told
        before = after
