# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The file of statement 3 of the example, read back term by term."""

from decimal import Decimal as D

from odoo.tests import tagged

from odoo.addons.chorus_pro_connector.tests.facturx_reader import SETTLEMENT, Invoice
from odoo.addons.chorus_pro_connector.tests.outside import check_schematron, check_xsd

from . import works_example as example
from .piece_case import HOLDER, MOA, MOE, PieceCase

DUE = {
    "due_now": D("62613.32"),
    "due_ever": D("66937.07"),
    "advance_only": D("76537.07"),
    "none": D("87818.02"),
}
GUIDELINE = "//ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"
EXTENDED = "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"
NOTES = "//rsm:ExchangedDocument/ram:IncludedNote"
NUMBER = str.maketrans({"\N{NO-BREAK SPACE}": " "})


class WorksFileCase(PieceCase):
    def read(self, statement):
        """Return the file of a statement, judged by the checkers and parsed."""
        move = statement.move_id.with_user(self.clerk)
        xml = self.make_xml(move)
        self.assertEqual(check_xsd(xml), [])
        self.assertEqual(check_schematron(xml), [])
        return Invoice(xml)

    def notes(self, invoice):
        """Return {subject code or None: [texts]}."""
        found = {}
        for node in invoice.nodes(NOTES):
            code = invoice.text("ram:SubjectCode", node) or None
            text = invoice.text("ram:Content", node).translate(NUMBER)
            found.setdefault(code, []).append(text)
        return found


