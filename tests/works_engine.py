# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The worked example as the engine takes it, and statements one after the other."""

import importlib.util
from decimal import Decimal as D

from conftest import ROOT
from decompte import inputs, revision, statement

spec = importlib.util.spec_from_file_location(
    "works_example", ROOT / "chorus_pro_connector_works/tests/works_example.py"
)
example = importlib.util.module_from_spec(spec)
spec.loader.exec_module(example)


def line(code, lot, kind, quantity, price, rate=None):
    amount = D(price) if kind == "fixed" else (D(price) * D(quantity))
    return inputs.Line(
        key=code,
        lot=lot,
        rate=example.RATES[lot] if rate is None else rate,
        kind=kind,
        quantity=D(quantity),
        price=D(price),
        amount=amount.quantize(D("0.01")),
    )


def contract(amended=False, **terms):
    rows = {**example.LINES, **(example.AMENDMENT if amended else {})}
    terms.setdefault("retention", inputs.Retention(rate=D("0.05")))
    terms.setdefault("advance", inputs.Advance(received=example.ADVANCE))
    return inputs.Contract(
        tuple(line(code, *row) for code, row in rows.items()), **terms
    )


FORMULAS = {
    lot: revision.Formula(
        example.FIXED,
        (revision.Term(index, example.WEIGHT, example.ORIGIN[lot]),),
    )
    for lot, index in example.INDEX.items()
}


def table(known):
    """Return the indices of the first months."""
    return {
        example.INDEX[lot]: {
            month: revision.IndexValue(D(value))
            for month, value in zip(example.MONTHS[:known], values, strict=False)
        }
        for lot, values in example.INDICES.items()
    }


def coefficients(number, known):
    """Return C of each lot for each statement, with the indices of ``known`` months."""
    return tuple(
        revision.known(each, lot, formula, table(known), example.MONTHS[each - 1])
        for each in range(1, number + 1)
        for lot, formula in FORMULAS.items()
    )


def amounts(figures):
    return tuple(
        inputs.Amount(row.lot, row.rate, row.amount.cumulative) for row in figures
    )


def following(result, month, before):
    """Return what a statement leaves to the next."""
    return inputs.Before(
        lines={row.key: row.amount.cumulative for row in result.lines},
        slices=result.slices,
        revision=amounts(result.revisions),
        revision_opening=before.revision_opening,
        materials=month.materials,
        bonuses=month.bonuses,
        expenses=month.expenses,
        taxes={row.rate: row.tax.cumulative for row in result.rates},
        retention=result.retention.cumulative,
        advance=result.advance.cumulative,
        subcontracts=result.subcontracts.cumulative,
        penalties=result.penalties.cumulative,
    )


def month_of_example(number, **values):
    typed = {}
    for each in example.PROGRESS[:number]:
        typed.update(each)
    rows = {**example.LINES, **example.AMENDMENT}
    values.setdefault("coefficients", coefficients(number, example.KNOWN[number - 1]))
    return inputs.Month(
        number=number,
        progress=tuple(
            inputs.Progress(
                code,
                "percent" if rows[code][1] == "fixed" else "quantity",
                D(value),
            )
            for code, value in typed.items()
        ),
        materials=(inputs.Amount(2, D("0.20"), D(example.MATERIALS[number - 1])),),
        subcontracts=D(example.SUBCONTRACTS[number - 1]),
        **values,
    )


def statements(last=5, **terms):
    """Return the example's statements, the first ``last``, as (result, before)."""
    found, before = [], inputs.Before()
    for number in range(1, last + 1):
        month = month_of_example(number)
        result = statement.compute(contract(number >= 3, **terms), before, month)
        found.append((result, before))
        before = following(result, month, before)
    return found, before
