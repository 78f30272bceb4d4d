# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever breaks, an act is done once: neither none nor twice (architecture.md §5)."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.act.chorus_act import TRANSITIONS
from ..models.act.chorus_act_perform import ACT_ABSENCE, SENDING_DEADLINE
from .act_case import SECOND_VALIDATOR, ActCase
from .killed import Deadly, Killed
from .sandbox_case import FREE

OPERATIONS = {
    "complete": "factures/completer",
    "recycle": "factures/recycler",
    "reject": "factures/traiterRejet",
    "validator": "factures/corriger/valideur/facture",
}
HISTORY = "factures/consulter/historique"
# What each leaves in the history, once.
TRACES = {
    "complete": "COMPLETEE",
    "recycle": "EN_COURS_ACHEMINEMENT",
    "validator": "A_VALIDER_1",
}
LOST_AFTER = {
    "timeout": {"kind": "timeout_after", "seconds": 0},
    "reset": {"kind": "reset"},
    "502": {"kind": "http_502", "when": "after"},
    "page": {"kind": "html"},
    "cut": {"kind": "truncated_json"},
}
LOST_BEFORE = {
    "timeout": {"kind": "timeout_before", "seconds": 0},
    "reset": {"kind": "reset_before"},
    "500": {"kind": "http_500"},
}
WORDS = "odoo.addons.chorus_pro_connector.models.act.chorus_act_perform"


