# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the bank receives: the net of a statement, and one day the retention."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from . import works_example as example
from .test_works_pitfalls import PitfallCase
from .works_reader import money

NET = 1140.0  # 1 000.00 with VAT, less 5 %


@tagged("post_install", "-at_install")
class TestWorksBank(PitfallCase):
    taxes_on_payment = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.tax_exigibility = True
        cls.clerk.sudo().group_ids |= cls.env.ref("account.group_account_user")

    def bank_line(self, amount, **values):
        model = self.env["account.bank.statement.line"].with_user(self.clerk)
        return model.create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": "2026-07-01",
                "payment_ref": "VIR TRESOR PUBLIC",
                "amount": amount,
                **values,
            }
        )

    def statement_of(self, number, **values):
        market = self.small_market(
            [("1.1", "fixed", 1, "2000.00")], number=number, **values
        )
        return self.month(market, {"1.1": 50})

    def open_terms(self, statement):
        terms = statement.move_id._chorus_works_term_lines()
        return money(sum(terms.mapped("amount_residual")))

    def test_the_one_statement_of_the_net(self):
        statement = self.statement_of("2026-B1")
        line = self.bank_line(NET)
        self.assertEqual(line.chorus_works_statement_id, statement)
        line.action_chorus_works_match()
        self.assertTrue(line.is_reconciled)
        self.assertEqual(self.open_terms(statement), 0)
        # The retention is open still, and VAT is due of what was paid.
        held = statement.move_id.line_ids.filtered("chorus_is_retention")
        self.assertEqual(money(held.amount_residual), 60)
        self.assertEqual(statement.move_id.payment_state, "partial")
        entries = self.env["account.move"].search(
            [("tax_cash_basis_origin_move_id", "=", statement.move_id.id)]
        )
        due = entries.line_ids.filtered(
            lambda row: row.account_id.id == self.account("44571")
        )
        self.assertEqual(money(-sum(due.mapped("balance"))), 190)
        self.assertFalse(line.chorus_works_statement_id)

    @freeze_time("2026-09-15 12:00:00")
    def test_a_late_net_bears_interest_and_the_retention_none(self):
        """In the pivots as on the invoice; due on 31 July, so at the rate of July."""
        move = self.statement_of("2026-B1").move_id
        move.sudo().chorus_identifier = f"9{move.id}"
        self.env["chorus.status.event"].sudo().create(
            {
                "move_id": move.id,
                "code": "MISE_A_DISPOSITION",
                "date": "2026-07-01 10:00:00",
            }
        )
        self.assertEqual(move.chorus_legal_due, date(2026, 7, 31))
        self.assertEqual(money(move.chorus_interest), money(NET * 46 * 0.104 / 365))
        self.env.flush_all()
        row = self.env["chorus.report"].search([("move_id", "=", move.id)])
        self.assertEqual(money(row.interest), money(move.chorus_interest))

    def test_the_net_that_was_admitted(self):
        """Also once a credit note took the rest back."""
        statement = self.statement_of("2026-B1")
        statement.with_user(self.clerk).amount_admitted = 912.0
        line = self.bank_line(912.0)
        self.assertEqual(line.chorus_works_statement_id, statement)
        statement.line_ids.with_user(self.clerk).admitted_value = 40
        action = statement.with_user(self.clerk).action_start_from_admitted()
        statement.browse(action["res_id"]).with_user(self.clerk).action_post()
        self.assertEqual(self.open_terms(statement), money(912))
        line.invalidate_recordset()
        self.assertEqual(line.chorus_works_statement_id, statement)
        line.action_chorus_works_match()
        self.assertEqual(self.open_terms(statement), 0)

    def test_nothing_is_proposed_that_a_person_must_decide(self):
        first = self.statement_of("2026-B1")
        line = self.bank_line(NET)
        self.assertEqual(line.chorus_works_statement_id, first)
        # Another one of the same net.
        other = self.make_partner("Syndicat des eaux", "20005478200018")
        second = self.statement_of("2026-B2", client_id=other.id)
        line.invalidate_recordset(["chorus_works_statement_id"])
        self.assertFalse(line.chorus_works_statement_id)
        with self.assertRaisesRegex(UserError, "choose the invoice yourself"):
            line.action_chorus_works_match()
        self.assertFalse(line.is_reconciled)
        # Who paid tells them apart.
        line.partner_id = other
        self.assertEqual(line.chorus_works_statement_id, second)

    def test_what_is_no_payment_of_a_net(self):
        statement = self.statement_of("2026-B1")
        for amount in (1139.99, 1200.0, -NET):
            with self.subTest(amount):
                self.assertFalse(self.bank_line(amount).chorus_works_statement_id)
        statement.action_cancel()
        self.assertFalse(self.bank_line(NET).chorus_works_statement_id)

    def test_a_net_that_is_paid_already(self):
        self.statement_of("2026-B1")
        self.bank_line(NET).action_chorus_works_match()
        self.assertFalse(self.bank_line(NET).chorus_works_statement_id)

    def test_the_net_of_the_example_with_its_subcontractor(self):
        """62 613.32 from the client; 9 600.00 went to the subcontractor."""
        market = self.running_market()
        third = self.example_statements(market, 3)[-1]
        line = self.bank_line(float(example.NET[2]))
        self.assertEqual(line.chorus_works_statement_id, third)
        line.action_chorus_works_match()
        self.assertEqual(self.open_terms(third), example.DIRECT[2])
        request = third.request_ids
        request.date_paid = "2026-07-02"
        request.action_paid_directly()
        self.assertEqual(self.open_terms(third), 0)

    def test_the_retention_is_returned_and_the_bank_says_so(self):
        """One button registers it; the bank line then meets that payment."""
        statement = self.statement_of("2026-B1")
        market = statement.market_id
        action = market.action_return_retention()
        wizard = (
            self.env["account.payment.register"]
            .with_user(self.clerk)
            .with_context(**action["context"])
            .create({"payment_date": "2027-08-23"})
        )
        self.assertEqual(money(wizard.amount), 60)
        payment = wizard._create_payments()
        held = statement.move_id.line_ids.filtered("chorus_is_retention")
        self.assertTrue(held.reconciled)
        line = self.bank_line(60.0, date="2027-08-23")
        _liquidity, suspense, _other = line._seek_for_lines()
        waiting = payment.move_id.line_ids.filtered(
            lambda row: row.account_id == payment.outstanding_account_id
        )
        own = suspense.with_context(skip_account_move_synchronization=True)
        own.account_id = waiting.account_id
        (suspense | waiting).reconcile()
        self.assertTrue(line.is_reconciled)
        # The month itself stays to be paid.
        self.assertEqual(money(statement.amount_net), self.open_terms(statement))
        self.assertEqual(statement.move_id.payment_state, "partial")
