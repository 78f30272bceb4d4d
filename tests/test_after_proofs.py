# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""docs/after.md names tests and tours that exist, and each tour is started."""

import pytest
from named_proofs import has_test, named_tests, named_tours, untold_tours

PAGE = "after.md"


@pytest.mark.parametrize(("file", "test"), named_tests(PAGE))
def test_every_proof_exists(file, test):
    assert has_test(file, test)


def test_every_tour_exists():
    assert len(named_tours(PAGE)) > 10
    assert untold_tours(PAGE, "chorus_french_") == []


def test_the_page_is_read():
    assert len(named_tests(PAGE)) > 100
    assert ("test_clock_played.py", "test_v1_late_by_41_days") in named_tests(PAGE)
