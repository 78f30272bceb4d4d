# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date
from decimal import Decimal as D

from odoo.exceptions import UserError
from odoo.tests import tagged

from . import works_example as example
from .statement_case import StatementCommon


def cents(value):
    return D(str(round(value, 2)))


@tagged("post_install", "-at_install")
class TestStatementLedger(StatementCommon):
    """The accounts of the third statement of the example."""

    taxes_on_payment = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.tax_exigibility = True
        cls.market = cls.running_market()
        cls.statement = cls.example_statements(cls.market, 3)[-1]
        cls.move = cls.statement.move_id

    def balance(self, moves, code):
        lines = moves.line_ids.filtered(lambda line: line.account_id.code[:4] == code)
        return cents(sum(lines.mapped("balance")))

    def retention(self):
        return self.move.line_ids.filtered("chorus_is_retention")

    def test_invoice(self):
        line = self.retention()
        self.assertEqual(len(line), 1)
        self.assertEqual(line.account_id.code[:4], "4117")
        self.assertEqual((cents(line.balance), line.reconciled), (D("4323.75"), False))
        terms = self.move._chorus_works_term_lines()
        self.assertEqual(cents(sum(terms.mapped("balance"))), D("83494.27"))
        products = self.move.invoice_line_ids
        self.assertEqual(cents(sum(products.mapped("balance"))), D("-74015.35"))
        taxes = self.move.line_ids.filtered("tax_line_id")
        self.assertEqual(cents(sum(taxes.mapped("balance"))), D("-13802.67"))
        self.assertEqual(cents(sum(self.move.line_ids.mapped("balance"))), 0)

    def test_due_dates(self):
        self.assertEqual(self.move.invoice_date_due, date(2026, 6, 30))
        # End by the contract 31/08/2026, a year of warranty, thirty days.
        self.assertEqual(self.retention().date_maturity, date(2027, 9, 30))
        self.market.with_user(self.manager).date_reception_effect = "2026-07-24"
        self.assertEqual(self.retention().date_maturity, date(2027, 8, 23))
        self.assertEqual(self.move.invoice_date_due, date(2026, 6, 30))
        self.assertEqual(len(self.retention()), 1)

    def test_repayment_of_the_advance(self):
        entry = self.statement.advance_move_id
        self.assertEqual(entry.state, "posted")
        self.assertEqual(self.balance(entry, "4191"), D("11280.95"))
        client = self.move._chorus_works_term_lines().account_id
        taken = entry.line_ids.filtered(lambda line: line.account_id == client)
        self.assertEqual(cents(taken.balance), D("-11280.95"))
        given_back = sum(example.REPAID_TAX[0].values())
        self.assertEqual(self.balance(entry, "4458"), -given_back)
        self.assertTrue(taken.reconciled)
        terms = self.move._chorus_works_term_lines()
        self.assertEqual(cents(sum(terms.mapped("amount_residual"))), D("72213.32"))

    def test_the_repayment_gives_the_reported_base_back(self):
        tags = {}
        for tax in self.statement.rate_ids.tax_id.sudo():
            tags[tax.amount] = self.env["account.account.tag"].create(
                {"name": f"Base {tax.amount}", "applicability": "taxes"}
            )
            base = tax.invoice_repartition_line_ids.filtered(
                lambda share: share.repartition_type == "base"
            )
            base.tag_ids = tags[tax.amount]
        lines = self.statement.sudo()._works_repaid_bases(
            self.env["account.account"].browse(self.account("4191")), D("11280.95")
        )
        given = {
            tuple(line[2].get("tax_tag_ids", [(0, 0, [])])[0][2]): line[2]["balance"]
            for line in lines
        }
        # 11 280.95 of 21 538.24, hence of 15 088.53 and of 3 120.00; the rest is VAT.
        self.assertEqual(
            given,
            {
                tuple(tags[20.0].ids): 7902.83,
                tuple(tags[10.0].ids): 1634.14,
                (): 1743.98,
            },
        )

    def test_direct_payment(self):
        request = self.statement.request_ids
        request.date_paid = "2026-06-25"
        request.action_create_bill()
        with self.assertRaisesRegex(UserError, "not posted"):
            request.action_paid_directly()
        request.bill_id.action_post()
        request.action_paid_directly()
        entry = request.payment_move_id
        self.assertEqual((entry.date, entry.state), (date(2026, 6, 25), "posted"))
        self.assertEqual(request.bill_id.payment_state, "paid")
        terms = self.move._chorus_works_term_lines()
        # What the bank is to receive is the net of the statement.
        self.assertEqual(cents(sum(terms.mapped("amount_residual"))), D("62613.32"))
        self.assertEqual(cents(self.statement.amount_net), D("62613.32"))
        with self.assertRaisesRegex(UserError, "paid already"):
            request.action_paid_directly()

    def pay(self, lines, amount):
        action = lines.action_register_payment()
        wizard = (
            self.env["account.payment.register"]
            .with_user(self.clerk)
            .with_context(**action["context"])
            .create({"amount": amount, "payment_date": "2026-07-01"})
        )
        return wizard._create_payments()

    def exigible(self):
        """Return the VAT that payments have made due."""
        moves = self.env["account.move"].search(
            [("tax_cash_basis_origin_move_id", "=", self.move.id)]
        )
        taxes = moves.line_ids.filtered(
            lambda line: line.account_id.id == self.account("44571")
        )
        return -cents(sum(taxes.mapped("balance")))

    def test_vat_follows_the_money(self):
        """The advance made its part due, the retention does when it is returned."""
        whole = D("13802.67")
        part = self.exigible()
        expected = whole * D("11280.95") / D("87818.02")
        self.assertAlmostEqual(float(part), float(expected), delta=0.02)
        terms = self.move._chorus_works_term_lines()
        self.pay(terms, 72213.32)
        paid = whole * D("83494.27") / D("87818.02")
        self.assertAlmostEqual(float(self.exigible()), float(paid), delta=0.03)
        self.assertEqual(self.move.payment_state, "partial")
        self.pay(self.retention(), 4323.75)
        self.assertEqual(self.exigible(), whole)

    def test_a_payment_is_proposed_without_the_retention(self):
        action = self.move.with_user(self.clerk).action_register_payment()
        wizard = (
            self.env["account.payment.register"]
            .with_user(self.clerk)
            .with_context(**action["context"])
            .new({})
        )
        self.assertFalse(any(wizard.line_ids.mapped("chorus_is_retention")))

    def test_retention_returned(self):
        action = self.market.action_return_retention()
        lines = self.env["account.move.line"].browse(action["context"]["active_ids"])
        self.assertEqual(cents(sum(lines.mapped("amount_residual"))), D("8912.89"))
        self.assertEqual(cents(self.market.amount_retention_held), D("8912.89"))
        wizard = (
            self.env["account.payment.register"]
            .with_user(self.clerk)
            .with_context(**action["context"])
            .create({"payment_date": "2027-08-23"})
        )
        payments = wizard._create_payments()
        self.assertEqual(cents(sum(payments.mapped("amount"))), D("8912.89"))
        self.market.invalidate_recordset()
        self.assertEqual(self.market.amount_retention_held, 0)
        with self.assertRaisesRegex(UserError, "no retention left"):
            self.market.action_return_retention()

    def test_a_bank_line_of_the_net_proposes_the_statement(self):
        bank = self.company_data["default_journal_bank"]
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": bank.id,
                "date": "2026-07-01",
                "payment_ref": "VIR TRESOR PUBLIC",
                "amount": 62613.32,
            }
        )
        self.assertEqual(line.chorus_works_statement_id, self.statement)
        line.action_chorus_works_match()
        self.assertTrue(line.is_reconciled)
        terms = self.move._chorus_works_term_lines()
        # What is left is what the client pays to the subcontractor.
        self.assertEqual(cents(sum(terms.mapped("amount_residual"))), D("9600.00"))
        other = line.copy({"amount": 62613.31})
        self.assertFalse(other.chorus_works_statement_id)

    def test_the_invoice_is_not_edited_by_hand(self):
        move = self.move.with_user(self.clerk)
        line = move.invoice_line_ids[0]
        for change in (
            lambda: move.button_draft(),
            lambda: move.button_cancel(),
            lambda: move.write({"state": "draft"}),
            lambda: move.write({"invoice_date_due": "2026-12-31"}),
            lambda: move.write({"partner_id": self.moe.id}),
            lambda: line.write({"price_unit": 1.0}),
            lambda: self.retention()
            .with_user(self.clerk)
            .write({"date_maturity": "2026-06-30"}),
        ):
            with self.assertRaisesRegex(UserError, "change the statement"):
                change()
        with self.assertRaises(UserError):
            move.unlink()
        move.ref = "Dossier 12"
        self.assertEqual(move.ref, "Dossier 12")

    def test_cancel_the_last(self):
        second = self.statement.previous_id.with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "Only the last"):
            second.action_cancel()
        entry = self.statement.advance_move_id
        self.statement.action_cancel()
        self.assertEqual(self.statement.state, "cancelled")
        self.assertEqual(self.move.state, "cancel")
        self.assertEqual(sum(entry.line_ids.mapped("amount_residual")), 0)
        self.assertFalse(self.statement.request_ids)
        again = self.new_statement(self.market, date="2026-05-31")
        self.assertEqual((again.number, again.previous_id), (3, second))
        self.assertEqual(cents(again.amount_works_cumulative), D("72485.60"))
        # What the cancelled one deducted is free for this one.
        self.assertEqual(cents(again.amount_subcontract), D("9600.00"))

    def test_a_cancelled_statement_is_typed_again(self):
        """Hundreds of lines are not lost with the invoice; the figures are the same."""
        statement, net = self.statement, self.statement.amount_net
        statement.line_ids[0].sudo().reason = "Métré du 28 mai"
        statement.action_cancel()
        again = statement.browse(statement.action_state_again()["res_id"])
        self.assertEqual((again.state, again.number), ("draft", 3))
        self.assertEqual(again.line_ids[0].reason, "Métré du 28 mai")
        self.assertEqual(cents(again.amount_net), cents(net))
        # Pressed twice, it opens the one that is there.
        self.assertEqual(statement.action_state_again()["res_id"], again.id)
        again.date = "2026-05-31"
        again.action_post()
        self.assertEqual(cents(again.move_id.amount_total), D("87818.02"))
        with self.assertRaisesRegex(UserError, "stated again since"):
            statement.action_state_again()

    def test_a_credit_note_lowers_the_cumulative(self):
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.clerk)
            .with_context(active_model="account.move", active_ids=self.move.ids)
            .create({"date": "2026-06-10", "journal_id": self.move.journal_id.id})
        )
        action = wizard.refund_moves()
        credit = self.env["account.move"].with_user(self.clerk).browse(action["res_id"])
        self.assertEqual(cents(credit.amount_total), D("87818.02"))
        retention = credit.line_ids.filtered("chorus_is_retention")
        self.assertEqual(cents(retention.balance), D("-4323.75"))
        with self.assertRaisesRegex(UserError, "change the statement"):
            credit.invoice_line_ids[0].write({"price_unit": 1.0})
        credit.action_post()
        self.assertEqual(self.statement.state, "cancelled")
        self.assertTrue(self.retention().reconciled)
        self.assertEqual(self.move.payment_state, "reversed")
        again = self.new_statement(self.market, date="2026-06-30")
        self.assertEqual(cents(again.amount_works_cumulative), D("72485.60"))
        self.assertEqual(cents(again.amount_retention_cumulative), D("4589.14"))

    def test_a_middle_statement_is_not_credited(self):
        second = self.statement.previous_id.move_id.with_user(self.clerk)
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.clerk)
            .with_context(active_model="account.move", active_ids=second.ids)
            .create({"journal_id": second.journal_id.id})
        )
        with self.assertRaisesRegex(UserError, "Only the last"):
            wizard.refund_moves()
