# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Clients and suppliers that are known by another number than a SIRET."""

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .sandbox_case import FREE
from .test_directory import DirectoryCase


@tagged("post_install", "-at_install")
class TestIdentifiers(DirectoryCase):
    def at(self, country, registry=False, **values):
        return self.client(
            registry, country_id=self.env.ref(f"base.{country}").id, **values
        )

    def codes(self, client):
        move = self.invoice(client)
        return move, self.listed(move)

    def listed(self, move):
        return [issue["code"] for issue in move.chorus_issues or []]

    def test_abroad_is_impossible(self):
        for country, values in (
            ("de", {"vat": "DE123456788"}),
            ("ch", {"registry": "CHE-123.456.788"}),
        ):
            with self.subTest(country):
                move, codes = self.codes(self.at(country, **values))
                self.assertIn("client_foreign", codes)
                self.assertEqual(move.chorus_state, "incomplete")
                with self.assertRaisesRegex(RedirectWarning, "only delivers to French"):
                    move.action_chorus_send()
        # Whoever has a SIRET is known by it, wherever it is.
        move, codes = self.codes(self.at("de", FREE))
        self.assertEqual((move.chorus_state, codes), ("ready", []))

    def test_siren_only(self):
        client = self.at("fr", "123 456 782")
        move, codes = self.codes(client)
        self.assertEqual(codes, ["client_siren"])
        client.company_registry = "123 456 782 00051"
        self.assertEqual(move.chorus_state, "ready")

    def test_overseas_departments_have_a_siret(self):
        client = self.at("re", "12")
        move, codes = self.codes(client)
        self.assertEqual(codes, ["client_siret"])
        client.company_registry = FREE
        self.assertEqual(move.chorus_state, "ready")

    def test_ridet_and_tahiti(self):
        for country, wrong, right in (
            ("nc", "12", "0 123 456.001"),
            ("pf", "A1", "A12345-001"),
        ):
            with self.subTest(country):
                client = self.at(country, wrong)
                move, codes = self.codes(client)
                self.assertEqual(codes, ["client_overseas"])
                client.company_registry = right
                self.assertEqual(self.listed(move), ["client_overseas_unread"])
                self.assertEqual(move.chorus_state, "ready")
                client.sudo().chorus_structure_state = "active"
                self.assertFalse(move.chorus_issues)

    def test_the_directory_is_searched_by_type(self):
        for country, number, kind in (
            ("nc", "0123456001", "RIDET"),
            ("pf", "A12345001", "TAHITI"),
            ("fr", FREE, "SIRET"),
        ):
            client = self.at(country, number)
            self.check(client)
            asked = self.sandbox.requests_of("structures/rechercher")[-1]["request"]
            self.assertEqual(
                asked["structure"],
                {"identifiantStructure": number, "typeIdentifiantStructure": kind},
            )
            known = "active" if country == "fr" else "none"
            self.assertEqual(client.chorus_structure_state, known)

    def test_a_foreign_client_is_not_looked_up(self):
        client = self.at("de", vat=False)
        with self.assertRaisesRegex(UserError, "has no valid VAT number"):
            self.check(client)
        self.assertEqual(self.calls(), [])

    def test_supplier_overseas(self):
        company = self.company.partner_id
        company.write({"company_registry": "0123456001"})
        company.country_id = self.env.ref("base.nc")
        move, codes = self.codes(self.client())
        self.assertEqual((move.chorus_state, codes), ("ready", []))
        terms = self.env["chorus.en16931"]._get_terms(move)
        self.assertEqual(terms["BG-4"]["identifiers"], {"0228": "0123456001"})
        company.company_registry = "12"
        self.assertEqual(self.listed(move), ["company_identifier"])
