# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Our own services and bank accounts, read on the portal and named in deposits."""

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import IBAN
from .sandbox_case import FREE, SandboxCase

SUBMIT = "factures/soumettre"
ACCOUNTS = "transverses/recuperer/coordbanc/valides"
SUPPLIER_SERVICE = "{*}AccountingSupplierParty/{*}AccountingContact/{*}ID"


@tagged("post_install", "-at_install")
class TestOwnStructure(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(
            cls.env,
            "chorus_owner",
            groups="base.group_system,account.group_account_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.ours = cls.company.partner_id

    def read(self):
        return self.company.with_user(self.admin).action_chorus_read_structure()

    def service(self, code="FACTURATION"):
        services = self.ours.with_context(active_test=False).chorus_service_ids
        return services.filtered(lambda service: service.code == code)

    def dangers(self, move):
        return [issue["code"] for issue in move._chorus_dangers()]

    def warnings(self, move):
        return [issue["code"] for issue in move._chorus_all_issues()]

    def submitted(self, move):
        self.sandbox.forget_requests()
        self.send(move)
        (sent,) = self.sandbox.requests_of(SUBMIT)
        return sent["request"]["fournisseur"]

    def test_services_and_accounts_are_read(self):
        kind, message = self.params(self.read())
        self.assertEqual(kind, "success")
        self.assertIn("1 of our services and 1 of our bank accounts", message)
        self.assertTrue(self.service().identifier)
        account = self.company.sudo().chorus_account_ids
        self.assertEqual(
            (account.identifier, account.name), ("144050", "COMPTE PRINCIPAL")
        )
        # Read again: the same records.
        self.read()
        self.assertEqual(self.company.sudo().chorus_account_ids, account)
        self.assertEqual(len(self.service()), 1)

    def test_what_the_portal_no_longer_lists_is_archived(self):
        company = self.company.sudo()
        company._chorus_write_accounts({"1": "ANCIEN", "2": f"IBAN {IBAN}"})
        self.assertEqual(self.bank_account.chorus_account_id.identifier, "2")
        self.read()
        self.assertEqual(company.chorus_account_ids.mapped("identifier"), ["144050"])
        self.assertFalse(self.bank_account.chorus_account_id.active)

    def test_only_administrators_read_and_nobody_writes(self):
        with self.assertRaises(AccessError):
            self.company.with_user(self.clerk).action_chorus_read_structure()
        self.assertEqual(self.sandbox.requests_of(ACCOUNTS), [])
        self.read()
        account = self.company.sudo().chorus_account_ids.with_user(self.admin)
        with self.assertRaises(AccessError):
            account.name = "AUTRE"

    def test_a_company_that_the_account_does_not_serve(self):
        self.ours.company_registry = "44467890100015"
        with self.assertRaises(UserError) as caught:
            self.read()
        self.assertIn("44467890100015", str(caught.exception))

    def test_a_silent_portal_is_one_sentence(self):
        with self.portal_gone(), self.assertRaises(UserError):
            self.read()
        self.assertFalse(self.company.sudo().chorus_account_ids)

    # === What a deposit says === #

    def test_a_plain_pdf_names_service_and_account(self):
        client = self.client(FREE, chorus_format="pdf")
        self.assertEqual(set(self.submitted(self.invoice(client))), {"idFournisseur"})
        self.read()
        self.company.sudo().chorus_own_service_id = self.service()
        self.bank_account.sudo().chorus_account_id = (
            self.company.sudo().chorus_account_ids
        )
        sent = self.submitted(self.invoice(client))
        self.assertEqual(sent["idServiceFournisseur"], int(self.service().identifier))
        self.assertEqual(sent["codeCoordonneesBancairesFournisseur"], 144050)

    def test_the_invoice_then_the_journal_then_the_company_decide(self):
        services = self.env["chorus.service"].sudo()
        company, journal, own = (
            services.create({"partner_id": self.ours.id, "code": code})
            for code in ("SOCIETE", "JOURNAL", "FACTURE")
        )
        move = self.invoice()
        self.assertFalse(move._chorus_own_service())
        self.company.sudo().chorus_own_service_id = company
        self.assertEqual(move._chorus_own_service(), company)
        move.journal_id.sudo().chorus_own_service_id = journal
        self.assertEqual(move._chorus_own_service(), journal)
        move.chorus_own_service_id = own
        self.assertEqual(move._chorus_own_service(), own)

    def test_ubl_names_the_service_and_is_made_again_for_another(self):
        services = self.env["chorus.service"].sudo()
        first, second = (
            services.create({"partner_id": self.ours.id, "code": code})
            for code in ("ATELIER", "SIEGE")
        )
        for kind in ("ubl", "mixed"):
            move = self.invoice(self.client(FREE, chorus_format=kind))
            self.assertIsNone(self.named(move))
            move.chorus_own_service_id = first
            self.assertEqual(self.named(move), "ATELIER")
            move.chorus_own_service_id = second
            self.assertEqual(self.named(move), "SIEGE")
            self.assertIn("service of ours", self.chatter(move))
            self.send(move)
            self.sandbox.advance()
            move.chorus_flow_id.update_flow_status()
            self.assertEqual(move.chorus_state, "delivered")

    def named(self, move):
        _name, content = move._chorus_build_file()
        return etree.fromstring(content).findtext(SUPPLIER_SERVICE)

    # === What is told === #

    def test_a_closed_service_keeps_the_invoice(self):
        closed = (
            self.env["chorus.service"]
            .sudo()
            .create({"partner_id": self.ours.id, "code": "FERME", "active": False})
        )
        move = self.invoice()
        move.chorus_own_service_id = closed
        self.assertEqual(self.dangers(move), ["own_service"])
        move.chorus_own_service_id = (
            self.env["chorus.service"]
            .sudo()
            .create({"partner_id": self.buyer.id, "code": "AUTRE"})
        )
        self.assertEqual(self.dangers(move), ["own_service"])
        move.chorus_own_service_id = False
        self.assertEqual(self.dangers(move), [])

    def test_an_account_that_is_none_of_the_declared_is_told(self):
        move = self.invoice()
        self.assertNotIn("bank_undeclared", self.warnings(move))
        self.read()
        self.assertIn("bank_undeclared", self.warnings(move))
        self.assertEqual(self.dangers(move), [])
        self.bank_account.sudo().chorus_account_id = (
            self.company.sudo().chorus_account_ids
        )
        self.assertNotIn("bank_undeclared", self.warnings(move))
