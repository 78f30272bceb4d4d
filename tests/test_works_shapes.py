# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Statements that the worked example cannot see, one odd thing each."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from decompte import advance, inputs, money, retention, statement

HIGH, MIDDLE, LOW = D("0.20"), D("0.10"), D("0.055")


def fixed(key="a", amount="1000.00", rate=HIGH, lot=1):
    return inputs.Line(key, lot, rate, "fixed", D(1), D(amount), D(amount))


def unit(key="a", quantity="10", price="33.333333", rate=HIGH, lot=1):
    amount = money.cents(D(quantity) * D(price))
    return inputs.Line(key, lot, rate, "unit", D(quantity), D(price), amount)


def percent(value, key="a"):
    return inputs.Progress(key, "percent", D(value))


def compute(lines, progress, before=None, contract=None, **month):
    terms = {"retention": inputs.Retention(D("0.05")), **(contract or {})}
    return statement.compute(
        inputs.Contract(tuple(lines), **terms),
        before or inputs.Before(),
        inputs.Month(1, tuple(progress), **month),
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("-324.395", "-324.40"),
        ("324.395", "324.40"),
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
        ("-0.004", "0.00"),
    ],
)
def test_cents(value, expected):
    assert money.cents(D(value)) == D(expected)
    assert money.cents(Fraction(value)) == D(expected)


def test_a_fraction_is_not_rounded_twice():
    assert money.cents(Fraction(1, 3)) == D("0.33")
    just_below = Fraction(5, 1000) - Fraction(1, 10**40)
    assert money.cents(just_below) == D("0.00")


def test_vat_is_that_of_the_month():
    """0.02 + 0.02 + 0.02 at 20 %: 0.00 each month, and not 0.01 in the third."""
    before, taxes = inputs.Before(), []
    for at in range(1, 4):
        found = compute([fixed(amount="0.06")], [percent(at * D(100) / 3)], before)
        taxes.append(found.tax.month)
        before = inputs.Before(
            lines={"a": found.works.cumulative}, taxes={HIGH: found.tax.cumulative}
        )
    assert taxes == [0, 0, 0]
    assert before.lines == {"a": D("0.06")}


def test_vat_is_rounded_once_a_rate():
    """Ten lines of 0.02 at 20 %: 0.04, and not ten times nothing."""
    lines = [fixed(str(at), "0.02") for at in range(10)]
    found = compute(lines, [percent(100, line.key) for line in lines])
    assert (found.tax.month, found.executed) == (D("0.04"), D("0.24"))


def test_a_coefficient_below_one():
    found = compute(
        [fixed()],
        [percent(100)],
        coefficients=(inputs.Coefficient(1, 1, D("0.973")),),
    )
    assert found.revision.month == D("-27.00")
    assert found.untaxed.month == D("973.00")
    # Without variation of price: what is executed does not follow C.
    assert found.executed == D("1200.00")


def test_a_negative_half_cent():
    found = compute(
        [fixed(amount="100.00")],
        [percent(1)],
        inputs.Before(lines={"a": D("1.50")}),
        coefficients=(inputs.Coefficient(1, 1, D("1.010")),),
    )
    assert found.works.month == D("-0.50")
    assert found.revision.month == D("-0.01")


def test_a_retention_that_must_go_down():
    before = inputs.Before(
        lines={"a": D("800.00")},
        retention=D("48.00"),
        taxes={HIGH: D("160.00")},
        materials=(inputs.Amount(1, HIGH, D("100.00")),),
    )
    found = compute([fixed()], [percent(81)], before)
    assert found.total.month == D("-108.00")
    assert found.retention.month == D("0.60")
    found = compute([fixed()], [percent(70)], before)
    assert found.retention.cumulative == D("42.00")
    assert found.retention.month == D("-6.00")


def test_a_guarantee_in_the_place_of_the_retention():
    before = inputs.Before(retention=D("10.00"))
    terms = {"retention": inputs.Retention(D("0.05"), held=False)}
    found = compute([fixed()], [percent(50)], before, terms)
    assert (found.retention.month, found.retention.cumulative) == (0, D("10.00"))


def test_a_retention_and_a_repayment_that_were_typed():
    terms = {"advance": inputs.Advance(D("300.00"))}
    found = compute(
        [fixed()],
        [percent(10)],
        contract=terms,
        retention=D("1.00"),
        advance=D("20.00"),
    )
    assert (found.retention.month, found.advance.month) == (1, 20)
    assert found.net == D("99.00")
    assert found.advance_target == 0


def test_a_retention_is_limited_by_the_market():
    held = retention.held(
        inputs.Retention(D("0.05")), D(0), D("1300.00"), D(0), D("1200.00")
    )
    assert (held.cumulative, held.cap, held.uncapped) == (60, 60, 65)


def thirty_percent(progress, before=None):
    terms = {"advance": inputs.Advance(D("360.00"))}
    return compute([fixed()], [percent(progress)], before, terms)


def test_thirty_percent_inside_its_window():
    """The slope is two: what a month owes is all that it repays, the rest waits."""
    before = inputs.Before(lines={"a": D("650.00")}, retention=D("39.00"))
    found = thirty_percent(75, before)
    assert found.advance_target == D("240.00")
    assert found.total.month == D("120.00")
    assert (found.retention.month, found.advance.month) == (D("6.00"), D("114.00"))
    assert found.net == 0
    before = inputs.Before(
        lines={"a": D("750.00")}, retention=D("45.00"), advance=D("114.00")
    )
    found = thirty_percent(100, before)
    assert found.advance.cumulative == D("360.00")
    assert found.net == D("300.00") - D("15.00") - D("246.00")


