# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is done at the portal after the deposit; exactly once, as a deposit."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    act_ways,
    act_words,
    chorus_act,
    chorus_act_document,
    chorus_act_perform,
    portal_list,
    chorus_document_kind,
    chorus_validator_reason,
    chorus_user_action,
    account_move_acts,
    chorus_validation,
    act_validation,
)
