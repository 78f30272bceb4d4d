# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where programs for works statements go wrong, and what the worked example cannot see.

Each through the models: the statement, its invoice, and its file where one is named.
"""

from decimal import Decimal as D

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.chorus_pro_connector.tests.outside import check_schematron, check_xsd

from . import works_example as example
from .statement_case import StatementCommon
from .works_reader import compare_statement, line_amounts, money


class PitfallCase(StatementCommon):
    @classmethod
    def small_market(cls, lines, rates=(20,), number="2026-P", **values):
        """Return a market under way, a lot for each rate.

        :param lines: [(code, kind, quantity, price)]; the code begins with its lot
        """
        values = {
            "number": number,
            "lot_ids": [],
            "date_start": "2026-03-01",
            "month_zero": "2026-02-01",
            "bank_id": cls.bank_account.id,
            "advance_option": "own",
            "advance_rate": 0.0,
            **values,
        }
        market = cls.make_market(user=cls.manager, **values)
        for at, rate in enumerate(rates, 1):
            cls.make_lot(market, str(at), f"Corps {at}", cls.vat(rate), sequence=at)
        lots = {lot.code: lot for lot in market.lot_ids}
        for code, kind, quantity, price in lines:
            cls.make_line(lots[code.split(".")[0]], code, kind, quantity, price)
        market.signed_amount = sum(market.line_ids.mapped("amount"))
        market.action_start()
        return market.with_user(cls.clerk)

    @classmethod
    def index_of(cls, lot, values, zero=100.0, weight=1.0):
        """Let the prices of a lot follow an index: C is its value over ``zero``.

        :param values: of March 2026 and the months after it; None is not known
        """
        index = cls.env["chorus.works.index"].create(
            {"code": f"IX{lot.id}", "company_id": cls.company.id}
        )
        lot.sudo().write(
            {
                "fixed_part": 1.0 - weight,
                "formula_ids": [
                    Command.create(
                        {"index_id": index.id, "weight": weight, "value_zero": zero}
                    )
                ],
            }
        )
        for month, value in zip(example.MONTHS, values, strict=False):
            if value is not None:
                cls.publish(index, month, value)
        return index

    @classmethod
    def publish(cls, index, month, value):
        index.value_ids = [Command.create({"month": month, "value": value})]

    def month(self, market, progress, date=None, post=True, **values):
        number = len(market.statement_ids.filtered(lambda x: x.state == "posted"))
        days = ("2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31")
        statement = self.new_statement(market, date=date or days[number], **values)
        self.type_progress(statement, progress)
        if post:
            statement.action_post()
        return statement

    def check_file(self, statement):
        """Return the file, judged and read back."""
        xml = self.make_xml(statement.move_id.with_user(self.clerk))
        self.assertEqual(check_xsd(xml), [])
        self.assertEqual(check_schematron(xml), [])
        framework = "A7" if statement.kind == "final" else "A4"
        return compare_statement(self, xml, statement, framework)


@tagged("post_install", "-at_install")
class TestWorksPitfalls(PitfallCase):
    # === VAT === #

    def test_vat_is_no_difference_of_cumulatives(self):
        """0.02 + 0.02 + 0.02 at 20 %: 0.00 each month, and not 0.01 in the last."""
        market = self.small_market(
            [("1.1", "fixed", 1, "0.06"), ("1.2", "fixed", 1, "9.00")]
        )
        taxes = []
        for done in (33.3333, 66.6667, 100):
            statement = self.month(market, {"1.1": done})
            taxes.append(money(statement.move_id.amount_tax))
            self.check_file(statement)
        self.assertEqual(taxes, [0, 0, 0])

    def test_vat_is_not_rounded_by_line(self):
        """Ten lines of 0.02 at 20 %: 0.04, and not ten times nothing."""
        self.company.tax_calculation_rounding_method = "round_per_line"
        market = self.small_market(
            [(f"1.{at}", "fixed", 1, "0.02") for at in range(10)]
        )
        statement = self.month(market, {f"1.{at}": 100 for at in range(10)})
        self.assertEqual(money(statement.move_id.amount_tax), D("0.04"))
        self.check_file(statement)

    def test_two_rates_with_opposite_signs(self):
        """HT up by 20.00, VAT down by 8.00: an invoice of 12.00."""
        market = self.small_market(
            [("1.1", "fixed", 1, "1000.00"), ("2.1", "fixed", 1, "1000.00")],
            rates=(20, 10),
            retention_rate=0.0,
        )
        self.month(market, {"1.1": 50, "2.1": 10})
        statement = self.month(market, {"1.1": 40, "2.1": 22})
        move = statement.move_id
        self.assertEqual(move.move_type, "out_invoice")
        figures = (move.amount_untaxed, move.amount_tax, move.amount_total)
        self.assertEqual([money(x) for x in figures], [D(20), D(-8), D(12)])
        invoice = self.check_file(statement)
        self.assertEqual(
            [amount for _name, amount in line_amounts(invoice)], [D(-100), D(120)]
        )

    def test_a_total_below_zero_with_a_base_above(self):
        """HT +3.78, TTC −3.64, as a definitive revision may be: a credit note."""
        market = self.small_market(
            [("1.1", "fixed", 1, "1000.00"), ("2.1", "fixed", 1, "1000.00")],
            rates=(20, 10),
            retention_rate=0.0,
        )
        self.month(market, {"1.1": 50, "2.1": 50})
        statement = self.month(market, {"1.1": 42.2, "2.1": 58.178})
        figures = (statement.amount_untaxed, statement.amount_total)
        self.assertEqual([money(x) for x in figures], [D("3.78"), D("-3.64")])
        move = statement.move_id
        self.assertEqual(move.move_type, "out_refund")
        self.assertEqual(money(move.amount_total), D("3.64"))
        self.assertEqual(money(move.amount_untaxed), D("-3.78"))
        self.check_file(statement)

    # === Retention === #

    def test_each_statement_has_its_own_retention(self):
        """Not that of all of them on the last one."""
        statements = self.example_statements(self.running_market(), 5)
        held = [
            money(
                sum(
                    statement.move_id.line_ids.filtered("chorus_is_retention").mapped(
                        "balance"
                    )
                )
            )
            for statement in statements
        ]
        self.assertEqual(held, list(example.RETENTION))
        for statement in statements:
            self.assertFalse(
                statement.move_id.invoice_line_ids.filtered(
                    lambda line: "etenue" in (line.name or "")
                )
            )

    def test_an_amendment_that_takes_away(self):
        """The cap falls below what is held, which the next month gives back."""
        market = self.small_market(
            [("1.1", "fixed", 1, "1000.00"), ("1.2", "fixed", 1, "500.00")]
        )
        first = self.month(market, {"1.1": 100, "1.2": 40})
        self.assertEqual(money(first.amount_retention), D("72.00"))
        line = market.line_ids.filtered(lambda found: found.code == "1.1")
        amendment = market.amendment_ids.with_user(self.manager).create(
            {
                "market_id": market.id,
                "date": "2026-03-31",
                "date_effect": "2026-04-01",
                "signed_file": "c2lnbsOp",
                "line_ids": [
                    Command.create({"line_id": line.id, "price": 600.0}),
                ],
            }
        )
        amendment.action_put_in_force()
        second = self.month(market, {"1.2": 100})
        # 600 + 500 of 1 100: the line is worth less, and so is what was executed.
        self.assertEqual(money(second.amount_works), D("-100.00"))
        self.assertEqual(money(second.retention_cap), D("66.00"))
        self.assertEqual(money(second.amount_retention), D("-6.00"))
        self.assertEqual(second.move_id.move_type, "out_refund")
        self.check_file(second)
        row = first.line_ids.filtered(lambda found: found.code == "1.1")
        self.assertEqual(row.amount, 1000.0)

    # === The advance === #

    def test_the_advance_is_no_progress(self):
        market = self.running_market()
        self.assertEqual(money(market.advance_received), example.ADVANCE)
        statement = self.example_statement(market, 1)
        self.assertEqual(money(statement.executed_total), example.EXECUTED[0])
        accounts = statement.move_id.invoice_line_ids.account_id.mapped("code")
        self.assertFalse([code for code in accounts if code.startswith("4191")])
        self.assertEqual(market.line_ids.mapped("code"), list(example.LINES))

    def test_the_amendment_changes_the_ratio_of_the_repayment(self):
        """Executed over the market in force: 0.728565, where 0.752516 was signed."""
        third = self.example_statements(self.running_market(), 3)[-1]
        self.assertAlmostEqual(third.progress_ratio, 72.8565, places=4)
        self.assertEqual(money(third.amount_advance), example.REPAID[2])

    def test_thirty_percent_inside_its_window(self):
        """What a month owes is all that it repays: the net is nothing, never less."""
        market = self.small_market([("1.1", "fixed", 1, "1000.00")], advance_rate=30.0)
        market.sudo().write(
            {"advance_received": 360.0, "advance_received_date": "2026-03-02"}
        )
        self.month(market, {"1.1": 65})
        second = self.month(market, {"1.1": 75})
        self.assertEqual(money(second.advance_target), D("240.00"))
        self.assertEqual(money(second.amount_advance), D("114.00"))
        self.assertEqual(money(second.amount_net), 0)
        invoice = self.check_file(second)
        self.assertEqual(invoice.total("DuePayableAmount"), 0)
        third = self.month(market, {"1.1": 100}, kind="final")
        self.assertEqual(money(third.amount_advance), D("246.00"))
        self.assertEqual(money(third.amount_net), D("39.00"))
        self.check_file(third)

    def test_nothing_more_than_the_advance_is_repaid(self):
        market = self.running_market()
        self.example_statements(market, 4)
        final = self.example_statement(market, 5, post=False)
        self.assertEqual(money(final.amount_advance), 0)
        final.write({"is_advance_typed": True, "advance_typed": 0.01})
        with self.assertRaisesRegex(UserError, "what is left of the advance"):
            final.action_post()
        self.assertEqual(final.state, "draft")

    # === Revision === #

    def test_a_coefficient_below_one_is_rounded_up(self):
        """0.97280 makes 0.973: on 1 000.00, −27.00, and no price below zero."""
        market = self.small_market([("1.1", "fixed", 1, "1000.00")])
        self.index_of(market.lot_ids, [97.28])
        statement = self.month(market, {"1.1": 100})
        row = statement.revision_ids
        self.assertEqual((row.coefficient, money(row.month)), (0.973, D("-27.00")))
        line = statement.move_id.invoice_line_ids.filtered(
            lambda found: found.quantity < 0
        )
        self.assertEqual((line.quantity, line.price_unit), (-1.0, 27.0))
        # Without variation of price: what is held does not follow C.
        self.assertEqual(money(statement.amount_retention), D("60.00"))
        self.check_file(statement)

    def test_a_negative_half_cent(self):
        """−0.50 × 0.010 is −0.005: −0.01, away from zero."""
        market = self.small_market(
            [("1.1", "fixed", 1, "100.00"), ("1.2", "fixed", 1, "1000.00")]
        )
        index = self.index_of(market.lot_ids, [100.0])
        self.month(market, {"1.1": 1.5})
        self.publish(index, example.MONTHS[1], 101.0)
        second = self.month(market, {"1.1": 1.0})
        self.assertEqual(money(second.amount_works), D("-0.50"))
        self.assertEqual(money(second.amount_revision), D("-0.01"))
        self.check_file(second)

    def test_a_provisional_coefficient_is_regularised_two_months_later(self):
        """Provisional, still provisional, then known: corrected once, and whole."""
        market = self.small_market([("1.1", "fixed", 1, "3000.00")])
        index = self.index_of(market.lot_ids, [101.0])
        first = self.month(market, {"1.1": 10})
        second = self.month(market, {"1.1": 20})
        self.assertEqual((first.is_provisional, second.is_provisional), (False, True))
        third = self.month(market, {"1.1": 30})
        self.assertEqual(money(third.revision_ids.regularisation), 0)
        self.publish(index, example.MONTHS[1], 102.0)
        self.publish(index, example.MONTHS[2], 103.0)
        self.publish(index, example.MONTHS[3], 104.0)
        fourth = self.month(market, {"1.1": 40})
        # Of April +1 % and of May +2 %, on 300.00 each; of June 4 % on its own works.
        self.assertEqual(money(fourth.revision_ids.regularisation), D("9.00"))
        self.assertEqual(money(fourth.amount_revision), D("21.00"))
        self.assertEqual(money(fourth.amount_revision_cumulative), D("30.00"))
        fifth = self.month(market, {"1.1": 50})
        self.assertEqual(money(fifth.revision_ids.regularisation), 0)
        lines = fourth.move_id.invoice_line_ids
        self.assertEqual(
            [money(line.price_subtotal) for line in lines],
            [D("300.00"), D("12.00"), D("9.00")],
        )
        self.check_file(fourth)

    def test_an_index_that_is_missing_for_months_is_said(self):
        market = self.small_market([("1.1", "fixed", 1, "1000.00")])
        self.index_of(market.lot_ids, [None])
        statement = self.month(
            market,
            {"1.1": 50},
            post=False,
            period_start="2026-03-01",
            period_end="2026-03-31",
        )
        self.assertIn("its index has been missing", statement.warnings)
        statement.action_post()
        self.assertTrue(statement.is_provisional)
        self.assertEqual(money(statement.amount_revision), 0)
        notes = self.make_xml(statement.move_id).decode()
        self.assertIn("Révision provisoire", notes)

    # === Lines === #

    def test_a_unit_price_of_four_decimals(self):
        """Written as it is where it makes the month to the cent, else as an amount."""
        market = self.small_market(
            [("1.1", "unit", 1000, "1.2345"), ("1.2", "unit", 7, "0.3333")]
        )
        price = self.env["decimal.precision"].search([("name", "=", "Product Price")])
        price.digits = 4
        statement = self.month(market, {"1.1": 333, "1.2": 7})
        lines = {line.name[:3]: line for line in statement.move_id.invoice_line_ids}
        whole = lines["1.1"]
        self.assertEqual((whole.quantity, whole.price_unit), (333.0, 1.2345))
        self.assertEqual(money(whole.price_subtotal), D("411.09"))
        # 7 × 0.3333 is 2.3331: 2.33.
        self.assertEqual(money(lines["1.2"].price_subtotal), D("2.33"))
        self.check_file(statement)
        price.digits = 2
        second = self.month(market, {"1.1": 666})
        line = second.move_id.invoice_line_ids
        self.assertEqual((line.quantity, line.price_unit), (1.0, 411.09))
        self.check_file(second)

    # === Closed periods === #

    def test_a_late_correction_of_the_project_manager(self):
        """The month is closed: the next statement takes the difference back."""
        market = self.small_market([("1.1", "fixed", 1, "1000.00")])
        first = self.month(market, {"1.1": 50})
        self.company.sudo().fiscalyear_lock_date = "2026-03-31"
        second = self.month(market, {"1.1": 45})
        self.assertEqual(money(second.amount_works), D("-50.00"))
        self.assertEqual(str(second.move_id.date), "2026-04-30")
        self.assertEqual(first.move_id.state, "posted")
        self.assertEqual(money(first.amount_works), D("500.00"))

    def test_a_statement_of_a_closed_month_is_not_cancelled(self):
        market = self.small_market([("1.1", "fixed", 1, "1000.00")])
        first = self.month(market, {"1.1": 50})
        self.company.sudo().fiscalyear_lock_date = "2026-03-31"
        with self.assertRaises(UserError), self.cr.savepoint():
            first.action_cancel()
        self.assertEqual((first.state, first.move_id.state), ("posted", "posted"))
        self.assertEqual(money(first.amount_net), D("570.00"))
