# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An order becomes a market, another one amends it, statements keep both right."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.chorus_pro_connector_works.tests.statement_case import StatementCommon


@tagged("post_install", "-at_install")
class TestWorksSale(StatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.sudo().group_ids |= cls.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        cls.product = (
            cls.env["product.product"]
            .sudo()
            .create({"name": "Ouvrage", "type": "service", "invoice_policy": "order"})
        )

    @classmethod
    def sold(cls, name, quantity, price, **values):
        return Command.create(
            {
                "product_id": cls.product.id,
                "name": name,
                "product_uom_qty": quantity,
                "price_unit": price,
                "tax_ids": [Command.set(cls.vat(20).ids)],
                **values,
            }
        )

    @classmethod
    def order(cls, lines, **values):
        order = (
            cls.env["sale.order"]
            .with_user(cls.manager)
            .create(
                {
                    "partner_id": cls.buyer.id,
                    "client_order_ref": "2026-V1",
                    "order_line": lines,
                    **values,
                }
            )
        )
        order.action_confirm()
        return order

    def market_of(self, order):
        order.action_chorus_works_market()
        market = order.chorus_works_market_id
        market.write({"moe_id": self.moe.id, "date_notification": "2026-02-16"})
        market.write({"date_start": "2026-03-01", "duration_months": 6})
        market.with_user(self.manager).action_start()
        return market

    def example_order(self):
        section = {"display_type": "line_section", "name": "Gros œuvre"}
        return self.order(
            [
                Command.create(section),
                self.sold("Installation", 1, 10000.0),
                self.sold("Béton", 80, 250.0, discount=10),
            ]
        )

    def test_lots_lines_and_prices_are_taken_over(self):
        order = self.example_order()
        order.action_chorus_works_market()
        market = order.chorus_works_market_id
        self.assertEqual(market.number, "2026-V1")
        self.assertEqual(market.client_id, self.buyer)
        self.assertEqual(market.lot_ids.mapped("name"), ["Gros œuvre"])
        fixed, unit = market.line_ids
        self.assertEqual((fixed.kind, fixed.amount), ("fixed", 10000.0))
        self.assertEqual((unit.kind, unit.quantity, unit.price), ("unit", 80, 225.0))
        self.assertEqual(market.amount_initial, order.amount_untaxed)
        self.assertEqual(order.order_line.mapped("qty_to_invoice"), [0, 0, 0])

    def test_statements_keep_the_invoiced_quantities_right(self):
        order = self.example_order()
        market = self.market_of(order)
        fixed, unit = order.order_line.filtered("product_id")
        for percent, quantity in ((30, 20), (100, 80)):
            statement = self.new_statement(market)
            rows = {row.line_id.sale_line_id: row for row in statement.line_ids}
            rows[fixed].value = percent
            rows[unit].value = quantity
            statement.action_post()
            self.assertAlmostEqual(fixed.qty_invoiced, percent / 100)
            self.assertAlmostEqual(unit.qty_invoiced, quantity)
            self.assertEqual(unit.qty_delivered, unit.qty_invoiced)
            self.assertEqual(order.order_line.mapped("qty_to_invoice"), [0, 0, 0])
            self.assertIn(statement.move_id, order.invoice_ids)
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertAlmostEqual(fixed.untaxed_amount_invoiced, 10000.0)
        statement.action_cancel()
        self.assertAlmostEqual(fixed.qty_invoiced, 0.3)
        self.assertAlmostEqual(unit.qty_invoiced, 20)

    def test_a_second_order_amends_the_market(self):
        market = self.market_of(self.example_order())
        section = {"display_type": "line_section", "name": "Gros œuvre"}
        more = self.order(
            [Command.create(section), self.sold("Regards", 4, 1250.0)],
            client_order_ref="Avenant 1",
            chorus_works_market_id=market.id,
        )
        more.action_chorus_works_amendment()
        amendment = market.amendment_ids
        self.assertEqual(amendment.line_ids.lot_id, market.lot_ids)
        amendment.with_user(self.manager).write(
            {"date_effect": "2026-03-01", "signed_file": "c2lnbsOp"}
        )
        amendment.with_user(self.manager).action_put_in_force()
        added = market.line_ids.filtered(lambda line: line.name == "Regards")
        self.assertEqual(added.sale_line_id, more.order_line.filtered("product_id"))
        with self.assertRaisesRegex(UserError, "already"):
            more.action_chorus_works_amendment()

    def test_an_order_that_is_no_order_or_is_invoiced_is_refused(self):
        draft = (
            self.env["sale.order"]
            .with_user(self.manager)
            .create(
                {"partner_id": self.buyer.id, "order_line": [self.sold("A", 1, 5.0)]}
            )
        )
        with self.assertRaisesRegex(UserError, "confirm"):
            draft.action_chorus_works_market()

    def test_two_vats_on_a_line_are_refused(self):
        taxes = self.vat(20) + self.vat(10)
        order = self.order([self.sold("A", 1, 5.0, tax_ids=[Command.set(taxes.ids)])])
        with self.assertRaisesRegex(UserError, "one VAT"):
            order.action_chorus_works_market()
