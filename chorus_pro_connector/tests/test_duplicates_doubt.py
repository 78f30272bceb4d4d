# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A refusal "already deposited", and what the portal shows of it: nothing, or late."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..chorus.errors import DataError
from ..chorus.portal.answers import FlowReport, InvoiceError
from ..chorus.portal.client import PortalClient
from ..models.flow.chorus_flow_deposit import ABSENCE_DELAY
from .duplicate_case import ADOPTED, SAME_NUMBER, DuplicateCase
from .sandbox_case import COMMITMENT

HISTORY = "factures/consulter/historique"


@tagged("post_install", "-at_install")
class TestDuplicatesDoubt(DuplicateCase):
    # === What is sent again after "already deposited" === #

    def test_nothing_shown_yet(self):
        """The portal has it and does not find it: later, not a rejection."""
        for kind in ("alone", "pdf"):
            with self.subTest(kind):
                self.restart()
                move = self.arrive(kind)
                self.forget(move)
                with patch.object(
                    PortalClient, "search_invoices", lambda *_, **__: iter(())
                ):
                    flow = self.leave(move)
                    self.conclude(move)
                self.assertIn(flow.state, ("deposited", "unknown"))
                self.assertIn("not send", flow.error_message)
                self.assertEqual(flow.line_ids.outcome, "pending")
                self.assertFalse(move.sudo().activity_ids)
                flow.update_flow_status()
                flow.update_flow_status()
                self.assertEqual(move.chorus_state, "delivered")
                self.assertFalse(flow.error_message)

    def test_never_shown(self):
        """After the longest time that a search lags, it is told, with one advice."""
        for kind in ("alone", "pdf"):
            with self.subTest(kind):
                self.restart()
                move = self.arrive(kind)
                self.forget(move)
                with patch.object(
                    PortalClient, "search_invoices", lambda *_, **__: iter(())
                ):
                    flow = self.leave(move)
                    self.conclude(move)
                    self.pass_time(flow, ABSENCE_DELAY)
                    flow.update_flow_status()
                    flow.update_flow_status()
                self.assertEqual(move.chorus_state, "rejected")
                alert = move._get_alerts()["chorus_rejected"]["message"]
                self.assertIn("look for it there", alert)
                self.assertNotIn(SAME_NUMBER, alert)

    def test_a_lot_in_doubt_whose_invoices_went_one_by_one(self):
        """A restored backup has the lot on its way; meanwhile it was given up, and some
        of its invoices were sent alone. None of those deposits is the lot."""
        moves = self.make("lot") | self.make("alone")
        apart = moves[:2]
        for move in apart:
            self.leave(move)
            self.conclude(move)
        self.forget(apart)
        self.sandbox.fault("reset_before", "factures/deposer/flux")
        flow = self.leave(moves)
        self.assertEqual((len(flow), flow.state), (1, "unknown"))
        flow.update_flow_status()
        self.assertEqual(flow.state, "unknown", "too early to conclude")
        self.pass_time(flow, ABSENCE_DELAY)
        flow.update_flow_status()
        self.run_follow()
        self.conclude(moves)
        self.assertEqual(set(moves.mapped("chorus_state")), {"delivered"})
        for move in apart:
            self.assertIn(ADOPTED, self.chatter(move))
        known = {row["numero"]: str(row["id"]) for row in self.sandbox.invoices()}
        self.assertEqual({move.name: move.chorus_identifier for move in moves}, known)

    def test_portal_silent_about_the_history(self):
        """Adopted with its history, or later."""
        move = self.arrive("alone")
        self.forget(move)
        self.leave(move)
        self.sandbox.fault("http_503", HISTORY)
        self.conclude(move)
        self.assertEqual(move._chorus_current_line().outcome, "pending")
        self.assertNotIn(ADOPTED, self.chatter(move))
        self.sandbox.heal()
        move.chorus_flow_id.update_flow_status()
        self.assertAdopted(move)
        self.assertEqual(self.chatter(move).count(ADOPTED), 1)

    def test_the_call_itself_refused(self):
        """A portal that compares at once: the same, without a flow number."""
        move = self.arrive("alone")
        number = move.chorus_flow_id.name
        self.forget(move)
        error = DataError("deposer/flux", 200, 20001, "Fichier déjà déposé")
        with patch.object(PortalClient, "deposit_flow", side_effect=error):
            flow = self.leave(move)
        self.assertEqual((flow.state, flow.doubtful), ("unknown", True))
        flow.update_flow_status()
        self.assertEqual((flow.state, flow.name), ("deposited", number))
        flow.update_flow_status()
        self.assertEqual(move.chorus_state, "delivered")

    # === A doubt === #

    def test_doubt_about_a_number_of_another_invoice(self):
        """Another total under our number is not our deposit."""
        move = self.arrive("alone")
        self.forget(move)
        move.button_draft()
        move.invoice_line_ids.price_unit = 90
        move.action_post()
        self.sandbox.fault("timeout_before", seconds=0)
        flow = self.leave(move)
        self.assertEqual(flow.state, "unknown")
        flow.update_flow_status()
        self.assertEqual((flow.state, flow.name), ("unknown", False))
        self.pass_time(flow, ABSENCE_DELAY)
        self.run_follow()
        self.run_follow()
        self.conclude(move)
        self.assertToldAsTaken(move, "120.00", "108.00")

    def test_doubt_after_a_deposit_was_given_up(self):
        move = self.make("alone")
        self.leave(move).with_user(self.manager).action_chorus_give_up()
        self.sandbox.fault("timeout_before", seconds=0)
        flow = self.leave(move)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(flow.state, "unknown", "that number is the first deposit's")
        self.pass_time(flow, ABSENCE_DELAY + timedelta(minutes=1))
        self.run_follow()
        self.run_follow()
        self.conclude(move)
        self.assertAdopted(move)

    # === Which rejections are looked up === #

    def _rejected(self, text, found):
        move = self.arrive("alone")
        self.forget(move)
        flow = self.leave(move).sudo()
        report = FlowReport(
            "IN_REJETE", None, "f", "", [InvoiceError(move.name, "", "", text)], []
        )
        flow._chorus_conclude("rejected", report)
        expected = "delivered" if found else "rejected"
        self.assertEqual(move.chorus_state, expected, text)
        return move

    def test_other_words_for_the_same(self):
        for text in (
            "Vous avez deja depose une demande de paiement avec ce numero",
            "Une facture avec ce numéro existe déjà",
            "DOUBLON DETECTE SUR LA FACTURE",
            "Anomalie 4711",
            "L'engagement juridique (numeroBonCommande) est obligatoire.".ljust(
                200, "."
            ),
        ):
            with self.subTest(text):
                self.restart()
                self._rejected(text, found=True)

    def test_a_clear_reason_costs_no_search(self):
        self.sandbox.forget_requests()
        move = self.invoice(self.client(COMMITMENT))
        self.leave(move)
        self.conclude(move)
        self.assertEqual(move.chorus_state, "rejected")
        search = "factures/rechercher/fournisseur"
        self.assertEqual(self.sandbox.requests_of(search), [])
        alert = move._get_alerts()["chorus_rejected"]["message"]
        self.assertIn(SAME_NUMBER, alert)
        self.assertNotIn("new number", alert)
