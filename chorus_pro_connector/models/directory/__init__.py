# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Clients as Chorus Pro knows them: structures, services, what each demands."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    res_partner,
    chorus_service,
    res_partner_directory,
    res_partner_cleaning,
    res_partner_refresh,
    res_partner_onboarding,
    res_partner_words,
    res_partner_bank,
    chorus_account,
    res_company_structure,
    res_config_settings_structure,
    partner_merge,
)
