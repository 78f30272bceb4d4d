# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The file to deposit: made, printed, kept, and never stale."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    print_rules,
    account_move_file,
    account_move_signature,
    account_move_making,
    account_move_documents,
    account_move_printing,
    account_move_stored_print,
    account_move_print_reading,
    account_move_page,
    account_move_page_vat,
    account_move_plain_pdf,
    chorus_document,
    ir_attachment,
)
