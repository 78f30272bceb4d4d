# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From the button to the client's desk, what stops it, and the ways back."""

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from ..chorus.portal.answers import FlowReport, InvoiceError
from .sandbox_case import COMMITMENT, DELIVERED_AFTER, FREE, STATE, SandboxCase

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

    # === The portal refuses the file: correct, same number, send again === #

    def _rejected(self):
        """An invoice whose commitment is missing, which Odoo did not know."""
        move = self.invoice(self.client(COMMITMENT))
        flow = self.send(move)
        self.sandbox.advance()
        flow.update_flow_status()
        return move, flow

    def test_reason_reaches_the_record(self):
        move, flow = self._rejected()
        self.assertEqual((flow.status, flow.state), ("IN_REJETE", "rejected"))
        self.assertEqual(move.chorus_state, "rejected")
        line = flow.line_ids
        self.assertEqual(line.outcome, "rejected")
        self.assertIn("engagement juridique", line.error)
        self.assertIn("engagement juridique", flow.notes)
        self.assertIn("engagement juridique", self.chatter(move))
        activity = move.sudo().activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.clerk)
        self.assertIn("engagement juridique", activity.note)
        self.assertFalse(flow.invoice_ids)
        self.assertEqual(flow.initial_invoice_ids, move)
        self.assertFalse(flow.next_check)

    def test_correct_and_send_again(self):
        move, first = self._rejected()
        number = move.name
        move.button_draft()
        self.assertEqual(move.chorus_state, "waiting")
        move.purchase_order_reference = "EJ20260001"
        move.action_post()
        self.assertEqual(move.name, number)
        second = self.send(move)
        self.assertNotEqual(second, first)
        self.assertEqual(move.chorus_state, "deposited")
        old, new = (self.assertFileReceived(flow) for flow in (first, second))
        self.assertNotEqual(old, new, "the corrected invoice, not the old file")
        self.sandbox.advance()
        second.update_flow_status()
        self.assertEqual(move.chorus_state, "delivered")
        self.assertEqual(
            [line.outcome for line in move.chorus_flow_line_ids.sorted("id")],
            ["rejected", "accepted"],
        )
        self.assertTrue(first.line_ids.superseded)
        self.assertEqual(first.line_ids.number, number)

    def test_send_again_without_draft(self):
        """What was wrong stood on the client: nothing on the invoice changes."""
        move, first = self._rejected()
        move.partner_id.sudo().company_registry = FREE
        second = self.send(move)
        self.assertNotEqual(first, second)
        self.sandbox.advance()
        second.update_flow_status()
        self.assertEqual(move.chorus_state, "delivered")

    def test_duplicate_number(self):
        move = self.delivered()
        other = self.company_data["default_journal_sale"].copy()
        twin = self.invoice(move.partner_id, number=move.name, journal_id=other.id)
        action = twin.action_chorus_send()
        twin.env[action["res_model"]].browse(action["res_id"]).action_send()
        flow = twin.chorus_flow_id
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(twin.chorus_state, "rejected")
        self.assertIn("deja depose", flow.line_ids.error)
        self.assertIn("from another invoice of Odoo", flow.line_ids.explanation)
        self.assertFalse(twin.chorus_identifier)
        self.assertEqual(move.chorus_state, "delivered")

    def test_html_in_a_reason_is_text(self):
        move = self.invoice()
        flow = self.send(move)
        report = FlowReport(
            "IN_REJETE",
            None,
            "f.pdf",
            "TRA_MSG_00.000",
            [InvoiceError(move.name, "", "", "<b>no</b><script>alert(1)</script>")],
            [],
        )
        flow.sudo()._chorus_conclude("rejected", report)
        for body in (self.chatter(move), str(move.sudo().activity_ids.note)):
            self.assertNotIn("<script>", body)
            self.assertNotIn("<b>no", body)
            self.assertIn("&lt;b&gt;no", body)

    # === One file with several invoices === #

    def _lot(self):
        """Three invoices in one flow that the portal has, as batches have them."""
        moves = self.invoice() | self.invoice() | self.invoice()
        flow = self.env["chorus.flow"]._chorus_create(moves)
        flow._chorus_set_state("sending")
        flow._chorus_set_state("deposited", name="CPP0010000000000000000000")
        return moves, flow

    def _report(self, *numbers, technical=()):
        errors = [InvoiceError(number, "", "", "Faux|Absent") for number in numbers]
        return FlowReport("IN_INTEGRE_PARTIEL", None, "", "", errors, list(technical))

    def test_partial_only_the_named_ones(self):
        moves, flow = self._lot()
        first, *others = moves
        flow._chorus_conclude("partial", self._report(first.name))
        self.assertEqual(first.chorus_state, "rejected")
        self.assertEqual({move.chorus_state for move in others}, {"deposited"})
        self.assertEqual(first.chorus_flow_line_ids.error, "Faux\nAbsent")
        self.assertEqual(flow.invoice_ids, moves - first)
        self.assertEqual(flow.initial_invoice_ids, moves)
        # One is free again, the others are not.
        first.button_draft()
        with self.assertRaises(UserError):
            others[0].button_draft()

    def test_all_rejected_without_names(self):
        moves, flow = self._lot()
        flow._chorus_conclude("rejected", self._report(technical=["SBX01 illisible"]))
        self.assertEqual(set(moves.mapped("chorus_state")), {"rejected"})
        self.assertEqual(set(flow.line_ids.mapped("error")), {"SBX01 illisible"})

    def test_nothing_said_still_gives_a_reason(self):
        _moves, flow = self._lot()
        flow._chorus_conclude("rejected", self._report())
        self.assertEqual(set(flow.line_ids.mapped("error")), {"IN_INTEGRE_PARTIEL"})

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
