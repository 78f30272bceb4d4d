# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What happened in a market, the delays that follow, and who is told of them."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    event,
    general_statement,
    facts,
    piece_facts,
    deadline,
    deadline_words,
    deadline_activities,
    market,
    triggers,
    letter_template,
    letter,
    letter_values,
    letter_admitted,
    amount_refused,
    quoted,
    rules_final,
)
