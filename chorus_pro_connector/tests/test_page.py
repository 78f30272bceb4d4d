# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The page says what the data say, in the client's language, and what the law wants."""

import lxml.html

from odoo import Command
from odoo.tests import tagged

from .common import ChorusInvoiceCommon
from .facturx_shapes import eco_tax, several_rates
from .facturx_shapes_document import (
    credit_note,
    early_payment_lowers_vat,
    paid_to_a_factor,
    us_dollars,
)
from .facturx_shapes_odd import pay


@tagged("post_install", "-at_install")
class TestPage(ChorusInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.buyer.lang = "fr_FR"
        cls.service = cls.sellable("Entretien", "service")
        cls.goods = cls.sellable("Grille", "consu")

    @classmethod
    def sellable(cls, name, kind):
        values = {"name": name, "type": kind, "list_price": 100.0}
        return cls.env["product.product"].create(
            {**values, "taxes_id": [Command.set(cls.vat(20).ids)]}
        )

    def sold(self, *products, **values):
        lines = [
            Command.create({"product_id": product.id, "quantity": 1})
            for product in products
        ]
        return self.make_invoice(lines, **values)

    def page(self, move):
        """Return the text that the report shows, blanks made one."""
        report = move._chorus_report().with_user(self.clerk)
        html, _kind = report._render_qweb_html(report.report_name, move.ids)
        main = lxml.html.fromstring(html).xpath("//main")[0]
        return " ".join(" ".join(main.itertext()).split())

    # === References, operation, debits === #

    def test_references_are_in_french(self):
        page = self.page(self.sold(self.service, contract_reference="M-12"))
        self.assertIn("Code service : SFACETAT", page)
        self.assertIn("Numéro de marché : M-12", page)
        self.assertIn("Numéro d'engagement : EJ-1400012345", page)
        self.assertNotIn("Reference", page)

    def test_the_kind_of_operation_is_the_product_s(self):
        """The tax of both has the scope of goods, as Odoo's own one by default."""
        self.vat(20).tax_scope = "consu"
        for products, words in (
            ((self.service,), "Prestation de services"),
            ((self.goods,), "Livraison de biens"),
            ((self.service, self.goods), "Opération mixte"),
        ):
            with self.subTest(words):
                page = self.page(self.sold(*products, number=f"F-{len(words)}"))
                self.assertIn(words, page)

    def test_vat_regime_follows_kind_and_choice(self):
        """(option of the company, products) → regime, BT-8, said on the page."""
        receipts, debits = "TVA_SUR_ENCAISSEMENT", "TVA_SUR_DEBIT"
        cases = (
            (False, (self.service,), receipts, "72", False),
            (True, (self.service,), debits, "5", True),
            (False, (self.goods,), debits, "5", False),
            (True, (self.goods,), debits, "5", False),
            (False, (self.service, self.goods), receipts, "72", False),
            (True, (self.service, self.goods), debits, "5", True),
        )
        for rank, (option, products, regime, code, said) in enumerate(cases):
            with self.subTest(option=option, products=len(products)):
                self.company.chorus_vat_on_debits = option
                move = self.sold(*products, number=f"F-{rank}")
                terms = move.env["chorus.en16931"]._get_terms(move)
                self.assertEqual(move.chorus_vat_regime, regime)
                self.assertEqual(terms["BT-8"], code)
                self.assertEqual("d'après les débits" in self.page(move), said)

    def test_a_choice_that_changes_leaves_older_invoices(self):
        move = self.sold(self.service)
        self.company.chorus_vat_on_debits = True
        self.assertEqual(move.chorus_vat_regime, "TVA_SUR_ENCAISSEMENT")

    def test_a_regime_chosen_by_hand_is_what_the_page_says(self):
        move = self.sold(self.service)
        move.chorus_vat_regime = "TVA_SUR_DEBIT"
        self.assertIn("d'après les débits", self.page(move))

    # === Amounts === #

    def rows(self, move):
        return move._chorus_page()["total_rows"]

    def test_a_credit_note_that_was_set_off_is_due_in_full(self):
        invoice = self.sold(self.goods)
        refund = self.make_refund([self.line("Grille", 100.0)])
        (invoice | refund).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).sudo().reconcile()
        self.assertEqual(refund.amount_residual, 0)
        self.assertEqual(self.rows(refund), [])
        page = self.page(refund)
        self.assertNotIn("Montant dû", page)
        self.assertNotRegex(page.partition("Total")[2], r"(?<!\d)0,00")

    def test_what_was_paid_is_on_the_page(self):
        move = pay(self, self.make_invoice([self.line("Grille", 100.0)]), amount=50.0)
        labels, amounts = zip(*self.rows(move), strict=True)
        self.assertEqual(amounts, (50.0, 70.0))
        self.assertEqual(labels[-1], "Amount due")

    def test_an_eco_tax_is_in_the_untaxed_amount(self):
        move = eco_tax(self)
        terms = move.env["chorus.en16931"]._get_terms(move)
        untaxed = move._chorus_page()["totals"]["subtotals"][0]
        self.assertAlmostEqual(untaxed["base_amount_currency"], float(terms["BT-109"]))
        self.assertIn("included", untaxed["name"])
        self.assertGreater(untaxed["base_amount_currency"], move.amount_untaxed)

    # Taxes that tests make are in Odoo's first group, "VAT 0 %", as those of users are.

    def taxes(self, move, suffix="_currency"):
        """Return [(name, base or False, VAT)] of the rows of VAT."""
        totals = move._chorus_page()["totals"]
        return [
            (
                row["group_name"].replace("\N{NO-BREAK SPACE}", " "),
                round(row[f"display_base_amount{suffix}"], 2),
                round(row[f"tax_amount{suffix}"], 2),
            )
            for row in totals["subtotals"][0]["tax_groups"]
        ]

    def test_each_rate_of_vat_has_a_row(self):
        move = several_rates(self)
        self.assertEqual(
            self.taxes(move),
            [
                ("VAT 20 %", 100.0, 20.0),
                ("VAT 10 %", 1234.56, 123.46),
                ("VAT 5.5 %", 78.9, 4.34),
                ("VAT 2.1 %", 12.3, 0.26),
            ],
        )
        page = self.page(move)
        self.assertIn("TVA 5,5 % sur 78,90", page)
        self.assertIn("Total TVA 148,06", page)
        self.assertNotRegex(page, r"(VAT|TVA) 0 ?%")

    def test_early_payment_leaves_no_row_of_its_own(self):
        rows = self.taxes(early_payment_lowers_vat(self))
        self.assertEqual(rows, [("VAT 20 %", 343.0, 68.6), ("VAT 10 %", 88.2, 8.82)])

    def test_one_rate_is_named(self):
        move = self.make_invoice([self.line("Grille", 100.0)])
        self.assertEqual(self.taxes(move), [("VAT 20 %", 100.0, 20.0)])
        page = self.page(move)
        self.assertIn("TVA 20 % 20,00", page)
        self.assertNotIn("Total TVA", page)

    def test_names_of_taxes_that_say_their_rate_are_kept(self):
        tax = self.vat(20)
        tax.tax_group_id = tax.tax_group_id.copy({"name": "T.V.A. à 20%"})
        move = self.make_invoice([self.line("Grille", 100.0, tax)])
        self.assertEqual(self.taxes(move), [("T.V.A. à 20%", 100.0, 20.0)])

    def test_vat_in_euros_adds_up(self):
        move = us_dollars(self)
        rows = self.taxes(move, "")
        self.assertEqual([row[0] for row in rows], ["VAT 20 %", "VAT 10 %"])
        booked = -sum(move.line_ids.filtered("tax_line_id").mapped("balance"))
        self.assertAlmostEqual(sum(row[2] for row in rows), booked, 2)
        self.assertEqual(self.page(move).count("TVA 10 %"), 3)  # line, $, €

    def test_a_factor_is_named(self):
        payee = "Affacturage du Centre (SIRET 44467890100015)"
        page = self.page(paid_to_a_factor(self))
        self.assertIn(f"Bénéficiaire du règlement : {payee}", page)

    # === Mentions === #

    def test_the_reason_of_an_exemption_is_printed(self):
        tax = self.vat(0, "E", "VATEX-FR-FRANCHISE", name="Franchise")
        page = self.page(self.make_invoice([self.line("Cours", 10.0, tax)]))
        self.assertEqual(page.count("TVA non applicable, art. 293 B du CGI"), 1)

    def test_a_reason_that_the_page_has_is_not_printed_twice(self):
        tax = self.vat(0, "E", "VATEX-FR-FRANCHISE", name="Franchise")
        move = self.make_invoice(
            [self.line("Cours", 10.0, tax)],
            narration="<p>TVA NON APPLICABLE, art. 293 B du CGI.</p>",
        )
        self.assertEqual(move._chorus_page()["exemptions"], [])

    def test_a_discount_exempts_nothing(self):
        """One that lowers VAT at once is taken back without VAT."""
        move = early_payment_lowers_vat(self)
        self.assertEqual(move._chorus_page()["exemptions"], [])
        codes = {issue["code"] for issue in move.chorus_issues or ()}
        self.assertNotIn("vat_mention", codes)

    def test_a_credit_note_says_what_it_corrects(self):
        credit = credit_note(self)
        self.assertIn("Rectifie la facture F-2026-090 du 16/03/2026", self.page(credit))
        credit.ref = "Extourne de : F-2026-090"
        self.assertEqual(credit._chorus_page()["original"], "")

    def test_the_total_says_that_vat_is_in_it(self):
        move = self.sold(self.goods)
        self.assertIn("Total TTC", self.page(move))
        self.buyer.invoice_sending_method = "manual"
        other = self.sold(self.goods, number="F-2026-002")
        self.assertNotIn("TTC", self.page(other))

    def test_the_company_s_own_mention(self):
        self.company.chorus_legal_mention = "SARL au capital de 9 999 €"
        move = self.sold(self.goods)
        self.assertIn("SARL au capital de 9 999 €", self.page(move))
        xml = self.make_xml(move).decode()
        self.assertIn("SARL au capital de 9 999 €", xml)

    def test_the_place_of_delivery_is_printed_for_every_user(self):
        place = self.env["res.partner"].create(
            {"name": "Annexe", "street": "5 rue du Dépôt", "city": "Dreux"}
        )
        page = self.page(self.sold(self.goods, partner_shipping_id=place.id))
        self.assertIn("5 rue du Dépôt", page)

    def test_other_clients_keep_odoo_s_page(self):
        self.buyer.invoice_sending_method = "manual"
        self.assertIsNone(self.sold(self.goods)._chorus_page())
