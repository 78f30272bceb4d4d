# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The works contract: parties, terms, lots, lines, amendments, subcontractors."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
