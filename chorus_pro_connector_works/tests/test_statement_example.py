# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal as D

from odoo.tests import tagged

from . import works_example as example
from .statement_case import StatementCommon

SIGNED, AMENDED = (D("200002.00"), D("236882.40")), (D("206627.00"), D("244669.90"))
MARKET_UNTAXED = (SIGNED[0],) * 2 + (AMENDED[0],) * 3
MARKET_TOTAL = (SIGNED[1],) * 2 + (AMENDED[1],) * 3


@tagged("post_install", "-at_install")
class TestStatementExample(StatementCommon):
    """The worked example through the models: every cell, to the cent."""

    def cents(self, value):
        return D(str(round(value, 2)))

    def check_row(self, statements, name, expected):
        found = [self.cents(value) for value in statements.mapped(name)]
        self.assertEqual(found, list(expected), name)

    def check_totals(self, statements):
        for name, expected in (
            ("amount_works", example.WORKS),
            ("amount_works_cumulative", example.WORKS_CUMULATIVE),
            ("amount_materials", example.MATERIALS_MONTH),
            ("amount_revision", example.REVISION),
            ("amount_untaxed", example.UNTAXED),
            ("amount_tax", example.TAX),
            ("amount_total", example.TOTAL),
            ("executed_total", example.EXECUTED),
            ("amount_retention", example.RETENTION),
            ("amount_retention_cumulative", example.RETENTION_CUMULATIVE),
            ("retention_cap", example.RETENTION_CAP),
            ("amount_advance", example.REPAID),
            ("amount_advance_cumulative", example.REPAID_CUMULATIVE),
            ("amount_subcontract", example.DIRECT),
            ("amount_net", example.NET),
        ):
            self.check_row(statements, name, expected)
        ratios = [D(str(round(row.progress_ratio, 4))) for row in statements]
        self.assertEqual(ratios, [round(ratio * 100, 4) for ratio in example.RATIO])
        totals = [self.cents(row.amount_total_cumulative) for row in statements]
        self.assertEqual(
            totals, [sum(example.TOTAL[: at + 1]) for at in range(len(statements))]
        )
        self.check_row(statements, "market_total", MARKET_TOTAL)
        self.check_row(statements, "market_untaxed", MARKET_UNTAXED)

    def check_rates(self, statement, at):
        rates = {round(row.rate, 3): row for row in statement.rate_ids}
        for rate, base, tax in (
            (0.2, example.BASE_20, example.TAX_20),
            (0.1, example.BASE_10, example.TAX_10),
        ):
            self.assertEqual(self.cents(rates[rate].base), base[at])
            self.assertEqual(self.cents(rates[rate].tax), tax[at])

    def check_lots(self, statement, at):
        for row in statement.revision_ids:
            expected = example.REVISION_OF_LOT[int(row.lot_id.code)][at]
            self.assertEqual(self.cents(row.month), expected)
            if row.base:
                # The last month whose indices are known: maybe not its own.
                known = example.KNOWN[at]
                value = D(example.COEFFICIENTS[int(row.lot_id.code)][known - 1])
                self.assertEqual(D(str(round(row.coefficient, 3))), value)
                self.assertEqual(row.is_provisional, known < at + 1)
        for lot, months in example.WORKS_OF_LOT.items():
            lines = statement.line_ids.filtered(
                lambda row, code=str(lot): row.lot_id.code == code
            )
            self.assertEqual(self.cents(sum(lines.mapped("month_amount"))), months[at])

    def check_lines(self, statement, number):
        expected, typed = {}, {}
        for each in example.LINE_CUMULATIVES[:number]:
            expected.update(each)
        for each in example.PROGRESS[:number]:
            typed.update(each)
        for line in statement.line_ids:
            fixed = line.kind == "fixed"
            done = line.cumulative_percent if fixed else line.cumulative_quantity
            self.assertEqual(done, float(typed.get(line.code, "0")))
            self.assertEqual(
                self.cents(line.cumulative_amount), D(expected.get(line.code, "0"))
            )

    def test_every_cell(self):
        market = self.running_market()
        statements = self.example_statements(market)
        self.assertEqual(statements.mapped("number"), [1, 2, 3, 4, 5])
        self.check_totals(statements)
        for at, statement in enumerate(statements):
            with self.subTest(statement=at + 1):
                self.check_rates(statement, at)
                self.check_lots(statement, at)
                self.check_lines(statement, at + 1)
                self.check_invoice(statement, at)
        fourth = statements[3].revision_ids
        for row in fourth:
            self.assertEqual(
                self.cents(row.regularisation),
                example.REGULARISATION[int(row.lot_id.code)],
            )
        self.assertEqual(self.cents(statements[4].retention_uncapped), D("12249.10"))

    def check_invoice(self, statement, at):
        """The invoice states the month, and never what was executed in all."""
        move = statement.move_id
        self.assertEqual((move.state, move.move_type), ("posted", "out_invoice"))
        self.assertEqual(self.cents(move.amount_untaxed), example.UNTAXED[at])
        self.assertEqual(self.cents(move.amount_tax), example.TAX[at])
        self.assertEqual(self.cents(move.amount_total), example.TOTAL[at])
        lines = move.invoice_line_ids
        self.assertEqual(
            self.cents(sum(lines.mapped("price_subtotal"))), example.UNTAXED[at]
        )
        self.assertFalse(lines.filtered(lambda line: line.price_unit < 0))

    def test_the_amendment_moves_the_cap_and_leaves_the_advance(self):
        market = self.running_market()
        second = self.example_statements(market, 2)[-1]
        self.assertEqual(self.cents(second.retention_cap), D("11844.12"))
        third = self.example_statement(market, 3)
        self.assertEqual(self.cents(third.retention_cap), D("12233.50"))
        self.assertEqual(self.cents(third.market_total), D("244669.90"))
        self.assertEqual(self.cents(market.advance_received), example.ADVANCE)
        line = third.line_ids.filtered(lambda row: row.code == "3.3")
        self.assertEqual(line.quantity, 6.0)
        # The statement that was posted before keeps what it had.
        line = second.line_ids.filtered(lambda row: row.code == "3.3")
        self.assertEqual((line.quantity, self.cents(line.amount)), (4.0, D("3250.00")))
