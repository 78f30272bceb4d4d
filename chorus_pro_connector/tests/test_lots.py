# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Several invoices in one deposit, each accepted or rejected on its own."""

import hashlib
import io
import tarfile
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..chorus import rules
from ..models.flow import chorus_flow_lot, chorus_flow_report
from .sandbox_case import COMMITMENT, SandboxCase, no_waiting

HUGE = "<p>Mot. </p>" * 4000
LOGGER = "odoo.addons.chorus_pro_connector.models.flow.chorus_flow_lot"


def members(content):
    """Return dict name → bytes of an archive."""
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        return {item.name: archive.extractfile(item).read() for item in archive}


@tagged("post_install", "-at_install")
class TestLots(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.chorus_lots = True
        cls.town = cls.client()

    def invoices(self, count=3, client=None, **values):
        moves = self.env["account.move"].with_user(self.clerk)
        for _rank in range(count):
            moves |= self.invoice(client or self.town, **values)
        return moves

    def flows(self, moves):
        return moves.chorus_flow_line_ids.flow_id.sudo()

    def sent(self, moves):
        """Queue a batch and deposit it; return its flows."""
        self.queue(moves)
        self.run_follow()
        return self.flows(moves).sorted("id")

    def integrate(self, flows):
        self.sandbox.advance()
        for flow in flows:
            flow.update_flow_status()

    def test_one_deposit_for_all(self):
        moves = self.invoices(3)
        flow = self.sent(moves)
        self.assertEqual(len(flow), 1)
        self.assertEqual(len(self.deposits()), 1)
        content = self.assertFileReceived(flow)
        self.assertEqual(
            flow.attachment_id.name, f"factur-x_chorus_lot_{flow.id}.tar.gz"
        )
        expected = {move.chorus_file_name: move._chorus_stored_file() for move in moves}
        self.assertEqual(members(content), expected)
        self.assertEqual(set(moves.mapped("chorus_state")), {"deposited"})
        self.integrate(flow)
        self.assertEqual((flow.status, flow.state), ("IN_INTEGRE", "integrated"))
        self.assertEqual(set(moves.mapped("chorus_state")), {"delivered"})
        self.assertEqual(len(set(moves.mapped("chorus_identifier"))), 3)

    def test_histories_already_read_are_kept(self):
        """A worker may be stopped at any of a hundred: some at a time are committed."""
        flow = self.sent(self.invoices(3))
        self.sandbox.advance()
        seen = []

        def commit(record):
            seen.append(record.line_ids.mapped("outcome"))

        with (
            patch.object(chorus_flow_report, "TOGETHER", 1),
            patch.object(type(flow), "_chorus_commit", commit),
        ):
            flow.update_flow_status()
        self.assertIn(["accepted", "pending", "pending"], seen)
        self.assertIn(["accepted", "accepted", "pending"], seen)
        self.assertEqual(flow.line_ids.mapped("outcome"), ["accepted"] * 3)

    def test_without_the_setting_each_goes_alone(self):
        self.company.chorus_lots = False
        moves = self.invoices(2)
        flows = self.sent(moves)
        self.assertEqual(len(flows), 2)
        self.assertEqual(len(self.deposits()), 2)

    def test_one_lot_for_each_format(self):
        formats = ("facturx", "cii", "ubl")
        moves = self.env["account.move"].with_user(self.clerk)
        for kind in formats * 2:
            moves |= self.invoice(self.town, chorus_format=kind)
        flows = self.sent(moves)
        self.assertEqual(len(flows), 3)
        self.integrate(flows)
        self.assertEqual(set(flows.mapped("status")), {"IN_INTEGRE"})
        for flow in flows:
            (kind,) = set(flow.line_ids.move_id.mapped("chorus_format"))
            prefix = {"facturx": "factur-x"}.get(kind, kind)
            self.assertTrue(flow.attachment_id.name.startswith(f"{prefix}_chorus_lot_"))
        self.assertEqual(set(moves.mapped("chorus_state")), {"delivered"})

    def test_a_lot_has_a_greatest_length(self):
        with patch.object(rules, "LOT_LENGTH", 2):
            moves = self.invoices(3)
            flows = self.sent(moves)
        self.assertEqual([len(flow.line_ids) for flow in flows], [2, 1])
        self.assertFalse(flows[1].attachment_id.name.endswith(".tar.gz"))
        self.integrate(flows)
        self.assertEqual(set(moves.mapped("chorus_state")), {"delivered"})

    def test_too_heavy_is_split(self):
        moves = self.invoices(4)
        sizes = [len(move._chorus_build_file()[1]) for move in moves]
        room = chorus_flow_lot.ARCHIVE_ENDS + sum(sizes[:2]) + 4096
        with patch.object(rules, "ARCHIVE_SIZE", room):
            self.queue(moves)
            for _turn in range(4):
                self.run_follow()
        flows = self.flows(moves).sorted("id")
        self.assertEqual([len(flow.line_ids) for flow in flows], [2, 2])
        self.assertEqual(len(self.deposits()), 2)
        for flow in flows:
            self.assertLessEqual(len(self.assertFileReceived(flow)), room)
        self.integrate(flows)
        self.assertEqual(set(moves.mapped("chorus_state")), {"delivered"})

    def test_too_slow_is_split(self):
        moves = self.invoices(3)
        with patch.object(chorus_flow_lot, "PREPARING_TIME", -1):
            self.queue(moves)
            for _turn in range(4):
                self.run_follow()
        self.assertEqual(len(self.flows(moves)), 3)
        self.assertEqual(set(moves.mapped("chorus_state")), {"deposited"})

    # === Some are rejected === #

    def test_only_the_rejected_ones_are_free(self):
        wrong = self.invoices(1, self.client(COMMITMENT))
        good = self.invoices(2)
        flow = self.sent(good | wrong)
        self.integrate(flow)
        self.assertEqual((flow.status, flow.state), ("IN_INTEGRE_PARTIEL", "partial"))
        self.assertEqual(set(good.mapped("chorus_state")), {"delivered"})
        self.assertEqual(wrong.chorus_state, "rejected")
        self.assertIn("engagement juridique", wrong.chorus_flow_line_ids.error)
        self.assertEqual(flow.invoice_ids, good)
        with self.assertRaises(UserError):
            good[0].button_draft()
        wrong.button_draft()
        wrong.purchase_order_reference = "EJ20260001"
        wrong.action_post()
        again = self.send(wrong)
        self.integrate(again)
        self.assertEqual(wrong.chorus_state, "delivered")
        self.assertEqual(flow.state, "partial")
        self.assertEqual(len(flow.line_ids), 3, "the history stays")

    def test_all_are_rejected(self):
        moves = self.invoices(2, self.client(COMMITMENT))
        flow = self.sent(moves)
        self.integrate(flow)
        self.assertEqual(flow.state, "rejected")
        self.assertEqual(set(moves.mapped("chorus_state")), {"rejected"})

    # === One cannot become a file === #

    def test_the_others_go_without_the_one_that_fails(self):
        moves = self.invoices(3)
        bad = moves[1]
        self.queue(moves)
        bad.narration = HUGE
        self.run_follow()
        flow = (moves - bad).chorus_flow_id.sudo()
        self.assertEqual(len(flow), 1)
        self.assertEqual(len(members(self.assertFileReceived(flow))), 2)
        own = bad.chorus_flow_id.sudo()
        self.assertEqual(own.state, "failed")
        self.assertIn("too long", own.error_message)
        self.assertIn("Not sent", self.chatter(bad))
        self.assertIn("too long", self.chatter(bad))
        self.assertEqual(len(self.deposits()), 1)
        bad.button_draft()
        bad.narration = False
        bad.action_post()
        self.integrate(self.send(bad))
        self.assertEqual(bad.chorus_state, "delivered")

    @mute_logger(LOGGER)
    def test_one_that_lacks_something_by_now_leaves_the_lot(self):
        other = self.client(COMMITMENT)
        moves = self.invoices(2) | self.invoices(1, client=other)
        late = moves[-1]
        self.queue(moves)
        # What the directory says now is not what it said when they were queued.
        other.sudo().chorus_checked = fields.Datetime.now() - timedelta(days=8)
        self.run_follow()
        self.assertEqual(len(self.deposits()), 1)
        self.assertEqual(late.chorus_flow_id.state, "failed")
        self.assertIn("demands a commitment", late.chorus_flow_id.error_message)
        gone = moves - late
        self.assertEqual(set(gone.mapped("chorus_state")), {"deposited"})
        content = self.assertFileReceived(gone.chorus_flow_id.sudo())
        self.assertEqual(len(members(content)), 2)

    def test_a_crash_in_one_does_not_stop_the_others(self):
        moves = self.invoices(3)
        bad = moves[0]
        original = type(bad)._chorus_build_file

        def build(move, *values):
            if move == bad:
                raise ZeroDivisionError
            return original(move, *values)

        with patch.object(
            self.env.registry["account.move"], "_chorus_build_file", build
        ):
            self.sent(moves)
        self.assertEqual(bad.chorus_flow_id.sudo().state, "failed")
        self.assertIn("ZeroDivisionError", self.chatter(bad))
        self.assertEqual({m.chorus_state for m in moves - bad}, {"deposited"})

    def test_none_is_left(self):
        moves = self.invoices(2)
        self.queue(moves)
        lot = self.flows(moves)
        moves.narration = HUGE
        self.run_follow()
        self.assertEqual(lot.state, "cancelled")
        self.assertFalse(lot.line_ids)
        self.assertEqual(set(self.flows(moves).mapped("state")), {"failed"})
        self.assertEqual(self.deposits(), [])

    # === One leaves === #

    def test_cancelling_one_leaves_the_others(self):
        moves = self.invoices(3)
        self.queue(moves)
        moves[0].action_chorus_cancel_sending()
        self.assertEqual(moves[0].chorus_state, "ready")
        self.assertEqual({m.chorus_state for m in moves[1:]}, {"queued"})
        self.run_follow()
        self.assertEqual({m.chorus_state for m in moves[1:]}, {"deposited"})
        self.assertEqual(moves[0].chorus_state, "ready")
        with self.assertRaises(UserError):
            moves[1].action_chorus_cancel_sending()
        self.assertEqual(self.send(moves[0]).state, "deposited")

    def test_correcting_one_of_a_refused_call_leaves_the_others(self):
        moves = self.invoices(3)
        self.queue(moves)
        lot = self.flows(moves)
        lot._chorus_set_state("failed", error_message="No", next_check=False)
        moves[0].button_draft()
        self.assertEqual(moves[0].chorus_state, "waiting")
        self.assertEqual(lot.state, "failed")
        self.assertEqual({m.chorus_state for m in moves[1:]}, {"ready"})
        lot.with_user(self.clerk).action_chorus_retry()
        self.assertEqual({m.chorus_state for m in moves[1:]}, {"deposited"})
        self.assertEqual(len(members(self.assertFileReceived(lot))), 2)

    # === Doubt === #

    def test_correcting_one_after_a_doubt_frees_all(self):
        """The bytes of the lot hold the invoice that changes: they must not go."""
        moves = self.invoices(2)
        self.queue(moves)
        lot = self.flows(moves)
        lot._chorus_prepare_file()
        lot.doubtful = True
        lot._chorus_set_state("failed", error_message="No", next_check=False)
        moves[0].button_draft()
        self.assertEqual(lot.state, "cancelled")
        self.assertEqual(moves[1].chorus_state, "ready")
        self.assertEqual(self.send(moves[1]).state, "deposited")
        self.assertEqual(len(self.deposits()), 1)

    def test_a_lost_answer_is_looked_up(self):
        moves = self.invoices(3)
        self.sandbox.fault("reset")
        flow = self.sent(moves)
        self.assertEqual((len(flow), flow.state), (1, "unknown"))
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(flow.state, "deposited")
        self.integrate(flow)
        self.assertEqual(set(moves.mapped("chorus_state")), {"delivered"})
        self.assertEqual(len(self.sandbox.invoices()), 3)

    def test_the_same_bytes_after_a_doubt(self):
        moves = self.invoices(2)
        self.sandbox.fault("reset_before")
        flow = self.sent(moves)
        self.assertEqual(flow.state, "unknown")
        before = flow.sha256
        self.town.sudo().street = "2 rue Neuve"
        self.sandbox.heal()
        with no_waiting(ABSENCE_DELAY=timedelta()):
            flow.update_flow_status()
            self.assertEqual(flow.state, "queued")
            flow.update_flow_status()
        self.assertEqual((flow.state, flow.sha256), ("deposited", before))
        content = self.assertFileReceived(flow)
        self.assertEqual(hashlib.sha256(content).hexdigest(), before)

    def test_numbers_that_differ_by_a_slash(self):
        moves = self.invoice(self.town, number="L/1") | self.invoice(
            self.town, number="L-1"
        )
        flow = self.sent(moves)
        self.assertEqual(
            sorted(members(self.assertFileReceived(flow))),
            ["factur-x_chorus_facture_L-1.pdf", "factur-x_chorus_facture_L-1_2.pdf"],
        )
        self.integrate(flow)
        self.assertEqual(set(moves.mapped("chorus_state")), {"delivered"})
