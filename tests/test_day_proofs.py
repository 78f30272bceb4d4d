# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""docs/day.md names tests and tours that exist, and each tour is started."""

import pytest
from named_proofs import has_test, named_tests, named_tours, untold_tours

PAGE = "day.md"


@pytest.mark.parametrize(("file", "test"), named_tests(PAGE))
def test_every_proof_exists(file, test):
    assert has_test(file, test)


def test_every_tour_exists():
    assert len(named_tours(PAGE)) > 15
    assert untold_tours(PAGE, "chorus_day_") == []
