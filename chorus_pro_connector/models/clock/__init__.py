# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The legal clock of public clients: dates, rates, what a late payment owes."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    chorus_rate,
    res_partner_category,
    clock_words,
    account_move_clock,
    chorus_reason,
    account_move_interest,
    account_move_claim,
    account_move_interest_invoice,
    report_claim,
    res_partner_interest,
    rate_reminder,
)
