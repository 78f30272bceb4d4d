# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Buttons, alerts, delay, doubts, and Odoo's Send & Print."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    account_move_actions,
    account_move_batch,
    account_move_repair,
    account_move_row,
    account_move_rejection,
    account_move_refusal,
    account_move_original,
    account_move_alerts,
    account_move_timeline,
    account_move_delay,
    account_move_doubts,
    account_move_anyway,
    account_move_send,
    chorus_flow,
    chorus_batch,
)
