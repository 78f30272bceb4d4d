# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The shapes of invoices that the file must get right: VAT and prices.

A function takes the test (see ``common.py``) and returns a confirmed invoice; its name
is that of the golden file. ``facturx_shapes_document.py`` has the other shapes.
"""

SHAPES = {}


def shape(function):
    SHAPES[function.__name__] = function
    return function


# === VAT === #


@shape
def one_line(t):
    return t.make_invoice([t.line("Réparation de la grille", 350.0)])


@shape
def several_rates(t):
    return t.make_invoice(
        [
            t.line("Fourniture", 100.0, t.vat(20)),
            t.line("Travaux d'entretien", 1234.56, t.vat(10)),
            t.line("Abonnement d'eau", 78.9, t.vat(5.5)),
            t.line("Journal officiel", 12.3, t.vat(2.1)),
        ]
    )


@shape
def overseas_rates(t):
    return t.make_invoice(
        [
            t.line("Mobilier livré à Saint-Denis", 459.99, t.vat(8.5), quantity=3),
            t.line("Presse", 33.33, t.vat(2.1), quantity=7),
        ]
    )


@shape
def exempt_with_code(t):
    exempt = t.vat(0, "E", "VATEX-FR-CGI261-4", name="Exonéré formation")
    return t.make_invoice(
        [t.line("Formation continue", 1800.0, exempt), t.line("Supports", 50.0)],
    )


@shape
def two_exemptions_in_one_category(t):
    lessons = t.vat(0, "E", "VATEX-FR-CGI261-4", name="Exonéré formation")
    medical = t.vat(0, "E", "VATEX-EU-132-1C", name="Exonéré soins")
    return t.make_invoice(
        [t.line("Formation", 900.0, lessons), t.line("Visite médicale", 120.0, medical)]
    )


@shape
def franchise_293_b(t):
    franchise = t.vat(0, "E", "VATEX-FR-FRANCHISE", name="Franchise")
    t.company.partner_id.vat = False
    return t.make_invoice(
        [t.line("Atelier d'écriture", 240.0, franchise)],
        chorus_vat_regime="EXONERATION",
    )


@shape
def no_tax_at_all_out_of_scope(t):
    return t.make_invoice(
        [t.line("Subvention d'équilibre", 5000.0, t.env["account.tax"])],
        chorus_vat_regime="SANS_TVA",
    )


@shape
def reverse_charge_construction(t):
    legal = t.vat(
        0,
        "AE",
        "VATEX-FR-AE",
        name="Autoliquidation BTP",
        invoice_legal_notes="<p>Autoliquidation, art. 283-2 nonies du CGI</p>",
    )
    return t.make_invoice(
        [t.line("Sous-traitance maçonnerie", 18450.75, legal)],
        chorus_framework="A9",
        chorus_validator_siret="12345678200051",
    )


@shape
def export(t):
    return t.make_invoice(
        [t.line("Matériel pour Nouméa", 999.0, t.vat(0, "G", name="Export"))]
    )


@shape
def intra_community(t):
    t.buyer.vat = "FR40303265045"
    return t.make_invoice(
        [t.line("Livraison à Bruxelles", 410.0, t.vat(0, "K", name="Intracom"))]
    )


@shape
def zero_rated(t):
    return t.make_invoice(
        [t.line("Article à taux zéro", 10.0, t.vat(0, "Z", name="Zéro"))]
    )


@shape
def vat_on_receipts(t):
    group = t.vat(20).invoice_repartition_line_ids
    account = group.account_id[:1] or t.company_data["default_account_tax_sale"]
    service = t.vat(
        20,
        name="TVA service",
        tax_exigibility="on_payment",
        cash_basis_transition_account_id=account.copy({"reconcile": True}).id,
    )
    return t.make_invoice([t.line("Étude", 700.0, service), t.line("Livre", 20.0)])


# === Prices === #


@shape
def discounts(t):
    return t.make_invoice(
        [
            t.line("Chaises", 39.9, quantity=12, discount=15.0),
            t.line("Tables", 149.99, t.vat(10), quantity=7, discount=33.33),
            t.line("Offert", 25.0, quantity=2, discount=100.0),
        ]
    )


@shape
def six_decimals(t):
    t.env.ref("uom.decimal_product_uom").digits = 6
    return t.make_invoice(
        [
            t.line("Électricité HP (kWh)", 0.123457, quantity=15873.123456),
            t.line("Électricité HC (kWh)", 0.098765, quantity=9876.543211),
            t.line("Impression à l'unité", 0.0033333333, quantity=100000.0),
            t.line("Tiers", 1 / 3, quantity=3.0),
        ]
    )


@shape
def negative_line(t):
    return t.make_invoice(
        [
            t.line("Prestation", 500.0),
            t.line("Avoir sur casse", -80.0),
            t.line("Retour", 12.5, quantity=-4.0),
            t.line("Retour remisé", -30.0, quantity=2.0, discount=10.0),
        ]
    )


@shape
def price_included(t):
    included = t.vat(20, name="TVA incluse", price_include_override="tax_included")
    return t.make_invoice(
        [
            t.line("Repas", 21.53, included),
            t.line("Repas du soir", 21.53, included),
            t.line("Cafés", 2.4, included, quantity=17, discount=5.0),
        ]
    )


@shape
def eco_tax(t):
    eco = t.vat(
        1.25,
        name="Éco-participation",
        amount_type="fixed",
        include_base_amount=True,
        sequence=1,
    )
    vat = t.vat(20, name="TVA après éco", sequence=9)
    return t.make_invoice(
        [t.line("Réfrigérateur", 400.0, eco + vat, quantity=3), t.line("Pose", 90.0)]
    )


@shape
def tourist_tax_outside_vat(t):
    stay = t.vat(
        0.9,
        name="Taxe de séjour",
        amount_type="fixed",
        sequence=20,
        include_base_amount=False,
    )
    return t.make_invoice([t.line("Nuitées", 80.0, t.vat(10) + stay, quantity=6)])


@shape
def rounded_per_line(t):
    t.company.tax_calculation_rounding_method = "round_per_line"
    return t.make_invoice(
        [t.line(f"Article {n}", 1.13 + n / 7, quantity=1.37) for n in range(9)]
    )


@shape
def rounded_globally(t):
    t.company.tax_calculation_rounding_method = "round_globally"
    return t.make_invoice(
        [t.line(f"Article {n}", 1.13 + n / 7, quantity=1.37) for n in range(9)]
        + [t.line("Tiers", 0.333) for _n in range(3)]
    )


@shape
def units_and_codes(t):
    product = t.env["product.product"].create(
        {"name": "Peinture", "default_code": "PEINT-01", "barcode": "3017620422003"}
    )
    return t.make_invoice(
        [
            t.line(
                "Peinture blanche\nSans solvant, séchage rapide",
                18.4,
                quantity=2.5,
                product_id=product.id,
                product_uom_id=t.env.ref("uom.product_uom_litre").id,
            ),
            t.line(
                "Main-d'œuvre",
                45.0,
                quantity=1.75,
                product_uom_id=t.env.ref("uom.product_uom_hour").id,
            ),
        ]
    )
