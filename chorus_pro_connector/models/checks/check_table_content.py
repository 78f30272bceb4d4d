# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rows about what the invoice holds: lines, money, joined documents."""

from odoo.tools.translate import LazyTranslate

from .check_row import Check

_lt = LazyTranslate(__name__)

CONTENT_CHECKS = {
    "empty": Check(
        "danger",
        "invoice_line_ids",
        "draft",
        _lt("The invoice has no line: add at least one product line."),
        rule="BR-16",
    ),
    "line_count": Check(
        "danger",
        "invoice_line_ids",
        "invoice",
        _lt(
            "The invoice has %(count)s lines and Chorus Pro takes %(limit)s: make "
            "several invoices."
        ),
        rule="BR-FR-CPRO-19",
    ),
    "line_name": Check(
        "danger",
        "invoice_line_ids",
        "draft",
        _lt("Line %(line)s has no description: give it one."),
        rule="BR-25",
    ),
    "line_tax": Check(
        "danger",
        "invoice_line_ids",
        "draft",
        _lt(
            "The line “%(line)s” has no VAT: choose a tax, also when its rate is 0 %% "
            "(the reason of an exemption is part of it)."
        ),
        rule="BR-CO-04",
    ),
    "negative_total": Check(
        "danger",
        "invoice_line_ids",
        "draft",
        _lt(
            "The total is negative: Chorus Pro only takes positive amounts, make a "
            "credit note instead."
        ),
        rule="spec §5.3, BT-115",
    ),
    "bank_missing": Check(
        "danger",
        "partner_bank_id",
        "bank",
        _lt(
            "There is no bank account (IBAN) for the client's transfer: choose the "
            "recipient bank of the invoice, or add an account to %(company)s."
        ),
        rule="G1.16",
    ),
    "bank_iban": Check(
        "danger",
        "partner_bank_id",
        "bank",
        _lt(
            "The bank account %(account)s is not an IBAN: Chorus Pro only takes IBAN; "
            "choose another recipient bank or correct this one."
        ),
        rule="G1.16",
    ),
    "validator_missing": Check(
        "danger",
        "chorus_validator_siret",
        "references",
        _lt(
            "The framework %(framework)s needs the SIRET (14 digits) of the one who "
            "validates the invoice: type it in the tab “Chorus Pro”."
        ),
        rule="spec §5.2, 6",
    ),
    "currency": Check(
        "warning",
        "currency_id",
        "draft",
        _lt(
            "The invoice is in %(currency)s: public bodies are billed in euros, make "
            "sure that this client takes another currency."
        ),
        rule="spec §5.3, BT-5",
    ),
    "attachment": Check(
        "danger",
        "chorus_attachment_ids",
        "references",
        _lt(
            "Chorus Pro does not take the format of “%(name)s”: join the document as "
            "PDF in the tab “Chorus Pro”."
        ),
        rule="spec §5.1",
    ),
    "attachment_empty": Check(
        "danger",
        "chorus_attachment_ids",
        "references",
        _lt(
            "The document “%(name)s” is empty: remove it in the tab “Chorus Pro”, or "
            "join it again."
        ),
        rule="spec §5.1",
    ),
    "attachment_size": Check(
        "danger",
        "chorus_attachment_ids",
        "references",
        _lt(
            "The document “%(name)s” weighs more than 10 MB and cannot be made "
            "lighter: replace it in the tab “Chorus Pro”, in several parts if need be."
        ),
        rule="spec §5.1",
    ),
    "attachment_total": Check(
        "danger",
        "chorus_attachment_ids",
        "references",
        _lt(
            "The documents weigh %(size)s MB together, and with the invoice they may "
            "weigh %(limit)s MB: remove one in the tab “Chorus Pro”, or make it "
            "lighter."
        ),
        rule="GDP_MSG_11.022",
    ),
    "line_description": Check(
        "warning",
        "invoice_line_ids",
        "draft",
        _lt(
            "The description of line %(line)s passes 1024 characters: the data of the "
            "file will hold its beginning only; shorten it, or join a document."
        ),
        rule="BR-FR-CPRO-31",
    ),
    "terms_too_long": Check(
        "warning",
        "invoice_payment_term_id",
        "draft",
        _lt(
            "The note of the payment terms “%(terms)s” passes 1024 characters: the "
            "data of the file will hold its beginning only; shorten it."
        ),
        rule="BR-FR-CPRO-35",
    ),
    "party_name": Check(
        "warning",
        "name",
        "client",
        _lt(
            "The name of %(client)s passes 99 characters: the data of the file will "
            "hold its beginning only; shorten it on the client."
        ),
        rule="BR-FR-CPRO-43, 44",
    ),
    "bank_length": Check(
        "danger",
        "partner_bank_id",
        "bank",
        _lt(
            "Chorus Pro takes accounts of 27 characters at most, and %(account)s has "
            "more: choose another recipient bank."
        ),
        rule="BR-FR-CPRO-39",
    ),
}
