# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Archives that prove what was deposited, on machines without Odoo."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    chorus_proof,
    chorus_proof_build,
    proof_portal,
    proof_deposit,
    proof_invoice,
    chorus_flow,
    account_move,
    res_config_settings,
    ir_module_module,
)
