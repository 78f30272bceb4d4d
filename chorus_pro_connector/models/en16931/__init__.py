# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The mapping of an invoice to the terms of EN 16931; no file, no portal."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    problems,
    terms,
    price,
    tax,
    lines,
    party,
    received,
    payment,
)
