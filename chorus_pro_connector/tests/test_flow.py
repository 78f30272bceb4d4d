# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From the button to the client's desk, what stops it, and the ways back."""

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from .sandbox_case import DELIVERED_AFTER, STATE, SandboxCase

REPORT = "transverses/consulterCRDetaille"
SEARCH = "factures/rechercher/fournisseur"


@tagged("post_install", "-at_install")
class TestFlow(SandboxCase):
    def test_from_button_to_client(self):
        move = self.invoice()
        self.assertEqual(move.chorus_state, "ready")

        kind, sentence = self.params(move.action_chorus_send())

        flow = move.chorus_flow_id
        self.assertEqual(kind, "success")
        self.assertIn(flow.name, sentence)
        self.assertEqual((flow.state, move.chorus_state), ("deposited", "deposited"))
        self.assertTrue(flow.name.startswith("CPP001"))
        self.assertTrue(flow.date)
        self.assertTrue(move.is_move_sent)
        self.assertFalse(move.chorus_identifier)
        self.assertIn(flow.name, self.chatter(move))
        (deposit,) = self.deposits()
        self.assertEqual(deposit["status"], 200)
        content = self.assertFileReceived(flow)
        self.assertTrue(content.startswith(b"%PDF-"))
        self.assertEqual(
            flow.attachment_id.name,
            f"factur-x_chorus_facture_{move.name.replace('/', '-')}.pdf",
        )
        self.assertEqual(flow.line_ids.number, move.name)
        self.assertEqual(flow.line_ids.amount, move.amount_total)

        self.sandbox.advance()
        flow.update_flow_status()

        self.assertEqual((flow.status, flow.state), ("IN_INTEGRE", "integrated"))
        self.assertEqual(flow.line_ids.outcome, "accepted")
        (seen,) = self.sandbox.invoices()
        self.assertEqual(move.chorus_identifier, str(seen["id"]))
        self.assertEqual(flow.line_ids.identifier, move.chorus_identifier)
        self.assertEqual(move.chorus_status, "MISE_A_DISPOSITION")
        self.assertEqual(move.chorus_status_label, "Mise à disposition")
        self.assertEqual(move.chorus_state, "delivered")
        self.assertEqual(
            move.chorus_event_ids.sorted("id").mapped("code"),
            ["DEPOSEE", "EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION"],
        )
        self.assertFalse(flow.next_check)

    def test_identifiers_past_32_bits(self):
        """The models give them 64 bits: they are kept as text, whole."""
        self.sandbox.fault("long_identifiers", "*", count=1000)
        move = self.delivered()
        self.assertGreater(int(move.chorus_identifier), 2**32)
        self.sandbox.decide(move.name, "SUSPENDUE", "Bon de commande")
        move.action_chorus_update_status()
        self.assertEqual(move.chorus_status, "SUSPENDUE")
        self.assertEqual(
            move.chorus_event_ids.sorted("id")[-1].comment, "Bon de commande"
        )

    def test_integrated_is_not_delivered(self):
        """The flow is in; the client does not have the invoice yet."""
        move = self.invoice()
        flow = self.send(move)
        self.sandbox.advance(21)
        flow.update_flow_status()
        self.assertEqual(flow.status, "IN_INTEGRE")
        self.assertEqual(move.chorus_status, "DEPOSEE")
        self.assertEqual(move.chorus_state, "integrated")
        self.sandbox.advance(DELIVERED_AFTER)
        move.action_chorus_update_status()
        self.assertEqual(move.chorus_state, "delivered")

    def test_scheduled_action_does_it_all(self):
        moves = self.invoice() | self.invoice()
        action = self.queue(moves)
        batch = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((batch.total_count, batch.waiting_count), (2, 2))
        self.assertEqual(set(moves.mapped("chorus_state")), {"queued"})
        self.assertEqual(self.deposits(), [])

        self.run_follow()
        self.assertEqual(set(moves.mapped("chorus_state")), {"deposited"})
        self.assertEqual(len(self.deposits()), 2)
        for flow in moves.chorus_flow_id:
            self.assertFileReceived(flow)

        self.sandbox.advance()
        self.run_follow()
        self.assertEqual(set(moves.mapped("chorus_state")), {"delivered"})

    def test_report_not_ready_yet(self):
        move = self.invoice()
        flow = self.send(move)
        self.sandbox.advance()
        self.sandbox.fault("report_not_ready", REPORT)
        flow.update_flow_status()
        self.assertEqual(flow.state, "deposited")
        self.assertEqual(flow.check_count, 1)
        self.assertFalse(flow.error_message, "nothing is wrong, it only takes time")
        flow.update_flow_status()
        self.assertEqual(flow.state, "integrated")

    def test_pending_states_are_not_the_end(self):
        flow = self.send(self.invoice())
        flow.update_flow_status()
        self.assertEqual(flow.state, "deposited")
        self.assertEqual(flow.status, "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP")
        self.assertTrue(flow.next_check)

    def test_unknown_flow_status_is_kept_and_waited_for(self):
        flow = self.send(self.invoice())
        self.sandbox.advance()
        self.sandbox.fault("status_unknown", REPORT)
        flow.update_flow_status()
        self.assertEqual(flow.status, "IN_ETAT_INCONNU_2031")
        self.assertEqual(flow.status_label, "IN_ETAT_INCONNU_2031")
        self.assertEqual(flow.state, "deposited")

    def test_unreadable_report_changes_nothing(self):
        for kind in ("html", "truncated_json"):
            with self.subTest(kind=kind):
                move = self.invoice()
                flow = self.send(move)
                self.sandbox.advance()
                self.sandbox.fault(kind, REPORT)
                flow.update_flow_status()
                self.assertEqual((flow.state, flow.status), ("deposited", False))
                self.assertTrue(flow.error_message)
                flow.update_flow_status()
                self.assertEqual(move.chorus_state, "delivered")
                self.assertFalse(flow.error_message)

    def test_identifiers_button(self):
        flow = self.send(self.invoice())
        self.sandbox.advance()
        self.sandbox.fault("empty_list", SEARCH)
        flow.update_flow_status()
        self.assertEqual(flow.state, "integrated")
        self.assertFalse(flow.line_ids.identifier)
        self.assertTrue(flow.next_check, "the search lags behind: ask again")
        flow.get_invoice_identifiers()
        self.assertTrue(flow.line_ids.identifier)
        self.assertFalse(flow.next_check)

    def test_identifiers_button_before_the_deposit(self):
        moves = self.invoice() | self.invoice()
        self.queue(moves)
        with self.assertRaisesRegex(UserError, "no reference yet"):
            moves[0].chorus_flow_id.get_invoice_identifiers()

    def test_credit_note(self):
        move = self.delivered()
        refund = self.invoice(
            move.partner_id,
            move_type="out_refund",
            reversed_entry_id=move.id,
            partner_bank_id=False,
        )
        self.assertEqual(refund.chorus_state, "ready")
        flow = self.send(refund)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(flow.status, "IN_INTEGRE", flow.notes)
        self.assertEqual(refund.chorus_state, "delivered")
        seen = self.sandbox.invoices()[0]
        self.assertEqual(seen["numero"], refund.name)
        self.assertEqual(seen["montantTTC"], 120.0)

    def test_state_client(self):
        client = self.client(STATE)
        move = self.delivered(
            client, buyer_reference="SFACETAT", purchase_order_reference="EJ20260003"
        )
        self.assertEqual(self.sandbox.invoices()[0]["destinataire"], STATE)
        self.assertEqual(move.chorus_state, "delivered")

    def test_bytes_sent_are_kept(self):
        move = self.invoice()
        flow = self.send(move)
        action = move.action_chorus_open_file()
        attachment = flow.sudo().attachment_id
        self.assertEqual(action["url"], f"/web/content/{attachment.id}?download=true")
        self.assertEqual(attachment.with_user(self.clerk).raw, attachment.raw)
        with self.assertRaises(UserError):
            flow.sudo().unlink()
        with self.assertRaises(AccessError):
            flow.unlink()
        with self.assertRaises(AccessError):
            attachment.with_user(self.clerk).unlink()
        with self.assertRaises(AccessError):
            attachment.with_user(self.clerk).write({"raw": b"other"})

    def test_nothing_to_open_yet(self):
        with self.assertRaisesRegex(UserError, "Nothing has been sent"):
            self.invoice().action_chorus_open_file()

    def test_what_is_at_the_portal_cannot_change(self):
        move = self.invoice()
        self.send(move)
        for button in (move.button_draft, move.button_cancel):
            with self.assertRaisesRegex(UserError, "on its way"):
                button()
        self.sandbox.advance()
        move.action_chorus_update_status()
        for button in (move.button_draft, move.button_cancel):
            with self.assertRaisesRegex(UserError, "credit note"):
                button()

    # === Bad input: one sentence each, and nothing leaves === #

    def assertNothingSent(self):
        self.assertEqual(self.deposits(), [])
        self.assertFalse(self.env["chorus.flow"].search([], limit=1))

    def test_bad_input_draft(self):
        move = self.invoice(post=False)
        self.assertEqual(move.chorus_state, "waiting")
        with self.assertRaisesRegex(RedirectWarning, "confirm it"):
            move.action_chorus_send()
        self.assertNothingSent()

    def test_bad_input_cancelled(self):
        move = self.invoice(post=False)
        move.button_cancel()
        self.assertEqual(move.chorus_state, "no")
        with self.assertRaisesRegex(RedirectWarning, "is cancelled"):
            move.action_chorus_send()
        self.assertNothingSent()

    def test_bad_input_vendor_bill(self):
        bill = self.invoice(move_type="in_invoice", partner_bank_id=False)
        self.assertEqual(bill.chorus_state, "no")
        with self.assertRaisesRegex(RedirectWarning, "not a customer invoice"):
            bill.action_chorus_send()
        self.assertNothingSent()

    def test_bad_input_client_elsewhere(self):
        move = self.invoice(self.client(invoice_sending_method="email"))
        with self.assertRaisesRegex(RedirectWarning, "sending method") as caught:
            move.action_chorus_send()
        _sentence, action, label = caught.exception.args[:3]
        self.assertEqual(action["res_id"], move.commercial_partner_id.id)
        self.assertEqual(label, "Open the client")
        self.assertNothingSent()

    def test_bad_input_empty(self):
        move = self.invoice(lines=[Command.clear()], post=False)
        with self.assertRaisesRegex(RedirectWarning, "no line"):
            move.action_chorus_send()
        self.assertNothingSent()

    def test_bad_input_several(self):
        moves = self.invoice(post=False) | self.invoice(post=False)
        bill = self.invoice(move_type="in_invoice", partner_bank_id=False)
        action = (moves | bill).action_chorus_send()
        wizard = self.env[action["res_model"]].with_user(self.clerk)
        wizard = wizard.browse(action["res_id"])
        self.assertFalse(wizard.ready_count)
        reasons = "\n".join(wizard.group_ids.mapped("reason"))
        self.assertIn("confirm it", reasons)
        self.assertIn("not a customer invoice", reasons)
        self.assertNothingSent()