@tagged("post_install", "-at_install")
class TestWorksFile(WorksFileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.running_market()
        cls.statements = cls.posted_statements(cls.market, 3)
        cls.third = cls.statements[2]

    def test_the_month_and_never_the_cumulative(self):
        for at, statement in enumerate(self.statements):
            with self.subTest(at + 1):
                invoice = self.read(statement)
                self.assertEqual(
                    invoice.total("TaxBasisTotalAmount"), example.UNTAXED[at]
                )
                self.assertEqual(invoice.vat_total("EUR"), example.TAX[at])
                self.assertEqual(invoice.total("GrandTotalAmount"), example.TOTAL[at])
                self.assertEqual(invoice.total("DuePayableAmount"), example.NET[at])
                amounts = [
                    invoice.number(".//ram:LineTotalAmount", line)
                    for line in invoice.lines
                ]
                self.assertEqual(sum(amounts), example.UNTAXED[at])
                self.assertNotIn(example.WORKS_CUMULATIVE[2], amounts)

    def test_what_is_deducted_by_the_choice_of_the_market(self):
        for content, due in DUE.items():
            with self.subTest(content):
                self.market.sudo().prepaid_content = content
                invoice = self.read(self.third)
                self.assertEqual(invoice.total("DuePayableAmount"), due)
                paid = invoice.total("TotalPrepaidAmount") or D(0)
                self.assertEqual(paid, example.TOTAL[2] - due)
                notes = self.notes(invoice)
                (retention,) = notes["ABU"]
                self.assertEqual(
                    retention,
                    "Retenue de garantie 5 % : 4 323,75 € sur la présente situation "
                    "(cumul 8 912,89 €), restituable 30 jours après la fin du délai de "
                    "garantie",
                )

    def test_notes_say_what_the_totals_cannot(self):
        notes = self.notes(self.read(self.third))
        (progress,) = notes["AAI"]
        self.assertIn("Situation n° 3 – mai 2026", progress)
        self.assertIn("cumul 149 373,60 – précédent 72 485,60", progress)
        self.assertIn("Remboursement de l'avance : 11 280,95 €", progress)
        self.assertIn("Volt et Fils, 9 600,00 € HT, autoliquidation", progress)
        self.assertIn("Révision provisoire", progress)
        self.assertIn("Net à payer au titulaire : 62 613,32 €", progress)
        parties = notes[None][0].splitlines()
        self.assertEqual(parties, [f"MOE : {MOE}/MOE1", f"MOA : {MOA}/MOA1"])

    def test_header_of_a_works_piece(self):
        invoice = self.read(self.third)
        context = "//ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"
        self.assertEqual(invoice.text(context), "A4")
        agreement = "//ram:ApplicableHeaderTradeAgreement"
        contract = f"{agreement}/ram:ContractReferencedDocument/ram:IssuerAssignedID"
        self.assertEqual(invoice.text(contract), "2026-0042")
        buyer = f"{agreement}/ram:BuyerTradeParty/ram:GlobalID"
        self.assertEqual(invoice.text(buyer), MOA)
        self.assertEqual(invoice.text(f"{agreement}/ram:BuyerReference"), "MOA1")
        period = f"{SETTLEMENT}/ram:BillingSpecifiedPeriod"
        start = invoice.text(f"{period}/ram:StartDateTime/udt:DateTimeString")
        end = invoice.text(f"{period}/ram:EndDateTime/udt:DateTimeString")
        self.assertEqual((start, end), ("20260501", "20260531"))
        terms = invoice.text(
            f"{SETTLEMENT}/ram:SpecifiedTradePaymentTerms/ram:Description"
        )
        self.assertEqual(
            terms.translate(NUMBER),
            "30 jours à compter de la réception par le maître d'œuvre ; retenue de "
            "garantie 5 % : 4 323,75 €",
        )

    def test_parties_nowhere_when_the_mapping_says_so(self):
        rows = self.env["chorus.works.mapping"].with_user(self.manager)
        rows.search([("key", "=", "parties")]).value = "none"
        self.assertNotIn(None, self.notes(self.read(self.third)))

    def test_another_pattern_of_the_mapping(self):
        rows = self.env["chorus.works.mapping"].with_user(self.manager)
        rows.search([("key", "=", "pattern.moe")]).value = "#MOE#{siret}#{service}#"
        notes = self.notes(self.read(self.third))
        self.assertIn(f"#MOE#{MOE}#MOE1#", notes[None][0])

    def test_the_project_manager_as_a_party_of_the_extended_profile(self):
        rows = self.env["chorus.works.mapping"].with_user(self.manager)
        row, before = rows.search([("key", "=", "parties")]), self.read(self.third)
        for place, noted in (("agent", False), ("both", True)):
            with self.subTest(place):
                row.value = place
                invoice = self.read(self.third)
                self.assertEqual(invoice.text(GUIDELINE), EXTENDED)
                agent = "//ram:BuyerAgentTradeParty"
                self.assertEqual(invoice.text(f"{agent}/ram:GlobalID"), MOE)
                self.assertEqual(
                    invoice.text(f"{agent}/ram:SpecifiedLegalOrganization/ram:ID"),
                    MOE[:9],
                )
                service = f"{agent}/ram:DefinedTradeContact/ram:DepartmentName"
                self.assertEqual(invoice.text(service), "MOE1")
                self.assertEqual(None in self.notes(invoice), noted)
                self.assertEqual(
                    invoice.total("DuePayableAmount"), before.total("DuePayableAmount")
                )
        row.value = "note"
        self.assertNotEqual(self.read(self.third).text(GUIDELINE), EXTENDED)
        rows.search([("key", "=", "profile")]).value = "extended"
        self.assertEqual(self.read(self.third).text(GUIDELINE), EXTENDED)

    def test_new_markets_deduct_what_the_mapping_says(self):
        rows = self.env["chorus.works.mapping"].with_user(self.manager)
        rows.search([("key", "=", "prepaid.chorus")]).value = "advance_only"
        market = self.make_market(number="2026-0100")
        self.assertEqual(market.prepaid_content, "advance_only")
        market.is_private = True
        self.assertEqual(market.prepaid_content, "due_ever")
        self.assertEqual(self.market.prepaid_content, "due_now", "signed already")

    def test_the_recipient_is_the_payer_when_the_mapping_says_so(self):
        rows = self.env["chorus.works.mapping"].with_user(self.manager)
        rows.search([("key", "=", "recipient.A4")]).value = "payer"
        payer = self.party("12345678200051", "COMPTA", name="Trésorerie")
        self.market.sudo().write(
            {"payer_id": payer.id, "payer_service_id": payer.chorus_service_ids.id}
        )
        invoice = self.read(self.third)
        buyer = "//ram:BuyerTradeParty/ram:GlobalID"
        self.assertEqual(invoice.text(buyer), "12345678200051")
        self.assertEqual(invoice.text("//ram:BuyerReference"), "COMPTA")


@tagged("post_install", "-at_install")
class TestWorksRoles(WorksFileCase):
    def one_statement(self, number=None, **values):
        market = self.running_market(**values)
        if number:
            market.sudo().number = number
        return self.posted_statements(market, 1)

    def test_validator_of_a_joint_contractor_and_of_a_subcontractor(self):
        holder = self.party(HOLDER, name="Titulaire")
        for role, framework in (("joint_contractor", "A13"), ("subcontractor", "A10")):
            with self.subTest(role):
                statement = self.one_statement(
                    number=f"2026-{role[:3]}", role=role, holder_id=holder.id
                )
                self.assertEqual(statement.move_id.chorus_framework, framework)
                notes = self.notes(self.read(statement))
                self.assertIn(f"Valideur (SIRET) : {HOLDER}", notes[None])
                rows = self.env["chorus.works.mapping"].with_user(self.manager)
                row = rows.search([("key", "=", "validator")])
                row.value = "agent"
                invoice = self.read(statement)
                self.assertEqual(
                    invoice.text("//ram:SalesAgentTradeParty/ram:GlobalID"), HOLDER
                )
                self.assertFalse(
                    any("Valideur" in text for text in self.notes(invoice)[None])
                )
                self.send_statement(statement)
                self.assertEqual(self.piece_of(statement)["statut"], "A_VALIDER_1")
                row.value = "note"

    def test_frameworks_that_a_market_may_name(self):
        for framework in ("A5", "A6"):
            with self.subTest(framework):
                statement = self.one_statement(
                    number=f"2026-{framework}", framework_monthly=framework
                )
                self.send_statement(statement)
                row = self.piece_of(statement)
                self.assertEqual(row["cadre"].split("_")[0], framework)
                desk = {"A5": "MISE_A_DISPOSITION_MOA", "A6": "MISE_A_DISPOSITION"}
                self.assertEqual(row["statut"], desk[framework])

    def test_a_private_client_gets_an_ordinary_invoice(self):
        private = self.make_partner("Promotion du Loir", "55208131766522")
        private.sudo().invoice_sending_method = "email"
        statement = self.one_statement(
            client_id=private.id, client_service_id=False, is_private=True
        )
        move = statement.move_id
        self.assertEqual(move.chorus_framework, "A1")
        self.assertEqual(move.chorus_state, "no")
        self.assertFalse(statement.piece_ids)
        # Peppol's own check writes on the client.
        send = self.env["account.move.send"].sudo()
        self.assertTrue(move.amount_total)
        self.assertNotIn("chorus_pro", send._get_default_sending_methods(move.sudo()))

    def test_works_take_no_platform(self):
        statement = self.one_statement()
        self.moa.sudo().invoice_sending_method = "email"
        # Peppol's own check writes on the client.
        send = self.env["account.move.send"].sudo()
        move = statement.move_id
        self.assertEqual(send._get_default_sending_methods(move.sudo()), {"chorus_pro"})
        for method in ("peppol", "pdp", "approved_platform"):
            self.assertFalse(send._is_applicable_to_move(method, move))
        self.assertEqual(move.chorus_state, "ready")

    def test_a_works_framework_without_statement_is_told(self):
        move = self.invoice(self.moa)
        move.button_draft()
        move.chorus_framework = "A4"
        codes = [issue["code"] for issue in move.chorus_issues]
        self.assertIn("works_statement", codes)
