# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What cannot become a right file is refused in one sentence that names the place."""

import re
from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ChorusInvoiceCommon
from .facturx_reader import SETTLEMENT, Invoice
from .outside import check_schematron, check_xsd


@tagged("post_install", "-at_install")
class TestFacturxRefusals(ChorusInvoiceCommon):
    def refused(self, move, code, words):
        """Assert that no file is made of ``move`` and why: the issue that says it."""
        move.env.flush_all()
        _terms, problems = move._chorus_mapping()
        record = move.with_context(lang="en_US")
        sentences = record._chorus_file_obstacles(problems)
        found = record._chorus_find_issues()
        found += record._chorus_reported_issues(problems, found)
        self.assertIn(code, [row["code"] for row in found if row["level"] == "danger"])
        (sentence,) = (row for row in sentences if re.search(words, row))
        self.assertNotIn("\n", sentence)

    def invoice(self, *lines, **values):
        return self.make_invoice(list(lines), post=False, **values)

    def test_line_without_vat(self):
        move = self.invoice(
            self.line("Peinture", 1.0),
            self.line("Vernis", 2.0, self.env["account.tax"]),
        )
        self.refused(move, "line_tax", "line “Vernis” has no VAT")

    def test_line_with_two_rates(self):
        move = self.invoice(self.line("Mixte", 1.0, self.vat(20) + self.vat(10)))
        self.refused(move, "several_vat", "Line 1 .*TVA 20.*TVA 10")

    def test_line_without_name(self):
        for nothing in ("  \n ", "\x01", "\u200b"):
            move = self.invoice(self.line("x", 1.0), self.line(nothing, 1.0))
            self.refused(move, "line_name", "Line 2")
            move.unlink()

    def test_category_that_contradicts_the_rate(self):
        move = self.invoice(self.line("Gratuit", 1.0, self.vat(0, "S", name="Zéro")))
        self.refused(move, "tax_category", "Gratuit.*category is S")
        move = self.invoice(
            self.line("Exonéré", 1.0, self.vat(20, "E", name="Exonéré à 20")),
            number="F-2026-002",
        )
        self.refused(move, "tax_category", "20%.*category is E")

    def test_periods_of_lines(self):
        """Fields of other modules: deferred revenue, start and end dates."""
        mapper = self.env["chorus.en16931"]
        first, last = date(2026, 1, 1), date(2026, 3, 31)
        for fields in (
            {"deferred_start_date": first, "deferred_end_date": last},
            {"start_date": first, "end_date": last},
        ):
            line = type("Line", (dict,), {"_fields": fields})(fields)
            self.assertEqual(mapper._get_line_dates(line), (first, last))
        move = self.invoice(self.line("Loyer", 1.0), self.line("Charges", 1.0))
        self.assertEqual(mapper._get_line_dates(move.invoice_line_ids[0]), (None, None))
        dates = {"Loyer": (first, last), "Charges": (date(2025, 12, 1), None)}
        self.patch(
            self.env.registry["chorus.en16931"],
            "_get_line_dates",
            lambda _mapper, line: dates[line.name],
        )
        xml = self.make_xml(move)
        self.assertEqual(check_xsd(xml) + check_schematron(xml), [])
        invoice = Invoice(xml)
        period = "ram:BillingSpecifiedPeriod/ram:%sDateTime/udt:DateTimeString"
        for node, start, end in (
            (invoice.lines[0], "20260101", "20260331"),
            (invoice.lines[1], "20251201", ""),
        ):
            path = f"ram:SpecifiedLineTradeSettlement/{period}"
            self.assertEqual(invoice.text(path % "Start", node), start)
            self.assertEqual(invoice.text(path % "End", node), end)
        path = f"{SETTLEMENT}/{period}"
        self.assertEqual(invoice.text(path % "Start"), "20251201")
        self.assertEqual(invoice.text(path % "End"), "20260331")
        dates["Loyer"] = (last, first)
        self.refused(move, "period", r"line 1 \(Loyer\) ends before")

    def test_category_of_another_country(self):
        move = self.invoice(self.line("Scissione", 1.0, self.vat(22, "B", name="IVA")))
        self.refused(move, "tax_category", "Scissione.*category is B")

    def test_categories_that_want_to_know_the_buyer(self):
        move = self.invoice(self.line("Livraison", 1.0, self.vat(0, "K", name="IC")))
        self.refused(move, "buyer_vat", "Préfecture.*category K")
        # No country begins its numbers so (BR-CO-09).
        self.buyer.with_context(no_vat_validation=True).vat = "XX40303265045"
        self.refused(move, "buyer_vat", "no valid VAT number")
        move.invoice_line_ids.tax_ids = self.vat(0, "AE", "VATEX-FR-AE", name="AL")
        self.make_xml(move)

    def test_line_without_tax_needs_a_regime(self):
        move = self.invoice(self.line("Don", 1.0, self.env["account.tax"]))
        self.assertFalse(move.chorus_vat_regime)
        self.refused(move, "line_tax", "Don")
        move.chorus_vat_regime = "SANS_TVA"
        self.make_xml(move)
        move.chorus_vat_regime = "TVA_SUR_DEBIT"
        self.refused(move, "line_tax", "Don")

    def test_out_of_scope_beside_taxed(self):
        move = self.invoice(
            self.line("Taxé", 1.0),
            self.line("Subvention", 1.0, self.vat(0, "O", name="Hors champ")),
        )
        self.refused(move, "mixed_out_of_scope", "category O")

    def test_tax_that_is_no_percentage(self):
        tax = self.vat(20, name="Division", amount_type="division")
        move = self.invoice(self.line("Division", 1.0, tax))
        self.refused(move, "tax_type", "Division.*percentage")

    def test_vat_that_is_not_base_times_rate(self):
        """Odoo lets people correct tax lines by hand; the rules allow less than 1."""
        move = self.invoice(self.line("Grille", 350.0))
        self.change_vat(move, -0.5)
        self.make_xml(move)
        self.change_vat(move, -0.5)
        self.refused(move, "vat_amount", "69.00 on the invoice and to 70.00")

    def change_vat(self, move, amount):
        tax = move.line_ids.filtered("tax_line_id")
        move.line_ids = [
            Command.update(tax.id, {"amount_currency": tax.amount_currency - amount})
        ]

    def test_total_that_does_not_balance(self):
        move = self.invoice(self.line("Grille", 350.0))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET amount_total = 420.01 WHERE id = %s", [move.id]
        )
        move.invalidate_recordset(["amount_total"])
        self.refused(move, "unbalanced", "420.00 .*420.01")

    def test_line_that_does_not_balance(self):
        move = self.invoice(self.line("Grille", 350.0), self.line("Porte", 90.0))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET price_unit = 80 WHERE name = 'Porte'"
        )
        move.invalidate_recordset()
        move.invoice_line_ids.invalidate_recordset()
        self.refused(move, "line_unbalanced", r"Line 2 \(Porte\).*80.00.*90.00")

    def test_empty_invoice(self):
        move = self.invoice(
            Command.create({"display_type": "line_section", "name": "Rien"})
        )
        self.refused(move, "empty", "no line")

    def test_huge_note(self):
        move = self.invoice(self.line("Grille", 1.0), narration="<p>Mot. </p>" * 4000)
        self.refused(move, "note_too_long", "too long")

    def test_numbers_that_the_portal_refuses(self):
        for number, code, words in (
            ("FACTURE-2026-000000001", "number_too_long", "20 characters"),
            ("F–2026–01", "number_characters", "refuses"),
            ("É-1", "number_characters", "refuses"),
        ):
            move = self.invoice(self.line("Grille", 1.0), number=number)
            self.refused(move, code, words)

    def test_codes_that_are_too_long(self):
        for field, code, length in (
            ("buyer_reference", "service_too_long", 101),
            ("purchase_order_reference", "commitment_too_long", 51),
            ("contract_reference", "market_too_long", 51),
        ):
            move = self.invoice(self.line("Grille", 1.0), **{field: "x" * length})
            self.refused(move, code, f"{length - 1} characters")

    def test_accounts(self):
        move = self.invoice(self.line("Grille", 1.0), partner_bank_id=False)
        move.partner_bank_id = False
        self.refused(move, "bank_missing", "recipient bank")
        account = self.env["res.partner.bank"].create(
            {"acc_number": "12345", "partner_id": self.company.partner_id.id}
        )
        move.partner_bank_id = account
        self.refused(move, "bank_iban", "12345 is not an IBAN")

    def test_identities(self):
        move = self.invoice(self.line("Grille", 1.0))
        self.buyer.company_registry = "1234567890123"
        self.refused(move, "client_siret", "Préfecture.*14 digits")
        self.buyer.company_registry = "11000201100044"
        self.company.partner_id.vat = False
        self.refused(move, "seller_vat", "VAT number")
        self.company.partner_id.write({"vat": "FR23334175221", "country_id": False})
        self.refused(move, "company_country", "country")

    def test_identifiers_of_other_countries(self):
        """BR-FR-CPRO-03 to 08, and a name for whoever has a number (BR-06, BR-07)."""
        exempt = self.vat(0, "E", "VATEX-EU-132", name="Exonéré")
        move = self.invoice(self.line("Grille", 1.0, exempt))
        cases = (
            ("NC", "123"),
            ("PF", "A1234567890"),
            ("BE", "x" * 19),
            ("CH", "CHE-123.456.789 TVA RC 42"),
            ("NC", False),
        )
        for country, registry in cases:
            country_id = self.env["res.country"].search([("code", "=", country)]).id
            self.company.partner_id.write(
                {"country_id": country_id, "company_registry": registry, "vat": False}
            )
            with self.subTest(registry):
                self.refused(move, "company_identifier", "18 characters")

    def test_party_without_a_name(self):
        move = self.invoice(self.line("Grille", 1.0))
        self.buyer.name = "\x01"
        self.refused(move, "party_nameless", "11000201100044 has no name")

    def test_currencies(self):
        dinar = self.env.ref("base.TND")
        dinar.active = True
        move = self.invoice(self.line("Grille", 1.0), currency_id=dinar.id)
        self.refused(move, "currency_decimals", "two decimals")
        franc = self.env["res.currency"].create({"name": "XTS", "symbol": "x"})
        move = self.invoice(
            self.line("Grille", 1.0), number="F-2026-002", currency_id=franc.id
        )
        self.refused(move, "currency_rate", "XTS has no rate")

    def test_vendor_bill(self):
        bill = self.env["account.move"].create(
            {"move_type": "in_invoice", "partner_id": self.buyer.id}
        )
        with self.assertRaisesRegex(UserError, "customer invoices"):
            bill._chorus_mapping()