def test_a_repayment_gives_nothing_back_but_in_a_credit_note():
    before = inputs.Before(
        lines={"a": D("800.00")}, retention=D("48.00"), advance=D("360.00")
    )
    found = thirty_percent(70, before)
    assert found.total.month == D("-120.00")
    assert found.retention.month == D("-6.00")
    assert found.advance.month == D("-114.00")
    assert found.net == 0
    up = inputs.Before(lines={"a": D("690.00")}, advance=D("360.00"))
    found = thirty_percent(70, up)
    assert (found.retention.month, found.advance.month) == (D("42.00"), 0)


def test_an_advance_that_starts_with_the_first_request():
    terms = inputs.Advance(D("400.00"), start=D(0), end=D("0.80"))
    assert advance.target(terms, Fraction(0)) == 0
    assert advance.target(terms, Fraction(2, 5)) == D("200.00")
    assert advance.target(terms, Fraction(1)) == D("400.00")


def test_a_window_without_width():
    terms = inputs.Advance(D("400.00"), start=D("0.80"), end=D("0.80"))
    assert advance.target(terms, Fraction(79, 100)) == 0
    assert advance.target(terms, Fraction(80, 100)) == D("400.00")


def test_a_wholly_negative_month():
    before = inputs.Before(
        lines={"a": D("500.00")}, retention=D("30.00"), taxes={HIGH: D("100.00")}
    )
    found = compute([fixed()], [percent(40)], before)
    assert (found.works.month, found.tax.month) == (D("-100.00"), D("-20.00"))
    assert (found.total.month, found.retention.month) == (D("-120.00"), D("-6.00"))
    assert (found.net, found.total.cumulative) == (D("-114.00"), D("480.00"))


def test_three_rates():
    lines = [fixed(), fixed("b", "500.00", MIDDLE, 2), fixed("c", "210.00", LOW, 3)]
    found = compute(lines, [percent(50, key) for key in "abc"])
    assert [(row.rate, row.taxed, row.tax.month) for row in found.rates] == [
        (HIGH, D("500.00"), D("100.00")),
        (MIDDLE, D("250.00"), D("25.00")),
        (LOW, D("105.00"), D("5.78")),
    ]
    assert found.market == D("1200.00") + D("550.00") + D("221.55")


def test_two_rates_with_opposite_signs():
    lines = [fixed(), fixed("b", "1000.00", MIDDLE, 2)]
    before = inputs.Before(
        lines={"a": D("500.00"), "b": D("100.00")},
        taxes={HIGH: D("100.00"), MIDDLE: D("10.00")},
    )
    found = compute(lines, [percent(40, "a"), percent(22, "b")], before)
    assert (found.untaxed.month, found.tax.month) == (D("20.00"), D("-8.00"))
    assert found.total.month == D("12.00")


def test_an_amendment_that_takes_away():
    before = inputs.Before(lines={"a": D("500.00")}, retention=D("30.00"))
    found = compute([fixed(amount="800.00")], [percent(50)], before)
    assert found.works.month == D("-100.00")
    assert found.retention_cap == D("48.00")
    # The cap falls with the market, below what is held.
    before = inputs.Before(lines={"a": D("1000.00")}, retention=D("60.00"))
    found = compute([fixed(amount="800.00")], [percent(100)], before)
    assert found.retention.month == D("-12.00")


def test_a_unit_line_closed_and_replaced():
    """A price that an amendment changes: what was executed keeps the old one."""
    closed = unit("old", "40", "10.00")
    new = unit("new", "60", "12.00")
    before = inputs.Before(lines={"old": D("400.00")})
    quantities = [
        inputs.Progress("old", "quantity", D(40)),
        inputs.Progress("new", "quantity", D(10)),
    ]
    found = compute([closed, new], quantities, before)
    assert found.works.month == D("120.00")
    assert found.market_untaxed == D("1120.00")


def test_six_decimals_of_a_unit_price():
    quantity = inputs.Progress("a", "quantity", D("3"))
    found = compute([unit()], [quantity])
    assert found.works.month == D("100.00")
    typed = inputs.Progress("a", "amount", D("123.455"))
    assert compute([unit()], [typed]).lines[0].amount.month == D("123.46")
    half = compute([unit()], [percent(50)])
    assert (half.lines[0].quantity, half.works.month) == (5, D("166.67"))


def test_what_is_not_typed_stays():
    before = inputs.Before(lines={"a": D("500.00")})
    found = compute([fixed()], [], before)
    assert (found.works.cumulative, found.works.month) == (D("500.00"), 0)


def test_bonuses_and_expenses_are_taxed_and_not_retained():
    found = compute(
        [fixed()],
        [percent(10)],
        bonuses=(inputs.Amount(1, HIGH, D("50.00")),),
        expenses=(inputs.Amount(None, D(0), D("7.00")),),
    )
    assert found.untaxed.month == D("157.00")
    assert found.tax.month == D("30.00")
    assert found.retention.month == D("6.00")


def test_penalties_are_deducted_after_vat():
    found = compute([fixed()], [percent(10)], penalties=D("15.00"))
    assert (found.total.month, found.net) == (D("120.00"), D("99.00"))


def test_a_market_of_nothing():
    found = compute([], [])
    assert (found.ratio, found.net, found.rates) == (0, 0, ())


def test_a_share_of_no_advance():
    assert advance.share(D(0), D(0), D(0)) == 0
    assert money.split(D("1.00"), {}) == {}
    assert money.split(D("1.00"), {HIGH: D(0), LOW: D(0)}) == {HIGH: D("1.00")}
