# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A silent portal: calls pause, people are told until when, all resumes by itself."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..chorus.errors import PausedError, PortalError, UnavailableError, WaitError
from ..models.connection.chorus_outage import PAUSES, THRESHOLD
from .sandbox_case import SandboxCase


@tagged("post_install", "-at_install")
class TestOutage(SandboxCase):
    def _row(self):
        model = self.env["chorus.outage"].sudo()
        model.invalidate_model()
        return model.search([("company_id", "=", self.company.id)])

    def _silence(self, count=THRESHOLD):
        """Let that many calls fail, as the portal goes down."""
        self.sandbox.fault("http_503", "*", count=1000)
        for _call in range(count):
            self.assertIsInstance(self._call(), UnavailableError)

    def _call(self):
        """Call the portal; return None, or the error (``assertRaises`` would roll back
        what the breaker writes)."""
        try:
            with self.company._chorus_client() as portal:
                list(portal.search_invoices(numeroFacture="NONE"))
        except PortalError as error:
            return error
        return None

    def _pause_ends(self):
        """Let the hour come at which the next attempt is due."""
        row = self._row()
        row.paused_until = fields.Datetime.now() - timedelta(seconds=1)
        row.flush_recordset()

    def _made(self):
        return self.sandbox.order("GET", "requests?limit=0")["total"]

    def test_a_few_failures_change_nothing(self):
        self._silence(THRESHOLD - 1)
        self.assertFalse(self._row().paused_until)
        self.assertFalse(self.company._chorus_own_pause())
        self.sandbox.heal()
        self.assertIsNone(self._call())
        self.assertFalse(self._row())

    def test_paused_then_closed_by_one_call(self):
        self._silence()
        self.assertTrue(self._row().paused_until)
        self.sandbox.forget_requests()
        self.assertIsInstance(self._call(), PausedError)
        self.assertEqual(self._made(), 0)
        self.sandbox.heal()
        self._pause_ends()
        self.assertIsNone(self._call())
        self.assertFalse(self._row())
        self.assertFalse(self.company._chorus_own_pause())

    def test_a_trial_that_fails_pauses_for_longer(self):
        self._silence()
        for minutes in (*PAUSES[1:], PAUSES[-1]):
            self._pause_ends()
            self.sandbox.forget_requests()
            self.assertIsInstance(self._call(), UnavailableError)
            self.assertEqual(self._made(), 1, "one call, not repeated")
            pause = self._row().paused_until - fields.Datetime.now()
            self.assertAlmostEqual(pause / timedelta(minutes=minutes), 1, delta=0.05)

    def test_one_trial_only(self):
        self._silence()
        self._pause_ends()
        first = self.env["chorus.outage"].sudo()._chorus_breaker(self.company)
        second = self.env["chorus.outage"].sudo()._chorus_breaker(self.company)
        first.check("p")
        self.assertTrue(first.probing)
        with self.assertRaises(PausedError):
            second.check("p")
        first.answered()
        second.check("p")

    def test_the_portal_answering_no_is_no_outage(self):
        self.sandbox.fault("http_429", "*", count=2 * THRESHOLD, retry_after=60)
        for _call in range(2 * THRESHOLD):
            self.assertIsInstance(self._call(), WaitError)
        self.assertFalse(self._row())

    def test_another_portal_is_another_story(self):
        self._silence()
        self.sandbox.heal()
        self.company.sudo().chorus_api_url = self.sandbox.url + "/"
        other = self.sandbox.url.replace("127.0.0.1", "localhost")
        self.connect(self.company, chorus_api_url=other)
        self.assertFalse(self.company._chorus_own_pause())
        self.assertIsNone(self._call())

    def test_what_is_queued_stays_queued_and_leaves_afterwards(self):
        moves = self.invoice() | self.invoice()
        self.queue(moves)
        self._silence()
        self.sandbox.forget_requests()
        self.run_follow()
        self.assertEqual(moves.mapped("chorus_state"), ["queued", "queued"])
        self.assertEqual(self._made(), 0)
        flows = moves.chorus_flow_id
        self.assertEqual(flows.mapped("attempts"), [0, 0])
        triggers = self.env["ir.cron.trigger"].sudo().search([])
        due = self._row().paused_until
        self.assertTrue(
            any(abs(row.call_at - due) < timedelta(seconds=2) for row in triggers)
        )
        self.sandbox.heal()
        self._pause_ends()
        self.run_follow()
        self.assertEqual(moves.mapped("chorus_state"), ["deposited", "deposited"])
        self.assertEqual(len(self.sandbox.flows()), 2)

    def test_a_click_meanwhile_is_answered_in_words(self):
        move = self.invoice()
        self._silence()
        kind, sentence = self.params(move.action_chorus_send())
        self.assertEqual(kind, "warning")
        self.assertIn("Chorus Pro has not answered since", sentence)
        self.assertIn("resumes by itself at", sentence)
        flow = move.chorus_flow_id
        self.assertEqual((flow.state, flow.check_count), ("queued", 0))
        self.assertEqual(flow.next_check, self._row().paused_until)
        self.sandbox.heal()
        self._pause_ends()
        self.run_follow()
        self.assertEqual(move.chorus_state, "deposited")
        self.assertEqual(len(self.sandbox.flows()), 1)

    def test_people_see_it(self):
        move = self.invoice()
        self.queue(move | self.invoice())
        self.clerk.tz = "Europe/Paris"
        with freeze_time("2026-11-02 13:05:00"):
            breaker = self.env["chorus.outage"].sudo()._chorus_breaker(self.company)
            for _failure in range(THRESHOLD):
                breaker.failed(None)
            expected = (
                "Chorus Pro has not answered since 2:05\u202fPM; sending resumes by "
                "itself at 2:10\u202fPM."
            )
            alerts = move._get_alerts()
            self.assertEqual(alerts["chorus_pause"]["message"], expected)
            self.assertNotIn("chorus_deposit", alerts)
            self.assertEqual(move.chorus_flow_id.chorus_pause, expected)
            settings = self.env["res.config.settings"].create({})
            settings.company_id = self.company
            self.assertIn("has not answered since", settings.chorus_pause)
        with freeze_time("2026-11-02 13:11:00"):
            move.chorus_flow_id.invalidate_recordset()
            self.assertIn("about to be made", move.chorus_flow_id.chorus_pause)

    def test_a_test_of_the_connection_is_made_at_once(self):
        self._silence()
        self.sandbox.forget_requests()
        self.company.action_chorus_test_connection()
        self.assertGreater(self._made(), 0)
        self.assertTrue(self._row())
        self.sandbox.heal()
        self.company.action_chorus_test_connection()
        self.assertFalse(self._row())

    @mute_logger("odoo.addons.chorus_pro_connector.models.flow.chorus_flow_round")
    def test_statuses_wait_too(self):
        move = self.delivered()
        self._silence()
        before = self.company.chorus_last_status_search
        self.sandbox.forget_requests()
        self.run_follow()
        self.assertEqual(self._made(), 0)
        self.assertEqual(self.company.chorus_last_status_search, before)
        self.sandbox.heal()
        self._pause_ends()
        self.sandbox.advance(60)
        self.sandbox.decide(move.name, "SERVICE_FAIT")
        self.run_follow()
        self.assertEqual(move.chorus_status, "SERVICE_FAIT")
