# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Our part of the chains in a real browser, in French, by an ordinary works user."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.chorus_pro_connector.tests.french_case import LIST, InFrench

from .chain_case import ChainCase
from .test_works_validation import DAY, WorksValidationCase

INBOX = "/odoo/action-chorus_pro_connector.action_chorus_validation"
STATEMENTS = "/odoo/action-chorus_pro_connector_works.works_statement_action"
FILES = "/odoo/action-chorus_pro_connector_works.works_dossier_action"


class ToursCase(InFrench, ChainCase, HttpCase):
    tours = "chorus_chain"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        module = cls.env.ref("base.module_chorus_pro_connector_works")
        module._update_translations(["fr_FR"])

    def play(self, name, url):
        self.start_tour(url, f"{self.tours}_{name}", login="chorus_clerk")
        self.env.invalidate_all()

    def reads(self, name, dossier):
        """Let the clerk open a file, and read there what a tour looks for."""
        url = f"{FILES}/{dossier.id}"
        self.start_tour(url, f"chorus_file_{name}", login="chorus_clerk")


@tagged("post_install", "-at_install")
class TestWorksChainTours(ToursCase):
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

    def test_a_general_statement_of_the_client_is_signed_and_paid(self):
        statement, dossier = self.sent_final()
        self.general(statement)
        self.follow()
        self.play("sign", f"{FILES}/{dossier.id}")
        act = self.taken_in()
        chain = [("A7", "us"), ("A17", "moe"), ("A20", "moa"), ("A8", "us")]
        self.assertEqual(self.chain(dossier), chain)
        self.sandbox.decide(act.number, "SUSPENDUE", "Signature illisible", force=True)
        self.follow()
        self.reads("ours_is_back", dossier)
        self.pays(act.number)
        self.reads("paid", dossier)

    def tacit(self, **values):
        """Return the file of an A22 that the clerk deposited."""
        statement, dossier = self.sent_final(**values)
        # The browser has its own today: the receipts are those of sixty days ago.
        self.received(statement.market_id, "final_moe", "final_moa", days=60)
        self.play("tacit", f"{FILES}/{dossier.id}")
        self.taken_in()
        self.assertEqual(self.chain(dossier), [("A7", "us"), ("A22", "us")])
        self.assertEqual(statement.move_id.chorus_status, "REMPLACEE_PAR_A22")
        return dossier

    def test_the_tacit_procedure(self):
        dossier = self.tacit()
        self.received(dossier.market_id.with_user(self.clerk), "tacit_moa", days=20)
        self.confirm_tacit(dossier.market_id)
        # The portal counts its own ten days.
        self.sandbox.advance(11 * DAY)
        self.play("tacit_end", f"{FILES}/{dossier.id}")
        act = self.taken_in()
        chain = [("A7", "us"), ("A22", "us"), ("A23", "us")]
        self.assertEqual(self.chain(dossier), chain)
        self.pays(act.number)
        self.reads("paid", dossier)

    def test_others_end_the_tacit_procedure(self):
        """A24 of the project manager once the ten days are over, A25 of the client."""
        for role, framework in (("moe", "A24"), ("moa", "A25")):
            with self.subTest(framework):
                dossier = self.tacit(number=f"2026-{framework}")
                self.sandbox.advance(11 * DAY)
                previous = dossier.sudo().last_piece_id.identifier
                number = f"DGD-{framework}"
                self.associate(role, previous, framework, number, **self.whole)
                self.follow()
                self.reads("definitive", dossier)

    def taken_in(self):
        act = self.env["chorus.act"].sudo().search([("kind", "=", "next")], limit=1)
        self.sandbox.advance(120)
        act._chorus_advance()
        self.assertEqual(act.state, "done", act.error_message)
        return act


@tagged("post_install", "-at_install")
class TestWorksFileTours(ToursCase):
    """What we click of the month, and what a person reads of its file afterwards."""

    def month(self, framework="A4"):
        """Let the clerk post and send a month; return (statement, its file)."""
        market = self.running_market(framework_monthly=framework)
        statement = self.example_statement(market, 1, post=False)
        self.tours = "chorus_file"
        self.play("month", f"{STATEMENTS}/{statement.id}")
        self.taken_in_month(statement)
        return statement, statement.piece_ids.dossier_id

    def taken_in_month(self, statement):
        self.assertEqual(statement.state, "posted")
        self.sandbox.advance(120)
        statement.action_chorus_update_status()

    def admits(self, role, statement, framework, number="EAV-1"):
        previous = statement.move_id.chorus_identifier
        found = self.associate(role, previous, framework, number)
        self.follow()
        return found

    def test_a4_a15_a19_paid(self):
        statement, dossier = self.month()
        self.reads("at_the_project_manager", dossier)
        first = self.admits("moe", statement, "A15", "EA-1")
        self.reads("at_the_client", dossier)
        self.associate("moa", first, "A19", "EAV-1")
        self.follow()
        self.reads("at_the_payer", dossier)
        self.pays("EAV-1")
        self.reads("paid", dossier)

    def test_a4_a16_paid(self):
        statement, dossier = self.month()
        self.admits("moe", statement, "A16")
        self.reads("at_the_payer", dossier)
        self.sandbox.decide("EAV-1", "SUSPENDUE", "Il manque le RIB", force=True)
        self.follow()
        self.reads("back_at_the_project_manager", dossier)
        self.pays("EAV-1")
        self.reads("paid", dossier)

    def test_a5_a19_paid(self):
        statement, dossier = self.month("A5")
        self.admits("moa", statement, "A19")
        self.reads("at_the_payer", dossier)
        self.pays("EAV-1")
        self.reads("paid", dossier)

    def test_a6_paid(self):
        statement, dossier = self.month("A6")
        self.pays(statement.move_id.name)
        self.reads("paid", dossier)

    def test_the_project_manager_refuses(self):
        statement, dossier = self.month()
        body = {"idFactureTravaux": int(statement.move_id.chorus_identifier)}
        self.call_as("moe", "refuser", {**body, "commentaire": "Mois déjà présenté"})
        self.follow()
        self.play("refused", f"{STATEMENTS}/{statement.id}")
        again = statement.market_id.statement_ids.filtered(
            lambda row: row.state == "posted"
        )
        self.taken_in_month(again)
        self.follow()
        self.assertEqual(self.chain(dossier), [("A4", "us"), ("A4", "us")])
        self.reads("at_the_project_manager", dossier)

    def test_the_client_opens_the_file(self):
        market = self.running_market()
        self.opened_by_the_client(market)
        self.follow()
        self.reads("at_the_payer", market.sudo().dossier_ids)


@tagged("post_install", "-at_install")
class TestWorksValidatorTours(ToursCase, WorksValidationCase):
    def test_joint_contractors(self):
        """One is accepted, the other is refused with its reason."""
        self.market.sudo().write(
            {"member_ids": [Command.create({"partner_id": self.subcontractor.id})]}
        )
        rows = {}
        for framework, number in (("A13", "CO-1"), ("A14", "CO-2")):
            rows[number] = self.listed(self.asked(framework, number))
        self.tours = "chorus_file"
        self.play("joint_contractors", INBOX)
        states = {row["numero"]: row["statut"] for row in self.sandbox.invoices()}
        self.assertEqual(states["CO-2"], "REFUSEE_1")
        self.assertNotIn(states["CO-1"], ("A_VALIDER_1", "REFUSEE_1"))
        self.assertEqual([row.waiting for row in rows.values()], [False, False])
