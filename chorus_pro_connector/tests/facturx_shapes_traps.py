# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Shapes that break writers of files: rounding, odd taxes, and prices with VAT."""

from odoo import Command

from .facturx_shapes import shape


def included(t, rate, **values):
    """Return VAT that the price already contains."""
    name = f"TVA incluse {rate:g} %"
    return t.vat(rate, name=name, price_include_override="tax_included", **values)


def eco_tax(t, amount=1.25, name="Éco-participation", sequence=1, **values):
    """Return a fixed amount for each unit, itself subject to VAT."""
    return t.vat(
        amount,
        name=name,
        amount_type="fixed",
        include_base_amount=True,
        sequence=sequence,
        **values,
    )


def foreign(t, code, rate):
    """Return a currency with its rate on the day of the invoice."""
    currency = t.env.ref(f"base.{code}")
    currency.active = True
    t.env["res.currency.rate"].create(
        {
            "currency_id": currency.id,
            "name": "2026-03-01",
            "rate": rate,
            "company_id": t.company.id,
        }
    )
    return currency


def early_payment(t, computation):
    """Return terms that give a discount for early payment."""
    return t.env["account.payment.term"].create(
        {
            "name": f"2 % à 10 jours ({computation})",
            "early_discount": True,
            "early_pay_discount_computation": computation,
            "discount_percentage": 2.0,
            "discount_days": 10,
            "line_ids": [
                Command.create(
                    {"value": "percent", "value_amount": 100.0, "nb_days": 30}
                )
            ],
        }
    )


# === Rounding === #


@shape
def many_cents_per_line(t):
    """The VAT of many lines drifts from that of their sum, within what is allowed."""
    t.company.tax_calculation_rounding_method = "round_per_line"
    return t.make_invoice([t.line(f"Timbre {n}", 0.12) for n in range(60)])


@shape
def many_cents_globally(t):
    t.company.tax_calculation_rounding_method = "round_globally"
    return t.make_invoice([t.line(f"Timbre {n}", 0.124) for n in range(60)])


@shape
def price_included_per_line(t):
    t.company.tax_calculation_rounding_method = "round_per_line"
    return t.make_invoice(
        [
            t.line(f"Repas {n}", 9.99 + n, included(t, 5.5), quantity=1.5, discount=n)
            for n in range(12)
        ]
    )


@shape
def price_included_globally(t):
    t.company.tax_calculation_rounding_method = "round_globally"
    return t.make_invoice(
        [t.line(f"Repas {n}", 9.99, included(t, 20), quantity=n + 1) for n in range(12)]
    )


@shape
def price_included_in_cents(t):
    return t.make_invoice(
        [
            t.line("Photocopies", 0.01, included(t, 20), quantity=12345),
            t.line("Impressions", 0.03, included(t, 20), quantity=777),
        ]
    )


@shape
def price_included_with_returns(t):
    return t.make_invoice(
        [
            t.line("Retour", -9.99, included(t, 20), quantity=3),
            t.line("Retour remisé", 9.99, included(t, 20), quantity=-1, discount=7.0),
            t.line("Offert", 9.99, included(t, 20), discount=100.0),
            t.line("Fourniture", 120.0, included(t, 20)),
        ]
    )


@shape
def price_included_in_dollars(t):
    return t.make_invoice(
        [
            t.line(f"Licence {n}", 19.99, included(t, 20), quantity=n + 0.5)
            for n in range(6)
        ],
        currency_id=foreign(t, "USD", 1.0837).id,
    )


@shape
def half_cents(t):
    return t.make_invoice(
        [
            t.line("Demi-centime", 0.01, discount=50.0),
            t.line("Un centime et demi", 0.03, discount=50.0),
            t.line("Forfait", 100.0),
        ]
    )


@shape
def yen_without_cents(t):
    return t.make_invoice(
        [
            t.line("Traduction", 1234.5, quantity=3.3),
            t.line("Livre", 33.0, t.vat(5.5), discount=7.0),
            t.line("Repas", 999.0, included(t, 10), quantity=3),
        ],
        currency_id=foreign(t, "JPY", 161.37).id,
    )


@shape
def vat_corrected_by_hand(t):
    """Odoo lets people correct a tax line by some cents, as the supplier's sheet."""
    move = t.make_invoice(
        [t.line("Grille", 350.0), t.line("Livre", 10.0, t.vat(5.5))], post=False
    )
    tax = move.line_ids.filtered("tax_line_id")[0]
    move.line_ids = [
        Command.update(tax.id, {"amount_currency": tax.amount_currency - 0.02})
    ]
    move.action_post()
    return move


@shape
def cash_rounding_on_tax_of_two_rates(t):
    return t.make_invoice(
        [t.line("Timbres", 12.34), t.line("Livre", 3.33, t.vat(5.5))],
        invoice_cash_rounding_id=t.cash_rounding_b.id,
    )


@shape
def cash_rounding_of_a_credit_note(t):
    return t.make_refund(
        [t.line("Timbres", 12.34)], invoice_cash_rounding_id=t.cash_rounding_a.id
    )


# === Discounts === #


@shape
def discount_of_six_decimals(t):
    precision = t.env["decimal.precision"].search([("name", "=", "Discount")])
    precision.digits = 6
    return t.make_invoice(
        [
            t.line("Chaises", 39.9, quantity=3, discount=33.333333),
            t.line("Tables", 50.0, discount=0.000001),
        ]
    )


