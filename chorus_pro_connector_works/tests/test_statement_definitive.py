# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The end of a market by its models: definitive revision, penalties, balance, proof."""

from decimal import Decimal as D

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from . import works_example as example
from .statement_case import StatementCommon


@tagged("post_install", "-at_install")
class TestStatementDefinitive(StatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.running_market()
        cls.final = cls.example_statements(cls.market)[-1]
        cls.publish_indices(5)

    def cents(self, value):
        return D(str(round(value, 2)))

    def definitive(self, days=0):
        action = self.final.with_user(self.clerk).action_definitive()
        draft = self.final.with_user(self.clerk).browse(action["res_id"])
        if days:
            draft.penalty_days = days
        return draft

    def test_the_definitive_revision(self):
        """Without and with VAT it has opposite signs."""
        draft = self.definitive()
        changes = {
            row.lot_id.code: self.cents(row.month)
            for row in draft.revision_ids
            if row.month
        }
        self.assertEqual(changes, {"1": D("-38.03"), "2": D("-39.97"), "3": D("81.78")})
        for name, expected in (
            ("amount_works", D("0.00")),
            ("amount_untaxed", D("3.78")),
            ("amount_tax", D("-7.42")),
            ("amount_total", D("-3.64")),
            ("amount_untaxed_cumulative", D("210119.33")),
            ("amount_tax_cumulative", D("38683.95")),
            ("amount_total_cumulative", D("248803.28")),
            ("amount_retention", D("0.00")),
        ):
            self.assertEqual(self.cents(draft[name]), expected, name)
        rates = {round(row.rate, 3): self.cents(row.tax) for row in draft.rate_ids}
        self.assertEqual((rates[0.2], rates[0.1]), (D("-15.60"), D("8.18")))
        draft.action_post()
        move = draft.move_id
        self.assertEqual((move.state, move.move_type), ("posted", "out_refund"))
        self.assertEqual(self.cents(move.amount_total), D("3.64"))
        self.assertEqual(self.cents(move.amount_untaxed), D("-3.78"))
        self.assertEqual(move.chorus_state, "no")
        self.assertFalse(draft.piece_ids)

    def test_penalties_waived_whole_and_capped(self):
        draft = self.definitive()
        for days, due, words in (
            (3, D("0.00"), "206.63"),
            (20, D("1377.51"), "1,377.51"),
            (3000, D("20662.70"), "above the cap"),
        ):
            with self.subTest(days=days):
                draft.penalty_days = days
                self.assertEqual(self.cents(draft.amount_penalty), due)
                self.assertIn(words, draft.penalty_sentence)
        draft.penalty_days = 0
        self.assertFalse(draft.other_ids)
        self.assertFalse(draft.penalty_sentence)
        # By the contract's own terms.
        self.market.sudo().penalty_waiver = 0.0
        draft.penalty_days = 3
        self.assertEqual(self.cents(draft.amount_penalty), D("206.63"))

    def test_what_is_typed_beside_the_days_stays(self):
        draft = self.definitive()
        other = draft.other_ids.create(
            {
                "statement_id": draft.id,
                "kind": "penalty",
                "name": "Plans de récolement manquants",
                "amount": 300.0,
            }
        )
        draft.penalty_days = 20
        self.assertEqual(self.cents(draft.amount_penalty), D("1677.51"))
        draft.penalty_days = 3
        self.assertEqual(draft.other_ids, other)
        self.assertEqual(self.cents(draft.amount_penalty), D("300.00"))

    def typed(self, draft, kind, amount):
        draft.other_ids.create(
            {
                "statement_id": draft.id,
                "kind": kind,
                "name": "Pénalité",
                "amount": amount,
            }
        )

    def test_only_penalties_for_delay_lower_those_of_the_days(self):
        """Those for missing documents stay beside whatever the days make."""
        first = self.definitive()
        self.typed(first, "delay", 500.0)
        self.typed(first, "penalty", 300.0)
        first.action_post()
        self.final = first
        draft = self.definitive(20)
        # 1 377.51 of all days, 500.00 deducted before; the 300.00 are no part of it.
        self.assertEqual(self.cents(draft.amount_penalty), D("877.51"))
        self.assertEqual(self.cents(draft.amount_penalty_cumulative), D("1677.51"))
        self.assertIn("1,377.51", draft.penalty_sentence)
        self.assertIn("877.51", draft.penalty_sentence)
        # The client counts three days after all: nothing is due, and 500.00 come back.
        draft.penalty_days = 3
        self.assertEqual(self.cents(draft.amount_penalty), D("-500.00"))
        self.assertEqual(self.cents(draft.amount_net), D("500.00"))
        self.assertIn("given back", draft.penalty_sentence)
        draft.penalty_days = 0
        self.assertFalse(draft.other_ids)
        with self.assertRaisesRegex(ValidationError, "without a sign"):
            self.typed(draft, "delay", -500.0)

    def test_what_is_typed_for_delay_beside_the_days_counts_once(self):
        draft = self.definitive(20)
        row = {"kind": "delay", "name": "Retard, déjà notifié", "amount": 400.0}
        draft.write({"other_ids": [Command.create(row)]})
        self.assertEqual(self.cents(draft.amount_penalty), D("1377.51"))
        self.assertEqual(len(draft.other_ids), 2)

    def test_the_balance_and_its_proof(self):
        self.assertEqual(self.cents(self.final.balance), example.NET[4])
        draft = self.definitive(20)
        self.assertEqual(self.cents(draft.balance), D("6895.17"))
        proof = draft._works_proof()
        self.assertEqual(
            proof,
            {
                "advance": example.ADVANCE,
                "instalments": D("185258.86"),
                "subcontracts": D("21500.00"),
                "retention": D("12233.50"),
                "balance": D("6895.17"),
                "penalties": D("1377.51"),
            },
        )
        self.assertEqual(sum(proof.values()), self.cents(draft.amount_total_cumulative))
        draft.action_post()
        self.assertEqual(self.cents(self.market.balance_claimed), D("6895.17"))
        printed = draft._works_printed()
        self.assertEqual(printed["title"], "Révision définitive des prix et solde")
        recap = {
            label: text.replace("\xa0", " ").replace("\u202f", " ")
            for label, text in printed["recap"]
        }
        self.assertEqual(recap["Solde à payer"], "6 895,17 €")
        self.assertEqual(recap["Total du marché TTC"], "248 803,28 €")

    def test_the_tacit_balance_has_no_definitive_revision(self):
        """The letters of the tacit road claim the final statement's balance."""
        self.definitive(20).action_post()
        delay = self.env["chorus.works.deadline"].new(
            {"market_id": self.market.id, "kind": "general"}
        )
        values = delay._works_letter_values()
        self.assertIn("8 276,32", values["solde"].replace("\xa0", " "))
        self.assertNotIn("Révision définitive", values["tableau"])
        # Signed, the general statement has both.
        delay.kind = "balance"
        values = delay._works_letter_values()
        self.assertIn("6 895,17", values["solde"].replace("\xa0", " "))
        self.assertIn("Révision définitive", values["tableau"])

    def test_the_general_statement_is_compared(self):
        self.definitive(20).action_post()
        event = (
            self.env["chorus.works.event"]
            .with_user(self.clerk)
            .create(
                {
                    "market_id": self.market.id,
                    "kind": "general_moa",
                    "date": "2026-09-20",
                    "balance": 6000.0,
                    "reserves": "Mémoire du 12/06/2026 : 4 200,00 €",
                }
            )
        )
        self.assertEqual(self.cents(event.balance_gap), D("-895.17"))
        with self.assertRaises(ValidationError):
            event.copy({"kind": "index"})

    def test_what_is_refused(self):
        with self.assertRaisesRegex(UserError, "is not the last posted"):
            self.final.previous_id.with_user(self.clerk).action_definitive()
        with self.assertRaisesRegex(UserError, "general statement"):
            self.final.with_user(self.clerk).action_start_from_admitted()
        draft = self.definitive()
        # There is one at a time, and it is opened again.
        self.assertEqual(self.definitive(), draft)
        draft.action_post()
        with self.assertRaisesRegex(ValidationError, "nothing new"):
            again = draft.browse(draft.action_definitive()["res_id"])
            again.action_post()

    def test_penalties_alone_make_no_invoice(self):
        self.definitive().action_post()
        last = self.market.statement_ids.filtered("adjusts")
        again = last.browse(last.with_user(self.clerk).action_definitive()["res_id"])
        again.penalty_days = 20
        again.action_post()
        self.assertEqual((again.state, again.rank), ("posted", 2))
        self.assertFalse(again.move_id)
        self.assertEqual(self.cents(again.balance), D("6895.17"))
        printed = self.market._works_recapitulation()
        self.assertEqual(printed["rows"][-1][0], "Révision définitive")
        again.action_cancel()
        self.assertEqual(again.state, "cancelled")
