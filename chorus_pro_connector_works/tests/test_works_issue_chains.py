# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two companies of one Odoo, holder and project manager: each reads what the other
deposited, and nothing but the portal is between them."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.chorus_pro_connector.tests.common import small_pdf

from .chain_case import ChainCase
from .manager_case import confirmed_with
from .piece_case import MOE


@tagged("post_install", "-at_install")
class TestWorksIssueChains(ChainCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agency = (
            cls.env["res.company"]
            .sudo()
            .create(
                {
                    "name": "Atelier Arcade",
                    "country_id": cls.env.ref("base.fr").id,
                    "currency_id": cls.company.currency_id.id,
                }
            )
        )
        cls.agency.partner_id.company_registry = MOE
        cls.connect(cls.agency, "moe")
        cls.agency.chorus_works_manages = True
        cls.architect = new_test_user(
            cls.env,
            "works_architect",
            groups="base.group_user,chorus_pro_connector_works.group_works_user",
            company_id=cls.agency.id,
            company_ids=[Command.set(cls.agency.ids)],
        )

    def answers(self, number, framework, own, **values):
        """Let the architect answer a draft of ours; return the piece."""
        self.sandbox.advance(120)
        drafts = self.env["chorus.works.received"].with_user(self.architect)
        drafts.sudo()._works_refresh(self.agency)
        draft = drafts.search([("number", "=", number)])
        window = draft.env["chorus.works.issue.wizard"].browse(
            draft.action_works_issue()["res_id"]
        )
        window.write({"framework": framework, "number": own, **values})
        confirmed_with(window, small_pdf(framework)).action_deposit()
        self.follow()
        return draft.issued_ids[:1]

    def monthly(self):
        statement = self.posted_statements(self.running_market(), 1)
        self.send_statement(statement)
        return statement, statement.piece_ids.dossier_id

    def test_a15_admits_less(self):
        statement, dossier = self.monthly()
        sent = self.piece_of(statement)
        piece = self.answers(statement.move_id.name, "A15", "EA-1", net=30000.0)
        self.assertEqual(self.chain(dossier), [("A4", "us"), ("A15", "moe")])
        self.assertEqual(dossier.holder, "moa")
        self.assertEqual((dossier.admitted_net, piece.net), (30000.0, 30000.0))
        self.assertEqual(piece.dossier, dossier.number)
        self.assertTrue(sent)

    def test_a16_goes_to_the_payer(self):
        statement, dossier = self.monthly()
        self.answers(statement.move_id.name, "A16", "EAV-1")
        self.assertEqual(self.chain(dossier), [("A4", "us"), ("A16", "moe")])
        self.assertEqual(dossier.holder, "payer")

    def test_a17_goes_to_the_client(self):
        statement, dossier = self.sent_final()
        self.answers(statement.move_id.name, "A17", "PDG-1")
        self.assertEqual(self.chain(dossier), [("A7", "us"), ("A17", "moe")])
        self.assertEqual(dossier.holder, "moa")

    def test_a18_comes_back_to_be_signed(self):
        statement, dossier = self.sent_final()
        self.answers(statement.move_id.name, "A18", "DG-1")
        self.assertEqual(dossier.next_framework, "A8")
        self.deposit_next(dossier)
        chain = [("A7", "us"), ("A18", "moe"), ("A8", "us")]
        self.assertEqual(self.chain(dossier), chain)

    def test_a24_ends_the_tacit_procedure(self):
        statement, dossier = self.sent_final()
        self.received(statement.market_id, "final_moa")
        with self.later(34):
            act = self.deposit_next(dossier)
            with self.later(14):
                self.follow()
                self.answers(act.number, "A24", "DGD-1")
                chain = [("A7", "us"), ("A22", "us"), ("A24", "moe")]
                self.assertEqual(self.chain(dossier), chain)
                self.assertEqual(dossier.holder, "payer")
