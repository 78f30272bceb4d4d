# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Shapes that break writers of files: nothing to pay, payments, places and texts."""

from odoo import Command

from .facturx_shapes import shape
from .facturx_shapes_traps import foreign


def pay(t, move, **values):
    """Register a payment, as the button *Pay* does."""
    wizard = t.env["account.payment.register"].with_context(
        active_model="account.move", active_ids=move.ids
    )
    wizard.create({"payment_date": "2026-03-17", **values})._create_payments()
    return move


# === Nothing, or nothing more, to pay === #


@shape
def lines_for_nothing(t):
    return t.make_invoice(
        [
            t.line("Gratuit", 0.0),
            t.line("Non livré", 10.0, quantity=0.0),
            t.line("Livré", 50.0),
        ]
    )


@shape
def nothing_to_pay(t):
    return t.make_invoice([t.line("Échantillon", 0.0)])


@shape
def two_rates_that_cancel_out(t):
    return t.make_invoice(
        [t.line("Fourniture", 110.0), t.line("Reprise", -120.0, t.vat(10))]
    )


@shape
def paid_in_part_by_a_credit_note(t):
    invoice = t.make_invoice([t.line("Chaises", 100.0)])
    refund = t.make_refund([t.line("Chaise cassée", 40.0)])
    (invoice + refund).line_ids.filtered(
        lambda line: line.account_id.account_type == "asset_receivable"
    ).reconcile()
    return invoice


@shape
def paid_in_part_in_dollars(t):
    move = t.make_invoice(
        [t.line("Licence", 100.0)], currency_id=foreign(t, "USD", 1.0837).id
    )
    return pay(t, move, amount=33.33)


@shape
def already_paid_and_booked(t):
    return pay(t, t.make_invoice([t.line("Billets", 100.0)], chorus_framework="A2"))


@shape
def already_paid_in_cash(t):
    journal = t.env["account.journal"].search(
        [("type", "=", "cash"), ("company_id", "=", t.company.id)], limit=1
    )
    move = t.make_invoice([t.line("Billets", 12.0)], chorus_framework="A2")
    return pay(t, move, journal_id=journal.id)


@shape
def several_due_dates(t):
    parts = ((33.33, 30), (33.33, 60), (33.34, 90))
    terms = t.env["account.payment.term"].create(
        {
            "name": "30, 60 et 90 jours",
            "line_ids": [
                Command.create(
                    {"value": "percent", "value_amount": share, "nb_days": days}
                )
                for share, days in parts
            ],
        }
    )
    return t.make_invoice(
        [t.line("Chantier", 1234.57)], invoice_payment_term_id=terms.id
    )


@shape
def account_typed_by_hand(t):
    account = t.env["res.partner.bank"].create(
        {
            "acc_number": "fr14 2004 1010 0505 0001 3M02 606",
            "acc_holder_name": "Titulaire " * 20,
            "partner_id": t.company.partner_id.id,
            "allow_out_payment": True,
            "bank_id": t.env["res.bank"].create({"name": "B", "bic": "agrifrpp"}).id,
        }
    )
    return t.make_invoice([t.line("Grille", 350.0)], partner_bank_id=account.id)


# === Parties and places === #


@shape
def company_overseas(t):
    t.company.partner_id.country_id = t.env.ref("base.re")
    return t.make_invoice([t.line("Mobilier", 10.35, t.vat(8.5), quantity=3)])


@shape
def client_overseas(t):
    t.buyer.country_id = t.env.ref("base.re")
    tax = t.vat(0, name="Livraison outre-mer")
    return t.make_invoice([t.line("Mobilier", 10.35, tax, quantity=3)])


@shape
def delivered_abroad(t):
    place = t.env["res.partner"].create(
        {
            "name": "Consulat",
            "city": "Gand",
            "country_id": t.env.ref("base.be").id,
            "company_registry": "12345678200051",
        }
    )
    return t.make_invoice(
        [t.line("Mobilier", 10.35)],
        partner_shipping_id=place.id,
        delivery_date="2025-12-31",
    )


@shape
def contact_without_country(t):
    contact = t.env["res.partner"].create(
        {
            "name": "Bureau 12",
            "parent_id": t.buyer.id,
            "type": "other",
            "street": "1 place de la République",
            "zip": "28000",
            "city": "Chartres",
            "country_id": False,
        }
    )
    return t.make_invoice([t.line("Papier", 4.2)], partner_id=contact.id)


@shape
def every_unit(t):
    units = t.env["uom.uom"].search([], order="id")
    units += t.env["uom.uom"].create({"name": "Forfait"})
    return t.make_invoice(
        [
            t.line(unit.name, 3.3, quantity=2.25, product_uom_id=unit.id)
            for unit in units
        ]
    )


@shape
def codes_that_are_none(t):
    """Bar codes that only look like one, and a reference made of blanks."""
    codes = ("3017620422004", "96385074", "036000291452", "ABC-123", "٣٠١٧٦٢٠٤٢٢٠٠٣")
    products = t.env["product.product"].create(
        [{"name": "P", "default_code": " ", "barcode": code} for code in codes]
    )
    return t.make_invoice([t.line("P", 1.0, product_id=p.id) for p in products])


# === Texts === #


def texts_everywhere(t, text):
    """Return an invoice that has ``text`` in every field that people type in."""
    contact, place = t.env["res.partner"].create(
        [
            {
                "name": text,
                "parent_id": t.buyer.id,
                "type": kind,
                "street": text,
                "street2": text,
                "zip": "28000",
                "city": "Chartres",
                "country_id": t.buyer.country_id.id,
            }
            for kind in ("other", "delivery")
        ]
    )
    product = t.env["product.product"].create({"name": text, "default_code": text})
    terms = t.env["account.payment.term"].create(
        {"name": text, "note": f"<p>{text}</p>"}
    )
    note = {"display_type": "line_note", "name": text, "sequence": 20}
    return t.make_invoice(
        [
            t.line(f"Article {text}\n{text}", 3.3, product_id=product.id, sequence=10),
            Command.create(note),
        ],
        partner_id=contact.id,
        partner_shipping_id=place.id,
        narration=f"<p>{text}</p><ul><li>{text}</li></ul>",
        invoice_payment_term_id=terms.id,
        payment_reference=text,
        contract_reference=text[:20],
    )


@shape
def text_that_xml_cannot_carry(t):
    return texts_everywhere(t, "a\x01b\x0bc\x1fd\ufffe")


@shape
def text_of_nothing_but_that(t):
    """No line can be made of it; everything else is as if it were empty."""
    return texts_everywhere(t, "\x01")


@shape
def text_from_right_to_left(t):
    return texts_everywhere(t, "شركة النور \u202e abc \u200f")


@shape
def text_of_pictures(t):
    return texts_everywhere(t, "👩‍💻🏳️‍🌈 𝔘 " * 90)


@shape
def text_that_looks_like_markup(t):
    return texts_everywhere(t, "&lt;a&gt;&amp;amp;]]&gt;&lt;/a&gt;\"'")


@shape
def text_without_a_blank(t):
    return texts_everywhere(t, "x" * 3000)


@shape
def mentions_twice(t):
    return t.make_invoice(
        [t.line("Grille", 350.0)],
        narration="<p>Pénalités de retard : 10 %.</p><p>Bonjour.</p>"
        "<p>Les pénalités courent dès l'échéance.</p>",
    )
