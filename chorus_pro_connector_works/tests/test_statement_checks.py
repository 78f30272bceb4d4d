# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal as D

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from . import works_example as example
from .statement_case import StatementCommon


def cents(value):
    return D(str(round(value, 2)))


@tagged("post_install", "-at_install")
class TestStatementChecks(StatementCommon):
    """What is refused, what is warned of, and what is neither."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.running_market()
        cls.publish_indices(2)
        cls.statement = cls.new_statement(cls.market, date="2026-03-31")

    def refuse(self, sentence, statement=None):
        statement = statement or self.statement
        with self.assertRaisesRegex(UserError, sentence):
            statement.action_post()
        self.assertEqual((statement.state, statement.move_id.id), ("draft", False))

    def post(self, **progress):
        self.type_progress(self.statement, progress)
        self.statement.action_post()
        return self.statement

    def following(self, progress, **values):
        self.statement.action_post()
        statement = self.new_statement(self.market, **values)
        self.type_progress(statement, progress)
        return statement

    def test_nothing_new(self):
        self.refuse("states nothing new")

    def test_a_fixed_price_ends_at_a_hundred(self):
        self.type_progress(self.statement, {"1.1": 101})
        self.refuse("Line 1.1 has a fixed price")
        self.type_progress(self.statement, {"1.1": 100})
        self.statement.action_post()

    def test_a_measured_quantity_may_exceed_the_market(self):
        self.type_progress(self.statement, {"1.2": 428})
        self.assertIn("Line 1.2: 8  above", self.statement.warnings)
        self.statement.action_post()
        self.assertEqual(cents(self.statement.amount_works), D("13910.00"))

    def test_progress_below_zero(self):
        self.type_progress(self.statement, {"1.2": -1})
        self.refuse("Line 1.2: progress is cumulative")

    def test_progress_that_goes_down(self):
        self.type_progress(self.statement, {"1.1": 50, "2.1": 10})
        down = self.following({"1.1": 40, "2.1": 60}, date="2026-04-30")
        self.assertIn("Line 1.1 goes down by", down.warnings)
        line = down.line_ids.filtered(lambda row: row.code == "1.1")
        line.reason = "Métré contradictoire"
        self.assertNotIn("goes down", down.warnings or "")
        down.action_post()
        negative = down.move_id.invoice_line_ids.filtered(
            lambda row: row.name.startswith("1.1")
        )
        self.assertEqual((negative.quantity, negative.price_unit), (-1.0, 1800.0))

    def test_a_month_below_zero_is_a_credit_note(self):
        self.type_progress(self.statement, {"1.1": 50})
        down = self.following({"1.1": 40}, date="2026-04-30")
        down.action_post()
        move = down.move_id
        self.assertEqual(move.move_type, "out_refund")
        self.assertEqual(cents(move.amount_total), -cents(down.amount_total))
        self.assertLess(down.amount_retention, 0)
        retention = move.line_ids.filtered("chorus_is_retention")
        self.assertEqual(cents(retention.balance), cents(down.amount_retention))
        self.assertFalse(move.invoice_line_ids.filtered(lambda x: x.price_unit < 0))
        again = self.new_statement(self.market, date="2026-05-31")
        self.assertEqual(cents(again.amount_works_cumulative), D("7200.00"))

    def test_a_retention_that_goes_down_in_a_month_above_zero(self):
        """Materials leave while works come: less is held, more is due."""
        self.type_progress(self.statement, {"1.1": 50})
        self.type_materials(self.statement, "9000")
        second = self.following({"1.1": 52}, date="2026-04-30")
        bonus = {"kind": "bonus", "name": "Prime", "amount": 9000.0}
        lot = self.market.lot_ids[0]
        second.other_ids = [Command.create({**bonus, "lot_id": lot.id})]
        second.other_ids.filtered(lambda row: row.kind == "materials").amount = 0.0
        second.action_post()
        self.assertGreater(second.amount_total, 0)
        self.assertEqual(cents(second.amount_retention), D("-518.40"))
        move = second.move_id
        self.assertEqual(move.move_type, "out_invoice")
        retention = move.line_ids.filtered("chorus_is_retention")
        self.assertEqual(cents(retention.balance), D("-518.40"))
        terms = move._chorus_works_term_lines()
        self.assertEqual(cents(terms.balance), cents(second.amount_total) + D("518.40"))

    def test_a_locked_month_moves_the_entry_and_not_the_statement(self):
        self.type_progress(self.statement, {"1.1": 50})
        self.company.sudo().fiscalyear_lock_date = "2026-03-31"
        self.statement.action_post()
        move = self.statement.move_id
        self.assertEqual(str(move.invoice_date), "2026-03-31")
        self.assertGreater(str(move.date), "2026-03-31")

    def test_typed_retention_and_repayment(self):
        self.type_progress(self.statement, {"1.1": 50})
        self.statement.write({"is_retention_typed": True, "retention_typed": 11844.13})
        self.refuse("The retention typed")
        self.statement.write({"is_retention_typed": False})
        self.statement.write({"is_advance_typed": True, "advance_typed": 21538.25})
        self.refuse("exceeds what is left of the advance")
        self.statement.write({"advance_typed": 100.0, "retention_typed": 0.0})
        self.statement.action_post()
        self.assertEqual(cents(self.statement.amount_advance), D("100.00"))

    def test_penalties_beyond_the_month(self):
        self.type_progress(self.statement, {"1.1": 1})
        self.statement.other_ids = [
            Command.create({"kind": "penalty", "name": "Retard", "amount": 500.0})
        ]
        self.refuse("The net to pay is")
        self.statement.other_ids.amount = 50.0
        self.statement.action_post()
        self.assertEqual(cents(self.statement.amount_penalty), D("50.00"))

    def test_materials_are_used_up(self):
        self.type_progress(self.statement, {"1.1": 50})
        self.type_materials(self.statement, "4000")
        second = self.following({"1.1": 60}, date="2026-04-30")
        row = second.other_ids
        self.assertEqual((row.amount, row.previous_amount), (4000.0, 4000.0))
        with self.assertRaisesRegex(UserError, "was in the last statement"):
            row.unlink()
        row.amount = 0.0
        second.action_post()
        self.assertEqual(cents(second.amount_materials), D("-4000.00"))
        with self.assertRaisesRegex(ValidationError, "cumulative"):
            third = self.new_statement(self.market)
            self.type_materials(third, "-1")

    def test_a_subcontractor_who_is_not_accepted(self):
        self.example_request(self.market, 3)
        self.statement.request_ids = self.market.request_ids
        self.type_progress(self.statement, {"1.1": 100})
        self.assertEqual(cents(self.statement.amount_subcontract), D("9600.00"))
        self.market.subcontract_ids.sudo().dc4_date = False
        self.refuse("is not accepted by the client")

    def test_the_vat_of_a_line_changed(self):
        self.type_progress(self.statement, {"1.1": 50})
        second = self.following({"1.1": 60}, date="2026-04-30")
        line = self.market.line_ids.filtered(lambda line: line.code == "1.1")
        line.sudo().tax_id = self.vat(10)
        self.refuse("its VAT was 20 %", second)

    def test_one_final_statement(self):
        self.statement.kind = "final"
        self.type_progress(self.statement, {"1.1": 50})
        self.assertIn("not accepted yet", self.statement.warnings)
        second = self.following({"1.1": 60}, kind="final", date="2026-04-30")
        self.refuse("final one already", second)

    def test_the_last_month_beside_the_final_statement(self):
        """Until the final one is received a monthly one may still leave."""
        market = self.market.sudo()
        market.write(
            {
                "date_reception_notified": "2026-03-20",
                "date_reception_effect": "2026-03-20",
            }
        )
        market.action_receive()
        self.statement.kind = "final"
        self.type_progress(self.statement, {"1.1": 50})
        second = self.following({"1.1": 60}, date="2026-04-30")
        event = self.env["chorus.works.event"].with_user(self.clerk)
        values = {"market_id": market.id, "date": "2026-04-15"}
        received = event.create({**values, "kind": "final_moe"})
        self.refuse("nothing follows it", second)
        received.sudo().unlink()
        second.action_post()

    def test_open_reserves_are_told_of(self):
        self.type_progress(self.statement, {"1.1": 50})
        self.statement.kind = "final"
        event = self.env["chorus.works.event"].with_user(self.clerk)
        values = {"market_id": self.market.id, "date": "2026-03-20"}
        event.create({**values, "kind": "reserves"})
        self.statement.invalidate_recordset()
        self.assertIn("are not lifted", self.statement.warnings)
        event.create({**values, "kind": "reserves_lifted"})
        self.statement.invalidate_recordset()
        self.assertNotIn("are not lifted", self.statement.warnings)

    def test_a_line_that_takes_away_is_typed_as_an_amount(self):
        market = self.make_market(number="2026-0077", signed_amount=99000.0)
        self.make_line(market.lot_ids, "1.2", "fixed", 1, -1000.0)
        market.action_start()
        statement = self.new_statement(market, date="2026-03-31")
        self.type_progress(statement, {"1.1": 50})
        line = statement.line_ids.filtered(lambda row: row.code == "1.2")
        line.write({"mode": "amount", "value": -400.0})
        statement.action_post()
        self.assertEqual(cents(statement.amount_works), D("49600.00"))

    def test_of_hundreds_of_remarks_the_first_are_shown(self):
        market = self.make_market(number="2026-0078", signed_amount=100140.0)
        for at in range(14):
            self.make_line(market.lot_ids, f"2.{at}", "unit", 1, 10.0)
        market.action_start()
        statement = self.new_statement(market, date="2026-03-31")
        self.type_progress(statement, {f"2.{at}": 2 for at in range(14)})
        found = statement.warnings.split("\n")
        self.assertEqual(len([row for row in found if "above the quantity" in row]), 10)
        self.assertIn("4 more remarks on lines.", found)

    def test_a_skipped_month_is_warned_of(self):
        self.type_progress(self.statement, {"1.1": 50})
        self.statement.action_post()
        second = self.new_statement(
            self.market, period_start="2026-05-01", period_end="2026-05-31"
        )
        self.type_progress(second, {"1.1": 60})
        self.assertIn("Nothing was stated from", second.warnings)

    def test_whatever_way_the_company_rounds(self):
        for method in ("round_per_line", "round_globally"):
            self.company.sudo().tax_calculation_rounding_method = method
            with self.subTest(method=method):
                number = 1 if method == "round_per_line" else 2
                statement = self.statement
                if number == 2:
                    statement = self.new_statement(self.market, date="2026-04-30")
                self.type_progress(statement, example.PROGRESS[number - 1])
                statement.action_post()
                self.assertEqual(
                    cents(statement.move_id.amount_tax), cents(statement.amount_tax)
                )
                taxes = {
                    round(row.rate, 3): cents(row.tax) for row in statement.rate_ids
                }
                for line in statement.move_id.line_ids.filtered("tax_line_id"):
                    rate = round(line.tax_line_id.amount / 100, 3)
                    self.assertEqual(-cents(line.balance), taxes[rate])

    def test_a_guarantee_in_the_place_of_the_retention(self):
        market = self.market.sudo()
        market.write(
            {
                "retention_mode": "first_demand",
                "guarantor_id": self.moe.id,
                "guarantee_date": "2026-03-10",
            }
        )
        self.type_progress(self.statement, {"1.1": 50})
        self.assertIn("its document is not in the market", self.statement.warnings)
        market.guarantee_file = "R0FQ"
        self.statement.invalidate_recordset()
        self.assertNotIn("its document", self.statement.warnings or "")
        self.statement.action_post()
        self.assertEqual(self.statement.amount_retention, 0)
        self.assertFalse(
            self.statement.move_id.line_ids.filtered("chorus_is_retention")
        )

    def test_an_advance_deducted_before_vat(self):
        self.market.sudo().write({"advance_before_vat": True})
        self.type_progress(
            self.statement, {"1.1": 100, "1.2": 420, "1.3": 85, "1.4": 640, "1.5": 310}
        )
        self.statement.action_set_lot(False, 75.0)
        statement = self.statement
        self.assertGreater(statement.amount_advance, 0)
        statement.action_post()
        lines = statement.move_id.invoice_line_ids
        repaid = lines.filtered(lambda line: line.account_id.code[:4] == "4191")
        self.assertEqual(
            cents(-sum(repaid.mapped("price_subtotal"))),
            cents(statement.amount_advance),
        )
        self.assertEqual(
            cents(statement.move_id.amount_untaxed), cents(statement.amount_untaxed)
        )
        self.assertFalse(statement.advance_move_id)
