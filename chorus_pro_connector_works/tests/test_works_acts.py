# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is answered about a works piece: from here, or on the portal's own site."""

import base64
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.chorus_pro_connector.chorus import errors
from odoo.addons.chorus_pro_connector.chorus.portal.client import PortalClient
from odoo.addons.chorus_pro_connector.chorus.portal.environments import PRODUCTION
from odoo.addons.chorus_pro_connector.models.act.chorus_act_perform import ACT_ABSENCE

from ..models.act.act_parties import WRONG
from .chain_case import ChainCase
from .piece_case import MOE_SERVICE

COMPLETE = "facturesTravaux/completer"
RECYCLE = "facturesTravaux/recycler"
PARTIES = "facturesTravaux/completermoe"
ASKED = "suspendre/demander/completer/factureTravaux"
PDF = b"%PDF-1.4 attachement des quantites"
OTHER_MOE = "55512345600017"


class ActsCase(ChainCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.running_market()
        cls.statement = cls.posted_statements(cls.market, 1)

    def setUp(self):
        super().setUp()
        self.send_statement(self.statement)
        self.move = self.statement.move_id

    def asked(self, reason="Il manque l'attachement"):
        """Let the project manager ask for something."""
        body = {"idFactureTravaux": int(self.move.chorus_identifier)}
        self.call_as("moe", ASKED, {**body, "commentaire": reason})
        self.refresh(self.move)

    def fill_in(self, window, comment="L'attachement est joint"):
        kinds = self.env["chorus.document.kind"].search([])
        line = {
            "name": "attachement.pdf",
            "file": base64.b64encode(PDF),
            "kind_id": kinds[:1].id,
        }
        window.write({"comment": comment, "line_ids": [Command.create(line)]})

    def complete(self):
        window = self.window(self.move)
        self.fill_in(window)
        return self.params(window.action_complete())

    def history(self):
        with self.company.sudo()._chorus_client() as portal:
            events = portal.invoice_history(self.move.chorus_identifier).events
        return [event.code for event in events]


@tagged("post_install", "-at_install")
class TestWorksActs(ActsCase):
    def test_what_has_a_button_sends_nobody_to_the_portal(self):
        words = self.env["chorus.status.words"]
        elsewhere = words._chorus_meaning("A_ASSOCIER_FOURNISSEUR")
        waiting = ("A_COMPLETER", "EN_ATTENTE_RECYCLAGE_FOURNISSEUR", *WRONG)
        for code in (*waiting, "REFUSEE_MOE", "REFUSEE_MOA"):
            with self.subTest(code):
                self.assertNotEqual(words._chorus_meaning(code), elsewhere)
        self.asked()
        (alert,) = self.move.with_user(self.clerk)._chorus_client_alerts().values()
        self.assertIn("send them with “Complete”", alert["message"])

    def test_a_request_to_complete_is_answered(self):
        self.asked()
        self.assertEqual(self.move.chorus_status, "A_COMPLETER")
        self.assertEqual(self.move.with_user(self.clerk).chorus_way, "complete")
        self.assertEqual(self.statement.piece_ids.dossier_id.holder, "us")
        window = self.window(self.move)
        self.assertEqual(window.reason, "Il manque l'attachement")
        self.assertIn(self.move.name, window.announcement)
        self.assertFalse(window.works_by_hand)
        kind, sentence = self.complete()
        self.assertEqual(kind, "success", sentence)
        self.assertEqual(self.move.chorus_status, "MISE_A_DISPOSITION_MOE")
        self.assertEqual(self.statement.piece_ids.dossier_id.holder, "moe")
        act = self.last_act(self.move)
        self.assertEqual((act.state, act.attempts), ("done", 1))
        (sent,) = self.sandbox.requests_of(COMPLETE)
        self.assertEqual(sent["request"]["commentaire"], "L'attachement est joint")
        joined = sent["request"]["pieceJointeComplementaire"]
        self.assertEqual(
            joined[0]["pieceJointeComplementaireDesignation"], "attachement.pdf"
        )
        self.assertIn("L'attachement est joint", self.chatter(self.move))

    def test_the_finance_service_suspends(self):
        self.return_piece(self.move, "SUSPENDUE", "Un RIB")
        self.complete()
        self.assertEqual(self.move.chorus_status, "COMPLETEE")

    def test_a_piece_is_recycled(self):
        for status in ("A_RECYCLER", "EN_ATTENTE_RECYCLAGE_FOURNISSEUR"):
            with self.subTest(status):
                self.sandbox.forget_requests()
                self.return_piece(self.move, status, "Mauvais engagement")
                self.assertEqual(self.move.with_user(self.clerk).chorus_way, "recycle")
                window = self.window(self.move)
                self.assertEqual(window.reason, "Mauvais engagement")
                window.service, window.commitment = "MOA1", "EJ-7"
                kind, sentence = self.params(window.action_recycle())
                self.assertEqual(kind, "success", sentence)
                (sent,) = self.sandbox.requests_of(RECYCLE)
                reference = {"numeroBonCommande": "EJ-7"}
                self.assertEqual(sent["request"]["reference"], reference)
                self.assertEqual(self.move.purchase_order_reference, "EJ-7")
                self.assertNotEqual(self.move.chorus_state, "action")

    def test_the_project_manager_is_corrected(self):
        number = self.move.name
        right = self.party(OTHER_MOE, name="Bureau d'études")
        self.return_piece(self.move, "ERREUR_FOURNISSEUR_SUR_MOE", "Pas pour nous")
        self.assertEqual(self.move.with_user(self.clerk).chorus_way, "parties")
        window = self.window(self.move)
        self.assertEqual((window.role, window.partner_id), ("moe", self.moe))
        self.assertEqual(window.service_id.code, MOE_SERVICE)
        window.partner_id = right
        self.assertFalse(window.service_id)
        kind, sentence = self.params(window.action_correct_parties())
        self.assertEqual(kind, "success", sentence)
        self.assertEqual(self.move.chorus_status, "MISE_A_DISPOSITION_MOE")
        self.assertEqual(self.market.moe_id, right)
        self.assertEqual(self.move.name, number)
        (row,) = self.call_as("valideur", "rechercher", {"roleUtilisateur": "MOE"})[
            "listeFacturesTravaux"
        ]
        self.assertEqual(row["numeroFactureTravaux"], number)

    def test_the_client_is_corrected_with_its_service(self):
        self.return_piece(self.move, "ERREUR_FOURNISSEUR_SUR_MOA", "Autre service")
        window = self.window(self.move)
        self.assertEqual((window.role, window.partner_id), ("moa", self.moa))
        self.assertEqual(self.params(window.action_correct_parties())[0], "success")
        (sent,) = self.sandbox.requests_of(PARTIES)
        self.assertIn("idServiceMoa", sent["request"])
        self.assertNotIn("idMoe", sent["request"])

    def test_a_party_that_the_portal_does_not_know(self):
        stranger = self.party("99999999999999", name="Inconnue")
        self.return_piece(self.move, "ERREUR_DE_MOE", "Inconnu")
        window = self.window(self.move)
        window.partner_id = stranger
        kind, sentence = self.params(window.action_correct_parties())
        self.assertEqual(kind, "danger")
        self.assertIn(f"nothing was done for {self.move.name}", sentence)
        self.assertEqual(self.sandbox.requests_of(PARTIES), [])
        self.assertEqual(self.market.moe_id, self.moe)
        window = self.window(self.move)
        self.assertEqual(window.partner_id, stranger, "what was typed is kept")
        window.partner_id = self.party(False, name="Sans SIRET")
        with self.assertRaisesRegex(UserError, "has a SIRET"):
            window.action_correct_parties()

    # === Exactly once === #

    def test_a_lost_answer_is_looked_up(self):
        self.asked()
        self.sandbox.fault("reset", COMPLETE)
        kind, sentence = self.complete()
        self.assertEqual(kind, "warning")
        self.assertIn("do not do it another way", sentence)
        act = self.last_act(self.move)
        act.with_user(self.clerk).action_update()
        self.assertEqual((act.state, act.attempts), ("done", 1))
        self.assertEqual(len(self.sandbox.requests_of(COMPLETE)), 1)

    def test_what_never_arrived_leaves_once_more(self):
        self.asked()
        self.sandbox.fault("reset_before", COMPLETE)
        self.complete()
        act = self.last_act(self.move)
        act.with_user(self.clerk).action_update()
        self.assertEqual(act.state, "unknown", "too early to conclude")
        act.attempt_date -= ACT_ABSENCE
        for state in ("queued", "done"):
            act.with_user(self.clerk).action_update()
            self.assertEqual(act.state, state)
        self.assertEqual(self.history().count("A_COMPLETER"), 1)

    def test_a_second_request_is_another_question(self):
        self.asked("Un plan")
        window = self.window(self.move)
        self.fill_in(window, "Voici le plan")
        self.return_piece(self.move, "MISE_A_DISPOSITION_MOE", "")
        self.asked("Un métré")
        with self.assertRaisesRegex(UserError, "written again"):
            window.action_complete()
        self.assertEqual(self.sandbox.requests_of(COMPLETE), [])

    def test_two_users_at_once(self):
        self.asked()
        mine, other = self.window(self.move), self.window(self.move)
        self.fill_in(mine)
        self.fill_in(other)
        mine.action_complete()
        with self.assertRaisesRegex(UserError, "no longer waits"):
            other.action_complete()
        self.assertEqual(len(self.sandbox.requests_of(COMPLETE)), 1)

    # === No history === #

    def silent(self):
        """The API of simple invoices knows no works."""
        error = errors.DataError("consulter/historique", 200, 20000, "GDP_MSG_11.008")
        return patch.object(PortalClient, "invoice_history", side_effect=error)

    def test_the_search_proves_it_where_no_history_is_given(self):
        self.asked()
        self.sandbox.fault("reset", COMPLETE)
        with self.silent():
            self.complete()
            act = self.last_act(self.move)
            self.assertEqual(act.state, "unknown")
            act.with_user(self.clerk).action_update()
        self.assertEqual((act.state, act.attempts), ("done", 1))
        self.assertEqual(self.move.chorus_status, "MISE_A_DISPOSITION_MOE")

    def test_an_unchanged_status_proves_nothing_without_history(self):
        self.asked()
        self.sandbox.fault("reset_before", COMPLETE)
        with self.silent():
            self.complete()
            act = self.last_act(self.move)
            act._chorus_advance()
            self.assertEqual(act.state, "unknown")
            act.attempt_date -= ACT_ABSENCE
            act._chorus_advance()
            act._chorus_advance()
        self.assertEqual((act.state, act.attempts), ("done", 2))

    def test_a_later_request_is_told_apart_without_history(self):
        self.asked("Un plan")
        act = self.env["chorus.act"]._chorus_intend(
            "complete", self.move.sudo()._chorus_act_values({"comment": "Le plan"})
        )
        self.sandbox.advance(3600)
        self.return_piece(self.move, "MISE_A_DISPOSITION_MOE", "")
        self.sandbox.advance(3600)
        self.asked("Un métré")
        with self.silent():
            act._chorus_advance()
        self.assertEqual(act.state, "lapsed")
        self.assertEqual(self.sandbox.requests_of(COMPLETE), [])

    def test_the_same_question_is_answered_once_without_history(self):
        """The search is late, and shows the status that was answered."""
        self.asked()
        asked = {
            name: self.move[name] for name in ("chorus_status", "chorus_status_date")
        }
        with self.silent():
            self.complete()
            self.assertEqual(self.last_act(self.move).state, "done")
            self.move.sudo().write(asked)
            with self.assertRaisesRegex(UserError, "was done for .* already"):
                self.complete()
        self.assertEqual(len(self.sandbox.requests_of(COMPLETE)), 1)

    # === By hand === #

    def test_production_is_by_hand_as_delivered(self):
        company = self.company.sudo()
        self.assertTrue(company._works_acts_here())
        company.write(
            {"chorus_environment": "custom", "chorus_api_url": PRODUCTION.api_url}
        )
        self.assertFalse(company._works_acts_here())
        company.chorus_environment = "qualification"
        self.assertTrue(company._works_acts_here())
        company.chorus_environment = "production"
        self.assertFalse(company._works_acts_here())
        rows = self.env["chorus.works.mapping"].with_user(self.manager)
        rows.search([("key", "=", "acts")]).value = "api"
        self.assertTrue(company._works_acts_here())

    def test_by_hand_nothing_leaves_and_nothing_is_claimed(self):
        self.asked()
        self.by_hand()
        window = self.window(self.move)
        self.assertTrue(window.works_by_hand)
        self.assertIn(self.move.name, window.works_steps)
        self.assertIn("Nothing leaves from Odoo", window.announcement)
        with self.assertRaisesRegex(UserError, "nothing was prepared"):
            window.action_works_prepare()
        self.fill_in(window)
        with self.assertRaisesRegex(UserError, "Nothing was sent"):
            window.action_complete()
        kind, sentence = self.params(window.action_works_prepare())
        self.assertEqual(kind, "info")
        self.assertIn("Nothing was sent", sentence)
        note = self.move.message_ids[0]
        self.assertEqual(note.attachment_ids.name, "attachement.pdf")
        self.assertEqual(note.attachment_ids.raw, PDF)
        self.assertIn("L'attachement est joint", note.body)
        self.assertFalse(self.move.chorus_act_ids)
        self.assertEqual(self.move.chorus_status, "A_COMPLETER")
        self.assertEqual(self.sandbox.requests_of(COMPLETE), [])

    def test_switched_off_while_it_waits(self):
        self.asked()
        act = self.env["chorus.act"]._chorus_intend(
            "complete", self.move.sudo()._chorus_act_values({"comment": "x"})
        )
        self.by_hand()
        act._chorus_advance()
        self.assertEqual(act.state, "failed")
        self.assertIn("Nothing was sent", act.error_message)
        self.assertEqual(self.sandbox.requests_of(COMPLETE), [])

    def test_each_window_has_its_steps(self):
        self.by_hand()
        for status, word in (
            ("A_COMPLETER", "Compléter"),
            ("A_RECYCLER", "Recycler"),
            ("ERREUR_DE_MOA", "MOA"),
            ("ERREUR_FOURNISSEUR_SUR_VALIDEUR", "validator"),
        ):
            with self.subTest(status):
                self.return_piece(self.move, status, "Motif")
                window = self.window(self.move)
                self.assertIn(word, window.works_steps)
                self.assertTrue(window.works_steps.startswith("1. "))

    def test_who_may_not(self):
        self.asked()
        with self.assertRaises(AccessError):
            self.move.with_user(self.foreman).action_chorus_answer()
