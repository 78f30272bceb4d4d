# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""As project manager: what is received, corrected, and prepared for the portal."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .chain_case import ChainCase
from .piece_case import MOA, MOA_SERVICE, MOE, MOE_SERVICE

FRAMEWORKS = {
    "A4": "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR",
    "A7": "A7_PROJET_DECOMPTE_FINAL_FOURNISSEUR",
}


@tagged("post_install", "-at_install")
class TestWorksReceived(ChainCase):
    def setUp(self):
        super().setUp()
        self.connect(self.company, "moe")
        self.company.sudo().chorus_works_manages = True

    def drafted(self, framework="A4", number="SIT-1"):
        """Let a holder deposit a draft that names us as project manager."""
        body = {
            "cadreDeFacturation": {
                "codeCadreFacturation": FRAMEWORKS[framework],
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
            "fournisseur": {"identifiantFournisseur": "33254021516357"},
            "references": {"numeroMarche": "M-77"},
            "montantTotal": {
                "montantHtTotal": 1000.0,
                "montantTVA": 200.0,
                "montantTtcTotal": 1200.0,
                "montantAPayer": 1140.0,
            },
        }
        self.call_as("fournisseur", "soumettre", body)
        self.sandbox.advance(120)

    def received(self, number="SIT-1"):
        rows = self.env["chorus.works.received"].with_user(self.clerk)
        rows.sudo()._works_refresh(self.company)
        return rows.search([("number", "=", number)])

    def test_what_is_received(self):
        self.drafted()
        row = self.received()
        self.assertEqual((row.framework, row.answer), ("A4", "A15"))
        self.assertEqual((row.asked_total, row.total, row.net), (1200, 1200, 1140))
        self.assertEqual((row.market, row.supplier_siret), ("M-77", "33254021516357"))
        self.assertTrue(row.waiting)
        # Read again, what was corrected meanwhile stays.
        row.untaxed = 900.0
        self.received()
        self.assertEqual((row.untaxed, row.difference), (900.0, 100.0))

    def test_the_steps_of_the_portal_with_our_figures(self):
        self.drafted()
        row = self.received()
        self.assertIn("type its number", row.steps)
        row.write(
            {"answer_number": "EA-1", "untaxed": 900.0, "tax": 180.0, "net": 1026.0}
        )
        steps = row.steps.replace("\xa0", " ").splitlines()
        self.assertEqual(len(steps), 3)
        self.assertIn("SIT-1", steps[0])
        self.assertIn("A15", steps[0])
        for words in ("EA-1", "M-77", "900,00", "1 080,00", "1 026,00"):
            self.assertIn(words, steps[1])
        row.net = 5000.0
        self.assertIn("exceeds", row.steps)

    def test_once_it_is_deposited_it_no_longer_waits(self):
        """Whoever deposits it on the portal's site: the next reading says so."""
        self.drafted()
        row = self.received()
        self.associate("moe", row.identifier, "A15", "EA-1")
        self.assertFalse(self.received().waiting)
        self.assertFalse(row.steps)
        with self.assertRaisesRegex(UserError, "its answer stays"):
            row.untaxed = 1.0

    def test_a_final_draft(self):
        self.drafted("A7", "DF-1")
        row = self.received("DF-1")
        self.assertEqual(row.answer, "A17")
        row.answer = "A18"
        with self.assertRaisesRegex(ValidationError, "does not follow"):
            row.answer = "A15"

    def test_read_with_the_inbox_of_validators(self):
        self.drafted()
        rows = self.env["chorus.works.received"]
        self.env["chorus.validation"].sudo()._chorus_refresh(self.company)
        self.assertEqual(rows.search([]).mapped("number"), ["SIT-1"])
        self.company.sudo().chorus_works_manages = False
        self.sandbox.forget_requests()
        self.env["chorus.validation"].sudo()._chorus_refresh(self.company)
        asked = self.sandbox.requests_of("facturesTravaux/rechercher")
        self.assertEqual(asked, [])

    def test_rights(self):
        self.drafted()
        row = self.received()
        with self.assertRaises(AccessError):
            row.write({"asked_total": 1.0})
        with self.assertRaises(AccessError):
            row.with_user(self.foreman).read(["number"])
        with self.assertRaises(AccessError):
            row.create({"company_id": self.company.id, "identifier": "1"})
