# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The shapes of invoices that the file must get right: kinds, payment, and the rest."""

from odoo import Command, fields

from .facturx_shapes import shape

# === Kinds of document, payment === #


@shape
def credit_note(t):
    original = t.make_invoice([t.line("Chaises", 39.9, quantity=12)], "F-2026-090")
    refund = original._reverse_moves(
        [{"name": "A-2026-090", "invoice_date": fields.Date.to_date("2026-03-20")}]
    )
    refund.invoice_date_due = "2026-03-20"
    refund.invoice_line_ids.quantity = 5
    refund.action_post()
    return refund


@shape
def credit_note_alone(t):
    return t.make_refund(
        [t.line("Remise de fin d'année", 1000.0), t.line("Solde", -120.0, t.vat(10))],
        contract_reference="M-2026-42",
    )


@shape
def already_paid_by_card(t):
    return t.make_invoice(
        [t.line("Billets de train", 214.0, t.vat(10))],
        chorus_framework="A2",
        partner_bank_id=False,
    )


@shape
def joint_contractor(t):
    return t.make_invoice(
        [t.line("Lot électricité", 7300.0)],
        chorus_framework="A12",
        chorus_validator_siret="44467890100015",
        contract_reference="2026-LOT-07",
    )


@shape
def down_payment_received(t):
    invoice = t.make_invoice([t.line("Fresque", 4000.0)])
    t.env["account.payment.register"].with_context(
        active_model="account.move", active_ids=invoice.ids
    ).create({"amount": 1200.0, "payment_date": "2026-03-17"})._create_payments()
    return invoice


@shape
def down_payment_deducted(t):
    return t.make_invoice(
        [
            t.line("Fresque", 4000.0),
            t.line("Acompte F-2026-010 du 12/02/2026", -1200.0),
        ]
    )


@shape
def cash_rounding_line(t):
    return t.make_invoice(
        [t.line("Timbres", 12.34)], invoice_cash_rounding_id=t.cash_rounding_a.id
    )


@shape
def cash_rounding_on_tax(t):
    return t.make_invoice(
        [t.line("Timbres", 12.34)], invoice_cash_rounding_id=t.cash_rounding_b.id
    )


@shape
def us_dollars(t):
    dollar = t.env.ref("base.USD")
    dollar.active = True
    t.env["res.currency.rate"].create(
        {
            "currency_id": dollar.id,
            "name": "2026-03-01",
            "rate": 1.0837,
            "company_id": t.company.id,
        }
    )
    return t.make_invoice(
        [t.line("Licence", 1999.99, quantity=3), t.line("Support", 77.7, t.vat(10))],
        currency_id=dollar.id,
    )


@shape
def paid_to_a_factor(t):
    factor = t.env["res.partner"].create(
        {"name": "Affacturage du Centre", "company_registry": "44467890100015"}
    )
    account = t.env["res.partner.bank"].create(
        {
            "acc_number": "FR1420041010050500013M02606",
            "partner_id": factor.id,
            "allow_out_payment": True,
        }
    )
    return t.make_invoice([t.line("Grille", 350.0)], partner_bank_id=account.id)


@shape
def early_payment_lowers_vat(t):
    terms = t.env["account.payment.term"].create(
        {
            "name": "2 % à 10 jours",
            "early_discount": True,
            "early_pay_discount_computation": "mixed",
            "discount_percentage": 2.0,
            "discount_days": 10,
            "line_ids": [
                Command.create(
                    {"value": "percent", "value_amount": 100.0, "nb_days": 30}
                )
            ],
        }
    )
    return t.make_invoice(
        [t.line("Grille", 350.0), t.line("Pose", 90.0, t.vat(10))],
        invoice_payment_term_id=terms.id,
    )


# === Everything around === #


@shape
def delivery_elsewhere(t):
    place = t.env["res.partner"].create(
        {
            "name": "Lycée Émile-Zola",
            "type": "delivery",
            "parent_id": t.buyer.id,
            "street": "8 avenue de la Gare",
            "zip": "28100",
            "city": "Dreux",
            "country_id": t.env.ref("base.fr").id,
        }
    )
    return t.make_invoice(
        [t.line("Bureaux", 320.0, quantity=10)],
        partner_shipping_id=place.id,
        delivery_date="2026-03-12",
    )


@shape
def sections_and_notes(t):
    return t.make_invoice(
        [
            Command.create(
                {"display_type": "line_note", "name": "Selon devis 12", "sequence": 1}
            ),
            Command.create(
                {"display_type": "line_section", "name": "Lot 1", "sequence": 2}
            ),
            t.line("Peinture", 100.0, sequence=3),
            Command.create(
                {"display_type": "line_note", "name": "Deux couches", "sequence": 4}
            ),
            t.line("Enduit", 60.0, sequence=5),
        ],
        narration="<p>Merci de votre confiance.</p>"
        "<p>Pénalités de retard : trois fois le taux légal.</p>"
        "<p>Indemnité forfaitaire pour frais de recouvrement : 40 €.</p>"
        "<p>Pas d'escompte pour paiement anticipé.</p>",
    )


@shape
def long_texts(t):
    sentence = "Les travaux sont réalisés selon les règles de l'art. "
    return t.make_invoice(
        [t.line("Prestation " + "très longue " * 60 + "\n" + sentence * 60, 10.0)],
        narration=f"<p>{sentence * 50}</p>",
    )


@shape
def siren_and_contact(t):
    t.company.chorus_legal_id = "siren"
    contact = t.env["res.partner"].create(
        {"name": "Service des achats", "parent_id": t.buyer.id, "email": "a@b.example"}
    )
    return t.make_invoice(
        [t.line("Fournitures", 64.5)],
        partner_id=contact.id,
        buyer_reference=False,
        purchase_order_reference=False,
        ref="REF-INTERNE",
        invoice_payment_term_id=t.pay_terms_b.id,
    )
