# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The advance of the worked example is received: 4191, and the VAT with the money."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .works_case import WorksCommon


@tagged("post_install", "-at_install")
class TestAdvanceReceipt(WorksCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.example_market().with_user(cls.clerk)
        cls.market.action_start()

    def receive(self, market=None, **values):
        action = (market or self.market).action_open_advance_receipt()
        model = self.env[action["res_model"]].with_user(self.clerk)
        with Form(model.with_context(**action["context"])) as form:
            form.date = "2026-03-15"
            for name, value in values.items():
                form[name] = value
        form.record.action_receive()
        return form.record

    def by_account(self, entry):
        """Return {first digits: balance}; VAT of the tests has accounts of its own."""
        sums = {"411": 0.0, "4191": 0.0, "44587": 0.0, "vat": 0.0}
        for line in entry.line_ids:
            code = line.account_id.code
            key = next((key for key in sums if code.startswith(key)), "vat")
            sums[key] = round(sums[key] + line.balance, 2)
        return sums

    def test_entry(self):
        self.receive()
        market = self.market
        self.assertEqual(market.advance_received, 21538.24)
        self.assertEqual(str(market.advance_received_date), "2026-03-15")
        entry = market.advance_receipt_id
        self.assertEqual(entry.state, "posted")
        self.assertEqual(
            self.by_account(entry),
            {"411": 21538.24, "4191": -21538.24, "44587": 3329.71, "vat": -3329.71},
        )
        owed = entry.line_ids.filtered(lambda line: line.balance == 21538.24)
        self.assertFalse(owed.reconciled, "left for the line of the bank")

    def test_the_return_of_vat_reads_base_and_tax(self):
        tags = {}
        for tax in self.market.line_ids.tax_id.sudo():
            for share in tax.invoice_repartition_line_ids:
                key = (tax.amount, share.repartition_type)
                tags[key] = self.env["account.account.tag"].create(
                    {"name": f"{key}", "applicability": "taxes"}
                )
                share.tag_ids = tags[key]
        self.receive()
        lines = self.market.advance_receipt_id.line_ids
        found = {}
        for key, tag in tags.items():
            own = [line.balance for line in lines if tag in line.tax_tag_ids]
            found[key] = round(sum(own), 2)
        self.assertEqual(
            found,
            {
                (20.0, "base"): -15088.53,
                (20.0, "tax"): -3017.71,
                (10.0, "base"): -3120.0,
                (10.0, "tax"): -312.0,
            },
        )

    def test_with_its_payment(self):
        self.receive(bank_journal_id=self.company_data["default_journal_bank"])
        owed = self.market.advance_receipt_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self.assertTrue(owed.matched_credit_ids)

    def test_once_and_guarded(self):
        with self.assertRaises(AccessError):
            self.market.advance_receipt_id = self.env["account.move"].search(
                [], limit=1
            )
        self.receive()
        with self.assertRaisesRegex(UserError, "was received on"):
            self.market.action_open_advance_receipt()
        with self.assertRaisesRegex(UserError, "is booked"):
            self.market.advance_received = 1.0
        self.market.advance_received = 21538.24
        entry = self.market.advance_receipt_id
        self.market.action_cancel_advance_receipt()
        self.assertFalse(self.market.advance_received or self.market.advance_receipt_id)
        self.assertTrue(entry.reversal_move_ids)
        self.receive(amount=20000.0)
        self.assertEqual(self.market.advance_received, 20000.0)

    def test_bad_input(self):
        with self.assertRaisesRegex(ValidationError, "above zero"):
            self.receive(amount=0.0)
        with self.assertRaisesRegex(ValidationError, "before the market was notified"):
            self.receive(date="2026-01-01")
        self.assertFalse(self.market.advance_receipt_id)
        draft = self.make_market()
        with self.assertRaisesRegex(UserError, "not under way"):
            draft.action_open_advance_receipt()

    def test_invoice(self):
        self.market.advance_mode = "invoice"
        self.receive()
        invoice = self.market.advance_receipt_id
        self.assertEqual((invoice.move_type, invoice.state), ("out_invoice", "draft"))
        self.assertEqual(invoice.amount_total, 21538.24)
        self.assertEqual(invoice.amount_tax, 3329.71)
        self.assertEqual(invoice.contract_reference, self.market.number)
