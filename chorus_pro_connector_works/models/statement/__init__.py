# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The monthly statement (*situation*): progress typed, figures of ``decompte``."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    statement,
    statement_figures,
    statement_line,
    statement_line_row,
    statement_other,
    statement_rows,
    statement_request,
    statement_inputs,
    statement_storing,
    statement_live,
    statement_typing,
    statement_versions,
    statement_checks,
    statement_warnings,
    statement_posting,
    statement_again,
    statement_adjusting,
    statement_admitted,
    statement_definitive,
    market,
)
