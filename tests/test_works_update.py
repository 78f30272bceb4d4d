# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A firm price is updated once, to three months before the works start."""

from datetime import date
from decimal import Decimal as D

from decompte import revision

ZERO = date(2026, 1, 1)
FORMULA = revision.Formula(D(0), (revision.Term("BT06", D(1), D("128.4")),))
TABLE = {
    "BT06": {
        date(2026, month, 1): revision.IndexValue(D(value))
        for month, value in ((1, "128.4"), (2, "129.0"), (3, "131.6"), (4, "135.0"))
    }
}


def updated(start, table=None):
    return revision.updated(1, "1", FORMULA, table or TABLE, start, ZERO)


def test_the_index_of_three_months_before_the_start():
    found = updated(date(2026, 6, 15))
    # 131.6 / 128.4 = 1.024922, rounded up.
    assert (found.value, found.month) == (D("1.025"), date(2026, 3, 1))
    assert not found.provisional


def test_works_that_start_within_three_months():
    for start in (date(2026, 2, 1), date(2026, 4, 30)):
        found = updated(start)
        assert (found.value, found.provisional) == (D(1), False)


def test_an_index_that_is_not_known_yet():
    found = updated(date(2026, 9, 1))
    # June is wanted, April is the last one known.
    assert (found.month, found.provisional) == (date(2026, 4, 1), True)
    assert updated(date(2026, 9, 1), {"BT06": {}}).provisional
