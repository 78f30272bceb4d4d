# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Chorus Pro knows of a statement: pieces, dossiers, deposits."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    holders,
    dossier,
    piece,
    piece_portal,
    dossier_synthesis,
    account_move_refused,
    account_move,
    chorus_flow,
    statement,
    statement_admitted,
    res_company,
    account_move_follow,
    market,
    rules_opened,
    status_words,
)
