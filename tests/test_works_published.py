# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Figures of published exercises, with the options that their conventions need.

The advance is without VAT and ends with the works, and the retention is taken on the
month's total after the advance.
"""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from decompte import advance, inputs, money, revision, statement

TAX = D("0.20")


@pytest.mark.parametrize(
    ("terms", "expected", "works", "revised"),
    [
        ([("0.85", "112.4", "121.7")], "1.071", "38500", "2733.50"),
        ([("0.85", "108.2", "115.8")], "1.060", "52000", "3120.00"),
        (
            [("0.10", "105.1", "109.4"), ("0.75", "118.7", "127.9")],
            "1.063",
            "76200",
            "4800.60",
        ),
    ],
)
def test_coefficients(terms, expected, works, revised):
    formula = revision.Formula(
        D("0.15"),
        tuple(
            revision.Term(at, D(weight), D(origin))
            for at, (weight, origin, _value) in enumerate(terms)
        ),
    )
    values = {at: D(value) for at, (_w, _o, value) in enumerate(terms)}
    found = revision.coefficient(formula, values)
    assert found == D(expected)
    assert money.cents(D(works) * (found - 1)) == D(revised)


def published(number, percents, coefficient, received="0", opening="0"):
    """Return the statement of 280 000 of works that goes from one percentage on."""
    line = inputs.Line(
        "works", "lot", TAX, "fixed", D(1), D(280000), amount=D("280000.00")
    )
    contract = inputs.Contract(
        (line,),
        retention=inputs.Retention(D("0.05"), "revised", capped=False),
        advance=inputs.Advance(D(received), end=D(1), before_vat=True),
    )
    before = inputs.Before(
        lines={"works": D(280000) * percents[0] / 100}, retention=D(opening)
    )
    month = inputs.Month(
        number,
        progress=(inputs.Progress("works", "percent", D(percents[1])),),
        coefficients=(inputs.Coefficient(number, "lot", D(coefficient)),),
    )
    return statement.compute(contract, before, month)


def test_fourth_statement():
    found = published(4, (35, 60), "1.043")
    assert (found.works.month, found.revision.month) == (D("70000"), D("3010.00"))
    assert (found.tax.month, found.total.month) == (D("14602.00"), D("87612.00"))
    assert (found.retention.month, found.net) == (D("4380.60"), D("83231.40"))


def test_fifth_statement_repays_the_advance_before_vat():
    found = published(5, (60, 78), "1.051", received="33600")
    assert (found.works.month, found.revision.month) == (D("50400"), D("2570.40"))
    assert (found.advance.month, found.untaxed.month) == (
        D("12480.00"),
        D("40490.40"),
    )
    assert (found.tax.month, found.total.month) == (D("8098.08"), D("48588.48"))
    assert (found.retention.month, found.net) == (D("2429.42"), D("46159.06"))


def test_repayments():
    """The first was published as 3 522.78; it is 3 522.86."""
    terms = inputs.Advance(D("41100.00"), end=D(1))
    found = [advance.target(terms, Fraction(part, 100)) for part in (68, 82, 92, 100)]
    assert found == [D("3522.86"), D("19962.86"), D("31705.71"), D("41100.00")]


def test_a_figure_that_no_formula_gives():
    """Published as 1.074: not taken over."""
    formula = revision.Formula(D("0.15"), (revision.Term("BT", D("0.85"), D("110")),))
    assert revision.coefficient(formula, {"BT": D("118.1")}) == D("1.063")
