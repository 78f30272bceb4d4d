# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The proof folder of a market: the archive of its invoices, and all that is beside."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    chorus_proof,
    proof_market,
    proof_records,
    market,
)
