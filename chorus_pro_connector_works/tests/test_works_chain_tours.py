# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Our part of the chains in a real browser, in French, by an ordinary works user."""

from odoo.tests import HttpCase, tagged

from odoo.addons.chorus_pro_connector.tests.french_case import LIST, InFrench

from .chain_case import ChainCase

FILES = "/odoo/action-chorus_pro_connector_works.works_dossier_action"


@tagged("post_install", "-at_install")
class TestWorksChainTours(InFrench, ChainCase, HttpCase):
    tours = "chorus_chain"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        module = cls.env.ref("base.module_chorus_pro_connector_works")
        module._update_translations(["fr_FR"])

    def monthly(self):
        """Return the invoice of a month that the project manager has."""
        (statement,) = self.posted_statements(self.running_market(), 1)
        self.send_statement(statement)
        return statement.move_id

    def asked(self, move, reason):
        body = {"idFactureTravaux": int(move.chorus_identifier), "commentaire": reason}
        operation = "suspendre/demander/completer/factureTravaux"
        self.call_as("moe", operation, body)
        self.refresh(move)

    def play(self, name, url):
        self.start_tour(url, f"{self.tours}_{name}", login="chorus_clerk")
        self.env.invalidate_all()

    def play_on(self, name, move):
        self.play(name, f"{LIST}/{move.id}")

    def test_a_request_to_complete(self):
        move = self.monthly()
        self.asked(move, "Merci de joindre l'attachement du lot 1")
        self.play_on("complete", move)
        self.assertEqual(move.chorus_status, "MISE_A_DISPOSITION_MOE")

    def test_the_right_project_manager(self):
        right = self.party("55512345600017", name="Études Nord")
        move = self.monthly()
        self.return_piece(move, "ERREUR_FOURNISSEUR_SUR_MOE", "Pas notre chantier")
        self.play_on("parties", move)
        self.assertEqual(move.chorus_status, "MISE_A_DISPOSITION_MOE")
        market = move.sudo().chorus_works_statement_id.market_id
        self.assertEqual(market.moe_id, right)

    def test_by_hand(self):
        move = self.monthly()
        self.asked(move, "Un plan")
        self.by_hand()
        self.play_on("by_hand", move)
        self.assertEqual(move.chorus_status, "A_COMPLETER")
        self.assertFalse(move.chorus_act_ids)

    def test_a_general_statement_is_signed(self):
        statement, dossier = self.sent_final()
        first = statement.move_id.chorus_identifier
        self.associate("moe", first, "A18", "DG-1", **self.whole)
        self.follow()
        self.play("sign", f"{FILES}/{dossier.id}")
        self.taken_in()
        self.assertEqual(
            self.chain(dossier), [("A7", "us"), ("A18", "moe"), ("A8", "us")]
        )

    def test_the_tacit_procedure(self):
        statement, dossier = self.sent_final()
        # The browser has its own today: the receipts are those of forty days ago.
        self.received(statement.market_id, "final_moe", "final_moa", days=40)
        self.play("tacit", f"{FILES}/{dossier.id}")
        self.taken_in()
        self.assertEqual(self.chain(dossier), [("A7", "us"), ("A22", "us")])
        self.assertEqual(statement.move_id.chorus_status, "REMPLACEE_PAR_A22")

    def taken_in(self):
        act = self.env["chorus.act"].sudo().search([("kind", "=", "next")], limit=1)
        self.sandbox.advance(120)
        act._chorus_advance()
        self.assertEqual(act.state, "done", act.error_message)
