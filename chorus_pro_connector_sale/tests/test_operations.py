# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A down payment is for what the order sells, whatever the tax of its line says."""

from odoo.tests import tagged

from odoo.addons.chorus_pro_connector.tests.common import ChorusInvoiceCommon

from .common import SaleMixin


@tagged("post_install", "-at_install")
class TestOperations(SaleMixin, ChorusInvoiceCommon):
    def test_goods_and_services(self):
        """Odoo's own tax by default has the scope of goods."""
        self.vat(20).tax_scope = "consu"
        for kind, operation, regime in (
            ("service", "service", "TVA_SUR_ENCAISSEMENT"),
            ("consu", "goods", "TVA_SUR_DEBIT"),
        ):
            with self.subTest(kind):
                self.service_product.type = kind
                order = self.order(self.buyer, confirm=True)
                first = self.invoicing(order, "percentage", amount=30)
                first = self.post(first, f"AC-{kind}")
                final = self.post(self.invoicing(order), f"F-{kind}")
                for move in (first, final):
                    self.assertEqual(move._chorus_operations(), {operation})
                    self.assertEqual(move.chorus_vat_regime, regime)
