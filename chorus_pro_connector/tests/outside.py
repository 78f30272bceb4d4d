# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What these tests take from outside the addon: judges of files, readers, libraries.

They lie in ``tests/`` of the repository and never import Odoo. In an Odoo that has the
addon alone, a test that needs one of them is skipped; a warning says why, and how many
were left out so far: the last one has the sum.
"""

import importlib
import logging
import sys
from collections import Counter
from pathlib import Path
from unittest import SkipTest, defaultTestLoader

_logger = logging.getLogger(__name__)

BESIDE = Path(__file__).resolve().parents[2] / "tests"
if (BESIDE / "checkers").is_dir() and str(BESIDE) not in sys.path:
    sys.path.insert(0, str(BESIDE))


_left_out = Counter()


def skip(reason, case=None):
    """Leave a test out, so that whoever reads the log notices.

    :param case: class of which no test runs
    :raise SkipTest: always
    """
    leave_out(reason, tests_of(case) if case else 1)
    raise SkipTest(reason)


def leave_out(reason, count):
    """Say that some tests do not run, and the sum of all that do not."""
    _left_out["tests"] += count
    _logger.warning(
        "Skipped: %s (tests left out so far: %s)", reason, _left_out["tests"]
    )


def tests_of(case):
    """Return how many tests a class has."""
    return len(defaultTestLoader.getTestCaseNames(case))


class Missing:
    """Stands where something is not there: who uses it is skipped."""

    def __init__(self, name):
        self._name = name

    def __getattr__(self, name):
        return Missing(f"{self._name}.{name}")

    def __call__(self, *args, **values):
        skip(f"{self._name} is not beside this addon; the repository has it.")


def borrow(module, name=None):
    """Return a module, or what it calls ``name``; else a :class:`Missing`."""
    try:
        found = importlib.import_module(module)
    except ImportError:
        # In a checkout nothing may be missing unnoticed.
        if (BESIDE / "checkers").is_dir():
            raise
        return Missing(f"{module}.{name}" if name else module)
    return getattr(found, name) if name else found


check_facturx = borrow("checkers", "check_facturx")
check_pdfa = borrow("checkers", "check_pdfa")
check_schematron = borrow("checkers", "check_schematron")
check_xsd = borrow("checkers", "check_xsd")
cii = borrow("sandbox.judge.cii")
ubl = borrow("sandbox.judge.ubl")
published_reasons = borrow("sandbox.reasons")