@shape
def discount_that_raises_the_price(t):
    return t.make_invoice(
        [t.line("Majoration", 39.9, quantity=3, discount=-10.0), t.line("Autre", 50.0)]
    )


@shape
def discount_spread_over_the_rates(t):
    return t.make_invoice(
        [
            t.line("Fourniture", 100.0),
            t.line("Travaux", 100.0, t.vat(10)),
            t.line("Remise 10 %", -10.0),
            t.line("Remise 10 %", -10.0, t.vat(10)),
        ]
    )


@shape
def early_payment_on_demand(t):
    terms = early_payment(t, "included")
    return t.make_invoice([t.line("Grille", 350.33)], invoice_payment_term_id=terms.id)


@shape
def early_payment_credit_note(t):
    terms = early_payment(t, "mixed")
    return t.make_refund(
        [t.line("Grille", 350.33), t.line("Remise", -10.11, t.vat(10))],
        invoice_payment_term_id=terms.id,
    )


@shape
def early_payment_in_dollars(t):
    terms = early_payment(t, "mixed")
    return t.make_invoice(
        [t.line("Grille", 350.33), t.line("Repas", 99.99, included(t, 10), quantity=3)],
        invoice_payment_term_id=terms.id,
        currency_id=foreign(t, "USD", 1.0837).id,
    )


# === Taxes === #


@shape
def eco_tax_in_the_price(t):
    eco = eco_tax(t, price_include_override="tax_included")
    taxes = eco + included(t, 20, sequence=9)
    return t.make_invoice(
        [
            t.line("Réfrigérateur", 99.99, taxes, quantity=3),
            t.line("Four", 99.99, taxes, quantity=3, discount=15.0),
        ]
    )


@shape
def two_eco_taxes(t):
    taxes = eco_tax(t) + eco_tax(t, 0.15, "DEEE", sequence=2)
    taxes += t.vat(20, name="TVA après éco", sequence=9)
    return t.make_invoice(
        [
            t.line("Réfrigérateur", 99.99, taxes, quantity=3),
            t.line("Repris", 99.99, taxes, quantity=-1),
        ]
    )


@shape
def eco_tax_of_a_credit_note(t):
    taxes = eco_tax(t) + t.vat(20, name="TVA après éco", sequence=9)
    return t.make_refund([t.line("Réfrigérateur", 99.99, taxes, quantity=3)])


@shape
def eco_tax_rounded_over_lines(t):
    t.company.tax_calculation_rounding_method = "round_globally"
    taxes = eco_tax(t, 0.3333) + t.vat(20, name="TVA après éco", sequence=9)
    return t.make_invoice(
        [t.line(f"Lampe {n}", 9.99, taxes, quantity=1.5) for n in range(12)]
    )


@shape
def deposit_given_back(t):
    """A fixed amount that bears no VAT, and is negative."""
    deposit = t.vat(-0.5, name="Consigne rendue", amount_type="fixed", sequence=1)
    taxes = deposit + t.vat(20, name="TVA", sequence=9)
    return t.make_invoice([t.line("Bouteilles", 9.99, taxes, quantity=7)])


@shape
def group_of_taxes(t):
    group = t.env["account.tax"].create(
        {
            "name": "TVA et éco-participation",
            "amount_type": "group",
            "type_tax_use": "sale",
            "company_id": t.company.id,
            "country_id": t.env.ref("base.fr").id,
            "children_tax_ids": [
                Command.set((eco_tax(t) + t.vat(20, name="TVA", sequence=9)).ids)
            ],
        }
    )
    return t.make_invoice([t.line("Réfrigérateur", 99.99, group, quantity=3)])


@shape
def one_rate_three_taxes(t):
    """Goods, services and prices with VAT: one line of the breakdown for all."""
    return t.make_invoice(
        [
            t.line("Bien", 99.99),
            t.line("Service", 33.33, t.vat(20, name="TVA service")),
            t.line("Repas", 33.33, included(t, 20)),
        ]
    )


@shape
def untaxed_in_three_ways(t):
    return t.make_invoice(
        [
            t.line("Formation", 100.0, t.vat(0, "E", "VATEX-FR-CGI261-4", name="Ex")),
            t.line("Article", 10.0, t.vat(0, "Z", name="Zéro")),
            t.line("Maçonnerie", 10.0, t.vat(0, "AE", "VATEX-FR-AE", name="AL")),
        ]
    )


@shape
def every_exemption_code(t):
    field = t.env["account.tax"]._fields["ubl_cii_tax_exemption_reason_code"]
    return t.make_invoice(
        [
            t.line(code, 1.0, t.vat(0, "E", code, name=code))
            for code, _label in field.selection
        ]
    )


@shape
def exempt_without_tax_on_lines(t):
    """The user chose the regime of the whole invoice."""
    return t.make_invoice(
        [t.line("Cotisation", 50.0, t.env["account.tax"])],
        chorus_vat_regime="EXONERATION",
    )


@shape
def reverse_charge_credit_note(t):
    tax = t.vat(0, "AE", "VATEX-FR-AE", name="Autoliquidation")
    return t.make_refund(
        [t.line("Sous-traitance", 100.0, tax)],
        chorus_framework="A9",
        chorus_validator_siret="123 456 782 00051",
    )
