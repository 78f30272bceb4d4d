# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who is who: identifiers by country, VAT numbers, electronic addresses."""

from odoo.tests import tagged

from .common import ChorusInvoiceCommon
from .facturx_reader import AGREEMENT, Invoice
from .outside import check_schematron, check_xsd

SELLER = f"{AGREEMENT}/ram:SellerTradeParty"
BUYER = f"{AGREEMENT}/ram:BuyerTradeParty"


@tagged("post_install", "-at_install")
class TestFacturxParties(ChorusInvoiceCommon):
    def read(self, move):
        xml = self.make_xml(move)
        self.assertEqual(check_xsd(xml), [])
        self.assertEqual(check_schematron(xml), [])
        return Invoice(xml)

    def test_identifier_follows_the_country(self):
        """SIRET, EU VAT, RIDET, Tahiti, or country and name (portal.md §3.5)."""
        move = self.make_invoice([self.line("Grille", 350.0)], post=False)
        self.company.partner_id.name = "Société des Îles"
        cases = (
            ("FR", "332 540 215 16357", "FR23334175221", "0009", "33254021516357"),
            ("RE", "33254021516357", "FR23334175221", "0009", "33254021516357"),
            ("BE", False, "BE0477472701", "0223", "BE0477472701"),
            ("NC", "1234567001", False, "0228", "1234567001"),
            ("PF", "A12345678", False, "0229", "A12345678"),
            ("CH", False, False, "0227", "CHSociété des Îles"),
        )
        tax = self.vat(0, "E", "VATEX-EU-132", name="Exonéré")
        move.invoice_line_ids.tax_ids = tax
        for country, registry, vat, scheme, identifier in cases:
            with self.subTest(country):
                self.company.partner_id.with_context(no_vat_validation=True).write(
                    {
                        "country_id": self.env["res.country"]
                        .search([("code", "=", country)])
                        .id,
                        "company_registry": registry,
                        "vat": vat,
                        "peppol_eas": False,
                        "peppol_endpoint": False,
                    }
                )
                invoice = self.read(move)
                found = f"{SELLER}/ram:GlobalID[@schemeID='{scheme}']"
                self.assertEqual(invoice.text(found), identifier)
                legal = invoice.text(f"{SELLER}/ram:SpecifiedLegalOrganization/ram:ID")
                self.assertEqual(legal, identifier if scheme == "0009" else "")

    def test_electronic_address_is_whole_and_valid_or_absent(self):
        move = self.make_invoice([self.line("Grille", 350.0)], post=False)
        path = f"{BUYER}/ram:URIUniversalCommunication/ram:URIID"
        for scheme, address, expected in (
            ("0009", "73282932000074", "73282932000074"),
            ("0009", False, ""),
            (False, "73282932000074", ""),
        ):
            self.buyer.write({"peppol_eas": scheme, "peppol_endpoint": address})
            self.assertEqual(self.read(move).text(path), expected)

    def test_vat_number_that_is_none_is_left_out(self):
        """Odoo lets people type "/" for who has no number; BR-CO-09 does not."""
        move = self.make_invoice([self.line("Grille", 350.0)], post=False)
        self.buyer.vat = "/"
        path = f"{BUYER}/ram:SpecifiedTaxRegistration/ram:ID"
        self.assertEqual(self.read(move).text(path), "")
        self.buyer.vat = "FR 40 303 265 045"
        self.assertEqual(self.read(move).text(path), "FR40303265045")
