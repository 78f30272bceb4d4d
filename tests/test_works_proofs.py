# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""docs/works.md names tests that exist, and no clock decides what they find."""

import ast

import pytest
from conftest import ROOT
from named_proofs import has_test, named_tests

WORKS = ROOT / "chorus_pro_connector_works"
PAGE = "works.md"


@pytest.mark.parametrize(("file", "test"), named_tests(PAGE))
def test_every_proof_exists(file, test):
    assert has_test(file, test, WORKS)


def test_the_page_is_read():
    assert len(named_tests(PAGE)) > 80
    assert ("test_statement_example.py", "test_every_cell") in named_tests(PAGE)


def clocks(path):
    """Yield the calls that ask what day it is."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            # With a moment given, it only turns that into a day.
            asked = node.func.attr == "context_today" and len(node.args) < 2
            if asked or node.func.attr in ("today", "now"):
                yield node.lineno


def test_no_clock_decides_a_test():
    """What is computed never asks for the day; tests that do have stopped it."""
    plain = [
        path for name in ("decompte", "tables") for path in (WORKS / name).glob("*")
    ]
    for path in [path for path in plain if path.suffix == ".py"]:
        assert list(clocks(path)) == [], path.name
    for path in (WORKS / "tests").glob("*.py"):
        if list(clocks(path)):
            assert "freeze_time" in path.read_text("utf-8"), path.name
