# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""As project manager (MOE): drafts of others that wait for us, and our answers."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    res_company,
    received,
    received_reading,
    issued,
    issued_reading,
    act_issue,
    issue_steps,
)
