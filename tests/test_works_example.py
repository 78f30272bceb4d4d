# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The worked example of a contract, every cell to the cent, by the engine alone."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from decompte import (
    advance,
    course,
    deadlines,
    inputs,
    money,
    penalties,
    receipts,
    revision,
    rows,
    statement,
)
from works_engine import (
    FORMULAS,
    coefficients,
    contract,
    example,
    following,
    month_of_example,
    statements,
    table,
)


@pytest.fixture(scope="module")
def results():
    return [result for result, _before in statements()[0]]


numbers = pytest.mark.parametrize("number", range(1, 6))


def rate_of(result, rate):
    return next(row for row in result.rates if row.rate == D(rate))


@numbers
def test_cumulative_amounts_of_lines(results, number):
    expected = {}
    for each in example.LINE_CUMULATIVES[:number]:
        expected.update(each)
    found = {row.key: row.amount.cumulative for row in results[number - 1].lines}
    assert found == {code: D(expected.get(code, "0")) for code in found}


def test_percentages_and_quantities_of_lines(results):
    lines = {row.key: row for row in results[4].lines}
    assert (lines["1.1"].percent, lines["1.1"].quantity) == (100, None)
    assert (lines["1.2"].percent, lines["1.2"].quantity) == (D("101.90"), 428)


@numbers
def test_works_by_lot(results, number):
    result = results[number - 1]
    assert result.works.cumulative == example.WORKS_CUMULATIVE[number - 1]
    assert result.works.month == example.WORKS[number - 1]
    for lot, row in example.WORKS_OF_LOT.items():
        months = [each.amount.month for each in result.lines if each.lot == lot]
        assert sum(months) == row[number - 1]
    assert result.materials.month == example.MATERIALS_MONTH[number - 1]


@numbers
def test_revision_by_lot(results, number):
    result = results[number - 1]
    assert result.revision.month == example.REVISION[number - 1]
    for row in result.revisions:
        assert row.amount.month == example.REVISION_OF_LOT[row.lot][number - 1]


def test_the_regularisation_is_told_apart(results):
    found = {row.lot: row.regularisation for row in results[3].revisions}
    assert found == example.REGULARISATION
    assert [row.regularisation for row in results[2].revisions] == [0, 0, 0]
    provisional = [
        {row.coefficient.provisional for row in result.revisions} for result in results
    ]
    assert provisional == [{False}, {False}, {True}, {True}, {True}]


@numbers
def test_tax_by_rate(results, number):
    result = results[number - 1]
    high, low = rate_of(result, "0.20"), rate_of(result, "0.10")
    assert high.taxed == example.BASE_20[number - 1]
    assert high.tax.month == example.TAX_20[number - 1]
    assert low.taxed == example.BASE_10[number - 1]
    assert low.tax.month == example.TAX_10[number - 1]


@numbers
def test_totals(results, number):
    result, at = results[number - 1], number - 1
    assert result.untaxed.month == example.UNTAXED[at]
    assert result.tax.month == example.TAX[at]
    assert result.total.month == example.TOTAL[at]
    assert result.total.cumulative == sum(example.TOTAL[:number])
    assert result.executed == example.EXECUTED[at]
    assert round(float(result.ratio), 6) == float(example.RATIO[at])


@numbers
def test_deductions_and_net(results, number):
    result, at = results[number - 1], number - 1
    assert result.retention.month == example.RETENTION[at]
    assert result.retention.cumulative == example.RETENTION_CUMULATIVE[at]
    assert result.retention_cap == example.RETENTION_CAP[at]
    assert result.advance.month == example.REPAID[at]
    assert result.advance.cumulative == example.REPAID_CUMULATIVE[at]
    assert result.subcontracts.month == example.DIRECT[at]
    assert result.net == example.NET[at]


def test_the_cap_of_the_retention(results):
    assert results[4].retention_uncapped == D("12249.10")
    assert results[4].retention_cap == D("12233.50")


def test_sums_of_the_five(results):
    assert sum(result.net for result in results) == D("193535.18")
    assert results[4].untaxed.cumulative == D("210115.55")
    assert results[4].tax.cumulative == D("38691.37")
    assert results[4].total.cumulative == D("248806.92")


def test_the_market_and_its_amendment(results):
    assert (results[0].market_untaxed, results[0].market) == (
        D("200002.00"),
        D("236882.40"),
    )
    assert (results[2].market_untaxed, results[2].market) == (
        D("206627.00"),
        D("244669.90"),
    )


