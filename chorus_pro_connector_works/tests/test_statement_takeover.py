# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal as D

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from . import works_example as example
from .statement_case import StatementCommon

# What the first two statements of the example had left.
LINES = {"1.1": 60, "1.2": 420, "1.3": 85, "1.4": 200, "2.1": 20, "2.4": 100}
REVISION = {"1": 953.10, "2": 95.23}


def cents(value):
    return D(str(round(value, 2)))


@tagged("post_install", "-at_install")
class TestStatementTakeover(StatementCommon):
    """A market that other software ran for two months goes on to the cent."""

    @classmethod
    def taken_over(cls):
        market = cls.example_market(
            opening_number=2,
            opening_date="2026-04-30",
            opening_retention=4589.14,
        )
        for line in market.line_ids:
            line.opening_value = LINES.get(line.code, 0)
        for lot in market.lot_ids:
            lot.opening_revision = REVISION.get(lot.code, 0.0)
        first, second = market.lot_ids[:2]
        first.opening_tax = 15506.79
        second.opening_materials = 4000.0
        market.action_start()
        market.sudo().write(
            {
                "advance_received": float(example.ADVANCE),
                "advance_received_date": "2026-03-15",
            }
        )
        return market.with_user(cls.clerk)

    def test_the_next_statement(self):
        market = self.taken_over()
        statement = self.example_statement(market, 3)
        self.assertEqual((statement.number, statement.previous_id.id), (3, False))
        self.assertEqual(str(statement.period_start), "2026-05-01")
        at = 2
        for name, expected in (
            ("amount_works", example.WORKS),
            ("amount_materials", example.MATERIALS_MONTH),
            ("amount_revision", example.REVISION),
            ("amount_tax", example.TAX),
            ("amount_total", example.TOTAL),
            ("amount_retention_cumulative", example.RETENTION_CUMULATIVE),
            ("amount_retention", example.RETENTION),
            ("amount_advance", example.REPAID),
            ("amount_net", example.NET),
        ):
            self.assertEqual(cents(statement[name]), expected[at], name)
        cumulative = sum(example.REVISION[:3])
        self.assertEqual(cents(statement.amount_revision_cumulative), cumulative)
        taxes = sum(example.TAX[:3])
        self.assertEqual(cents(statement.amount_tax_cumulative), taxes)
        with self.assertRaises(UserError):
            market.with_user(self.manager).opening_retention = 0.0

    def test_what_the_days_have_cost_so_far(self):
        """Of the penalties so far, only those for delay lower the ones of all days."""
        market = self.example_market(
            opening_number=2,
            opening_date="2026-04-30",
            opening_penalty=800.0,
            opening_delay=500.0,
        )
        with self.assertRaisesRegex(ValidationError, "a part of"):
            market.opening_delay = 800.01
        market.opening_delay = 500.0
        market.action_start()
        draft = self.new_statement(market.with_user(self.clerk), date="2026-05-31")
        self.assertEqual(draft.sudo()._works_delay_taken(), D("500.00"))
        draft.sudo().penalty_days = 20
        # 200 002.00 × 20 / 3000 = 1 333.35 of all days.
        self.assertEqual(draft.sudo()._works_penalty_due(), D("833.35"))

    def test_a_lot_of_two_rates(self):
        """Materials, revision and VAT go on at the rate that each had."""
        market = self.make_market(
            user=self.manager,
            lot_ids=[],
            signed_amount=20000.0,
            opening_number=1,
            opening_date="2026-03-31",
        )
        lot = self.make_lot(
            market, "1", "Gros œuvre", self.vat(20), opening_revision=10.0
        )
        reduced = self.vat(10)
        self.make_line(lot, "1.1", "fixed", 1, 10000)
        self.make_line(lot, "1.2", "fixed", 1, 10000, tax_id=reduced.id)
        lot.opening_ids = [
            Command.create(
                {
                    "tax_id": reduced.id,
                    "revision": 25.0,
                    "materials": 4000.0,
                    "tax": 402.5,
                }
            )
        ]
        market.action_start()
        statement = self.new_statement(market, date="2026-04-30")
        self.assertEqual(statement.other_ids.tax_id, reduced)
        self.assertEqual(statement.other_ids.previous_amount, 4000.0)
        statement.other_ids.amount = 0.0
        self.type_progress(statement, {"1.2": 50})
        self.assertEqual(cents(statement.amount_untaxed), D("1000.00"))
        self.assertEqual(cents(statement.amount_tax), D("100.00"))
        self.assertEqual(cents(statement.amount_revision_cumulative), D("35.00"))
        rates = {row.rate: cents(row.tax_cumulative) for row in statement.rate_ids}
        self.assertEqual(rates, {0.2: 0, 0.1: D("502.50")})
        statement.action_post()
        with self.assertRaisesRegex(UserError, "gone on from the figures"):
            lot.opening_ids.materials = 0.0

    def test_a_firm_price_is_updated_once(self):
        """Each statement has the coefficient of before the start of works."""
        market = self.make_market(
            user=self.manager,
            number="2026-ACT",
            lot_ids=[],
            signed_amount=10000.0,
            month_zero="2026-01-01",
        )
        index = self.env["chorus.works.index"].with_user(self.clerk)
        bt06 = index.create(
            {
                "code": "BT06",
                "value_ids": [
                    Command.create({"month": f"2026-0{at}-01", "value": value})
                    for at, value in ((1, 128.4), (3, 131.6), (6, 140.0), (7, 142.0))
                ],
            }
        )
        lot = self.make_lot(
            market,
            "1",
            "Gros œuvre",
            self.vat(20),
            variation="updated",
            fixed_part=0.0,
            formula_ids=[Command.create({"index_id": bt06.id, "weight": 1.0})],
        )
        self.assertEqual(lot.formula, "C = 1 × BT06(d−3)/BT06₀")
        self.make_line(lot, "1.1", "fixed", 1, 10000)
        with self.assertRaisesRegex(ValidationError, "Start of works"):
            market.action_start()
        market.date_start = "2026-06-15"
        market.action_start()
        for date, percent in (("2026-06-30", 40), ("2026-07-31", 100)):
            statement = self.new_statement(market, date=date)
            self.type_progress(statement, {"1.1": percent})
            self.assertEqual(statement.revision_ids.coefficient, 1.025)
            self.assertFalse(statement.is_provisional)
            statement.action_post()
        self.assertEqual(cents(statement.amount_revision_cumulative), D("250.00"))
        labels = statement.move_id.invoice_line_ids.mapped("name")
        self.assertIn("C = 1,025", labels[-1])
        self.assertNotIn("provis", labels[-1])
        rows = [row[0] for row in statement._works_printed()["rows"]]
        self.assertIn("Actualisation des prix HT", rows)

    def test_a_statement_before_the_last_one_is_posted(self):
        market = self.running_market()
        first = self.new_statement(market)
        with (
            self.assertRaisesRegex(UserError, "is not posted yet"),
            self.cr.savepoint(),
        ):
            self.new_statement(market)
        market.invalidate_recordset()
        self.assertEqual(market.statement_ids, first)

    def test_orders_have_statements_of_their_own(self):
        market, orders = self.market_with_orders("1.1", date_start="2026-03-01")
        with self.assertRaisesRegex(UserError, "choose the order"), self.cr.savepoint():
            self.new_statement(market)
        first, second = (
            self.new_statement(market, order_id=order.id) for order in orders
        )
        self.assertEqual((first.number, second.number), (1, 1))
        self.type_progress(first, {"1.1": 5})
        first.action_post()
        self.assertEqual(cents(first.amount_works), D("500.00"))
        self.assertEqual(cents(second.amount_works_cumulative), 0)
        self.assertEqual(cents(first.market_total), D("1200.00"))
