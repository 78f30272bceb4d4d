# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""After a deposit was given up nothing of it is read, expected, sent or counted any
more; what it was stays proved, and the next deposit has a life of its own."""

import io
from datetime import date
from unittest.mock import patch

import pypdf

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..chorus.portal.answers import UserAction
from ..models.act.chorus_act_perform import ACT_ABSENCE
from .proof_case import ProofCase
from .sandbox_case import FREE
from .test_acts_once import HISTORY, LOST_BEFORE, OPERATIONS
from .test_clock_played import PlayedCase

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 5)


class GivenUpCase(PlayedCase, ProofCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "chorus_given_up",
            groups="base.group_user,account.group_account_manager",
            company_id=cls.company.id,
        )

    def give_up(self, move):
        move.chorus_flow_id.with_user(self.manager).action_chorus_give_up()
        self.assertEqual(move.chorus_state, "ready")

    def anew(self, move, day):
        """Deposit it at a portal that has never seen it, as after a test."""
        old = move.chorus_flow_line_ids.mapped("identifier")
        # Others first: its identifiers begin anew, and this one gets another.
        self.made_available(day, 50.0)
        self.delivered()
        action = move.action_chorus_send()
        if action.get("res_model") == "chorus.confirm.wizard":
            move.env[action["res_model"]].browse(action["res_id"]).action_send()
        self.update(move)
        self.assertEqual(move.chorus_state, "delivered")
        self.assertNotIn(move.chorus_identifier, old)


@tagged("post_install", "-at_install")
class TestGivenUp(GivenUpCase):
    # === Statuses === #

    def test_no_status_is_read(self):
        """Whoever asks: the scheduled action, the buttons of invoice and deposit."""
        move = self.delivered()
        flow = move.chorus_flow_id
        events = move.chorus_event_ids
        self.give_up(move)
        self.sandbox.advance(3600)
        self.sandbox.decide(move.name, "SUSPENDUE", "Un bon")
        self.sandbox.forget_requests()
        self.run_follow()
        for kind, sentence in (
            self.params(move.action_chorus_update_status()),
            self.params(flow.update_flow_status()),
        ):
            self.assertEqual(kind, "info")
            self.assertIn("given up", sentence)
        with self.assertRaisesRegex(UserError, "given up"):
            flow.get_invoice_identifiers()
        self.assertEqual(self.sandbox.order("GET", "requests")["total"], 0)
        self.assertEqual((move.chorus_state, move.chorus_status), ("ready", False))
        self.assertEqual(move.chorus_event_ids, events)
        self.assertFalse(move.chorus_way or move.sudo().activity_ids)

    def test_given_up_between_search_and_reading(self):
        given_up, other = self.delivered(), self.delivered()
        self.sandbox.advance(3600)
        for move in (given_up, other):
            self.sandbox.decide(move.name, "SUSPENDUE", "Un bon")
        moves = self.env.registry["account.move"]
        read = moves._chorus_refresh_some

        def after(some, portal, rows):
            flow = some.browse(given_up.id).chorus_flow_id
            if flow.state != "cancelled":
                flow.with_user(self.manager).action_chorus_give_up()
            return read(some, portal, rows)

        self.sandbox.forget_requests()
        with patch.object(moves, "_chorus_refresh_some", after):
            self.run_follow()
        self.env.invalidate_all()
        self.assertEqual(len(self.sandbox.requests_of(HISTORY)), 1)
        self.assertFalse(given_up.chorus_status)
        self.assertEqual(other.chorus_status, "SUSPENDUE")
        self.assertFalse(self.company.sudo().chorus_status_missing)

    def test_a_deposit_left_behind_takes_nothing_back(self):
        """Refused and reset to draft: its buttons bring no refusal back."""
        move = self.decided("REJETEE", "Prix")
        flow = move.chorus_flow_id
        move.with_user(self.manager).button_draft()
        flow.update_flow_status()
        flow.get_invoice_identifiers()
        self.assertFalse(move.chorus_status or move.chorus_identifier)

    # === The next deposit === #

    def test_the_next_deposit_has_a_clock_of_its_own(self):
        move = self.made_available(SEPTEMBER, 10_000)
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 1))
        self.on(date(2026, 9, 20))
        self.give_up(move)
        self.assertFalse(move.chorus_legal_due or move.chorus_late)
        said = self.chatter(move)
        self.assertIn("10/01/2026 until now, no longer holds", said)
        self.anew(move, OCTOBER)
        self.assertEqual(move.chorus_legal_start, OCTOBER)
        self.assertEqual(move.chorus_legal_due, date(2026, 11, 4))
        row = self.env["chorus.report"].search([("move_id", "=", move.id)])
        self.assertEqual(row.delivered_date, OCTOBER)
        self.assertIn("the deposit given up since", move.chorus_timeline)
        # Of both it is known what the portal said, and of which.
        lines = move.chorus_event_ids.mapped("invoice_identifier")
        self.assertEqual(len(set(lines)), 2)

    def test_the_same_invoice_is_found_again(self):
        """Given up too early: the portal had it, and its history counts again."""
        move = self.made_available(SEPTEMBER, 10_000)
        count = len(move.chorus_event_ids)
        self.give_up(move)
        row = self.env["chorus.report"].search([("move_id", "=", move.id)])
        self.assertFalse(row.deposit_date or row.delivered_date)
        action = move.action_chorus_send()
        if action.get("res_model") == "chorus.confirm.wizard":
            move.env[action["res_model"]].browse(action["res_id"]).action_send()
        self.update(move)
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 1))
        self.assertEqual(len(move.chorus_event_ids), count)

    def test_another_identifier_for_the_same_history(self):
        """The portal calls the invoice otherwise, and tells the same of it."""
        move = self.made_available(SEPTEMBER, 10_000)
        events = move.chorus_event_ids
        history = [
            (event.code, event.date, event.identifier) for event in events.sorted("id")
        ]
        move.sudo().chorus_identifier = "77700001"
        self.assertFalse(move.chorus_legal_due)
        self.assertFalse(move._chorus_current_events())
        with self.company._chorus_client() as portal:
            old = set(events.mapped("invoice_identifier")).pop()
            told = portal.invoice_history(old)
        done = UserAction("1", "ACQUITTEMENT_REJET", told.events[0].date, "Alice")
        for _turn in range(2):
            move.sudo()._chorus_take_history(told._replace(actions=[done]))
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 1))
        again = [(e.code, e.date, e.identifier) for e in events.sorted("id")]
        self.assertEqual((move.chorus_event_ids, again), (events, history))
        action = move.chorus_user_action_ids
        self.assertEqual(action.mapped("invoice_identifier"), ["77700001"])
        move.sudo().chorus_identifier = "77700002"
        move.sudo()._chorus_take_history(told._replace(actions=[done]))
        self.assertEqual(action, move.chorus_user_action_ids)
        self.assertEqual(action.invoice_identifier, "77700002")

    # === Acts === #

    def left_queued(self, move):
        with self.portal_gone():
            self.complete(move)
        act = self.last_act(move)
        self.assertEqual(act.state, "queued")
        return act

    def test_what_waits_is_not_sent(self):
        move = self.decided("SUSPENDUE")
        act = self.left_queued(move)
        self.give_up(move)
        self.run_follow()
        self.assertEqual(act.state, "lapsed")
        self.assertIn("given up", act.error_message)
        self.assertEqual(self.sandbox.requests_of(OPERATIONS["complete"]), [])

    def test_what_failed_is_not_sent_either(self):
        move = self.decided("SUSPENDUE")
        self.sandbox.fault("http_403", OPERATIONS["complete"])
        self.complete(move)
        act = self.last_act(move)
        self.assertEqual(act.state, "failed")
        self.give_up(move)
        self.sandbox.forget_requests()
        kind, sentence = self.params(act.with_user(self.clerk).action_retry())
        self.assertEqual((kind, act.state), ("danger", "lapsed"))
        self.assertIn("given up", sentence)
        self.assertEqual(self.sandbox.requests_of(OPERATIONS["complete"]), [])

    def test_a_doubt_ends(self):
        """Asked once more while the portal knows it; not for ever once it does not."""
        for forgotten in (False, True):
            with self.subTest(forgotten):
                move = self.decided("SUSPENDUE")
                fault = LOST_BEFORE["reset"]
                self.sandbox.fault(operation=OPERATIONS["complete"], **fault)
                self.complete(move)
                act = self.last_act(move)
                self.assertEqual(act.state, "unknown")
                self.make_older(act, ACT_ABSENCE)
                self.give_up(move)
                self.sandbox.forget_requests()
                if forgotten:
                    self.sandbox.order("POST", "reset")
                self.run_follow()
                self.assertEqual(act.state, "lapsed")
                self.assertEqual(self.sandbox.requests_of(OPERATIONS["complete"]), [])

    def test_an_act_of_before_stands_in_no_ones_way(self):
        move = self.decided("SUSPENDUE")
        self.sandbox.fault("http_403", OPERATIONS["complete"])
        self.complete(move, comment="D'avant")
        self.give_up(move)
        self.assertFalse(move.chorus_way)
        self.anew(move, OCTOBER)
        self.assertFalse(move.chorus_way)
        self.on(date(2026, 10, 6))
        self.decide(move, "SUSPENDUE", "Un RIB")
        self.assertEqual(move.chorus_way, "complete")
        self.assertNotIn("chorus_act", move._get_alerts())
        self.assertFalse(self.window(move).comment, "typed for another question")
        self.assertEqual(self.complete(move)[0], "success")
        self.assertEqual(move.chorus_status, "COMPLETEE")

    def test_a_refusal_dealt_with_before_is_not_this_one(self):
        reason = "Transfert pour paiement en régie"
        move = self.decided("REJETEE", reason)
        self.params(self.window(move).action_handle())
        self.update(move)
        self.assertFalse(move.chorus_standing)
        self.give_up(move)
        self.anew(move, OCTOBER)
        self.on(date(2026, 10, 6))
        self.decide(move, "REJETEE", reason)
        move.invalidate_recordset()
        self.assertTrue(move.chorus_standing)
        self.assertEqual(move.chorus_way, "reject")
        standing = [("id", "=", move.id), ("chorus_standing", "=", True)]
        self.assertEqual(self.env["account.move"].search(standing), move)

    def test_an_act_told_late_changes_nothing(self):
        """Done, and its worker died before the invoice said so."""
        move = self.decided("A_RECYCLER")
        move.sudo().buyer_reference = "VOIRIE"
        acts = self.env.registry["chorus.act"]
        with patch.object(acts, "_chorus_tell_end", lambda act: None):
            self.recycle(move, FREE, "EJ-77")
        act = self.last_act(move)
        self.assertEqual((act.state, act.told), ("done", False))
        self.give_up(move)
        self.run_follow()
        self.assertTrue(act.told)
        self.assertEqual(move.buyer_reference, "VOIRIE")
        self.assertFalse(move.purchase_order_reference or move.chorus_status)

    # === Proof === #

    def test_what_it_was_stays_proved(self):
        """Bytes, numbers and history, and that it was given up."""
        move = self.delivered()
        flow, identifier = move.chorus_flow_id, move.chorus_identifier
        _seen, content = self.sandbox.received(flow.name)
        self.give_up(move)
        files = self.made(move)
        sent = next(data for name, data in files.items() if "/sent/" in name)
        self.assertEqual(sent, content)
        deposit = self.data(files, "/deposit.json")
        self.assertEqual((deposit["state"], deposit["flow"]), ("cancelled", flow.name))
        self.assertEqual(deposit["invoices"][0]["portal_identifier"], identifier)
        statuses = self.data(files, "/statuses.json")["statuses"]
        self.assertEqual(statuses[-1]["code"], "MISE_A_DISPOSITION")
        self.assertEqual(statuses[-1]["invoice_identifier"], identifier)
        page = pypdf.PdfReader(io.BytesIO(self.member(files, "/attestation.pdf")))
        text = " ".join(one.extract_text() for one in page.pages)
        for part in (flow.name, flow.sha256, "Dépôt abandonné depuis"):
            self.assertIn(part, " ".join(text.split()))
        # As far as Odoo knows, the portal has no such invoice to be asked for.
        self.assertFalse(any(name.startswith("portal/") for name in files))
