# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The invoice that a statement makes, and its accounting."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
