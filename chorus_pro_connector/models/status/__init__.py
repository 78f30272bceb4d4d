# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the portal says of an invoice once it has it."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    account_move_activities,
    account_move_chatter,
    account_move_status,
    account_move_follow,
    history_line,
    chorus_status_event,
    status_words,
    rules_habits,
)
