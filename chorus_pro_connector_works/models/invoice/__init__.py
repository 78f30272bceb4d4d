# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The invoice that a statement makes, and its accounting."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    account_move,
    account_move_line,
    account_move_guards,
    account_move_reversal,
    statement_invoice,
    statement_lines,
    statement_taxes,
    statement_entries,
    statement_adjusting,
    direct_payment,
    retention,
    account_payment_register,
    account_bank_statement_line,
    advance_receipt,
    chorus_report,
)
