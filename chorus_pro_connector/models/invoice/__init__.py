# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The invoice: its fields for Chorus Pro, its state, what it takes from its client."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    account_payment_method_line,
    account_move,
    account_move_state,
    account_move_shown,
    account_move_vat_regime,
    account_move_road,
    account_move_guards,
    account_move_service,
    account_move_rules,
    account_move_cleaning,
    ir_attachment,
    account_move_onchange,
    account_move_past,
    account_move_payment_mode,
    account_move_own_structure,
    res_company_start,
    res_company_mentions,
)
