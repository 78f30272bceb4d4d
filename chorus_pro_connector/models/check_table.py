# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class Check(NamedTuple):
    """One row of the table of checks.

    :param level: ``danger`` keeps the invoice from being sent, ``warning`` does not
    :param field: the Odoo field to correct, on the invoice or behind ``action``
    :param action: key of ``_chorus_issue_action``; the button that leads there
    :param words: the sentence: what is wrong, and what to do
    :param live: looked at when it matters and never stored: what it depends on may
        lie outside the database, or concern every invoice of a company at once
    :param rule: number of the portal's rule, for maintainers; shown to nobody
    """

    level: str
    field: str
    action: str
    words: object
    live: bool = False
    rule: str = ""


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
    ),
    "client_siret": Check(
        "danger",
        "company_registry",
        "client",
        _lt(
            "The SIRET of %(client)s must have 14 digits: type it in the tab “Chorus "
            "Pro” of the client."
        ),
    ),
    "client_siret_key": Check(
        "warning",
        "company_registry",
        "client",
        _lt(
            "The SIRET %(siret)s of %(client)s does not pass the check of its key: "
            "make sure that it was typed correctly."
        ),
    ),
    "client_unknown": Check(
        "danger",
        "company_registry",
        "client",
        _lt(
            "Chorus Pro does not know the SIRET of %(client)s: correct it on the "
            "client, then press “Check in Chorus Pro” there."
        ),
    ),
    "client_inactive": Check(
        "danger",
        "company_registry",
        "client",
        _lt(
            "%(client)s is no longer active in Chorus Pro: ask the client which "
            "structure to bill, then change the client of the invoice."
        ),
    ),
    "client_works_only": Check(
        "danger",
        "chorus_framework",
        "client",
        _lt(
            "%(client)s only takes works invoices (factures de travaux): ask the "
            "client which structure to bill for this invoice."
        ),
    ),
    "service_missing": Check(
        "danger",
        "buyer_reference",
        "client",
        _lt(
            "%(client)s demands a service code: pick the service on the client, or "
            "type the code in the tab “Chorus Pro”."
        ),
    ),
    "service_inactive": Check(
        "danger",
        "buyer_reference",
        "client",
        _lt(
            "The service %(code)s of %(client)s is closed or reserved for public "
            "bodies: choose another service in the tab “Chorus Pro”."
        ),
    ),
    "service_unknown": Check(
        "warning",
        "buyer_reference",
        "client",
        _lt(
            "The service %(code)s is not in the list of %(client)s: check its "
            "spelling, or press “Check in Chorus Pro” on the client."
        ),
    ),
    "commitment_missing": Check(
        "danger",
        "purchase_order_reference",
        "invoice",
        _lt(
            "%(client)s demands a commitment number (engagement juridique): type the "
            "one of the client's order in the tab “Chorus Pro”."
        ),
    ),
    "service_or_commitment_missing": Check(
        "danger",
        "buyer_reference",
        "invoice",
        _lt(
            "%(client)s demands a service code or a commitment number: type one of "
            "them in the tab “Chorus Pro”."
        ),
    ),
    "reference_too_long": Check(
        "danger",
        "contract_reference",
        "invoice",
        _lt(
            "Market and commitment numbers have at most 50 characters and a service "
            "code 100: shorten “%(value)s” in the tab “Chorus Pro”."
        ),
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
    ),
    "number_characters": Check(
        "danger",
        "name",
        "draft",
        _lt(
            "The number %(number)s has characters that Chorus Pro refuses: reset the "
            "invoice to draft and use letters, digits, spaces and - + _ / only."
        ),
    ),
    "number_refused": Check(
        "danger",
        "name",
        "draft",
        _lt(
            "The client has refused %(number)s and Chorus Pro keeps that number: give "
            "the corrected invoice a new number."
        ),
    ),
    "empty": Check(
        "danger",
        "invoice_line_ids",
        "invoice",
        _lt("The invoice has no line: add at least one product line."),
    ),
    "line_name": Check(
        "danger",
        "invoice_line_ids",
        "draft",
        _lt("Line %(line)s has no description: give it one."),
    ),
    "line_tax": Check(
        "danger",
        "invoice_line_ids",
        "draft",
        _lt(
            "The line “%(line)s” has no VAT: choose a tax, also when its rate is 0 %% "
            "(the reason of an exemption is part of it)."
        ),
    ),
    "negative_total": Check(
        "danger",
        "invoice_line_ids",
        "invoice",
        _lt(
            "The total is negative: Chorus Pro only takes positive amounts, make a "
            "credit note instead."
        ),
    ),
    "bank_missing": Check(
        "danger",
        "partner_bank_id",
        "bank",
        _lt(
            "There is no bank account (IBAN) for the client's transfer: choose the "
            "recipient bank of the invoice, or add an account to %(company)s."
        ),
    ),
    "bank_iban": Check(
        "danger",
        "partner_bank_id",
        "bank",
        _lt(
            "The bank account %(account)s is not an IBAN: Chorus Pro only takes IBAN; "
            "choose another recipient bank or correct this one."
        ),
    ),
    "validator_missing": Check(
        "danger",
        "chorus_validator_siret",
        "invoice",
        _lt(
            "The framework %(framework)s needs the SIRET (14 digits) of the one who "
            "validates the invoice: type it in the tab “Chorus Pro”."
        ),
    ),
    "currency": Check(
        "warning",
        "currency_id",
        "invoice",
        _lt(
            "The invoice is in %(currency)s: public bodies are billed in euros, make "
            "sure that this client takes another currency."
        ),
    ),
    "attachment": Check(
        "danger",
        "chorus_attachment_ids",
        "invoice",
        _lt(
            "Chorus Pro does not take the format of “%(name)s”: join the document as "
            "PDF in the tab “Chorus Pro”."
        ),
        rule="spec §5.1",
    ),
    "attachment_empty": Check(
        "danger",
        "chorus_attachment_ids",
        "invoice",
        _lt(
            "The document “%(name)s” is empty: remove it in the tab “Chorus Pro”, or "
            "join it again."
        ),
        rule="spec §5.1",
    ),
    "attachment_size": Check(
        "danger",
        "chorus_attachment_ids",
        "invoice",
        _lt(
            "The document “%(name)s” weighs more than 10 MB and cannot be made "
            "lighter: replace it in the tab “Chorus Pro”, in several parts if need be."
        ),
        rule="spec §5.1",
    ),
    "attachment_total": Check(
        "danger",
        "chorus_attachment_ids",
        "invoice",
        _lt(
            "The documents weigh %(size)s MB together, and the whole file may weigh "
            "10 MB: remove one in the tab “Chorus Pro”, or make it lighter."
        ),
        rule="GDP_MSG_11.022",
    ),
}
