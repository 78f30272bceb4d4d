# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a works invoice says: framework, terms of its file, checks, printed page."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    words,
    account_move,
    account_move_send,
    account_move_printed,
    statement,
    statement_total,
    statement_printed,
    balance_printed,
    market_printed,
    lists_printed,
    en16931,
    en16931_lines,
    en16931_agents,
    en16931_notes,
    rules_works,
)
