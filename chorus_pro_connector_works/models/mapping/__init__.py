# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What nobody knows of works invoices: one table, changed without code."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    mapping_option,
    mapping,
    mapping_lists,
)
