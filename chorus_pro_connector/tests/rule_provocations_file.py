# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices that cannot become a file, one for each row that the making of it finds."""

import io
from datetime import date
from unittest.mock import Mock

import pikepdf

from odoo import Command
from odoo.exceptions import UserError

from .common import small_pdf, text_pdf
from .rule_provocations import draft, provoke, sql
from .rule_provocations_content import account

# === Lines and taxes === #


@provoke
def several_vat(t):
    return draft(t, t.line("Mixte", 1.0, t.vat(20) + t.vat(10)))


@provoke
def tax_type(t):
    tax = t.vat(20, name="Division", amount_type="division")
    return draft(t, t.line("Division", 1.0, tax))


@provoke
def tax_category(t):
    return draft(t, t.line("Don", 1.0, t.vat(0, "S", name="Sans catégorie")))


@provoke
def mixed_out_of_scope(t):
    outside = t.vat(0, "O", name="Hors champ")
    return draft(t, t.line("Grille", 1.0), t.line("Subvention", 1.0, outside))


@provoke
def period(t):
    dates = (date(2026, 3, 31), date(2026, 3, 1))
    mapping = t.env.registry["chorus.en16931"]
    t.patch_row(mapping, "_get_line_dates", lambda *_args: dates)
    return draft(t)


@provoke
def line_unbalanced(t):
    move = draft(t, t.line("Grille", 350.0), t.line("Porte", 90.0))
    query = "UPDATE account_move_line SET price_unit = 80 WHERE move_id = %s"
    sql(t, query + " AND name = 'Porte'", move.id)
    return move


@provoke
def vat_amount(t):
    move = draft(t, t.line("Grille", 350.0))
    tax = move.line_ids.filtered("tax_line_id")
    amount = tax.amount_currency + 2
    move.line_ids = [Command.update(tax.id, {"amount_currency": amount})]
    return move


@provoke
def unbalanced(t):
    move = draft(t)
    sql(t, "UPDATE account_move SET amount_total = 9 WHERE id = %s", move.id)
    return move


@provoke
def currency_rate(t):
    currency = t.env["res.currency"].create({"name": "XTS", "symbol": "x"})
    return draft(t, currency_id=currency.id)


@provoke
def currency_decimals(t):
    t.env.ref("base.TND").active = True
    return draft(t, currency_id=t.env.ref("base.TND").id)


# === Parties === #


@provoke
def party_nameless(t):
    t.buyer.name = "\x01"
    return draft(t)


@provoke
def company_nameless(t):
    sql(
        t,
        "UPDATE res_partner SET name = %s WHERE id = %s",
        "\u200b",
        t.company.partner_id.id,
    )
    return draft(t)


@provoke
def company_country(t):
    t.company.partner_id.country_id = False
    return draft(t)


@provoke
def delivery_country(t):
    place = t.env["res.partner"].create({"name": "Chantier de la gare"})
    supply = t.line("Livraison", 1.0, t.vat(0, "K", name="IC"))
    return draft(t, supply, partner_shipping_id=place.id)


@provoke
def other(t):
    refuse = Mock(side_effect=UserError("Interdit par un autre module."))
    t.patch_row(t.env.registry["chorus.en16931"], "_get_mapping", refuse)
    return draft(t)


@provoke
def buyer_vat(t):
    return draft(t, t.line("Livraison", 1.0, t.vat(0, "K", name="IC")))


@provoke
def seller_vat(t):
    t.company.partner_id.vat = False
    return draft(t)


@provoke
def country_missing(t):
    t.buyer.country_id = False
    return draft(t)


@provoke
def payee(t):
    """The money goes to a factor, which a plain PDF cannot say."""
    move = account(t, "FR1420041010050500013M02606")
    factor = t.env["res.partner"].create(
        {"name": "Affacturage", "company_registry": "44467890100015"}
    )
    move.sudo().partner_bank_id.partner_id = factor
    move.chorus_format = "pdf"
    return move


# === Number, references, notes === #


@provoke
def original_number(t):
    original = t.make_invoice([t.line("Grille", 1.0)], "F-2026-090")
    original.is_move_sent = True
    query = "UPDATE account_move SET name = 'FACTURE-2019-000000001' WHERE id = %s"
    sql(t, query, original.id)
    return draft(t, move_type="out_refund", reversed_entry_id=original.id)


@provoke
def note_too_long(t):
    return draft(t, narration="<p>Mot. </p>" * 4000)


# === Picture and print === #


@provoke
def logo(t):
    picture = t.env["ir.attachment"].search(
        [
            ("res_model", "=", "res.partner"),
            ("res_field", "=", "image_1920"),
            ("res_id", "=", t.company.partner_id.id),
        ]
    )
    picture.raw = picture.raw[:200]
    t.env.invalidate_all()
    return draft(t)


def _print(t, content):
    move = draft(t)
    move.action_post()
    move._chorus_drop_file()
    t.env["ir.attachment"].create(
        {
            "name": "facture.pdf",
            "raw": content,
            "res_model": "account.move",
            "res_id": move.id,
            "res_field": "invoice_pdf_report_file",
        }
    )
    move.invalidate_recordset()
    return move


def _saved(change, **options):
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(small_pdf())) as pdf:
        change(pdf)
        pdf.save(output, **options)
    return output.getvalue()


@provoke
def pdf_corrupt(t):
    return _print(t, b"%PDF-1.4 damaged")


@provoke
def pdf_encrypted(t):
    locked = pikepdf.Encryption(user="user", owner="owner")
    return _print(t, _saved(lambda pdf: None, encryption=locked))


@provoke
def print_lacks(t):
    return _print(t, text_pdf("Une facture, dont la page ne nomme personne du tout"))


@provoke
def pdf_empty(t):
    def drop(pdf):
        del pdf.pages[0]

    return _print(t, _saved(drop))
