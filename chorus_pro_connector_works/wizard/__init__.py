# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import (
    works_act_wizards,
    works_advance_receipt,
    works_back_wizard,
    works_import,
    works_import_takeover,
    works_index_paste,
    works_issue_wizard,
    works_issue_wizard_checks,
    works_issue_wizard_deposit,
    works_issue_wizard_line,
    works_issue_wizard_printed,
    works_next_wizard,
    works_next_wizard_line,
    works_parties_wizard,
    works_statement_set_lot,
)