# === Coefficients === #


@pytest.mark.parametrize("month", range(1, 6))
@pytest.mark.parametrize("lot", [1, 2, 3])
def test_coefficients(lot, month):
    found = {(each.number, each.lot): each for each in coefficients(month, 5)}
    assert found[month, lot].value == D(example.COEFFICIENTS[lot][month - 1])
    assert not found[month, lot].provisional


def test_a_coefficient_goes_up_to_the_thousandth():
    exact = revision.exact(FORMULAS[1], {"BT06": D("130.1")})
    assert round(float(exact), 6) == 1.011254
    assert money.thousandth_up(D("1.07033")) == D("1.071")
    assert money.thousandth_up(D("0.97280")) == D("0.973")
    assert money.thousandth_up(D("1.012")) == D("1.012")
    assert money.thousandth_up(Fraction(1, 3)) == D("0.334")


def test_the_contractual_end_stops_the_index():
    late, limit = example.MONTHS[4], example.MONTHS[1]
    found = revision.known(5, 1, FORMULAS[1], table(5), late, limit)
    assert (found.value, found.month, found.provisional) == (
        D("1.017"),
        example.MONTHS[1],
        False,
    )


def test_no_index_and_no_formula():
    month = example.MONTHS[0]
    none = revision.known(1, 1, FORMULAS[1], {}, month)
    assert (none.value, none.month, none.provisional) == (1, None, True)
    bare = revision.known(1, 1, None, {}, month)
    assert (bare.value, bare.provisional) == (1, False)


def test_an_index_that_is_provisional_itself():
    values = {"BT06": {example.MONTHS[0]: revision.IndexValue(D("130.1"), True)}}
    found = revision.known(1, 1, FORMULAS[1], values, example.MONTHS[0])
    assert (found.value, found.provisional) == (D("1.012"), True)


def test_materials_are_revised_when_the_contract_says_so():
    found = [result for result, _ in statements(3, revise_materials=True)[0]]
    plain = [result for result, _ in statements(3)[0]]
    changes = [
        one.revision.month - other.revision.month
        for one, other in zip(found, plain, strict=True)
    ]
    assert changes == [0, D("48.00"), D("-48.00")]
    definitive = revision.revised(found[2].slices, coefficients(3, 5))
    without = revision.revised(plain[2].slices, coefficients(3, 5))
    third = [
        sum(row.amount for row in rows if row.slice.number == 3)
        for rows in (definitive, without)
    ]
    assert third[0] - third[1] == D("-36.00")


# === The advance === #


def test_the_advance_and_its_parts():
    bases = {D("0.20"): D("202562.40") - D("21500.00"), D("0.10"): D("34320.00")}
    assert advance.amount(D("0.10"), sum(bases.values()), 6) == example.ADVANCE
    parts = advance.by_rate(D("0.10"), bases, 6)
    assert parts == example.ADVANCE_PARTS
    assert advance.taxes(parts) == example.ADVANCE_TAX
    assert advance.untaxed(D("18106.24"), D("0.20")) == D("15088.53")
    assert advance.amount(D("0.10"), sum(bases.values()), 24) == D("10769.12")


def test_the_vat_that_a_repayment_gives_back():
    before = D(0)
    for repaid, expected in zip(
        example.REPAID_CUMULATIVE[2:4], example.REPAID_TAX, strict=True
    ):
        found = advance.month_shares(
            example.ADVANCE, before, repaid, example.ADVANCE_TAX
        )
        assert found == expected
        before = repaid


def test_the_advance_is_shown_ahead():
    terms = inputs.Advance(received=example.ADVANCE)
    assert advance.threshold(terms, D("244669.90")) == D("159035.44")


def test_nothing_is_left_to_repay_in_the_final_statement(results):
    assert results[4].advance_target == example.ADVANCE
    assert example.ADVANCE - results[3].advance.cumulative == 0


# === After the final statement === #


