# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever breaks, one deposit: neither none nor two (architecture.md §5)."""

from datetime import timedelta
from unittest.mock import patch

import psycopg2
import requests
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import LockError, RedirectWarning, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.flow.chorus_flow_deposit import ABSENCE_DELAY, SENDING_DEADLINE
from .sandbox_case import SandboxCase

DEPOSIT = "factures/deposer/flux"
SEARCH = "factures/rechercher/fournisseur"
# What may happen between our request and a clear answer.
LOST_AFTER = {
    "timeout": {"kind": "timeout_after", "seconds": 0},
    "reset": {"kind": "reset"},
    "500": {"kind": "http_500", "when": "after"},
    "502": {"kind": "http_502", "when": "after"},
    "page": {"kind": "html"},
    "cut": {"kind": "truncated_json"},
}
LOST_BEFORE = {
    "timeout": {"kind": "timeout_before", "seconds": 0},
    "reset": {"kind": "reset_before"},
    "500": {"kind": "http_500"},
    "503": {"kind": "http_503"},
}


@tagged("post_install", "-at_install")
class TestExactlyOnce(SandboxCase):
    def _doubtful(self, **fault):
        """Send into a fault; the flow must be in doubt and say so."""
        self.sandbox.fault(**fault)
        move = self.invoice()
        kind, sentence = self.params(move.action_chorus_send())
        flow = move.chorus_flow_id
        self.assertEqual((flow.state, move.chorus_state), ("unknown", "unknown"))
        self.assertTrue(flow.doubtful)
        self.assertEqual(kind, "warning")
        self.assertIn("do not send the invoice another way", sentence)
        self.assertTrue(flow.next_check)
        return move, flow

    def assertOneDeposit(self, move):
        names = [row["nomFichier"] for row in self.sandbox.flows()]
        self.assertEqual(names.count(move.chorus_flow_id.sudo().attachment_id.name), 1)

    # === The answer is lost === #

    def test_lost_after_recording(self):
        for name, fault in LOST_AFTER.items():
            with self.subTest(name):
                move, flow = self._doubtful(**fault)
                with self.assertRaisesRegex(RedirectWarning, "on its way"):
                    move.action_chorus_send()
                self.sandbox.advance()
                flow.update_flow_status()
                self.assertEqual(flow.state, "deposited")
                self.assertEqual(flow.name, self.sandbox.flows()[0]["numeroFluxDepot"])
                self.assertFalse(flow.error_message)
                flow.update_flow_status()
                self.assertEqual(move.chorus_state, "delivered")
                self.assertOneDeposit(move)
                self.assertFileReceived(flow)

    def test_lost_before_recording(self):
        for name, fault in LOST_BEFORE.items():
            with self.subTest(name):
                move, flow = self._doubtful(**fault)
                sha256 = flow.sha256
                flow.update_flow_status()
                self.assertEqual(flow.state, "unknown", "too early to conclude")
                # What changes meanwhile must not change the bytes.
                move.partner_id.sudo().street = f"{name} rue du Doute"
                self.pass_time(flow, ABSENCE_DELAY)
                flow.update_flow_status()
                self.assertEqual(flow.state, "queued")
                flow.update_flow_status()
                self.assertEqual(flow.state, "deposited")
                self.assertEqual((flow.sha256, flow.attempts), (sha256, 2))
                self.assertFileReceived(flow)
                self.assertOneDeposit(move)

    def test_real_time_out(self):
        """The portal records the file, and our patience ends before it answers."""
        send = requests.Session.send

        def impatient(session, request, **values):
            response = send(session, request, **values)
            if request.url.endswith("deposer/flux"):
                raise requests.exceptions.ReadTimeout(request=request)
            return response

        move = self.invoice()
        with patch.object(requests.Session, "send", impatient):
            move.action_chorus_send()
        flow = move.chorus_flow_id
        self.assertEqual(flow.state, "unknown")
        self.sandbox.advance()
        flow.update_flow_status()
        flow.update_flow_status()
        self.assertEqual(move.chorus_state, "delivered")
        self.assertOneDeposit(move)

    def test_found_too_late_then_refused_as_duplicate(self):
        """The search does not show the first deposit yet: the second one is refused."""
        move, flow = self._doubtful(kind="timeout_after", seconds=0)
        self.pass_time(flow, ABSENCE_DELAY)
        flow.update_flow_status()
        self.assertEqual(flow.state, "queued")
        flow.update_flow_status()
        self.assertEqual(flow.state, "deposited")
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(flow.status, "IN_REJETE")
        self.assertEqual(flow.line_ids.outcome, "accepted")
        self.assertEqual(len(self.sandbox.invoices()), 1)
        self.assertEqual(move.chorus_identifier, str(self.sandbox.invoices()[0]["id"]))
        self.assertEqual(move.chorus_state, "delivered")
        self.assertFalse(move.sudo().activity_ids)

    def test_refused_as_duplicate_while_the_search_is_down(self):
        """Not told as rejected before somebody has looked what the portal has."""
        move, flow = self._doubtful(kind="timeout_after", seconds=0)
        self.pass_time(flow, ABSENCE_DELAY)
        flow.update_flow_status()
        flow.update_flow_status()
        self.sandbox.advance()
        self.sandbox.fault("http_503", SEARCH)
        flow.update_flow_status()
        self.assertEqual((flow.status, flow.state), ("IN_REJETE", "deposited"))
        self.assertEqual(flow.line_ids.outcome, "pending")
        self.assertFalse(move.sudo().activity_ids)
        self.sandbox.heal()
        flow.update_flow_status()
        self.assertEqual(flow.line_ids.outcome, "accepted")
        self.assertEqual(move.chorus_state, "delivered")

    def test_portal_down_while_verifying(self):
        _move, flow = self._doubtful(kind="timeout_before", seconds=0)
        self.pass_time(flow, ABSENCE_DELAY)
        self.sandbox.fault("http_503", SEARCH)
        flow.update_flow_status()
        self.assertEqual(flow.state, "unknown", "silence is not absence")
        self.assertEqual(len(self.deposits()), 1)

    def test_same_number_of_another_supplier_is_not_ours(self):
        move, flow = self._doubtful(kind="timeout_before", seconds=0)
        line = flow.sudo().line_ids
        # A flow of ours that the search also returns is not this one.
        other = self.invoice(move.partner_id)
        self.send(other)
        self.sandbox.advance()
        line.number = other.name
        flow.update_flow_status()
        self.assertEqual(flow.state, "unknown")
        self.assertFalse(flow.name)

    # === The worker is lost === #

    def _sending(self, age):
        move = self.invoice()
        flow = self.env["chorus.flow"]._chorus_create(move)
        flow._chorus_prepare_file()
        flow._chorus_set_state(
            "sending", attempts=1, attempt_date=fields.Datetime.now() - age
        )
        self.assertEqual(move.chorus_state, "unknown")
        return move, flow

    def test_worker_still_at_it(self):
        move, flow = self._sending(timedelta(seconds=30))
        flow.with_user(self.clerk).update_flow_status()
        self.assertEqual(flow.state, "sending")
        self.assertEqual(self.deposits(), [])
        with self.assertRaisesRegex(RedirectWarning, "on its way"):
            move.action_chorus_send()

    @mute_logger("odoo.addons.chorus_pro_connector.models.flow.chorus_flow_deposit")
    def test_worker_died(self):
        move, flow = self._sending(SENDING_DEADLINE)
        flow.with_user(self.clerk).update_flow_status()
        self.assertEqual((flow.state, flow.doubtful), ("unknown", True))
        self.assertEqual(self.deposits(), [], "never a blind second sending")
        self.pass_time(flow, ABSENCE_DELAY)
        self.run_follow()
        self.assertEqual(flow.state, "queued")
        self.run_follow()
        self.assertEqual(flow.state, "deposited")
        self.assertOneDeposit(move)

    # === Nothing was taken: the same file, later or after a correction === #

    def test_nobody_listens(self):
        move = self.invoice()
        with self.portal_gone():
            kind, sentence = self.params(move.action_chorus_send())
            flow = move.chorus_flow_id
            self.assertEqual((flow.state, move.chorus_state), ("queued", "queued"))
        self.assertEqual(kind, "warning")
        self.assertIn("next attempt is made automatically", sentence)
        self.assertEqual(flow.check_count, 1)
        sha256 = flow.sha256
        self.run_follow()
        self.assertEqual((flow.state, flow.sha256), ("deposited", sha256))
        self.assertFalse(flow.error_message)
        self.assertOneDeposit(move)

    def test_quota(self):
        self.sandbox.fault("http_429", retry_after=1800)
        move = self.invoice()
        with freeze_time("2026-11-02 08:00:00"):
            move.action_chorus_send()
            flow = move.chorus_flow_id
            self.assertEqual(flow.state, "queued")
            self.assertEqual(
                flow.next_check, fields.Datetime.to_datetime("2026-11-02 08:30:00")
            )
        self.assertIn("quota", flow.error_message)
        self.assertEqual(self.sandbox.flows(), [])
        self.run_follow()
        self.assertEqual(flow.state, "deposited")

    def test_maintenance_of_the_token(self):
        self.sandbox.fault("http_503", "oauth/token")
        move = self.invoice()
        move.action_chorus_send()
        self.assertEqual(move.chorus_flow_id.state, "queued", "no file has left")
        self.assertEqual(self.deposits(), [])

    def test_refused_call_waits_for_a_hand(self):
        cases = {
            "http_401": ("technical account", "401"),
            "http_403": ("“factures”", "403"),
        }
        for kind, words in cases.items():
            with self.subTest(kind):
                # A first 401 may be the token's fault: it is replaced, once.
                self.sandbox.fault(kind, count=2)
                move = self.invoice()
                style, sentence = self.params(move.action_chorus_send())
                flow = move.chorus_flow_id
                self.assertEqual((style, flow.state), ("danger", "failed"))
                for word in words:
                    self.assertIn(word, sentence)
                self.assertEqual(flow.error_message, sentence)
                self.assertFalse(flow.next_check)
                self.assertEqual(move.chorus_state, "ready")
                before = len(self.sandbox.flows())
                self.sandbox.heal()
                flow.action_chorus_retry()
                self.assertEqual(flow.state, "deposited")
                self.assertEqual(len(self.sandbox.flows()), before + 1)

    def test_too_large(self):
        """A gateway answers 413 before the portal sees anything."""
        send = requests.Session.send

        def refused(session, request, **values):
            response = send(session, request, **values)
            if response.status_code == 502:
                response.status_code = 413
            return response

        self.sandbox.fault("http_502")
        move = self.invoice()
        with patch.object(requests.Session, "send", refused):
            kind, sentence = self.params(move.action_chorus_send())
        flow = move.chorus_flow_id
        self.assertEqual((kind, flow.state), ("danger", "failed"))
        self.assertIn("10 MB at most", sentence)
        self.assertFalse(flow.doubtful)
        self.assertEqual(self.sandbox.flows(), [])
        self.assertEqual(self.send(move).state, "deposited")

    def test_refused_credentials_then_sent_from_the_invoice(self):
        move = self.invoice()
        self.connect(self.company, "expire")
        move.action_chorus_send()
        failed = move.chorus_flow_id
        self.assertEqual(failed.state, "failed")
        self.assertIn("technical account", failed.error_message)
        self.connect(self.company)
        flow = self.send(move)
        self.assertEqual(flow.state, "deposited")
        self.assertEqual(failed.state, "cancelled")
        self.assertOneDeposit(move)

    def test_dead_token_is_replaced(self):
        self.send(self.invoice())
        self.sandbox.advance(3700)
        move = self.invoice()
        self.send(move)
        self.assertEqual(move.chorus_state, "deposited")
        self.assertEqual(len(self.sandbox.flows()), 2)

    def test_one_token_for_all(self):
        for _rank in range(3):
            self.send(self.invoice()).update_flow_status()
        self.assertEqual(len(self.sandbox.requests_of("oauth/token")), 1)

    # === Two hands === #

    def test_double_click(self):
        move = self.invoice()
        move.action_chorus_send()
        with self.assertRaisesRegex(RedirectWarning, "on its way") as no:
            move.action_chorus_send()
        self.assertEqual(no.exception.args[1]["res_model"], "chorus.flow")
        self.assertEqual(len(self.deposits()), 1)
        self.assertOneDeposit(move)

    def test_two_people_in_the_same_second(self):
        """The first one holds the invoice: the second is told, in words."""
        move = self.invoice()
        with (
            patch.object(
                type(move), "try_lock_for_update", lambda records, **_: records.browse()
            ),
            self.assertRaisesRegex(UserError, "on its way"),
        ):
            move.action_chorus_send()
        self.assertEqual(self.deposits(), [])

    def test_two_people_at_once(self):
        """The second one saw the invoice as ready, before the first one had pressed."""
        move = self.invoice()
        move._chorus_check_sendable()
        self.send(move)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            move._chorus_queue()
        self.assertEqual(len(self.deposits()), 1)

    def test_row_taken_by_another_worker(self):
        flow = self.env["chorus.flow"]._chorus_create(self.invoice())
        with patch.object(type(flow), "lock_for_update", side_effect=LockError("no")):
            self.assertFalse(flow._chorus_advance())
        self.assertEqual((flow.state, self.deposits()), ("queued", []))

    def test_already_done_by_another_worker(self):
        """What the cache says is not what the row says."""
        flow = self.env["chorus.flow"]._chorus_create(self.invoice())
        self.assertEqual(flow.state, "queued")
        flow.flush_recordset()
        self.env.cr.execute(
            "UPDATE chorus_flow SET state = 'cancelled' WHERE id = %s", [flow.id]
        )
        flow._chorus_advance()
        self.assertEqual(self.deposits(), [])

    # === Cancel sending === #

    def test_cancel_what_has_not_left(self):
        moves = self.invoice() | self.invoice()
        self.queue(moves)
        with self.assertRaisesRegex(UserError, "Cancel sending"):
            moves[0].button_draft()
        flow = moves[0].chorus_flow_id
        moves[0].action_chorus_cancel_sending()
        self.assertEqual((flow.state, moves[0].chorus_state), ("cancelled", "ready"))
        self.run_follow()
        self.assertEqual(len(self.deposits()), 1)
        self.assertOneDeposit(moves[1])
        self.send(moves[0])
        self.assertEqual(moves[0].chorus_state, "deposited")

    def test_cancel_too_late(self):
        move = self.invoice()
        with self.assertRaisesRegex(UserError, "nothing to cancel"):
            move.action_chorus_cancel_sending()
        self.send(move)
        with self.assertRaisesRegex(UserError, "no longer be cancelled"):
            move.action_chorus_cancel_sending()
        self.assertEqual(move.chorus_state, "deposited")

    def test_doubtful_is_never_cancelled(self):
        move, flow = self._doubtful(kind="timeout_before", seconds=0)
        self.pass_time(flow, ABSENCE_DELAY)
        flow.update_flow_status()
        self.assertEqual(flow.state, "queued")
        with self.assertRaisesRegex(UserError, "no longer be cancelled"):
            move.action_chorus_cancel_sending()
