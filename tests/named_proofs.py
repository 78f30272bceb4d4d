# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pages of docs/ that name tests and tours: what they name, and whether it exists."""

import ast
import re

from conftest import ROOT

ADDON = ROOT / "chorus_pro_connector"
_TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
_TOUR = re.compile(r"tour `(\w+)`")


def page(name):
    return (ROOT / "docs" / name).read_text("utf-8")


def named_tests(name):
    """Return [(file, test)] of a page, each once."""
    return sorted(set(_TEST.findall(page(name))))


def named_tours(name):
    return sorted(set(_TOUR.findall(page(name))))


def has_test(file, test, addon=ADDON):
    """Tell whether a test exists; a name without a folder is one of ``addon``."""
    path = ROOT / file if "/" in file else addon / "tests" / file
    tree = ast.parse(path.read_text("utf-8"))
    names = (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return test in names


def untold_tours(name, *prefixes):
    """Return the tours of a page that no file declares, or that no test starts.

    :param prefixes: what a function of the tours may put before a name
    """
    code = "".join(p.read_text("utf-8") for p in (ADDON / "static").rglob("*_tour.js"))
    tests = "".join(p.read_text("utf-8") for p in (ADDON / "tests").glob("*.py"))
    missing = []
    for tour in named_tours(name):
        ends = {tour, *(tour.removeprefix(prefix) for prefix in prefixes)}
        for text in (code, tests):
            if not any(f'"{end}"' in text for end in ends):
                missing.append(tour)
    return missing
