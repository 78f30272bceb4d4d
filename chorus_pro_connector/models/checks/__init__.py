# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is said before an invoice leaves: rules, and who runs them."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py). The order of the rules is the order on the screen.
# isort: off
from . import (
    rules_parties,
    rules_references,
    rules_numbers,
    rules_dates,
    account_move_number,
    rules_content,
    rules_structure,
    rules_documents,
    rules_print,
    rules_mentions,
    account_move_content,
    account_move_issues,
    account_move_commitment,
)
