# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""docs/day.md names tests and tours that exist, and each tour is started."""

import re

import pytest
from conftest import ROOT
from test_works_proofs import NAMED, functions

ADDON = ROOT / "chorus_pro_connector"
PAGE = (ROOT / "docs/day.md").read_text("utf-8")
TOUR = re.compile(r"tour `(\w+)`")


@pytest.mark.parametrize(("file", "test"), sorted(set(NAMED.findall(PAGE))))
def test_every_proof_exists(file, test):
    path = ROOT / file if "/" in file else ADDON / "tests" / file
    assert test in functions(path)


def test_every_tour_exists():
    code = "".join(p.read_text("utf-8") for p in (ADDON / "static").rglob("*_tour.js"))
    tests = "".join(p.read_text("utf-8") for p in (ADDON / "tests").glob("*.py"))
    named = set(TOUR.findall(PAGE))
    assert len(named) > 15
    for name in named:
        # Some are made by a function that puts the beginning of the name before it.
        ends = {name, name.removeprefix("chorus_day_")}
        assert any(f'"{end}"' in code for end in ends), name
        assert any(f'"{end}"' in tests for end in ends), name
