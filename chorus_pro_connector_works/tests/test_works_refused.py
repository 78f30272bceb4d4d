# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A piece is refused: one statement again, two pieces, and the new one names the old.

At the portal the refused one becomes DUPLIQUE_APRES_REFUS once its copy is there.
"""

from decimal import Decimal as D

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.chorus_pro_connector.tests.outside import check_schematron, check_xsd

from . import works_example as example
from .piece_case import PieceCase
from .works_reader import compare_statement, money

REASON = "Quantités à revoir avec le métreur"


@tagged("post_install", "-at_install")
class TestWorksRefused(PieceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.running_market()
        cls.statement = cls.posted_statements(cls.market, 1)

    def refuse(self, statement, status="REFUSEE_MOE"):
        """Send a statement and let its project manager refuse it."""
        self.send_statement(statement)
        self.sandbox.decide(statement.move_id.name, status, REASON, force=True)
        self.sandbox.advance(120)
        self.run_follow()
        self.assertEqual(statement.chorus_state, "refused")

    def replace(self, statement):
        """Press the button of the banner; return the new statement."""
        alert = statement.chorus_alerts["chorus_client"]
        self.assertEqual(alert["action_text"], "Credit note and new statement")
        model, method, ids = alert["action_call"]
        action = getattr(self.env[model].with_user(self.clerk).browse(ids), method)()
        self.assertEqual(action["res_model"], "chorus.works.statement")
        return statement.browse(action["res_id"])

    def read(self, statement):
        xml = self.make_xml(statement.move_id.with_user(self.clerk))
        self.assertEqual(check_xsd(xml), [])
        self.assertEqual(check_schematron(xml), [])
        return xml

    def test_one_statement_two_pieces(self):
        first = self.statement
        self.refuse(first)
        dossier = first.move_id.chorus_works_piece_ids.dossier_id
        self.assertEqual(
            dossier.next_step, "Cancel it by a credit note and state it anew"
        )
        again = self.replace(first)
        self.assertEqual((first.state, again.state), ("cancelled", "draft"))
        self.assertEqual((again.number, again.period_end), (1, first.period_end))
        credit = first.move_id.reversal_move_ids
        self.assertEqual((credit.state, credit.chorus_state), ("posted", "no"))
        self.assertFalse(credit.chorus_works_piece_ids, "it only balances our books")
        # Nothing that was typed is typed again.
        self.assertEqual(money(again.amount_net), example.NET[0])
        self.assertIn("still a draft", first.chorus_alerts["chorus_client"]["message"])
        again.action_post()
        old, new = first.piece_ids, again.piece_ids
        self.assertEqual((new.previous_id, len(old), len(new)), (old, 1, 1))
        self.assertNotEqual(new.number, old.number)
        self.assertEqual(again.move_id.chorus_replaces_id, first.move_id)
        self.assertIn(new.number, first.chorus_alerts["chorus_client"]["message"])
        compare_statement(
            self, self.read(again), again, "A4", previous=(old.number, old.date)
        )
        statements = self.market.statement_ids
        posted = statements.filtered(lambda row: row.state == "posted")
        self.assertEqual(posted, again)

    def test_the_portal_ties_both_and_says_so_of_the_first(self):
        self.refuse(self.statement)
        again = self.replace(self.statement)
        again.action_post()
        self.send_statement(again)
        self.sandbox.advance(120)
        self.run_follow()
        self.assertEqual(self.statement.move_id.chorus_status, "DUPLIQUE_APRES_REFUS")
        self.assertEqual(self.statement.chorus_state, "refused")
        self.assertEqual(again.move_id.chorus_status, "MISE_A_DISPOSITION_MOE")
        dossiers = (self.statement | again).piece_ids.dossier_id
        self.assertEqual((len(dossiers), len(dossiers.piece_ids)), (1, 2))

    def test_what_follows_names_nothing(self):
        """The next month follows the new statement, and replaces no piece."""
        self.refuse(self.statement)
        self.replace(self.statement).action_post()
        second = self.example_statement(self.market, 2)
        compare_statement(self, self.read(second), second, "A4")
        self.assertEqual(money(second.amount_works), example.WORKS[1])

    def test_refused_twice(self):
        """The third piece names the second, which is the one that was refused last."""
        self.refuse(self.statement)
        again = self.replace(self.statement)
        again.action_post()
        self.refuse(again, "REFUSEE_MOA")
        third = self.replace(again)
        third.action_post()
        piece = again.piece_ids
        compare_statement(
            self, self.read(third), third, "A4", previous=(piece.number, piece.date)
        )

    def test_the_copy_that_somebody_made_on_the_portal(self):
        """It would claim the month twice: somebody has to have looked."""
        self.refuse(self.statement)
        again = self.replace(self.statement)
        again.action_post()
        codes = [issue["code"] for issue in again.move_id._chorus_all_issues()]
        self.assertNotIn("works_duplicated", codes)
        number = self.statement.move_id.name
        self.sandbox.decide(number, "DUPLIQUE_APRES_REFUS", force=True)
        self.sandbox.advance(120)
        self.run_follow()
        move = again.move_id.with_user(self.clerk)
        (issue,) = [
            issue
            for issue in move._chorus_all_issues()
            if issue["code"] == "works_duplicated"
        ]
        self.assertIn(number, issue["message"])
        target = move._chorus_issue_action(issue["action"])[1]
        self.assertEqual(target["res_id"], again.id)
        action = again.action_chorus_send()
        self.assertEqual(action["res_model"], "chorus.confirm.wizard")
        self.assertEqual(len(self.deposits()), 1)

    def test_all_that_was_typed_comes_along(self):
        self.refuse(self.statement)
        self.replace(self.statement).action_post()
        second = self.example_statement(self.market, 2, post=False)
        line = second.line_ids.filtered(lambda row: row.code == "1.3")
        line.reason = "Métré du 28"
        second.other_ids = [
            Command.create({"kind": "penalty", "name": "Retard", "amount": 50.0})
        ]
        second.write(
            {
                "is_retention_typed": True,
                "retention_typed": 2000.0,
                "reason": "Intempéries",
            }
        )
        second.action_post()
        self.refuse(second)
        again = self.replace(second)
        for name in (
            *("amount_works", "amount_materials", "amount_revision", "amount_total"),
            *("amount_retention", "amount_penalty", "amount_net", "reason"),
        ):
            self.assertEqual(again[name], second[name], name)
        line = again.line_ids.filtered(lambda row: row.code == "1.3")
        self.assertEqual((line.value, line.reason), (85.0, "Métré du 28"))
        third_month = [row.amount for row in again.other_ids.sorted("kind")]
        self.assertEqual(third_month, [4000.0, 50.0])

    def test_requests_of_subcontractors_come_along(self):
        third = self.posted_statements_from(2)[-1]
        self.refuse(third)
        again = self.replace(third)
        self.assertEqual(money(again.amount_subcontract), D("9600.00"))
        self.assertEqual(money(again.amount_advance), example.REPAID[2])
        self.assertEqual(money(again.amount_net), example.NET[2])

    def posted_statements_from(self, first):
        return [self.example_statement(self.market, number) for number in (first, 3)]

    def test_a_refused_one_that_others_go_on_from(self):
        """Nothing is half done: the later one is named, and all stays as it was."""
        self.send_statement(self.statement)
        second = self.example_statement(self.market, 2)
        number = self.statement.move_id.name
        self.sandbox.decide(number, "REFUSEE_MOE", REASON, force=True)
        self.sandbox.advance(120)
        self.run_follow()
        with self.assertRaisesRegex(UserError, "Only the last"), self.cr.savepoint():
            self.replace(self.statement)
        self.assertEqual(self.statement.state, "posted")
        self.assertFalse(self.statement.move_id.reversal_move_ids)
        second.action_cancel()
        self.assertEqual(self.replace(self.statement).number, 1)

    def test_once(self):
        self.refuse(self.statement)
        self.replace(self.statement)
        with self.assertRaisesRegex(UserError, "credit note cancels"):
            move = self.statement.move_id.with_user(self.clerk)
            move.action_chorus_credit_and_replace()

    def test_a_refused_piece_is_not_sent_again(self):
        self.refuse(self.statement)
        with self.assertRaisesRegex(RedirectWarning, "refused"):
            self.statement.action_chorus_send()
        self.assertEqual(len(self.deposits()), 1)

    def test_who_may_not_make_statements(self):
        accountant = new_test_user(
            self.env,
            "accountant_only",
            groups="base.group_user,account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.refuse(self.statement)
        move = self.statement.move_id.with_user(accountant)
        with self.assertRaises(AccessError), self.cr.savepoint():
            move.action_chorus_credit_and_replace()
        self.assertEqual(self.statement.state, "posted")
