# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Direct payment: accepted by the client, within the amount, fifteen days to answer."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .works_case import WorksCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20")
class TestSubcontracts(WorksCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.make_market()
        cls.contract = cls.market.subcontract_ids.create(
            {
                "market_id": cls.market.id,
                "partner_id": cls.subcontractor.id,
                "initial_amount": 21500.0,
                "dc4_date": "2026-02-20",
            }
        )

    def request_of(self, amount=9600.0, received="2026-05-11", **values):
        return self.market.request_ids.create(
            {
                "subcontract_id": self.contract.id,
                "amount": amount,
                "date_received": received,
                **values,
            }
        )

    def test_countdown(self):
        request = self.request_of()
        self.assertEqual(str(request.deadline), "2026-05-26")
        self.assertEqual(request.days_left, 6)
        request.action_accept()
        self.assertEqual(request.decision, "accepted")
        self.assertEqual(request.accepted_amount, 9600.0)
        self.assertEqual(request.date_decision, fields.Date.today())
        self.assertEqual(self.contract.remaining_amount, 11900.0)
        with self.assertRaisesRegex(UserError, "answered already"):
            request.action_refuse()

    def test_refusal_needs_a_reason_in_time(self):
        request = self.request_of()
        with self.assertRaisesRegex(ValidationError, "needs its reason"):
            request.action_refuse()
        request.write({"accepted_amount": 9000.0, "reason": " "})
        with self.assertRaisesRegex(ValidationError, "needs its reason"):
            request.action_accept()
        request.reason = "96 luminaires comptés 90 fois"
        request.action_accept()
        self.assertEqual(
            (request.decision, request.accepted_amount), ("partly", 9000.0)
        )
        late = self.request_of(received="2026-05-01", reason="Malfaçons")
        with self.assertRaisesRegex(ValidationError, "accepted by silence"):
            late.action_refuse()
        # Answered in time, typed later.
        late.date_decision = "2026-05-15"
        late.action_refuse()
        self.assertEqual(late.decision, "refused")

    def test_silence_accepts(self):
        request = self.request_of(received="2026-05-05")
        with self.assertRaisesRegex(UserError, "can be answered until"):
            request.action_accept_tacitly()
        request.date_received = "2026-05-04"
        self.assertLess(request.days_left, 0)
        self.assertIn("silence accepted it", self.market.warnings)
        request.action_accept_tacitly()
        self.assertEqual(request.decision, "tacit")
        self.assertEqual(request.date_decision, request.deadline)
        self.assertEqual(request.accepted_amount, 9600.0)

    def test_never_above_the_declared_amount(self):
        self.request_of(21500.0).action_accept()
        second = self.request_of(0.01)
        refused = self.assertRaisesRegex(ValidationError, "accept a higher amount")
        with refused, self.env.cr.savepoint():
            second.action_accept()
        self.assertEqual(second.decision, "pending")
        self.contract.version_ids = [
            Command.create({"date": "2026-05-18", "amount": 25000.0})
        ]
        second.action_accept()
        self.assertEqual(self.contract.declared_amount, 25000.0)
        with self.assertRaisesRegex(ValidationError, "accept a higher amount"):
            self.contract.version_ids.amount = 20000.0
        with self.assertRaisesRegex(ValidationError, "accept a higher amount"):
            self.contract.opening_amount = 5000.0

    def test_not_accepted_yet(self):
        contract = self.contract.with_user(self.manager)
        contract.dc4_date = False
        self.assertIn("not accepted by the client yet", self.market.warnings)
        request = self.request_of()
        with self.assertRaisesRegex(ValidationError, "not accepted by the client yet"):
            request.action_accept()
        contract.dc4_date = fields.Date.today() + timedelta(days=1)
        with self.assertRaisesRegex(ValidationError, "not accepted by the client yet"):
            request.action_accept()
        with self.assertRaisesRegex(ValidationError, "legal effect"):
            self.contract.dc4_date = "2026-01-01"

    def test_answered_is_closed(self):
        request = self.request_of()
        with self.assertRaises(AccessError):
            request.decision = "accepted"
        request.action_accept()
        for change in (
            lambda: request.write({"amount": 1.0}),
            lambda: request.write({"accepted_amount": 1.0}),
            request.unlink,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        request.action_reopen()
        request.amount = 9500.0
        request.action_accept()
        self.assertEqual(self.contract.requested_amount, 9500.0)

    def test_amounts_of_a_request(self):
        with self.assertRaisesRegex(ValidationError, "above zero"):
            self.request_of(-1.0)
        request = self.request_of()
        with self.assertRaisesRegex(ValidationError, "than was requested"):
            request.accepted_amount = 9600.01

    def test_bill(self):
        request = self.request_of(number="VF-12")
        with self.assertRaisesRegex(UserError, "a bill is made once"):
            request.action_create_bill()
        request.action_accept()
        request.action_create_bill()
        bill = request.bill_id
        self.assertEqual(bill.move_type, "in_invoice")
        self.assertEqual((bill.partner_id, bill.ref), (self.subcontractor, "VF-12"))
        self.assertEqual(bill.amount_untaxed, 9600.0)
        self.assertEqual(bill.amount_tax, 0.0)
        with self.assertRaisesRegex(ValidationError, "another supplier"):
            request.bill_id = self.env["account.move"].create(
                {"move_type": "in_invoice", "partner_id": self.moe.id}
            )

    def test_advance_leaves_direct_payments_out(self):
        self.assertEqual(self.market.advance_amount, 29550.0)
        self.market.advance_base = "market"
        self.assertEqual(self.market.advance_amount, 36000.0)
