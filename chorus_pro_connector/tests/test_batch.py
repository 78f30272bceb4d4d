# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Many invoices at once: the summary, the progress, and what the sender is told."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .sandbox_case import COMMITMENT, SandboxCase


@tagged("post_install", "-at_install")
class TestBatch(SandboxCase):
    def summary(self, moves):
        action = moves.action_chorus_send()
        return moves.env[action["res_model"]].browse(action["res_id"])

    def send_batch(self, moves):
        """Confirm the summary; return the batch as the clerk sees it."""
        action = self.queue(moves)
        self.assertEqual(action["res_model"], "chorus.batch")
        return moves.env["chorus.batch"].browse(action["res_id"])

    def test_summary_groups_by_reason(self):
        demanding = [
            self.client(name=name, chorus_commitment_required=True)
            for name in ("Lycée Est", "Lycée Ouest")
        ]
        lacking = self.invoice(demanding[0]) | self.invoice(demanding[1])
        draft = self.invoice(post=False)
        ready = self.invoice() | self.invoice() | self.invoice()
        sent = self.invoice()
        self.send(sent)

        wizard = self.summary(ready | lacking | draft | sent)
        self.assertEqual(
            (wizard.ready_count, wizard.left_count, wizard.sent_count), (3, 3, 1)
        )
        self.assertEqual(wizard.ready_move_ids, ready)
        self.assertEqual(wizard.group_ids.mapped("count"), [2, 1, 1])
        commitment, drafts, gone = wizard.group_ids
        self.assertEqual(commitment.move_ids, lacking)
        self.assertRegex(commitment.reason, "For example: .* demands a commitment")
        self.assertEqual(drafts.move_ids, draft)
        self.assertIn("confirm it", drafts.reason)
        self.assertEqual(gone.move_ids, sent)
        self.assertRegex(wizard.departure, "leave at")
        action = commitment.action_open()
        self.assertEqual(action["domain"], [("id", "in", lacking.ids)])
        # A telephone shows cards.
        self.assertEqual(action["view_mode"], "list,kanban,form")

    def test_the_reason_is_that_of_the_icon(self):
        """One table: tooltip, banner, guard before sending and batch say the same."""
        move = self.invoice(self.client(chorus_commitment_required=True))
        other = self.invoice()
        (stored,) = move.chorus_explain_state()
        (group,) = self.summary(move | other).group_ids
        self.assertEqual(group.reason, stored)
        self.assertEqual(
            move._get_alerts()["chorus_commitment_missing"]["message"], stored
        )
        with self.assertRaisesRegex(RedirectWarning, "demands a commitment number"):
            move.action_chorus_send()

    def test_confirming_only_queues(self):
        moves = self.invoice() | self.invoice() | self.invoice()
        registry = self.env.registry
        moves._chorus_drop_file()
        self.sandbox.forget_requests()
        wizard = self.summary(moves)
        with (
            patch.object(registry["account.move"], "_chorus_source_pdf", None),
            patch.object(registry["chorus.en16931"], "_get_mapping", None),
        ):
            action = wizard.action_send()
        self.assertEqual(self.sandbox.order("GET", "requests")["total"], 0)
        batch = self.env["chorus.batch"].browse(action["res_id"])
        self.assertEqual((batch.total_count, batch.waiting_count), (3, 3))
        self.assertEqual({m.chorus_state for m in moves}, {"queued"})

    def test_waiting_to_leave_asks_no_rule_again(self):
        moves = self.invoice() | self.invoice()
        moves.invoice_date_due = moves[0].invoice_date - timedelta(days=1)
        found = moves.mapped("chorus_issues")
        self.assertTrue(all(found))
        wizard = self.summary(moves)
        with patch.object(
            self.env.registry["account.move"], "_chorus_stored_issues", None
        ):
            wizard.action_send()
        self.assertEqual({m.chorus_state for m in moves}, {"queued"})
        self.assertEqual(moves.mapped("chorus_issues"), found)
        # Until something else changes.
        moves[0].invoice_date_due = moves[0].invoice_date
        self.assertFalse(moves[0].chorus_issues)
        self.assertTrue(moves[1].chorus_issues)

    def test_progress_and_end(self):
        self.clerk.notification_type = "inbox"
        # The client demands a commitment, which Odoo learns just before sending.
        wrong = self.client(COMMITMENT, chorus_checked=False)
        moves = self.invoice() | self.invoice() | self.invoice(wrong)
        batch = self.send_batch(moves)
        self.assertEqual((batch.state, batch.done_count), ("running", 0))
        self.assertIn("begins at", batch.departure)
        self.run_follow()

        batch.invalidate_recordset()
        self.assertEqual((batch.state, batch.done_count), ("done", 3))
        self.assertEqual((batch.deposited_count, batch.failed_count), (2, 1))
        self.assertFalse(batch.departure)
        line = batch.failed_line_ids
        self.assertEqual(line.move_id, moves[2])
        self.assertIn("demands a commitment number", line.problem)
        (note,) = self.notifications()
        self.assertEqual((note["type"], note["sticky"]), ("danger", True))
        self.assertIn("Out of 3 invoices: 2 deposited, 1 not sent.", note["message"])
        self.assertIn(moves[2].name, note["message"])
        self.assertIn("demands a commitment number", note["message"])
        inbox = self.env["mail.message"].sudo()
        inbox = inbox.search([("partner_ids", "=", self.clerk.partner_id.id)])[:1]
        self.assertIn("Out of 3 invoices", inbox.body)
        self.assertIn("demands a commitment number", inbox.body)
        # Once only, whoever looks again.
        self.run_follow()
        self.assertEqual(len(self.notifications()), 1)

    def test_cancel_the_whole_batch(self):
        moves = self.invoice() | self.invoice()
        batch = self.send_batch(moves)
        batch.action_cancel_sending()
        batch.invalidate_recordset()
        self.assertEqual((batch.state, batch.cancelled_count), ("done", 2))
        self.assertEqual({m.chorus_state for m in moves}, {"ready"})
        self.run_follow()
        self.assertEqual(self.deposits(), [])

    def test_send_the_whole_batch_now(self):
        moves = self.invoice() | self.invoice()
        batch = self.send_batch(moves)
        batch.action_send_now()
        batch.invalidate_recordset()
        self.assertFalse(batch.departure)
        self.run_follow()
        self.assertEqual({m.chorus_state for m in moves}, {"deposited"})
        self.assertEqual(batch.action_view_invoices()["res_model"], "account.move")

    def test_lots_are_counted_by_invoice(self):
        self.company.chorus_lots = True
        moves = self.invoice() | self.invoice() | self.invoice()
        batch = self.send_batch(moves)
        self.assertEqual((len(batch.flow_ids), batch.waiting_count), (1, 3))
        moves[0].action_chorus_cancel_sending()
        self.run_follow()
        batch.invalidate_recordset()
        self.assertEqual((batch.deposited_count, batch.cancelled_count), (2, 1))
        self.assertEqual(batch.state, "done")

    def test_taken_by_somebody_else_meanwhile(self):
        moves = self.invoice() | self.invoice()
        wizard = self.summary(moves)
        self.queue(moves)
        with self.assertRaisesRegex(UserError, "None of these invoices is ready"):
            wizard.action_send()
        self.assertEqual(len(moves.chorus_flow_line_ids), 2)
