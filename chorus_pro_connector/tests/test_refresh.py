# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Following many invoices: pages that fail, clocks that jump, what is over."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..chorus.portal import changes
from ..chorus.portal.client import PortalClient
from ..models.flow import chorus_flow_stuck
from .sandbox_case import FREE, SILENT, SandboxCase

SEARCH = "factures/rechercher/fournisseur"
HISTORY = "factures/consulter/historique"
FOLLOW = "odoo.addons.chorus_pro_connector.models.flow.chorus_flow_round"
QUIET = (
    "odoo.addons.chorus_pro_connector.chorus.portal.changes",
    "odoo.addons.chorus_pro_connector.models.status.account_move_follow",
)


class RefreshCase(SandboxCase):
    def followed(self, count, siret=FREE):
        """Return invoices that their client has, whose statuses were read once."""
        moves = self.env["account.move"].with_user(self.clerk)
        client = self.client(siret)
        for _rank in range(count):
            moves |= self.invoice(client)
        for move in moves:
            move._chorus_queue()
        self.run_follow()
        self.sandbox.advance()
        self.run_follow()
        self.assertEqual(set(moves.mapped("chorus_state")), {"delivered"})
        self.run_follow()
        self.sandbox.advance(60)
        self.sandbox.forget_requests()
        return moves

    def decide(self, moves, status="SERVICE_FAIT", **values):
        for move in moves:
            self.sandbox.decide(move.name, status, **values)

    def counts(self):
        """Return (searches, histories) since the last time."""
        found = len(self.sandbox.requests_of(SEARCH))
        found = found, len(self.sandbox.requests_of(HISTORY))
        self.sandbox.forget_requests()
        return found

    @contextmanager
    def small_pages(self, size=2):
        """Pages of two, so that a few invoices are many."""
        with patch.object(changes.Reader.__init__, "__defaults__", (size,)):
            yield

    def missing(self):
        self.company.invalidate_recordset()
        return self.company.chorus_status_missing


