# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Requests of subcontractors and joint contractors that wait for us at Chorus Pro."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    chorus_validation,
    validation_request,
)
