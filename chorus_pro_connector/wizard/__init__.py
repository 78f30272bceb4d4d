# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Declared, not sorted: what other windows inherit comes first.
# isort: off
from . import (
    chorus_act_wizard,
    chorus_look_back,
    account_move_send_batch_wizard,
    account_move_send_wizard,
    chorus_complete_wizard,
    chorus_confirm_wizard,
    chorus_connection_report,
    chorus_decide_wizard,
    chorus_directory_wizard,
    chorus_first_day,
    chorus_first_day_line,
    chorus_recycle_wizard,
    chorus_refusal_wizard,
    chorus_rehearsal_wizard,
    chorus_send_wizard,
    chorus_validator_wizard,
)
