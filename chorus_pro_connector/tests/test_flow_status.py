# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the client decides, with its reasons, and what following it costs."""

from psycopg2.errors import SerializationFailure

from odoo.exceptions import RedirectWarning
from odoo.tests import tagged
from odoo.tools import mute_logger

from .sandbox_case import SandboxCase

SEARCH = "factures/rechercher/fournisseur"
HISTORY = "factures/consulter/historique"


@tagged("post_install", "-at_install")
class TestClientDecides(SandboxCase):
    def _decided(self, status, reason=None):
        move = self.delivered()
        self.sandbox.advance(60)
        self.sandbox.decide(move.name, status, reason)
        self.sandbox.forget_requests()
        self.run_follow()
        return move

    def test_suspended(self):
        reason = "Merci de joindre le bon de livraison <b>signé</b>"
        move = self._decided("SUSPENDUE", reason)
        self.assertEqual(move.chorus_state, "action")
        self.assertEqual(move.chorus_status, "SUSPENDUE")
        self.assertEqual(move.chorus_status_comment, reason)
        event = move.chorus_event_ids.filtered(lambda e: e.code == "SUSPENDUE")
        self.assertEqual(event.comment, reason)
        self.assertEqual(event.author, "Alex ACHETEUR")
        chatter = self.chatter(move)
        self.assertIn("&lt;b&gt;signé&lt;/b&gt;", chatter)
        self.assertNotIn("<b>signé", chatter)
        activity = move.sudo().activity_ids
        self.assertEqual(activity.user_id, self.clerk)
        self.assertIn("&lt;b&gt;signé", str(activity.note))
        self.assertIn("send it with “Complete”", str(activity.note))

    def test_history_that_another_worker_has_just_read(self):
        """Our transaction does not see what he wrote: it is tried again, no failure."""
        event = self.delivered().chorus_event_ids[0].sudo()
        values = event.copy_data()[0]
        with (
            self.assertRaises(SerializationFailure),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            event.create(values)

    def test_to_recycle(self):
        move = self._decided("A_RECYCLER", "Mauvais service")
        self.assertEqual(move.chorus_state, "action")
        self.assertEqual(move.chorus_status_comment, "Mauvais service")
        self.assertIn("number stays the same", str(move.sudo().activity_ids.note))

    def test_refused_for_good(self):
        move = self._decided("REJETEE", "Prestation non commandée")
        self.assertEqual(move.chorus_state, "refused")
        self.assertIn("Prestation non commandée", self.chatter(move))
        self.assertIn("credit note", str(move.sudo().activity_ids.note))
        with self.assertRaisesRegex(RedirectWarning, "refused"):
            move.action_chorus_send()
        self.assertEqual(self.deposits(), [])

    def test_same_number_after_a_refusal(self):
        move = self._decided("REJETEE", "Prestation non commandée")
        number = move.name
        move.button_draft()
        move.invoice_line_ids.price_unit = 90
        move.action_post()
        self.assertEqual(move.chorus_state, "incomplete")
        self.assertEqual(move.name, number)
        with self.assertRaisesRegex(RedirectWarning, "new number"):
            move.action_chorus_send()
        self.assertEqual(self.deposits(), [])
        move.button_draft()
        move.name = "FAC/2026/90001"
        move.action_post()
        self.send(move)
        self.assertEqual(move.chorus_state, "deposited")

    def test_credit_note_of_a_refused_invoice_stays_here(self):
        move = self._decided("REJETEE", "Non")
        refund = self.invoice(
            move.partner_id, move_type="out_refund", reversed_entry_id=move.id
        )
        self.assertEqual(refund.chorus_state, "no")
        with self.assertRaisesRegex(RedirectWarning, "does not need it"):
            refund.action_chorus_send()

    def test_paid(self):
        move = self._decided("MISE_EN_PAIEMENT")
        self.assertEqual(move.chorus_state, "paid")
        self.assertFalse(move.sudo().activity_ids)

    def test_completed_again(self):
        move = self._decided("SUSPENDUE", "Pièce manquante")
        self.sandbox.advance(60)
        self.sandbox.decide(move.name, "COMPLETEE", force=True)
        self.run_follow()
        self.assertEqual(move.chorus_state, "delivered")
        self.assertFalse(move.chorus_status_comment)
        kept = move.chorus_event_ids.filtered(lambda e: e.code == "SUSPENDUE")
        self.assertEqual(kept.comment, "Pièce manquante")

    def test_history_is_read_once(self):
        move = self._decided("SUSPENDUE", "Pièce manquante")
        events = len(move.chorus_event_ids)
        self.sandbox.forget_requests()
        self.run_follow()
        move.action_chorus_update_status()
        self.assertEqual(len(move.chorus_event_ids), events)
        self.assertEqual(len(move.sudo().activity_ids), 1)

    def test_statuses_cost_one_search(self):
        moves = self.env["account.move"].with_user(self.clerk)
        client = self.client()
        for _rank in range(3):
            moves |= self.delivered(client)
        self.run_follow()
        self.sandbox.advance(60)
        self.sandbox.decide(moves[0].name, "SERVICE_FAIT")
        self.sandbox.forget_requests()
        self.run_follow()
        self.assertEqual(len(self.sandbox.requests_of(SEARCH)), 1)
        self.assertEqual(len(self.sandbox.requests_of(HISTORY)), 1)
        self.assertEqual(moves[0].chorus_status, "SERVICE_FAIT")
        self.assertEqual(moves[1].chorus_status, "MISE_A_DISPOSITION")

    def test_unknown_status_is_not_a_success(self):
        move = self.invoice()
        flow = self.send(move)
        self.sandbox.advance()
        self.sandbox.fault("status_unknown", SEARCH)
        self.sandbox.fault("status_unknown", HISTORY)
        flow.update_flow_status()
        self.assertEqual(move.chorus_status, "STATUT_INCONNU_2031")
        self.assertEqual(move.chorus_status_label, "STATUT_INCONNU_2031")
        self.assertEqual(move.chorus_state, "integrated")

    def test_one_history_failing_keeps_the_status(self):
        move = self.delivered()
        self.run_follow()
        self.sandbox.advance(60)
        self.sandbox.decide(move.name, "SUSPENDUE", "Pièce manquante")
        self.sandbox.fault("http_503", HISTORY)
        self.run_follow()
        self.assertEqual(move.chorus_state, "action")
        self.assertEqual(move.chorus_status_comment, "Pièce manquante")