@tagged("post_install", "-at_install")
class TestPages(RefreshCase):
    def test_as_few_calls_as_there_are_pages_and_changes(self):
        moves = self.followed(5)
        self.decide(moves[:3])
        with self.small_pages():
            self.run_follow()
        self.assertEqual(self.counts(), (3, 3))
        self.assertEqual(moves.mapped("chorus_status")[:3], ["SERVICE_FAIT"] * 3)
        self.run_follow()
        self.assertEqual(self.counts(), (1, 0))

    @mute_logger(*QUIET)
    def test_one_page_failing_does_not_lose_the_others(self):
        moves = self.followed(5)
        self.decide(moves)
        real = PortalClient.changed_invoices

        def failing(portal, since, until, number, size):
            if number == 2:
                self.sandbox.fault("http_500", SEARCH)
            return real(portal, since, until, number, size)

        with self.small_pages():
            with patch.object(PortalClient, "changed_invoices", failing):
                self.run_follow()
            self.assertEqual(
                moves.mapped("chorus_status"),
                [
                    "SERVICE_FAIT",
                    "SERVICE_FAIT",
                    "MISE_A_DISPOSITION",
                    "MISE_A_DISPOSITION",
                    "SERVICE_FAIT",
                ],
            )
            (page,) = self.missing()["pages"]
            self.assertEqual(page[2:], [2, 2, 5])
            self.assertEqual(self.counts()[1], 3)
            self.run_follow()
        self.assertEqual(set(moves.mapped("chorus_status")), {"SERVICE_FAIT"})
        self.assertEqual(self.counts()[1], 2, "only what was missing")
        self.assertFalse(self.missing())

    @mute_logger(*QUIET)
    def test_nothing_read_nothing_passed(self):
        moves = self.followed(1)
        before = self.company.chorus_last_status_search
        self.decide(moves)
        self.sandbox.fault("http_500", SEARCH, count=2)
        with mute_logger(FOLLOW):
            self.run_follow()
        self.company.invalidate_recordset()
        self.assertEqual(self.company.chorus_last_status_search, before)
        self.run_follow()
        self.assertEqual(moves.chorus_status, "SERVICE_FAIT")

    @mute_logger(*QUIET)
    def test_a_history_that_failed_is_asked_for_again(self):
        moves = self.followed(2)
        self.decide(moves, "SUSPENDUE", reason="Pièce manquante")
        self.sandbox.fault("http_500", HISTORY)
        self.run_follow()
        self.assertEqual(moves.mapped("chorus_state"), ["action", "action"])
        self.assertEqual(len(self.missing()["histories"]), 1)
        self.counts()
        self.run_follow()
        self.assertEqual(self.counts(), (1, 1))
        self.assertFalse(self.missing())
        for move in moves:
            self.assertEqual(len(move.sudo().activity_ids), 1)
            self.assertIn("SUSPENDUE", move.chorus_event_ids.mapped("code"))

    @mute_logger(*QUIET)
    def test_one_invoice_failing_does_not_lose_the_others(self):
        moves = self.followed(3)
        self.decide(moves)
        model = self.env.registry["account.move"]
        real = model._chorus_read_history

        def broken(move, portal, row=None):
            if move.id == moves[1].id:
                raise ZeroDivisionError
            return real(move, portal, row)

        with patch.object(model, "_chorus_read_history", broken):
            self.run_follow()
        expected = ["SERVICE_FAIT", "MISE_A_DISPOSITION", "SERVICE_FAIT"]
        self.assertEqual(moves.mapped("chorus_status"), expected)
        self.run_follow()
        self.assertEqual(set(moves.mapped("chorus_status")), {"SERVICE_FAIT"})

    def test_what_changes_between_two_pages_comes_with_the_next_run(self):
        moves = self.followed(6)
        self.decide(moves[3:])
        real = PortalClient.changed_invoices
        late = iter(moves[:3])

        def busy(portal, since, until, number, size):
            if move := next(late, None):
                self.sandbox.advance(1)
                self.decide(move)
            return real(portal, since, until, number, size)

        with self.small_pages():
            with patch.object(PortalClient, "changed_invoices", busy):
                self.run_follow()
            self.assertEqual(set(moves[3:].mapped("chorus_status")), {"SERVICE_FAIT"})
            self.run_follow()
        self.assertEqual(set(moves.mapped("chorus_status")), {"SERVICE_FAIT"})

    def test_equal_instants_at_the_borders_of_pages(self):
        moves = self.followed(7)
        self.decide(moves)  # the clock stands still: one instant for all
        with self.small_pages(3):
            self.run_follow()
        self.assertEqual(set(moves.mapped("chorus_status")), {"SERVICE_FAIT"})
        self.assertEqual(self.counts(), (3, 7))

    @mute_logger(*QUIET)
    def test_more_than_the_portal_gives(self):
        moves = self.followed(6)
        for move in moves:
            self.sandbox.advance(1800)
            self.decide(move)
        self.sandbox.fault("ceiling", SEARCH, rows=4, count=1000)
        ahead = fields.Datetime.now() + timedelta(hours=4)
        with (
            patch.multiple(changes, LOWEST_CEILING=4),
            patch.object(changes._Walk, "_is_cut", _is_four),
            freeze_time(ahead, tick=True),
        ):
            self.run_follow()
        self.assertEqual(set(moves.mapped("chorus_status")), {"SERVICE_FAIT"})


def _is_four(walk, page):
    """A ceiling of four instead of round hundreds."""
    return walk.halves and page.total == 4 and walk._reader.can_halve(*walk._period)


@tagged("post_install", "-at_install")
class TestWhatIsOver(RefreshCase):
    def test_statuses_after_mandatee_are_read(self):
        moves = self.followed(1)
        for status in ("MANDATEE", "COMPTABILISEE", "MISE_EN_PAIEMENT"):
            self.decide(moves, status)
            self.run_follow()
            self.assertEqual(moves.chorus_status, status)
            self.sandbox.advance(60)
        self.assertEqual(moves.chorus_state, "paid")
        codes = moves.chorus_event_ids.mapped("code")
        self.assertLessEqual({"MANDATEE", "COMPTABILISEE"}, set(codes))

    def test_nothing_is_asked_when_all_is_over(self):
        moves = self.followed(2)
        self.decide(moves, "MISE_EN_PAIEMENT")
        self.run_follow()
        self.counts()
        self.run_follow()
        self.assertEqual(self.counts(), (0, 0))

    def test_a_client_that_does_not_report_payments(self):
        moves = self.followed(1, SILENT)
        moves.commercial_partner_id.sudo().chorus_payment_not_reported = True
        self.decide(moves, "MANDATEE")
        self.run_follow()
        self.assertFalse(moves.filtered_domain(moves._chorus_followed_domain()))
        self.counts()
        self.run_follow()
        self.assertEqual(self.counts(), (0, 0))

    def test_a_late_change_is_taken_all_the_same(self):
        moves = self.followed(2)
        self.decide(moves[0], "MISE_EN_PAIEMENT")
        self.run_follow()
        self.sandbox.advance(60)
        self.decide(moves[0], "SUSPENDUE", reason="Erreur", force=True)
        self.run_follow()
        self.assertEqual(moves[0].chorus_state, "action")
        self.assertEqual(moves[0].chorus_status_comment, "Erreur")


