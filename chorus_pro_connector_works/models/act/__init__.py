# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What we do at the portal with a piece that it has; the protocol is the base addon's.

Operations that nobody outside has seen at work are done from here only where a setting
says so; elsewhere the windows say how the portal's own site does them.
"""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    res_company,
    portal_steps,
    act_history,
    act_ways,
    act_parties,
    account_move_acts,
    following,
    act_deposit,
    act_next,
    act_back,
    next_piece,
)