def test_definitive_revision(results):
    """Without and with VAT it has opposite signs."""
    month = month_of_example(5)
    before = following(results[4], month, statements(5)[0][4][1])
    last = inputs.Month(
        number=6, materials=month.materials, coefficients=coefficients(5, 5)
    )
    found = statement.compute(contract(True), before, last)
    changes = {row.lot: row.amount.month for row in found.revisions}
    assert changes == {1: D("-38.03"), 2: D("-39.97"), 3: D("81.78")}
    cumulative = {row.lot: row.amount.cumulative for row in found.revisions}
    assert cumulative == {1: D("2224.33"), 2: D("433.84"), 3: D("574.16")}
    assert rate_of(found, "0.20").tax.month == D("-15.60")
    assert rate_of(found, "0.10").tax.month == D("8.18")
    assert (found.untaxed.month, found.tax.month, found.total.month) == (
        D("3.78"),
        D("-7.42"),
        D("-3.64"),
    )
    assert found.untaxed.cumulative == D("210119.33")
    assert found.tax.cumulative == D("38683.95")
    assert found.total.cumulative == D("248803.28")
    balance = results[4].net + found.total.month - D("1377.51")
    assert balance == D("6895.17")
    paid = example.ADVANCE + sum(result.net for result in results[:4])
    paid += D("21500.00") + results[4].retention.cumulative + balance + D("1377.51")
    assert paid == found.total.cumulative


def test_penalties():
    market = D("206627.00")
    assert penalties.of_delay(market, 3) == 0
    assert penalties.of_delay(market, 3, waiver=D(0)) == D("206.63")
    assert penalties.of_delay(market, 20) == D("1377.51")
    assert penalties.of_delay(market, 3000) == D("20662.70")


def test_interest():
    # What was deducted for delay before lowers it, below zero it is given back.
    assert penalties.of_delay_now(D("1377.51"), D("500")) == D("877.51")
    assert penalties.of_delay_now(D(0), D("500")) == D("-500.00")
    assert penalties.interest(D("55147.14"), D("0.1015"), 17) == D("260.70")
    assert penalties.RECOVERY == 40


def delays(*facts, **terms):
    """Return {kind: row} of a market in which these happened: (kind, month, day)."""
    known = [
        receipts.Fact(kind, deadlines.date(2026, month, day), subject, True)
        for kind, month, day, subject in facts
    ]
    return {row.kind: row for row in course.follow(known, rows.Terms(**terms))}


def market(kind, month, day):
    return kind, month, day, ""


AT_BOTH = (market("final_moe", 8, 10), market("final_moa", 8, 12))
DRAFT = market("tacit_moa", 9, 14)


def test_dates():
    day = deadlines.date
    statement = delays(("statement_moe", 4, 2, "S1"))
    assert statement["instalment"].end == day(2026, 4, 9)
    assert statement["payment"].end == day(2026, 5, 2)
    assert statement["payment"].opens == day(2026, 5, 3), "interest runs"
    draft = delays(market("reception", 7, 31))["final_draft"]
    assert (draft.end, draft.last) == (day(2026, 8, 30), day(2026, 8, 31))
    assert delays(*AT_BOTH)["general"].end == day(2026, 9, 11)
    assert delays(AT_BOTH[0])["general"].end is None
    assert delays(*AT_BOTH, DRAFT)["tacit"].opens == day(2026, 9, 25)
    answered = delays(*AT_BOTH, DRAFT, market("general_moa", 9, 20))
    assert answered["tacit"].opens is None
    assert delays(market("effect", 7, 24))["retention"].end == day(2027, 8, 23)
    assert deadlines.retention_due(day(2026, 7, 24)) == day(2027, 8, 23)


def test_dates_of_the_older_conditions():
    day, old = deadlines.date, deadlines.CCAG_2009
    draft = delays(market("reception", 7, 31), regime=old)["final_draft"]
    assert draft.end == day(2026, 9, 14)
    found = delays(*AT_BOTH, DRAFT, regime=old)
    assert found["general"].end == day(2026, 9, 21)
    assert found["tacit"].opens is None


def test_working_days():
    day = deadlines.date
    # Ascension, then a Friday; All Saints on a Sunday.
    assert deadlines.next_working(day(2026, 5, 14)) == day(2026, 5, 15)
    assert deadlines.next_working(day(2026, 11, 1)) == day(2026, 11, 2)
    assert deadlines.next_working(day(2027, 1, 1)) == day(2027, 1, 4)
    assert deadlines.add_months(day(2027, 8, 31), 6) == day(2028, 2, 29)
    assert deadlines.add_months(day(2026, 12, 15), 12) == day(2027, 12, 15)
