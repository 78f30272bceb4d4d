# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The inbox of a holder: requests of subcontractors and joint contractors.

Each is deposited at the sandbox by its own account, and read by the official search of
validators. The decision is an act of the base addon; the request of the market follows
what the portal says.
"""

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.chorus_pro_connector.chorus import errors

from .chain_case import ChainCase
from .piece_case import HOLDER, MOA, MOA_SERVICE, MOE, MOE_SERVICE

SUPPLIER = "33254021516357"
FRAMEWORKS = {
    "A10": "A10_PROJET_DECOMPTE_MENSUEL_SOUSTRAITANT",
    "A13": "A13_PROJET_DECOMPTE_MENSUEL_COTRAITANT",
    "A14": "A14_PROJET_DECOMPTE_FINAL_COTRAITANT",
}
SEARCH = "factures/rechercher/valideur"
DAY = 86400


class WorksValidationCase(ChainCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.running_market()

    def setUp(self):
        super().setUp()
        # From now on the company is the holder, whom others name as validator.
        self.connect(self.company, "valideur")

    def asked(self, framework="A10", number="ST-1", untaxed=9600.0, market=None):
        """Let another firm deposit a piece that names us; return its number."""
        tax = 0.0 if framework == "A10" else round(untaxed * 0.2, 2)
        body = {
            "cadreDeFacturation": {
                "codeCadreFacturation": FRAMEWORKS[framework],
                "codeStructureValideur": HOLDER,
                "identifiantMoe": MOE,
                "codeServiceMoe": MOE_SERVICE,
                "identifiantMoa": MOA,
                "codeServiceMoa": MOA_SERVICE,
            },
            "numeroFactureSaisi": number,
            "destinataire": {
                "codeDestinataire": MOA,
                "codeServiceExecutant": "FINANCES",
            },
            "fournisseur": {"identifiantFournisseur": SUPPLIER},
            "references": {"numeroMarche": market or self.market.number},
            "montantTotal": {
                "montantHtTotal": untaxed,
                "montantTVA": tax,
                "montantTtcTotal": untaxed + tax,
                "montantAPayer": untaxed + tax,
            },
        }
        self.call_as("fournisseur", "soumettre", body)
        return number

    def listed(self, number="ST-1"):
        rows = self.env["chorus.validation"]
        rows.sudo()._chorus_refresh(self.company)
        return rows.with_user(self.clerk).search(
            [("company_id", "=", self.company.id), ("number", "=", number)]
        )

    def window(self, row):
        action = row.action_decide()
        return row.env[action["res_model"]].browse(action["res_id"])

    def request_of(self, number="ST-1"):
        return self.market.request_ids.filtered(lambda row: row.number == number)


@tagged("post_install", "-at_install")
class TestWorksValidation(WorksValidationCase):
    def test_a_request_is_recognised_and_counted_down(self):
        self.asked()
        row = self.listed()
        contract = self.market.subcontract_ids
        self.assertEqual((row.works_framework, row.works_untaxed), ("A10", 9600.0))
        self.assertEqual(row.works_market_id, self.market)
        self.assertEqual(row.works_subcontract_id, contract)
        self.assertIn(row.days_left, (14, 15))
        self.assertIn("21,500.00", row.works_sentence)
        request = self.request_of()
        self.assertEqual(row.works_request_id, request)
        self.assertEqual((request.decision, request.amount), ("pending", 9600.0))
        self.assertEqual((request.deadline - request.date_received).days, 15)
        delays = self.market.deadline_ids.filtered(lambda delay: delay.request_id)
        self.assertEqual(delays.state, "running")
        # Read again, it is the same; typed by hand before, too.
        self.listed()
        self.assertEqual(len(self.request_of()), 1)

    def test_accepted_it_is_in_the_statement(self):
        statement = self.example_statement(self.market, 1, post=False)
        self.asked()
        row = self.listed()
        window = self.window(row)
        self.assertIn(self.market.number, window.works_sentence)
        kind, _sentence = self.params(window.action_accept())
        self.assertEqual(kind, "success")
        request = self.request_of()
        self.assertEqual(
            (request.decision, request.accepted_amount), ("accepted", 9600.0)
        )
        self.assertEqual(request.statement_id, statement)
        self.assertEqual(statement.amount_subcontract, 9600.0)
        self.assertEqual(statement.amount_net, 23704.44)

    def test_the_next_statement_takes_what_was_accepted(self):
        self.asked()
        self.params(self.window(self.listed()).action_accept())
        statement = self.new_statement(self.market)
        self.assertEqual(statement.request_ids, self.request_of())

    def test_refused_with_its_reason(self):
        self.asked()
        row = self.listed()
        window = self.window(row)
        reasons = self.env["chorus.validator.reason"].with_user(self.clerk)
        window.reason_id = reasons.search([("code", "=", "QTE_ERR")])
        window.comment = "Lot 2 : 30 et non 40"
        self.assertEqual(self.params(window.action_refuse())[0], "success")
        request = self.request_of()
        self.assertEqual(request.decision, "refused")
        self.assertIn("Lot 2 : 30 et non 40", request.reason)

    def test_silence_accepts(self):
        self.asked()
        self.listed()
        self.sandbox.advance(16 * DAY)
        row = self.listed()
        self.assertFalse(row.waiting)
        self.assertEqual(self.request_of().decision, "tacit")

    def test_decided_on_the_site_of_the_portal(self):
        self.asked()
        row = self.listed()
        with self.company._chorus_client() as portal:
            portal.decide_invoice(row.identifier, "VALIDATION")
        self.listed()
        self.assertEqual(self.request_of().decision, "accepted")

    def test_above_the_declared_amount(self):
        """It is told before; accepted all the same, somebody mends the market."""
        self.asked(untaxed=30000.0)
        row = self.listed()
        self.assertIn("only", row.works_sentence)
        self.params(self.window(row).action_accept())
        request = self.request_of()
        self.assertEqual(request.decision, "pending")
        self.assertFalse(row.waiting)
        self.assertIn("cannot be written down", request.message_ids[:1].body)

    def test_joint_contractors(self):
        partner = self.subcontractor
        self.market.sudo().write(
            {"member_ids": [(0, 0, {"partner_id": partner.id, "share": 9000.0})]}
        )
        for framework, number in (("A13", "CO-1"), ("A14", "CO-2")):
            with self.subTest(framework=framework):
                self.asked(framework, number)
                row = self.listed(number)
                self.assertEqual(row.works_framework, framework)
                self.assertEqual(row.works_member_id.partner_id, partner)
                self.assertFalse(row.works_request_id)
                self.assertIn("joint contractor", row.works_sentence)
                kind, _said = self.params(self.window(row).action_accept())
                self.assertEqual(kind, "success")
                self.assertFalse(row.waiting)

    def test_a_market_or_a_firm_that_nobody_knows(self):
        self.asked(number="ST-8", market="INCONNU")
        row = self.listed("ST-8")
        self.assertTrue(row.waiting)
        self.assertFalse(row.works_market_id)
        self.assertFalse(row.works_sentence)
        self.subcontractor.company_registry = "44467890100015"
        self.asked(number="ST-9")
        row = self.listed("ST-9")
        self.assertEqual(row.works_market_id, self.market)
        self.assertFalse(row.works_request_id)
        self.assertIn(SUPPLIER, row.works_sentence)
        # Declared since, as the sentence says: the request is the market's.
        self.subcontractor.company_registry = SUPPLIER
        row = self.listed("ST-9")
        self.assertEqual(row.works_request_id, self.request_of("ST-9"))
        self.assertTrue(row.works_request_id)

    def test_a_search_that_the_portal_refuses(self):
        """What nobody has seen answer keeps nothing else from being read."""
        refused = errors.DataError(SEARCH, 200, 20000, "Non habilité")
        client = "odoo.addons.chorus_pro_connector.chorus.portal.works"
        with patch(f"{client}.WorksVerbs.works_to_validate", side_effect=refused):
            self.asked()
            self.assertTrue(self.listed().waiting)

    def test_one_search_more_where_there_are_markets(self):
        self.asked()
        self.listed()
        self.sandbox.forget_requests()
        self.listed()
        self.assertEqual(len(self.sandbox.requests_of(SEARCH)), 1)
        self.market.sudo()._chorus_write({"state": "closed"})
        self.sandbox.forget_requests()
        self.listed()
        self.assertEqual(self.sandbox.requests_of(SEARCH), [])