@tagged("post_install", "-at_install")
class TestClocks(RefreshCase):
    def test_our_clock_ahead_of_the_portal(self):
        moves = self.followed(1)
        ahead = fields.Datetime.now() + timedelta(hours=5)
        with freeze_time(ahead, tick=True):
            self.run_follow()
        self.company.invalidate_recordset()
        read = self.company.chorus_last_status_search
        self.assertLess(read, ahead - timedelta(hours=4))
        self.decide(moves)
        with freeze_time(ahead + timedelta(minutes=10), tick=True):
            self.run_follow()
        self.assertEqual(moves.chorus_status, "SERVICE_FAIT")

    def test_the_night_when_an_hour_comes_twice(self):
        moves = self.followed(1)
        now = self.sandbox.order("GET", "clock")["epoch"]
        # 31 October 2027: 00:50 UTC is 02:50 in Paris, 01:10 UTC is 02:10.
        before, after = 1_824_943_800, 1_824_945_000
        self.sandbox.advance(before - now)
        self.decide(moves, "SUSPENDUE", reason="Pièce manquante")
        self.sandbox.advance(after - before)
        self.decide(moves, "COMPLETEE", force=True)
        self.run_follow()
        self.assertEqual(moves.chorus_status, "COMPLETEE")
        self.assertEqual(
            moves.chorus_status_date, fields.Datetime.to_datetime("2027-10-31 01:10:00")
        )
        last = moves.chorus_event_ids[:2]
        self.assertEqual(last.mapped("code"), ["COMPLETEE", "SUSPENDUE"])
        self.counts()
        self.run_follow()
        self.assertEqual(self.counts(), (1, 0), "nothing is read twice")


@tagged("post_install", "-at_install")
class TestStuck(RefreshCase):
    def _activities(self, flow):
        return flow.sudo().activity_ids

    def _old(self, flow, hours=25):
        past = fields.Datetime.now() - timedelta(hours=hours)
        flow.sudo().write({"waiting_since": past, "attempt_date": past})

    def test_told_once_then_taken_back(self):
        move = self.invoice()
        flow = self.send(move)
        self._old(flow, hours=23)
        self.sandbox.fault("report_not_ready", "*", count=1000)
        self.run_follow()
        self.assertFalse(self._activities(flow))
        self._old(flow)
        self.run_follow()
        self.run_follow()
        activity = self._activities(flow)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.clerk)
        self.assertIn(flow.name, str(activity.note))
        self.sandbox.heal()
        self.sandbox.advance()
        self.run_follow()
        self.assertEqual(move.chorus_state, "delivered")
        self.assertFalse(self._activities(flow))

    def test_what_cannot_leave(self):
        move = self.invoice()
        flow = move._chorus_queue()
        self._old(flow)
        self.sandbox.fault("http_429", "factures/deposer/flux", retry_after=60)
        self.run_follow()
        activity = self._activities(flow)
        self.assertIn("has not reached Chorus Pro", str(activity.note))
        self.assertIn("quota", str(activity.note))
        # The person who was told ticks it off, then sees the deposit leave.
        activity.with_user(self.clerk).action_feedback("Vu")
        flow.sudo().next_check = fields.Datetime.now()
        flow.update_flow_status()
        self.assertEqual(flow.state, "deposited")

    def test_a_click_closes_it(self):
        move = self.invoice()
        flow = self.send(move)
        self._old(flow)
        self.sandbox.fault("report_not_ready", "*", count=1)
        self.run_follow()
        self.assertTrue(self._activities(flow))
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(flow.state, "integrated")
        self.assertFalse(self._activities(flow))

    def test_pressing_send_again_starts_a_new_day(self):
        move = self.invoice()
        flow = move._chorus_queue()
        self._old(flow, hours=30)
        self.sandbox.fault("http_403")
        self.run_follow()
        self.assertEqual(flow.state, "failed")
        self.assertIn("was not sent", str(self._activities(flow).note))
        self.sandbox.fault("http_429", retry_after=60)
        flow.action_chorus_retry()
        self.assertEqual(flow.state, "queued")
        self.assertFalse(self._activities(flow))
        self.assertGreater(
            flow.waiting_since, fields.Datetime.now() - chorus_flow_stuck.STUCK_AFTER
        )
