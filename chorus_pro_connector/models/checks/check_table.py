# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tools.translate import LazyTranslate

from .check_row import Check
from .check_table_content import CONTENT_CHECKS
from .check_table_file import FILE_CHECKS

_lt = LazyTranslate(__name__)

# The one table behind the tooltip, the banner, the guard before sending and the batch
# report. The method ``_chorus_check_<code>`` says whether a row applies: it returns
# the values of its sentence, or None.
CHECKS = {
    "not_configured": Check(
        "danger",
        "chorus_client_id",
        "settings",
        _lt(
            "Chorus Pro is not configured for %(company)s: an administrator fills in "
            "the credentials in the Chorus Pro settings."
        ),
        live=True,
    ),
    "company_siret": Check(
        "danger",
        "company_registry",
        "company",
        _lt(
            "The SIRET of %(company)s must have 14 digits: type it in the field "
            "“Company ID” of your company."
        ),
        rule="BR-FR-CPRO-09",
    ),
    "company_identifier": Check(
        "danger",
        "company_registry",
        "company",
        _lt(
            "%(company)s has neither a SIRET nor a valid number of its country (VAT "
            "number, RIDET, Tahiti number), of 18 characters at most: complete your "
            "company."
        ),
        rule="BR-FR-CPRO-03 to 08",
    ),
    "client_siret": Check(
        "danger",
        "company_registry",
        "client",
        _lt(
            "The SIRET of %(client)s must have 14 digits: type it in the tab “Chorus "
            "Pro” of the client."
        ),
        rule="BR-FR-CPRO-10",
    ),
    "client_siren": Check(
        "danger",
        "company_registry",
        "client",
        _lt(
            "%(client)s only has a SIREN (9 digits), and Chorus Pro wants the SIRET of "
            "the establishment (14 digits): find it with “Search in Chorus Pro” on the "
            "client."
        ),
        rule="BR-FR-CPRO-10",
    ),
    "client_overseas": Check(
        "danger",
        "company_registry",
        "client",
        _lt(
            "The number of %(client)s (%(country)s) must have 9 or 10 characters: "
            "correct its RIDET or Tahiti number on the client, or type its SIRET."
        ),
        rule="BR-FR-CPRO-07, 08",
    ),
    "client_overseas_unread": Check(
        "warning",
        "company_registry",
        "client",
        _lt(
            "%(client)s (%(country)s) has no SIRET: press “Check in Chorus Pro” on the "
            "client, for few public bodies are known there by another number."
        ),
        rule="BR-FR-CPRO-10",
    ),
    "client_foreign": Check(
        "danger",
        "country_id",
        "client",
        _lt(
            "%(client)s is in %(country)s: Chorus Pro only delivers to French public "
            "bodies; type the client's SIRET if it has one, or choose another sending "
            "method on the client."
        ),
        rule="BR-FR-CPRO-10",
    ),
    "client_siret_key": Check(
        "warning",
        "company_registry",
        "client",
        _lt(
            "The SIRET %(siret)s of %(client)s does not pass the check of its key: "
            "make sure that it was typed correctly."
        ),
        rule="spec §5.6",
    ),
    "client_unknown": Check(
        "danger",
        "company_registry",
        "client",
        _lt(
            "Chorus Pro does not know the SIRET of %(client)s: correct it on the "
            "client, then press “Check in Chorus Pro” there."
        ),
        rule="spec §5.2, 1",
    ),
    "client_inactive": Check(
        "danger",
        "company_registry",
        "client",
        _lt(
            "%(client)s is no longer active in Chorus Pro: ask the client which "
            "structure to bill, then change the client of the invoice."
        ),
        rule="spec §5.2, 1",
    ),
    "client_works_only": Check(
        "danger",
        "chorus_framework",
        "client",
        _lt(
            "%(client)s only takes works invoices (factures de travaux): ask the "
            "client which structure to bill for this invoice."
        ),
        rule="spec §5.2, 1",
    ),
    "service_missing": Check(
        "danger",
        "buyer_reference",
        "service",
        _lt(
            "%(client)s demands a service code: pick the service on the client, or "
            "type the code in the tab “Chorus Pro”."
        ),
        rule="BR-FR-CPRO-11",
    ),
    "service_inactive": Check(
        "danger",
        "buyer_reference",
        "service",
        _lt(
            "The service %(code)s of %(client)s is closed or reserved for public "
            "bodies: choose another service in the tab “Chorus Pro”."
        ),
        rule="BR-FR-CPRO-13",
    ),
    "service_unknown": Check(
        "warning",
        "buyer_reference",
        "service",
        _lt(
            "The service %(code)s is not in the list of %(client)s: check its "
            "spelling, or press “Check in Chorus Pro” on the client."
        ),
        rule="BR-FR-CPRO-13",
    ),
    "commitment_missing": Check(
        "danger",
        "purchase_order_reference",
        "references",
        _lt(
            "%(client)s demands a commitment number (engagement juridique): type the "
            "one of the client's order in the tab “Chorus Pro”."
        ),
        rule="BR-FR-CPRO-12",
    ),
    "service_or_commitment_missing": Check(
        "danger",
        "buyer_reference",
        "service",
        _lt(
            "%(client)s demands a service code or a commitment number: type one of "
            "them in the tab “Chorus Pro”."
        ),
        rule="BR-FR-CPRO-13",
    ),
    "commitment_unseen": Check(
        "warning",
        "purchase_order_reference",
        "references",
        _lt(
            "Chorus Pro shows no commitment %(number)s addressed to %(company)s: check "
            "the number on the client's order (some clients publish none, and the "
            "invoice can be sent all the same)."
        ),
        rule="spec §2.14",
    ),
    "market_too_long": Check(
        "danger",
        "contract_reference",
        "references",
        _lt(
            "A market number has at most %(limit)s characters: shorten “%(value)s” in "
            "the tab “Chorus Pro”."
        ),
        rule="BR-FR-CPRO-14",
    ),
    "commitment_too_long": Check(
        "danger",
        "purchase_order_reference",
        "references",
        _lt(
            "A commitment number has at most %(limit)s characters: shorten "
            "“%(value)s” in the tab “Chorus Pro”."
        ),
        rule="BR-FR-CPRO-15",
    ),
    "service_too_long": Check(
        "danger",
        "buyer_reference",
        "service",
        _lt(
            "A service code has at most %(limit)s characters: shorten “%(value)s” in "
            "the tab “Chorus Pro”."
        ),
        rule="spec §5.3, BT-10",
    ),
    "number_too_long": Check(
        "danger",
        "name",
        "draft",
        _lt(
            "The number %(number)s has more than 20 characters: reset the invoice to "
            "draft and shorten its number (the sequence of the journal may be too "
            "long)."
        ),
        rule="BR-FR-CPRO-02",
    ),
    "number_characters": Check(
        "danger",
        "name",
        "draft",
        _lt(
            "The number %(number)s has characters that Chorus Pro refuses: reset the "
            "invoice to draft and use letters, digits, spaces and - + _ / only."
        ),
        rule="G1.05",
    ),
    "number_refused": Check(
        "danger",
        "name",
        "draft",
        _lt(
            "The client has refused %(number)s and Chorus Pro keeps that number: give "
            "the corrected invoice a new number."
        ),
        rule="spec §5.3, BT-1",
    ),
    **CONTENT_CHECKS,
    **FILE_CHECKS,
}
