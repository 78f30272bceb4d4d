# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pieces of before a takeover, as people paste them."""

from datetime import date
from decimal import Decimal as D

import pytest
from tables import pieces, reading


def test_earlier_pieces():
    found = pieces.read(
        reading.pasted(
            "Facture\tDate\tSituation\tMontant HT\tTTC\tNet à payer\n"
            "F-1\t31/03/26\t1\t1\u202f000,00 €\t1 200,00\t1 140,00\n"
            "\t\t\t\t\t\n"
            "F-2\t2026-04-30\t2\t-5,5\t\t\n"
        )
    )
    assert [(row.number, row.day, row.statement) for row in found] == [
        ("F-1", date(2026, 3, 31), 1),
        ("F-2", date(2026, 4, 30), 2),
    ]
    assert (found[0].untaxed, found[0].total, found[0].net) == (1000, 1200, 1140)
    assert (found[1].untaxed, found[1].net) == (D("-5.5"), 0)
    assert not pieces.read([])


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (";1;A4", ("missing", "")),
        ("F-1;un", ("value", "un")),
        ("F-1;1,5", ("value", "1,5")),
        ("F-1;1;A4;31/02/2026", ("date", "31/02/2026")),
        ("F-1;1;A4;hier", ("date", "hier")),
        ("F-0;1", ("twice", "F-0")),
    ],
)
def test_what_is_wrong_in_earlier_pieces(row, problem):
    *_before, last = pieces.read(reading.pasted("F-0;0;A4;2026-01-31;1;1;1\n" + row))
    assert (last.problem, last.word) == problem
