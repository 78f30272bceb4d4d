# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is said before an invoice leaves: one table of rules feeds it all."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    check_row,
    check_table_content,
    check_table_file,
    check_table,
    account_move_checks,
    account_move_checks_content,
    account_move_checks_file,
    account_move_checks_plain,
    account_move_checks_stored,
    account_move_commitment,
)
