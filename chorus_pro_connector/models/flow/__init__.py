# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A deposit, from the intent to the portal's report; exactly once."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    chorus_flow,
    chorus_flow_line,
    chorus_flow_shown,
    chorus_flow_actions,
    account_move_deposits,
    chorus_flow_state,
    chorus_flow_deposit,
    chorus_flow_bytes,
    chorus_flow_rows,
    chorus_flow_clock,
    chorus_flow_duplicate,
    chorus_flow_report,
    chorus_flow_round,
    chorus_flow_lot,
    chorus_flow_queue,
    chorus_flow_delay,
    chorus_flow_document,
    chorus_flow_plain_pdf,
    deposit_file,
    deposit_pdf,
    chorus_flow_older,
    chorus_flow_answers,
    chorus_flow_stuck,
    chorus_batch,
    account_move_deletion,
    rejection_words,
    res_company,
)
