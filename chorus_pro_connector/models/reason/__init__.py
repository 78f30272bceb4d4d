# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Why the portal or a client says no: one table of texts and codes, in plain words."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    reason_row,
    reasons_flow,
    reasons_codes,
    reasons_content,
    reasons_client,
    chorus_reason,
)
