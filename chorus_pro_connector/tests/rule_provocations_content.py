# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices whose lines, amounts, account or documents break a row of the table."""

import io

import pikepdf

from odoo import Command, fields

from ..chorus import rules
from .rule_provocations import draft, provoke

# === Content === #


@provoke
def empty(t):
    return draft(t, Command.clear())


@provoke
def line_count(t):
    t.patch_row(rules, "LINE_COUNT", 1)
    return draft(t, t.line("Grille", 1.0), t.line("Porte", 1.0))


@provoke
def line_name(t):
    return draft(t, t.line(" ", 1.0))


@provoke
def line_tax(t):
    return draft(t, t.line("Don", 1.0, t.env["account.tax"]))


@provoke
def negative_total(t):
    return draft(t, t.line("Retour", -1.0))


@provoke
def validator_missing(t):
    return draft(t, chorus_framework="A9")


@provoke
def line_description(t):
    return draft(t, t.line("Grille\n" + "mot " * 300, 1.0))


@provoke
def terms_too_long(t):
    terms = t.env["account.payment.term"].create(
        {"name": "Longues", "note": f"<p>{'mot ' * 300}</p>"}
    )
    return draft(t, invoice_payment_term_id=terms.id)


@provoke
def party_name(t):
    t.buyer.name = "Syndicat " * 12
    return draft(t)


# === Money === #


@provoke
def currency(t):
    t.env.ref("base.USD").active = True
    return draft(t, currency_id=t.env.ref("base.USD").id)


@provoke
def bank_missing(t):
    move = draft(t)
    move.partner_bank_id = False
    return move


@provoke
def bank_undeclared(t):
    t.company.sudo()._chorus_write_accounts({"7": "COMPTE PRINCIPAL"})
    return draft(t)


@provoke
def own_service(t):
    move = draft(t)
    move.chorus_own_service_id = t.env["chorus.service"].create(
        {"partner_id": t.company.partner_id.id, "code": "FERME", "active": False}
    )
    return move


def account(t, number):
    bank = t.env["res.partner.bank"].create(
        {"acc_number": number, "partner_id": t.company.partner_id.id}
    )
    return draft(t, partner_bank_id=bank.id)


@provoke
def bank_archived(t):
    move = account(t, "FR1420041010050500013M02606")
    move.sudo().partner_bank_id.active = False
    return move


@provoke
def regime_taxes(t):
    return draft(t, chorus_vat_regime="EXONERATION")


@provoke
def bank_iban(t):
    return account(t, "12345")


@provoke
def bank_length(t):
    return account(t, "MT84MALT011000012345MTLCAST001S")


# === Joined documents === #


def join(t, *documents):
    move = draft(t)
    attachments = t.env["ir.attachment"].create(
        [
            {"name": name, "raw": raw, "res_model": "account.move", "res_id": move.id}
            for name, raw in documents
        ]
    )
    move.sudo().chorus_attachment_ids = attachments
    return move


@provoke
def attachment(t):
    return join(t, ("plan.exe", b"x"))


@provoke
def attachment_empty(t):
    return join(t, ("plan.csv", b""))


@provoke
def attachment_foreign(t):
    return join(t, ("plan.pdf", b"<html>Erreur 404</html>"))


@provoke
def attachment_protected(t):
    document, output = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(output, encryption=pikepdf.Encryption(user="u", owner="o"))
    return join(t, ("plan.pdf", output.getvalue()))


@provoke
def attachment_damaged(t):
    return join(t, ("plan.pdf", b"%PDF-1.4 damaged"))


@provoke
def attachment_size(t):
    return join(t, ("plan.zip", bytes(rules.ATTACHMENT_SIZE + 1)))


@provoke
def attachment_total(t):
    # What cannot be packed, else it would fit.
    noise = t.noise(6 * 1024 * 1024)
    return join(t, ("un.zip", noise), ("deux.zip", noise[::-1]))


# === Habits === #


@provoke
def client_habit(t):
    today = fields.Date.today()
    for number in ("H-1", "H-2"):
        lines = [t.line("Grille", 1.0)]
        dates = {"invoice_date": today, "invoice_date_due": today}
        move = t.make_invoice(lines, number, **dates)
        move.sudo().chorus_identifier = number
        t.env["chorus.status.event"].sudo().create(
            {"move_id": move.id, "code": "SUSPENDUE", "comment": "JUSTIF_ABS"}
        )
    return draft(t)
