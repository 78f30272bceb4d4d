# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which portal, who we are there, and what to say when it does not answer."""

# Declared, not sorted: where two files extend the same method, the lower one is called
# first (tests/test_house.py).
# isort: off
from . import (
    answers,
    own_cursor,
    once,
    clock,
    kept_bytes,
    readable,
    own_fields,
    handed_document,
    protocol,
    groupings,
    abroad,
    apart,
    cleaning,
    res_company,
    res_company_database,
    res_company_addresses,
    res_company_secrets,
    res_company_connection,
    res_company_people,
    res_company_password,
    res_config_settings,
    res_config_settings_saving,
    chorus_token,
    chorus_outage,
    error_words,
    connection_words,
)
