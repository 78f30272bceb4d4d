# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the file of an invoice says was paid: money received, and nothing else."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .common import ChorusInvoiceCommon
from .facturx_shapes_odd import pay
from .facturx_shapes_traps import foreign


@tagged("post_install", "-at_install")
class TestReceived(ChorusInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.company_data["default_journal_bank"]
        # Money on its way to the bank, as most companies book it.
        cls.transit = cls.env["account.account"].create(
            {
                "name": "Paiements à encaisser",
                "code": "511900",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )

    def booked_payments(self):
        """Let payments make entries, on the account of money on its way."""
        self.bank.inbound_payment_method_line_ids.payment_account_id = self.transit

    def announced_payments(self):
        """Let payments wait for the line of the bank, without an entry of their own: so
        does Odoo where an addon reconciles bank statements."""
        self.bank.inbound_payment_method_line_ids.payment_account_id = False
        waiting = patch.object(
            self.env.registry["account.move"],
            "_get_invoice_in_payment_state",
            lambda move: "in_payment",
        )
        self.startPatcher(waiting)

    def assertAmounts(self, move, paid, due):
        """Assert BT-113 (None: absent) and BT-115, as the clerk's file has them."""
        terms = move.env["chorus.en16931"]._get_terms(move)
        found = terms.get("BT-113"), terms["BT-115"]
        self.assertEqual(found, (paid, due), move.name)

    def receivable(self, *moves):
        lines = self.env["account.move.line"]
        for move in moves:
            lines |= move.sudo().line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
        return lines

    def settle(self, *moves):
        self.receivable(*moves).reconcile()

    def invoice(self, price=100.0, number="F-2026-001", **values):
        return self.make_invoice([self.line("Chaises", price)], number, **values)

    def entry(self, *lines):
        """Post an entry by hand: (account, balance) of each line."""
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-03-20",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": self.buyer.id,
                            "balance": balance,
                        }
                    )
                    for account, balance in lines
                ],
            }
        )
        entry.action_post()
        return entry

    def customers(self):
        return self.company_data["default_account_receivable"]

    def pay(self, moves, **values):
        pay(self, moves, journal_id=self.bank.id, **values)

    # === No money === #

    def test_a_credit_note_is_no_payment(self):
        """The client owes 72: 120 of the invoice less 48 of the credit note."""
        invoice = self.invoice()
        refund = self.make_refund([self.line("Chaise cassée", 40.0)])
        self.settle(invoice, refund)
        self.assertEqual(invoice.amount_residual, 72.0)
        self.assertAmounts(invoice, None, "120.00")
        self.assertAmounts(refund, None, "48.00")

    def test_a_credit_note_and_the_money_of_the_rest(self):
        self.booked_payments()
        invoice = self.invoice()
        self.settle(invoice, self.make_refund([self.line("Chaise", 40.0)]))
        self.pay(invoice)
        self.assertEqual(invoice.amount_residual, 0)
        self.assertAmounts(invoice, "72.00", "48.00")
        # A2 would say that 120 were received.
        issues = {row["code"] for row in invoice._chorus_all_issues()}
        self.assertNotIn("already_paid", issues)

    def test_a_write_off_is_no_payment(self):
        self.booked_payments()
        invoice = self.invoice()
        self.pay(
            invoice,
            amount=100.0,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_expense"].id,
        )
        self.assertEqual(invoice.amount_residual, 0)
        self.assertAmounts(invoice, "100.00", "20.00")

    def test_a_debt_set_off_by_an_entry_is_no_payment(self):
        invoice = self.invoice()
        supplier = self.company_data["default_account_payable"]
        self.settle(invoice, self.entry((supplier, 50.0), (self.customers(), -50.0)))
        self.assertEqual(invoice.amount_residual, 70.0)
        self.assertAmounts(invoice, None, "120.00")

    def test_a_loss_by_an_entry_is_no_payment(self):
        invoice = self.invoice()
        loss = self.company_data["default_account_expense"]
        self.settle(invoice, self.entry((loss, 20.0), (self.customers(), -20.0)))
        self.assertAmounts(invoice, None, "120.00")

    # === Money === #

    def test_a_payment_with_its_entry(self):
        self.booked_payments()
        invoice = self.invoice()
        self.pay(invoice, amount=45.5)
        self.assertTrue(invoice.sudo().matched_payment_ids.move_id)
        self.assertAmounts(invoice, "45.50", "74.50")

    def test_a_payment_without_entry(self):
        self.announced_payments()
        invoice = self.invoice()
        self.pay(invoice, amount=45.5)
        self.assertFalse(invoice.sudo().matched_payment_ids.move_id)
        self.assertAmounts(invoice, "45.50", "74.50")

    def test_a_line_of_the_bank(self):
        invoice = self.invoice()
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": "2026-03-20",
                "payment_ref": "VIR TRESOR PUBLIC",
                "amount": 118.0,
                "partner_id": self.buyer.id,
            }
        )
        # As the reconciliation of banks does: 118 received and 2 kept by the bank.
        _liquidity, suspense, _others = line._seek_for_lines()
        fees = self.company_data["default_account_expense"].id
        line.move_id.with_context(skip_readonly_check=True).write(
            {
                "line_ids": [
                    Command.update(
                        suspense.id,
                        {"account_id": self.customers().id, "balance": -120.0},
                    ),
                    Command.create({"account_id": fees, "balance": 2.0}),
                ]
            }
        )
        self.settle(invoice, line.move_id)
        self.assertEqual(invoice.amount_residual, 0)
        self.assertAmounts(invoice, "118.00", "2.00")

    def test_cash_by_an_entry(self):
        invoice = self.invoice()
        cash = self.company_data["default_journal_cash"].default_account_id
        self.settle(invoice, self.entry((cash, 30.0), (self.customers(), -30.0)))
        self.assertAmounts(invoice, "30.00", "90.00")

    def test_an_advance_by_an_entry(self):
        invoice = self.invoice()
        advances = self.env["account.account"].search(
            [("code", "=like", "4191%"), ("company_ids", "in", self.company.ids)],
            limit=1,
        )
        self.settle(invoice, self.entry((advances, 36.0), (self.customers(), -36.0)))
        self.assertAmounts(invoice, "36.00", "84.00")

    def test_a_payment_before_the_invoice(self):
        self.booked_payments()
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.buyer.id,
                "amount": 50.0,
                "date": "2026-03-01",
                "journal_id": self.bank.id,
            }
        )
        payment.action_post()
        invoice = self.invoice()
        self.settle(invoice, payment.move_id)
        self.assertAmounts(invoice, "50.00", "70.00")

    # === Several invoices, several currencies === #

    def test_one_payment_of_several_invoices(self):
        """The oldest is paid first; what was written off lacks on the last."""
        self.booked_payments()
        first = self.invoice(number="F-2026-001")
        last = self.invoice(number="F-2026-002", invoice_date_due="2026-05-15")
        self.pay(
            first + last,
            group_payment=True,
            amount=230.0,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_expense"].id,
        )
        self.assertEqual(first.amount_residual + last.amount_residual, 0)
        self.assertAmounts(first, "120.00", "0.00")
        self.assertAmounts(last, "110.00", "10.00")

    def test_one_payment_without_entry_of_several_invoices(self):
        self.announced_payments()
        first = self.invoice(number="F-2026-001")
        last = self.invoice(number="F-2026-002", invoice_date_due="2026-05-15")
        self.pay(first + last, group_payment=True, amount=230.0)
        payment = first.sudo().matched_payment_ids
        self.assertEqual((len(payment), payment.move_id.ids), (1, []))
        self.assertAmounts(first, "120.00", "0.00")
        self.assertAmounts(last, "110.00", "10.00")

    def test_an_exchange_difference_is_no_payment(self):
        """The money is worth less in euros on its day; the dollars are all there."""
        self.booked_payments()
        dollar = foreign(self, "USD", 1.25)
        invoice = self.invoice(currency_id=dollar.id)
        self.env["res.currency.rate"].create(
            {
                "currency_id": dollar.id,
                "name": "2026-03-17",
                "rate": 1.6,
                "company_id": self.company.id,
            }
        )
        self.pay(invoice, currency_id=dollar.id, amount=100.0)
        self.assertAmounts(invoice, "100.00", "20.00")
        self.pay(invoice, currency_id=dollar.id, amount=20.0)
        self.assertAmounts(invoice, "120.00", "0.00")

    def test_dollars_paid_in_euros(self):
        self.booked_payments()
        dollar = foreign(self, "USD", 1.25)
        invoice = self.invoice(currency_id=dollar.id)
        self.pay(invoice, currency_id=self.company.currency_id.id, amount=40.0)
        self.assertAmounts(invoice, "50.00", "70.00")

    def test_cash_rounding(self):
        """To pay: the rounded total; what was paid of it is what was received."""
        self.booked_payments()
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "À 5 centimes",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "profit_account_id": self.company_data["default_account_revenue"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
            }
        )
        invoice = self.invoice(100.02, invoice_cash_rounding_id=rounding.id)
        self.assertEqual(invoice.amount_total, 120.0)
        self.pay(invoice, amount=20.0)
        self.assertAmounts(invoice, "20.00", "100.00")

    def test_already_paid_says_all(self):
        self.assertAmounts(self.invoice(chorus_framework="A2"), "120.00", "0.00")
