# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Between *Send* and the deposit: nothing leaves early, and all can be taken back."""

from contextlib import nullcontext
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import LockError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .sandbox_case import SandboxCase

NOW = "2026-11-02 13:22:00"


@tagged("post_install", "-at_install")
class TestDelay(SandboxCase):
    def setUp(self):
        super().setUp()
        self.clerk.tz = "Europe/Paris"

    def run_due(self):
        """Run the scheduled action on what is due, and on nothing else."""
        cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_follow").sudo()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_one_invoice_leaves_at_once_by_default(self):
        self.assertEqual(self.company.chorus_delay, 0)
        move = self.invoice()
        self.assertEqual(self.send(move).state, "deposited")

    def test_one_invoice_waits_when_the_company_wants_it(self):
        self.company.chorus_delay = 10
        move = self.invoice()
        with freeze_time(NOW):
            kind, sentence = self.params(move.action_chorus_send())
            self.assertEqual(kind, "success")
            self.assertRegex(sentence, "at 2:32.PM; until then, “Cancel sending”")
            alert = move._get_alerts()["chorus_departure"]
            self.assertEqual((alert["level"], alert["message"]), ("info", sentence))
            self.assertEqual(
                alert["action_call"][1:], ("action_chorus_cancel_sending", move.ids)
            )
        self.assertEqual(move.chorus_state, "queued")
        with freeze_time("2026-11-02 13:31:59"):
            self.run_due()
            # Not even for those who look at the flow meanwhile.
            move.chorus_flow_id.update_flow_status()
            self.assertEqual(self.deposits(), [])
        with freeze_time("2026-11-02 13:32:00"):
            self.run_due()
        self.assertEqual(move.chorus_state, "deposited")
        self.assertNotIn("chorus_departure", move._get_alerts())
        self.assertFileReceived(move.chorus_flow_id)

    def test_batch_waits_ten_minutes_by_default(self):
        moves = self.invoice() | self.invoice()
        with freeze_time(NOW):
            self.queue(moves)
            expected = fields.Datetime.now() + timedelta(minutes=10)
            self.assertEqual(set(moves.chorus_flow_id.mapped("send_date")), {expected})
            self.run_due()
        self.assertEqual(self.deposits(), [])
        with freeze_time(expected):
            self.run_due()
        self.assertEqual({m.chorus_state for m in moves}, {"deposited"})

    def test_cron_is_woken_when_the_delay_is_over(self):
        self.company.chorus_delay = 7
        cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_follow")
        triggers = self.env["ir.cron.trigger"].sudo()
        with freeze_time(NOW):
            self.send(self.invoice())
            self.env.flush_all()
        found = triggers.search([("cron_id", "=", cron.id)], order="id desc", limit=1)
        self.assertEqual(
            found.call_at, fields.Datetime.to_datetime(NOW) + timedelta(minutes=7)
        )

    def test_send_now(self):
        self.company.chorus_delay = 10
        move = self.invoice()
        self.send(move)
        kind, sentence = self.params(move.action_chorus_send_now())
        self.assertEqual((kind, move.chorus_state), ("success", "deposited"), sentence)
        with self.assertRaisesRegex(UserError, "has begun"):
            move.action_chorus_send_now()
        self.assertEqual(len(self.deposits()), 1)

    def test_send_now_of_several_is_left_to_the_scheduled_action(self):
        moves = self.invoice() | self.invoice()
        self.queue(moves)
        kind, sentence = self.params(moves.action_chorus_send_now())
        self.assertEqual((kind, sentence[:2]), ("success", "2 "))
        self.assertEqual(self.deposits(), [])
        self.run_due()
        self.assertEqual({m.chorus_state for m in moves}, {"deposited"})

    def test_cancel_from_the_list(self):
        """Those that can be taken back are; the others are named."""
        moves = self.invoice() | self.invoice() | self.invoice()
        self.queue(moves[:2])
        self.send(moves[2])
        kind, sentence = self.params(moves.action_chorus_cancel_sending())
        self.assertEqual(kind, "warning")
        self.assertIn("cancelled for 2", sentence)
        self.assertIn(moves[2].name, sentence)
        self.assertNotIn(moves[0].name, sentence)
        self.assertEqual(moves.mapped("chorus_state"), ["ready", "ready", "deposited"])
        kind, sentence = self.params(
            self.queue(moves[:2]) and moves[:2].action_chorus_cancel_sending()
        )
        self.assertEqual(kind, "success")
        self.assertIn("cancelled for 2", sentence)
        self.run_follow()
        self.assertEqual(len(self.deposits()), 1)

    def test_cancel_against_the_beginning_of_the_deposit(self):
        """A worker holds the row while it makes the file: one sentence, no wait."""
        self.company.chorus_delay = 10
        move = self.invoice()
        flow = self.send(move)
        held = patch.object(
            self.env.registry["chorus.flow"],
            "lock_for_update",
            side_effect=LockError("held"),
        )
        for state in ("queued", "sending"):
            flow._chorus_set_state(state)
            with self.subTest(state), held if state == "queued" else nullcontext():
                with self.assertRaisesRegex(UserError, "no longer be cancelled"):
                    move.action_chorus_cancel_sending()
            self.assertEqual(flow.state, state)
            self.assertEqual(move._chorus_current_line().flow_id, flow)

    def test_send_and_print_respects_the_delay(self):
        self.company.chorus_delay = 10
        move = self.invoice()
        wizard = self.env["account.move.send.wizard"].with_user(self.clerk)
        wizard = wizard.with_context(active_model="account.move", active_ids=move.ids)
        wizard.create({"sending_methods": ["chorus_pro"]}).action_send_and_print()
        self.assertEqual(move.chorus_state, "queued")
        self.assertEqual(self.deposits(), [])
        move.action_chorus_cancel_sending()
        self.assertEqual(move.chorus_state, "ready")

    def test_delays_are_not_negative(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.company.chorus_delay = -1
                self.env.flush_all()