@tagged("post_install", "-at_install")
class TestActsOnce(Deadly, ActCase):
    def waiting(self, kind):
        """Return an invoice that waits for this kind of act."""
        if kind == "validator":
            return self.wrong_validator()
        statuses = {
            "complete": "SUSPENDUE",
            "recycle": "A_RECYCLER",
            "reject": "REJETEE",
        }
        return self.decided(statuses[kind])

    def answer(self, move, kind):
        """Do it as the clerk; return (kind of notification, sentence)."""
        if kind == "complete":
            return self.complete(move)
        if kind == "recycle":
            return self.recycle(move, FREE)
        if kind == "validator":
            return self.correct(move, SECOND_VALIDATOR)
        return self.params(self.window(move).action_handle())

    def traces(self, move, kind):
        """Return how often the portal shows the act as done."""
        if kind == "reject":
            with self.company._chorus_client() as portal:
                history = portal.invoice_history(move.chorus_identifier)
            return [row.code for row in history.actions].count("TRAITEMENT_REJET")
        before = 1 if kind in ("recycle", "validator") else 0
        return self.history(move).count(TRACES[kind]) - before

    # === The answer is lost === #

    def test_lost_after_it_was_done(self):
        for kind, operation in OPERATIONS.items():
            for name, fault in LOST_AFTER.items():
                with self.subTest(kind, fault=name):
                    move = self.waiting(kind)
                    self.sandbox.fault(operation=operation, **fault)
                    style, sentence = self.answer(move, kind)
                    act = self.last_act(move)
                    self.assertEqual((act.state, style), ("unknown", "warning"))
                    self.assertIn("do not do it another way", sentence)
                    act.with_user(self.clerk).action_update()
                    self.assertEqual((act.state, act.attempts), ("done", 1))
                    self.assertEqual(self.traces(move, kind), 1)
            self.sandbox.heal()

    def test_lost_before_it_was_done(self):
        for kind, operation in OPERATIONS.items():
            for name, fault in LOST_BEFORE.items():
                with self.subTest(kind, fault=name):
                    move = self.waiting(kind)
                    self.sandbox.fault(operation=operation, **fault)
                    self.answer(move, kind)
                    act = self.last_act(move)
                    self.assertEqual(act.state, "unknown")
                    act.with_user(self.clerk).action_update()
                    self.assertEqual(act.state, "unknown", "too early to conclude")
                    self.make_older(act, ACT_ABSENCE)
                    act.with_user(self.clerk).action_update()
                    self.assertEqual((act.state, act.attempts), ("queued", 1))
                    act.with_user(self.clerk).action_update()
                    self.assertEqual((act.state, act.attempts), ("done", 2))
                    self.assertEqual(self.traces(move, kind), 1)

    def test_done_late_then_refused(self):
        """Given up for lost, it arrives; the second one finds it done."""
        move = self.waiting("complete")
        self.sandbox.fault("http_500", OPERATIONS["complete"])
        self.answer(move, "complete")
        act = self.last_act(move)
        self.make_older(act, ACT_ABSENCE)
        act._chorus_advance()
        self.assertEqual(act.state, "queued")
        look = type(act)._chorus_still_waits

        def late(mine, portal):
            seen = look(mine, portal)
            portal.complete_invoice(move.chorus_identifier, [], "La première")
            return seen

        with patch.object(type(act), "_chorus_still_waits", late):
            act._chorus_advance()
        self.assertEqual(act.state, "done")
        self.assertEqual(self.traces(move, "complete"), 1)

    def test_silence_is_no_absence(self):
        move = self.waiting("complete")
        self.sandbox.fault(operation=OPERATIONS["complete"], **LOST_BEFORE["reset"])
        self.answer(move, "complete")
        act = self.last_act(move)
        self.make_older(act, ACT_ABSENCE)
        history = "factures/consulter/historique"
        for fault in ("http_503", "wrong_types", "null_members", "empty_list"):
            with self.subTest(fault):
                self.sandbox.fault(fault, history)
                act._chorus_advance()
                if fault != "empty_list":
                    self.assertEqual(act.state, "unknown")
                self.sandbox.heal()
        self.assertEqual(len(self.sandbox.requests_of(OPERATIONS["complete"])), 1)

    def test_the_portal_is_down(self):
        """Nothing left: the same, by itself, and the documents once."""
        move = self.waiting("complete")
        window = self.window(move)
        window.comment = "Plus tard"
        with self.portal_gone():
            style, sentence = self.params(window.action_complete())
        act = self.last_act(move)
        self.assertEqual((style, act.state), ("warning", "queued"))
        self.assertIn("automatically", sentence)
        self.run_follow()
        self.assertEqual(act.state, "done")
        self.assertEqual(self.traces(move, "complete"), 1)

    def test_documents_are_handed_over_once(self):
        move = self.waiting("complete")
        self.sandbox.fault("http_429", OPERATIONS["complete"], retry_after=1)
        self.answer(move, "complete")
        act = self.last_act(move)
        self.assertEqual(act.state, "queued")
        number = act.document_ids.identifier
        self.assertTrue(number)
        act._chorus_advance()
        self.assertEqual(act.state, "done")
        self.assertEqual(act.document_ids.identifier, number)
        added = self.sandbox.requests_of("transverses/ajouter/fichier")
        self.assertEqual(len(added), 1)

    def test_a_lost_upload_is_no_doubt(self):
        move = self.waiting("complete")
        self.sandbox.fault("reset", "transverses/ajouter/fichier")
        self.answer(move, "complete")
        act = self.last_act(move)
        self.assertEqual((act.state, act.doubtful), ("queued", False))
        act._chorus_advance()
        self.assertEqual(act.state, "done")

    # === The invoice has moved on === #

    def test_somebody_did_it_at_the_portal(self):
        move = self.waiting("complete")
        with self.company._chorus_client() as portal:
            portal.complete_invoice(move.chorus_identifier, [], "À la main")
        style, sentence = self.answer(move, "complete")
        self.assertEqual(style, "danger")
        self.assertIn("Somebody has done this", sentence)
        self.assertEqual(self.last_act(move).state, "lapsed")
        self.assertEqual(self.traces(move, "complete"), 1)

    def test_no_answer_to_a_question_that_was_not_read(self):
        """Suspended again for another reason: the first answer does not leave."""
        move = self.waiting("complete")
        window = self.window(move)
        window.comment = "Réponse à la première question"
        with self.portal_gone():
            window.action_complete()
        with self.company._chorus_client() as portal:
            portal.complete_invoice(move.chorus_identifier, [], "À la main")
        self.sandbox.decide(move.name, "SUSPENDUE", "Autre question")
        act = self.last_act(move)
        act._chorus_advance()
        self.assertEqual(act.state, "lapsed")
        self.assertEqual(len(self.sandbox.requests_of(OPERATIONS["complete"])), 1)

    def test_the_question_is_read_before_it_is_answered(self):
        """A search alone told of it: the first time, and then of the second question
        under the same status."""
        move = self.delivered()
        for question in ("Un bon", "Un RIB"):
            with self.subTest(question):
                self.sandbox.advance(3600)
                self.sandbox.decide(move.name, "SUSPENDUE", question)
                self.sandbox.fault("http_503", HISTORY)
                self.run_follow()
                self.assertEqual(move.chorus_status, "SUSPENDUE")
                self.assertNotIn(question, move.chorus_event_ids.mapped("comment"))
                window = self.window(move)
                line = move.chorus_event_ids.filtered(
                    lambda event, asked=question: event.comment == asked
                )
                self.assertEqual((window.basis, len(line)), (line.identifier, 1))
                self.assertEqual(self.complete(move)[0], "success")

    def test_words_name_a_question_that_nothing_else_names(self):
        """The line was never read, and the portal asks something else by now."""
        move = self.decided("SUSPENDUE", "Un RIB, s'il vous plaît")
        acts = self.env["chorus.act"]
        read = move._chorus_act_values({"comment": "Voici"}) | {"basis": False}
        for reason, state in (("Un bon", "lapsed"), ("UN RIB", "done")):
            with self.subTest(reason):
                act = acts._chorus_intend("complete", read | {"reason": reason})
                act._chorus_advance()
                self.assertEqual(act.state, state)
        self.assertEqual(self.traces(move, "complete"), 1)

    def test_two_people_press_together(self):
        move = self.waiting("complete")
        first, second = self.window(move), self.window(move)
        first.comment = second.comment = "Nous deux"
        first.action_complete()
        with self.assertRaisesRegex(UserError, "nothing was done"):
            second.action_complete()
        self.assertEqual(self.traces(move, "complete"), 1)

    def test_one_under_way_is_enough(self):
        move = self.waiting("complete")
        self.sandbox.fault(operation=OPERATIONS["complete"], **LOST_AFTER["reset"])
        window = self.window(move)
        self.answer(move, "complete")
        window.comment = "Encore"
        with self.assertRaisesRegex(UserError, "already under way"):
            window.action_complete()
        alerts = move._get_alerts()
        self.assertNotIn("action_call", alerts["chorus_client"])
        self.assertEqual(alerts["chorus_act"]["action_call"][1], "action_update")
        self.assertFalse(move.chorus_way)

    # === A worker dies === #

    @mute_logger(WORDS)
    def test_a_worker_dies_at_each_step(self):
        steps = (
            ("client", "invoice_history", False),
            ("client", "add_file", True),
            ("chorus.act", "_chorus_claim_leaving", False),
            ("client", "complete_invoice", False),
            ("client", "complete_invoice", True),
            ("chorus.act", "_chorus_succeed", False),
            ("chorus.act.way", "_chorus_tell", False),
        )
        for step in steps:
            with self.subTest(step[1], after=step[2]):
                move = self.waiting("complete")
                try:
                    with self.killed_at(*step):
                        self.answer(move, "complete")
                except Killed:
                    self.env.cr.execute("ROLLBACK TO SAVEPOINT committed")
                    self.env.invalidate_all()
                act = self.last_act(move)
                self.assertIn(act.state, ("queued", "sending", "done"))
                for _round in range(4):
                    self.make_older(act, SENDING_DEADLINE + ACT_ABSENCE)
                    self.run_follow()
                self.assertEqual((act.state, act.told), ("done", True))
                self.assertEqual(self.traces(move, "complete"), 1)

    def test_whoever_is_at_it_is_left_alone(self):
        move = self.waiting("complete")
        act = self.env["chorus.act"]._chorus_intend(
            "complete", move._chorus_act_values({"comment": "x"})
        )
        act._chorus_set_state("sending", attempt_date=fields.Datetime.now())
        act._chorus_advance()
        self.assertEqual(act.state, "sending")
        act.attempt_date -= SENDING_DEADLINE
        act._chorus_advance()
        self.assertEqual(act.state, "queued", "it had not left")

    # === Credentials, copies, states === #

    def test_credentials_wait_for_a_hand(self):
        move = self.waiting("complete")
        self.sandbox.fault("http_403", OPERATIONS["complete"])
        style, sentence = self.answer(move, "complete")
        act = self.last_act(move).with_user(self.clerk)
        self.assertEqual((style, act.state), ("danger", "failed"))
        self.assertIn("“factures”", sentence)
        alert = move._get_alerts()["chorus_act"]
        self.assertEqual(alert["action_call"][:2], ("chorus.act", "action_retry"))
        act.action_retry()
        self.assertEqual(act.state, "done")

    def test_taken_back(self):
        move = self.waiting("complete")
        with self.portal_gone():
            self.answer(move, "complete")
        act = self.last_act(move).with_user(self.clerk)
        act.action_cancel()
        self.assertEqual(act.state, "cancelled")
        self.run_follow()
        self.assertEqual(self.sandbox.requests_of(OPERATIONS["complete"]), [])
        self.assertEqual(self.window(move).comment, "Le bon est joint")

    def test_a_copied_database_does_nothing(self):
        move = self.waiting("complete")
        window = self.window(move)
        window.comment = "Copie"
        self.company.sudo().write(
            {"chorus_environment": "production", "chorus_database_uuid": "another"}
        )
        self.company.sudo().chorus_database_uuid = "another"
        window.action_complete()
        self.assertEqual(self.last_act(move).state, "queued")
        self.assertEqual(self.sandbox.requests_of(OPERATIONS["complete"]), [])

    def test_every_other_step_is_refused(self):
        states = self.env["chorus.act"]._fields["state"].get_values(self.env)
        move = self.waiting("complete")
        act = self.env["chorus.act"]._chorus_intend(
            "complete", move._chorus_act_values({"comment": "x"})
        )
        self.env.flush_all()
        for old in states:
            for new in states:
                if old == new or (old, new) in TRANSITIONS:
                    continue
                self.env.cr.execute(
                    "UPDATE chorus_act SET state = %s WHERE id = %s", [old, act.id]
                )
                act.invalidate_recordset()
                with self.subTest(old=old, new=new), self.assertRaises(UserError):
                    act._chorus_set_state(new)

    def test_an_act_of_an_addon_that_is_gone(self):
        """It is still shown, and never leaves."""
        move = self.waiting("complete")
        act = self.env["chorus.act"]._chorus_intend(
            "complete", move._chorus_act_values({"comment": "x"})
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE chorus_act SET kind = 'gone'")
        act.invalidate_recordset()
        self.assertEqual(act.comment, "x")
        act._chorus_advance()
        self.assertEqual(act.state, "lapsed")
        self.assertEqual(self.sandbox.requests_of(OPERATIONS["complete"]), [])

    def test_a_clock_that_ran_ahead(self):
        move = self.waiting("complete")
        act = self.env["chorus.act"]._chorus_intend(
            "complete", move._chorus_act_values({"comment": "x"})
        )
        act.next_check = fields.Datetime.now() + timedelta(days=400)
        self.env["chorus.act"]._chorus_mend_dates()
        self.assertLessEqual(act.next_check, fields.Datetime.now())
