# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""As project manager: our piece leaves once, in three steps, and its file has it."""

import base64
from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from .chain_case import FRAMEWORKS
from .manager_case import SERVICE, ManagerCase


@tagged("post_install", "-at_install")
class TestWorksIssue(ManagerCase):
    # === Each framework === #

    def test_a_statement_is_corrected_and_deposited(self):
        self.drafted()
        row = self.draft()
        window = self.issuing(row)
        self.assertEqual((window.deposit, window.framework), ("next", "A15"))
        window.action_next()
        self.assertEqual(window.line_ids.mapped("rate"), [20.0])
        window.line_ids.base = 900.0
        self.assertEqual(window.line_ids.tax, 180.0)
        window.net = 1026.0
        plan = self.env["ir.attachment"].with_user(self.clerk)
        window.attachment_ids = plan.create({"name": "plan.pdf", "raw": b"%PDF-1.4"})
        self.assertEqual((window.total, window.difference), (1080.0, 120.0))
        window.action_next()
        for words in ("A15 EA-1", "SIT-1", "1,080.00", "1,200.00", "1,026.00"):
            self.assertIn(words, window.summary)
        self.assertIn("waits for the client", window.summary)
        act = self.deposited(window)
        (piece,) = self.pieces_at_portal("EA-1")
        self.assertEqual(piece["cadreFacturation"], FRAMEWORKS["A15"])
        self.assertEqual(
            (piece["montantHT"], piece["montantTTC"], piece["montantAPayer"]),
            (900.0, 1080.0, 1026.0),
        )
        self.assertEqual(str(piece["idFactureTravaux"]), act.payload["piece"])
        # Here: the draft no longer waits, its file shows our piece.
        self.assertFalse(row.waiting or row.may_issue)
        issued = row.issued_ids
        self.assertEqual((issued.number, issued.total), ("EA-1", 1080.0))
        self.assertEqual(issued.dossier, row.dossier)
        self.assertEqual(issued.document_ids.mapped("name"), ["ea.pdf", "plan.pdf"])
        self.sandbox.advance(120)
        self.draft()
        self.assertEqual(issued.status, "MISE_A_DISPOSITION_MOA")
        # And then the client's own: ours has done its work.
        self.associate("moa", issued.identifier, "A19", "EAV-1")
        self.draft()
        self.assertEqual((issued.status, issued.over), ("ASSOCIEE", True))

    def test_each_framework(self):
        for draft, framework in (("A4", "A16"), ("A7", "A17"), ("A7", "A18")):
            with self.subTest(framework):
                self.drafted(draft, f"D-{framework}")
                row = self.draft(f"D-{framework}")
                number = f"P-{framework}"
                window = self.issuing(row, number, framework=framework)
                self.deposited(window)
                (piece,) = self.pieces_at_portal(number)
                self.assertEqual(piece["cadreFacturation"], FRAMEWORKS[framework])
                (before,) = self.pieces_at_portal(f"D-{framework}")
                self.assertEqual(before["statutFactureTravaux"], "ASSOCIEE")

    def test_the_tacit_statement_once_the_ten_days_are_over(self):
        self.tacit()
        row = self.draft("DF-1-PG")
        self.assertEqual(row.answer, "A24")
        window = self.confirmed(self.issuing(row, "DGD-1"))
        self.assertIn("ten days", window.summary)
        kind, _sentence = self.params(window.action_deposit())
        self.assertEqual(kind, "danger")
        self.assertEqual(self.last_issue().state, "refused")
        self.assertTrue(row.may_issue)
        self.sandbox.advance(11 * 86400)
        self.deposited(self.issuing(row, "DGD-1"))
        self.assertEqual(row.issued_ids.sorted("id").mapped("over"), [True, False])
        (piece,) = self.pieces_at_portal("DGD-1")
        self.assertEqual(piece["cadreFacturation"], FRAMEWORKS["A24"])

    def test_who_is_late_answers_all_the_same(self):
        self.drafted()
        self.draft()
        self.sandbox.advance(8 * 86400)
        row = self.draft()
        self.assertEqual(row.status, "ABSENCE_VALIDATION_MOE_DELAI_REGLEMENTAIRE")
        self.deposited(self.issuing(row))

    # === Once === #

    def test_a_lost_answer_is_looked_up(self):
        self.drafted()
        row = self.draft()
        self.sandbox.fault("reset", SERVICE)
        window = self.confirmed(self.issuing(row))
        kind, sentence = self.params(window.action_deposit())
        self.assertEqual(kind, "warning")
        self.assertIn("do not do it another way", sentence)
        act = self.last_issue()
        self.assertEqual((act.state, act.doubtful), ("unknown", True))
        self.assertFalse(row.may_issue)
        self.assertIn("chorus_act", row.act_alerts)
        act._chorus_advance()
        self.assertEqual((act.state, act.attempts), ("done", 1))
        self.assertEqual(len(self.pieces_at_portal("EA-1")), 1)
        self.assertEqual(len(self.submitted()), 2, "the supplier's, and ours once")
        self.assertFalse(row.waiting)

    def test_what_never_arrived_leaves_once_more(self):
        self.drafted()
        self.sandbox.fault("reset_before", SERVICE)
        self.confirmed(self.issuing(self.draft())).action_deposit()
        act = self.last_issue()
        act._chorus_advance()
        self.assertEqual(act.state, "unknown", "it may still travel")
        act.attempt_date -= timedelta(minutes=30)
        act._chorus_advance()
        self.assertEqual(act.state, "queued")
        act._chorus_advance()
        self.assertEqual((act.state, act.attempts), ("done", 2))
        self.assertEqual(len(self.pieces_at_portal("EA-1")), 1)

    def test_two_users_at_once(self):
        self.drafted()
        row = self.draft()
        self.sandbox.fault("reset_before", SERVICE)
        mine = self.confirmed(self.issuing(row))
        other = self.confirmed(self.issuing(row, "EA-2"))
        mine.action_deposit()
        with self.assertRaisesRegex(UserError, "already under way"):
            other.action_deposit()
        with self.assertRaisesRegex(UserError, "already under way"):
            row.action_works_issue()
        self.assertEqual(self.last_issue().number, "EA-1")

    def test_somebody_answered_on_the_site(self):
        identifier = self.drafted()
        row = self.draft()
        window = self.confirmed(self.issuing(row))
        self.associate("moe", identifier, "A15", "A-LA-MAIN")
        self.sandbox.forget_requests()
        kind, sentence = self.params(window.action_deposit())
        self.assertEqual(kind, "danger")
        self.assertIn("has moved on", sentence)
        self.assertEqual(self.submitted(), [])
        self.assertFalse(row.waiting)
        self.assertTrue(row.issued_ids.over)
        with self.assertRaisesRegex(UserError, "no longer waits"):
            row.action_works_issue()

    def test_somebody_deposited_our_very_number(self):
        identifier = self.drafted()
        window = self.confirmed(self.issuing(self.draft()))
        self.associate("moe", identifier, "A15", "EA-1")
        self.sandbox.forget_requests()
        kind, _sentence = self.params(window.action_deposit())
        self.assertEqual((kind, self.submitted()), ("success", []))

    # === Bad input === #

    def test_a_framework_that_does_not_follow(self):
        self.drafted()
        window = self.issuing(self.draft(), framework="A17")
        with self.assertRaisesRegex(UserError, "A17 does not follow A4"):
            window.action_next()
        self.assertEqual(window.step, "deposit")

    def test_a_file_that_is_none(self):
        self.drafted()
        window = self.issuing(self.draft(), file=False)
        with self.assertRaisesRegex(UserError, "Add the PDF of our piece"):
            window.action_next()
        window.file = base64.b64encode(b"none")
        with self.assertRaisesRegex(UserError, "Add the PDF of our piece"):
            window.action_next()

    def test_what_is_typed_wrong(self):
        self.drafted()
        window = self.issuing(self.draft(), number="")
        window.action_next()
        self.refused(window, "Type the number")
        window.number = "EA#1"
        self.refused(window, "Type the number")
        window.number = "EA-1"
        window.net = 5000.0
        self.refused(window, "above the total")
        window.net = 1000.0
        window.line_ids.tax = 100.0
        self.refused(window, "share the amounts between their rates")
        window.line_ids.unlink()
        self.refused(window, "rate by rate")
        self.assertEqual(self.last_issue(), self.env["chorus.act"])

    def test_more_than_was_asked(self):
        """Of a statement it is said, of the tacit one it is refused."""
        self.drafted()
        window = self.issuing(self.draft())
        window.line_ids.base = 1100.0
        self.assertIn("More is admitted", self.confirmed(window).summary)
        self.tacit()
        window = self.issuing(self.draft("DF-1-PG"), "DGD-1")
        window.line_ids.base = 1100.0
        self.refused(window, "the one of the supplier")

    def test_a_subcontractor_gets_no_more_than_it_asks(self):
        self.drafted()
        row = self.draft()
        row.sudo().framework = "A10"
        window = self.issuing(row)
        window.line_ids.base = 1100.0
        self.refused(window, "not paid more than it asks")

    def test_what_was_typed_stays(self):
        self.drafted()
        row = self.draft()
        window = self.issuing(row)
        window.action_next()
        window.line_ids.base = 900.0
        window.comment = "Attachement du lot 1 corrigé"
        window.action_back()
        self.assertEqual((row.answer_number, row.untaxed), ("EA-1", 900.0))
        again = self.opened(row.action_works_issue())
        self.assertEqual((again.number, again.untaxed), ("EA-1", 900.0))
        self.assertEqual(again.comment, "Attachement du lot 1 corrigé")

    def test_our_print_of_the_sums(self):
        self.drafted()
        window = self.issuing(self.draft(), source="print", file=False)
        self.confirmed(window)
        self.assertEqual(window.file_name, "A15_EA-1.pdf")
        content = base64.b64decode(window.with_context(bin_size=False).file)
        self.assertTrue(content.startswith(b"%PDF-"))
        printed = window._works_printed()
        self.assertEqual(
            [row[0] for row in printed["sums"]],
            ["Montant HT", "TVA", "Montant TTC", "Net à payer"],
        )
        self.assertEqual(printed["sums"][1][1:], ("200,00", "200,00", "0,00"))

    def test_the_buttons_above_the_lists(self):
        """As the web client calls them: with the records that are selected, none."""
        for model, button in (
            ("chorus.works.issued", "action_works_initial"),
            ("chorus.works.received", "action_refresh"),
            ("chorus.validation", "action_refresh"),
        ):
            with self.subTest(model):
                records = self.env[model].with_user(self.clerk)
                self.assertTrue(call_kw(records, button, [[]], {})["type"])

    # === By hand === #

    def test_by_hand(self):
        self.by_hand()
        identifier = self.drafted()
        row = self.draft()
        self.sandbox.forget_requests()
        window = self.issuing(row)
        window.line_ids.base = 900.0
        window.net = 1026.0
        self.confirmed(window)
        self.assertIn("Nothing leaves from Odoo", window.summary)
        with self.assertRaisesRegex(UserError, "Nothing was sent"):
            window.action_deposit()
        kind, sentence = self.params(window.action_prepare())
        self.assertEqual((kind, self.submitted()), ("info", []))
        self.assertIn("Nothing was sent", sentence)
        issued = row.issued_ids
        self.assertEqual(issued.document_ids.mapped("name"), ["ea.pdf"])
        steps = issued.steps.replace("\xa0", " ").splitlines()
        self.assertEqual(len(steps), 4)
        for words in ("SIT-1", "A15"):
            self.assertIn(words, steps[0])
        for words in ("EA-1", "M-77", "900,00", "1 080,00", "1 026,00"):
            self.assertIn(words, steps[1])
        self.assertTrue(row.waiting, "nothing is claimed to be done")
        # A person enters it; the next reading says so.
        self.associate("moe", identifier, "A15", "EA-1")
        self.draft()
        self.assertFalse(row.waiting)
        self.assertEqual(issued.status, "DEPOSEE")
        self.assertFalse(issued.steps)

    def test_what_was_prepared_is_put_aside(self):
        self.by_hand()
        self.drafted()
        row = self.draft()
        self.confirmed(self.issuing(row)).action_prepare()
        with self.assertRaisesRegex(UserError, "is the number of A15"):
            self.confirmed(self.issuing(row))
        row.issued_ids.action_put_aside()
        self.assertEqual(row.issued_ids.where, "Set aside")
        self.confirmed(self.issuing(row)).action_prepare()

    # === Rights === #

    def test_who_may(self):
        self.drafted()
        row = self.draft()
        with self.assertRaises(AccessError):
            row.with_user(self.foreman).action_works_issue()
        act = self.deposited(self.issuing(row))
        issued = act.works_issued_id
        with self.assertRaises(AccessError):
            issued.with_user(self.clerk).write({"net": 1.0})
        with self.assertRaises(AccessError):
            issued.with_user(self.foreman).read(["number"])

    def test_another_company_sees_nothing(self):
        self.drafted()
        issued = self.deposited(self.issuing(self.draft())).works_issued_id
        other = self.setup_other_company(name="Autre agence")["company"]
        stranger = new_test_user(
            self.env,
            "works_stranger",
            groups="base.group_user,chorus_pro_connector_works.group_works_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        foreign = issued.with_user(stranger)
        self.assertFalse(foreign.search([("id", "=", issued.id)]))
        with self.assertRaises(AccessError):
            foreign.read(["number"])
