# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The market: what was signed, by whom, at which prices, on which terms."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    access,
    accounts,
    numbers,
    res_company,
    res_config_settings,
    regime,
    index,
    own_state,
    market,
    market_parties,
    market_parties_checks,
    market_dates,
    tranche,
    order,
    lot,
    lot_opening,
    line,
    line_terms,
    amendment,
    amendment_line,
    member,
    earlier_piece,
    subcontract,
    subcontract_request,
    market_amounts,
    market_terms,
    market_retention,
    market_advance,
    market_states,
    market_warnings,
    market_actions,
    market_sheet,
)
