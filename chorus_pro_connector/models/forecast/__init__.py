# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When clients pay, and which of them is silent for longer than ever."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    res_company,
    chorus_forecast,
    chorus_forecast_refresh,
    chorus_forecast_silent,
    chorus_flow,
    account_move,
    res_partner,
)
