# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The portal refuses a file or some of its invoices: the reasons, the ways back."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..chorus.portal.answers import FlowReport, InvoiceError
from .sandbox_case import COMMITMENT, FREE, SandboxCase


@tagged("post_install", "-at_install")
class TestFlowRejected(SandboxCase):
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
