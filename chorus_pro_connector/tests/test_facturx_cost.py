# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the file costs: queries do not grow with the invoice, nor much time."""

import time

from odoo.tests import tagged

from .common import ChorusInvoiceCommon

# Milliseconds of processor for mapping and XML of ten lines; 13 were measured.
LIMIT = 40


@tagged("post_install", "-at_install")
class TestFacturxCost(ChorusInvoiceCommon):
    def invoice(self, count, number):
        """Each line has a product of its own, five taxes and four units in turn."""
        rates = (20, 10, 5.5, 2.1, 8.5)
        units = ("unit", "hour", "day", "kgm")
        products = self.env["product.product"].create(
            [{"name": f"Produit {n}", "default_code": f"P{n}"} for n in range(count)]
        )
        return self.make_invoice(
            [
                self.line(
                    f"Produit {n}",
                    10.0 + n,
                    self.vat(rates[n % 5]),
                    product_id=product.id,
                    product_uom_id=self.env.ref(f"uom.product_uom_{units[n % 4]}").id,
                )
                for n, product in enumerate(products)
            ],
            number,
        )

    def queries(self, move):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.make_xml(move)
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow_with_the_lines(self):
        few, many = self.invoice(10, "F-2026-010"), self.invoice(50, "F-2026-050")
        self.queries(few)  # what Odoo keeps for the whole process
        self.assertEqual(self.queries(many), self.queries(few))

    def test_ten_lines_are_quick(self):
        move = self.invoice(10, "F-2026-010")
        self.make_xml(move)
        times = []
        for _run in range(9):
            start = time.process_time()
            self.make_xml(move)
            times.append((time.process_time() - start) * 1000)
        self.assertLess(sorted(times)[len(times) // 2], LIMIT)
