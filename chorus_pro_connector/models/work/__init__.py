# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where work stands: lists, counters, next action, who has it, figures, mails."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    work_lists,
    account_move_next,
    account_journal,
    chorus_work_list,
    ir_ui_menu,
    chorus_analysis,
    report_money,
    chorus_report,
    chorus_return_report,
    res_users,
    account_move_mail,
)
