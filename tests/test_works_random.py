# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever the market and whatever is typed, a statement adds up.

Markets are drawn from a seed that a failure names; CHORUS_NIGHTLY=1 draws 500 of them.
"""

import os
import random
from decimal import Decimal as D

import pytest
from decompte import inputs, money, statement
from works_engine import following

RUNS = 500 if os.environ.get("CHORUS_NIGHTLY") else 40
RATES = (D("0.20"), D("0.10"), D("0.055"))


def money_between(draw, low, high):
    return D(draw.randint(low * 100, high * 100)).scaleb(-2)


def random_line(draw, key):
    lot = draw.randint(1, 4)
    rate = RATES[lot % 3]
    if draw.random() < 0.5:
        amount = money_between(draw, 1, 50_000)
        return inputs.Line(key, lot, rate, "fixed", D(1), amount, amount)
    quantity = D(draw.randint(1, 900_000)).scaleb(-3)
    price = D(draw.randint(1, 900_000_000)).scaleb(-6)
    amount = money.cents(quantity * price)
    return inputs.Line(key, lot, rate, "unit", quantity, price, amount)


def random_contract(draw):
    lines = tuple(random_line(draw, key) for key in range(draw.randint(1, 25)))
    whole = statement.with_tax({RATES[0]: sum(line.amount for line in lines)})
    received = money.cents(whole * draw.choice([0, 5, 10, 30]) / 100)
    start = draw.choice(["0", "0.65"])
    return inputs.Contract(
        lines,
        retention=inputs.Retention(
            D(draw.choice(["0", "0.03", "0.05"])),
            draw.choice(["excl_revision", "revised"]),
            held=draw.random() < 0.8,
        ),
        advance=inputs.Advance(
            received, D(start), D("0.80"), before_vat=draw.random() < 0.3
        ),
        revise_materials=draw.random() < 0.5,
    )


def random_progress(draw, line):
    mode = draw.choice(["percent", "quantity", "amount"])
    if mode == "percent":
        value = D(draw.randint(0, 10_500)).scaleb(-2)
    elif mode == "quantity":
        value = line.quantity * draw.randint(0, 110) / 100
    else:
        value = line.amount * draw.randint(0, 100) / 100
    return inputs.Progress(line.key, mode, value)


def random_month(draw, number, contract):
    chosen = [line for line in contract.lines if draw.random() < 0.6]
    coefficients = tuple(
        inputs.Coefficient(each, lot, D(draw.randint(900, 1150)).scaleb(-3))
        for each in range(1, number + 1)
        for lot in range(1, 5)
    )
    stored = tuple(
        inputs.Amount(lot, RATES[lot % 3], money_between(draw, 0, 5000))
        for lot in range(1, 5)
        if draw.random() < 0.3
    )
    return inputs.Month(
        number,
        tuple(random_progress(draw, line) for line in chosen),
        materials=stored,
        bonuses=stored[:1],
        coefficients=coefficients,
        subcontracts=money_between(draw, 0, 500),
        penalties=money_between(draw, 0, 50),
    )


def check(result):
    """Check what holds in every statement."""
    for row in result.rates:
        assert row.tax.month == money.tax_of(row.taxed, row.rate)
    assert result.total.month == result.untaxed.month + result.tax.month
    parts = [result.net, result.retention.month, result.subcontracts.month]
    parts.append(result.penalties.month)
    if not result.advance_before_vat:
        parts.append(result.advance.month)
    assert sum(parts) == result.total.month
    figures = [result.net, result.total.month, result.advance.month]
    assert all(each == money.cents(each) for each in figures)


@pytest.mark.parametrize("seed", range(RUNS))
def test_a_market_adds_up(seed):
    draw = random.Random(seed)
    contract, before, results = random_contract(draw), inputs.Before(), []
    for number in range(1, draw.randint(2, 8)):
        month = random_month(draw, number, contract)
        result = statement.compute(contract, before, month)
        check(result)
        owed = result.net + result.advance.month
        if not contract.advance.before_vat and result.total.month >= 0:
            assert 0 <= result.advance.month <= max(owed, 0)
        assert result.advance.cumulative <= contract.advance.received
        if contract.retention.held:
            assert result.retention.cumulative <= result.retention_cap
        results.append(result)
        before = following(result, month, before)
    last = results[-1]
    for name in ("works", "revision", "tax", "total", "retention", "advance"):
        months = [getattr(result, name).month for result in results]
        assert sum(months) == getattr(last, name).cumulative, name
    for at, line in enumerate(last.lines):
        assert sum(r.lines[at].amount.month for r in results) == line.amount.cumulative


@pytest.mark.parametrize("seed", range(RUNS))
def test_months_can_be_skipped(seed):
    """One statement of two months' works has the works of both."""
    draw = random.Random(seed)
    contract, before = random_contract(draw), inputs.Before()
    months = [random_month(draw, number, contract) for number in (1, 2)]
    both = {each.key: each for month in months for each in month.progress}
    for month in months:
        result = statement.compute(contract, before, month)
        before = following(result, month, before)
    longer = inputs.Month(1, tuple(both.values()))
    alone = statement.compute(contract, inputs.Before(), longer)
    assert alone.works.cumulative == result.works.cumulative
    assert alone.executed == result.executed
