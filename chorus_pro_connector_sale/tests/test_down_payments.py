# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Down payments and final invoices of real orders: the file, and the portal."""

from pathlib import Path

from odoo.tests import tagged

from odoo.addons.chorus_pro_connector.tests.facturx_case import FacturxShapeCase
from odoo.addons.chorus_pro_connector.tests.facturx_reader import amount_due
from odoo.addons.chorus_pro_connector.tests.sandbox_case import SandboxCase

from .common import SaleMixin
from .down_payment_shapes import SHAPES, down_payment, final, reverse

GOLDEN = Path(__file__).parent / "golden"
# What a final invoice, or what stands in its place, must name: one number at most.
PRECEDING = {
    "final_after_one": "AC-2026-001",
    "final_after_one_of_several_rates": "AC-2026-001",
    "final_of_nothing_left": "AC-2026-001",
    "final_after_one_that_was_credited": "AC-2026-002",
    "final_after_one_that_was_cancelled": "AC-2026-002",
    "final_made_again": "AC-2026-001",
    "less_done_than_paid": "AC-2026-001",
    "price_including_vat": "AC-2026-001",
    "in_us_dollars": "AC-2026-001",
    "down_payment_paid_before_the_final_invoice": "AC-2026-001",
    "reverse_charge_in_construction": "AC-2026-001",
    "sections_of_an_order": "AC-2026-001",
    "credit_note_of_a_down_payment": "AC-2026-001",
}


@tagged("post_install", "-at_install")
class TestDownPayments(SaleMixin, FacturxShapeCase):
    shapes = SHAPES
    golden = GOLDEN

    def preceding(self, move):
        orders = move.line_ids.sale_line_ids.order_id
        number = PRECEDING.get(self._testMethodName.removeprefix("test_"))
        return orders.sudo().invoice_ids.filtered(lambda other: other.name == number)

    def test_golden_files_all_have_their_shape(self):
        self.assertEqual({path.stem for path in GOLDEN.glob("*.xml")}, set(SHAPES))


TestDownPayments.add_tests()


@tagged("post_install", "-at_install")
class TestDownPaymentsAtThePortal(SaleMixin, SandboxCase):
    def at_the_portal(self, invoice):
        """Send an invoice, and return it as the portal shows it to its supplier."""
        flow = self.send(invoice)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(invoice.chorus_state, "delivered", flow.error_message)
        with self.company._chorus_client() as portal:
            seen = portal.invoice(invoice.chorus_identifier)
        totals = seen["montantTotal"]
        # Odoo sets a credit note off against its original; the client does not.
        is_refund = invoice.move_type == "out_refund"
        due = invoice.amount_total if is_refund else amount_due(invoice)
        for member, amount in (
            ("montantHtTotal", invoice.amount_untaxed),
            ("montantTVA", invoice.amount_tax),
            ("montantTtcTotal", invoice.amount_total),
            ("montantAPayer", due),
        ):
            self.assertEqual(f"{totals[member]:.2f}", f"{amount:.2f}", member)
        references = seen["references"]
        return references["typeFacture"], references.get("numeroFactureOrigine")

    def test_the_whole_story_of_an_order(self):
        order = self.order(
            self.client(),
            [
                self.order_line(2500.0),
                self.order_line(333.33, self.vat(10), quantity=3),
            ],
            confirm=True,
            chorus_market="M-2026-07",
        )
        first = down_payment(self, order)
        self.assertEqual(self.at_the_portal(first), ("FACTURE", None))

        second = down_payment(
            self, order, "AC-2026-002", method="fixed", fixed_amount=250.0
        )
        self.assertEqual(self.at_the_portal(second), ("FACTURE", None))
        self.assertEqual(
            self.at_the_portal(reverse(self, second, "AV-2026-001")),
            ("AVOIR", "AC-2026-002"),
        )

        last = final(self, order)
        self.assertEqual(self.at_the_portal(last), ("FACTURE", "AC-2026-001"))
        self.assertEqual(
            first.amount_total + last.amount_total, order.amount_total, "nothing lost"
        )

    def test_nothing_left_to_pay(self):
        """All was paid in advance: the final invoice of 0 € can be delivered too."""
        last = SHAPES["final_of_nothing_left"](self)
        self.assertEqual(last.amount_total, 0)
        self.assertEqual(self.at_the_portal(last), ("FACTURE", "AC-2026-001"))


@tagged("post_install", "-at_install")
class TestDownPaymentDropped(SaleMixin, SandboxCase):
    """Odoo deducts nothing of a down payment of which a part was credited."""

    def final_after_credit(self, price):
        order = self.order(self.client(), [self.order_line(4000.0)], confirm=True)
        first = down_payment(self, order)
        credit = first.sudo()._reverse_moves(
            [{"name": "AV-2026-001", "invoice_date": "2026-03-02"}]
        )
        credit.invoice_line_ids.price_unit = price
        credit.action_post()
        return final(self, order)

    def said(self, invoice):
        return [
            issue["message"]
            for issue in invoice._chorus_all_issues()
            if issue["code"] == "down_payment_dropped"
        ]

    def test_credited_in_part(self):
        invoice = self.final_after_credit(200.0)
        self.assertEqual(invoice.amount_untaxed, 4000.0)
        (sentence,) = self.said(invoice)
        self.assertRegex(sentence, r"1[\s,]000\.00|1.000,00")

    def test_credited_in_full(self):
        self.assertEqual(self.said(self.final_after_credit(1200.0)), [])

    def test_deducted(self):
        order = self.order(self.client(), [self.order_line(4000.0)], confirm=True)
        down_payment(self, order)
        invoice = final(self, order)
        self.assertEqual(invoice.amount_untaxed, 2800.0)
        self.assertEqual(self.said(invoice), [])
