# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is typed, pasted or imported is stored clean, and read clean if it was not."""

from lxml import etree

from odoo import Command
from odoo.tests import Form, tagged

from .common import BUYER_SIRET, IBAN, SUPPLIER_SIRET, ChorusInvoiceCommon

# As a number is pasted from a web page or an e-mail.
DIRTY_SIRET = "\u00a0110 002\u202f011\u200b-000.44\u200e "
DIRTY_NAME = " Mairie\u00a0de\u200b  Luisant\u00ad\u202e "
NAME = "Mairie de Luisant"


@tagged("post_install", "-at_install")
class TestCleaning(ChorusInvoiceCommon):
    def other_client(self, **values):
        values = {"name": "Client", "is_company": True, **values}
        return self.env["res.partner"].create(values)

    def texts(self, move):
        tree = etree.fromstring(self.make_xml(move))
        return {node.text for node in tree.iter() if node.text}

    # === Number and name of a client === #

    def test_a_client_created(self):
        french = self.env.ref("base.fr").id
        for country in (french, False):
            client = self.other_client(
                name=DIRTY_NAME, company_registry=DIRTY_SIRET, country_id=country
            )
            self.assertEqual(client.name, NAME)
            self.assertEqual(client.company_registry, BUYER_SIRET)

    def test_a_client_typed(self):
        clerk = self.clerk
        clerk.group_ids += self.env.ref("base.group_partner_manager")
        with Form(self.buyer.with_user(clerk)) as form:
            form.name = DIRTY_NAME
            form.company_registry = DIRTY_SIRET
            form.chorus_client_reference = "DEVIS\u00a012\u200b "
        self.assertEqual(
            (
                self.buyer.name,
                self.buyer.company_registry,
                self.buyer.chorus_client_reference,
            ),
            (NAME, BUYER_SIRET, "DEVIS 12"),
        )

    def test_a_client_imported(self):
        columns = ["name", "is_company", "company_registry", "country_id"]
        row = [DIRTY_NAME, "True", DIRTY_SIRET, "France"]
        result = self.env["res.partner"].load(columns, [row])
        self.assertFalse(result["messages"])
        client = self.env["res.partner"].browse(result["ids"])
        self.assertEqual((client.name, client.company_registry), (NAME, BUYER_SIRET))

    def test_a_siren_and_what_is_no_number(self):
        client = self.other_client(company_registry="110 002 011")
        self.assertEqual(client.company_registry, "110002011")
        client.company_registry = "RCS Chartres 110-002-011"
        self.assertEqual(client.company_registry, "RCS Chartres 110-002-011")

    def test_registers_of_other_countries_stay_as_they_are(self):
        """In New Caledonia the point stands before the establishment, and a Brazilian
        number has as many digits as a SIRET."""
        for country, number in (
            ("base.nc", "1 234 567.001"),
            ("base.br", "12.345.678.0001-95"),
            ("base.be", "0403 170 701"),
        ):
            client = self.other_client(
                company_registry=number, country_id=self.env.ref(country).id
            )
            self.assertEqual(client.company_registry, number)
            client.company_registry = number + " "
            self.assertEqual(client.company_registry, number + " ")

    def test_our_own_number(self):
        self.company.write(
            {"company_registry": "332 540 215 16357", "name": DIRTY_NAME}
        )
        partner = self.company.partner_id
        self.assertEqual(partner.company_registry, SUPPLIER_SIRET)
        self.assertEqual(partner.name, NAME)

    # === What stands in the database all the same === #

    def test_read_clean_by_checks_and_file(self):
        """As another program, or an older version, stored it."""
        move = self.make_invoice([self.line("Peinture", 100.0)])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET name = %s, company_registry = %s WHERE id = %s",
            [DIRTY_NAME, DIRTY_SIRET, self.buyer.id],
        )
        self.env.cr.execute(
            "UPDATE res_partner_bank SET acc_holder_name = %s WHERE id = %s",
            ["Trésor\u200b\u00a0public ", self.bank_account.id],
        )
        self.env.invalidate_all()
        codes = {issue["code"] for issue in move._chorus_find_issues()}
        self.assertFalse(codes & {"client_siret", "client_siren", "party_nameless"})
        texts = self.texts(move)
        self.assertLessEqual({NAME, BUYER_SIRET, "Trésor public"}, texts)
        self.assertFalse({text for text in texts if "\u200b" in text})

    def test_a_name_that_nobody_sees_is_none(self):
        self.buyer.name = "\u200b\u00a0"
        move = self.make_invoice([self.line("Peinture", 100.0)], post=False)
        codes = {issue["code"] for issue in move._chorus_find_issues()}
        self.assertIn("party_nameless", codes)

    # === IBAN, services === #

    def test_an_account_number(self):
        pasted = " ".join(IBAN[i : i + 4] for i in range(0, len(IBAN), 4))
        account = self.env["res.partner.bank"].create(
            {
                "acc_number": f"\u200b{pasted.replace(' ', chr(0xA0))}\u200e ",
                "partner_id": self.other_client().id,
            }
        )
        self.assertEqual(account.sanitized_acc_number, IBAN)
        self.assertTrue(account._chorus_is_iban())

    def test_a_service_typed(self):
        values = {"partner_id": self.buyer.id, "code": "\u00a0COMPTA-7\u200b "}
        typed = self.env["chorus.service"].create({**values, "name": DIRTY_NAME})
        self.assertEqual((typed.code, typed.name), ("COMPTA-7", NAME))
        typed.code = "COMPTA\u00a0 8"
        self.assertEqual(typed.code, "COMPTA 8")

    def test_a_service_of_the_directory_keeps_the_code_of_the_portal(self):
        values = {"partner_id": self.buyer.id, "identifier": "4711", "name": "Voirie"}
        services = self.env["chorus.service"].sudo()
        service = services.create({**values, "code": "A  1"})
        service.name = "Voirie  et réseaux"
        self.assertEqual((service.code, service.name), ("A  1", "Voirie  et réseaux"))

    def test_references_of_an_invoice(self):
        move = self.make_invoice(
            [self.line("Peinture", 100.0)],
            post=False,
            purchase_order_reference="\u00a0EJ 2026\u202f0001\u200b",
        )
        move.contract_reference = " M-7\u00ad "
        self.assertEqual(move.purchase_order_reference, "EJ 2026 0001")
        self.assertEqual(move.contract_reference, "M-7")

    def test_a_service_code_pasted_as_customer_reference(self):
        self.buyer.chorus_service_ids = [Command.create({"code": "COMPTA-9"})]
        move = self.make_invoice(
            [self.line("Peinture", 100.0)], post=False, ref="\u200bCOMPTA-9\u00a0"
        )
        self.assertEqual(move.buyer_reference, "COMPTA-9")
