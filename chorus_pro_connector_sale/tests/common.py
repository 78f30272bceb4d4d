# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sales orders of public clients, made by an ordinary salesperson."""

from odoo import Command
from odoo.tests import new_test_user


class SaleMixin:
    """``cls.seller`` is an ordinary salesperson, ``cls.clerk`` invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env,
            "chorus_seller",
            name="Dominique Petit",
            groups="base.group_user,sales_team.group_sale_salesman",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.service_product = cls.env["product.product"].create(
            {
                "name": "Réfection de la toiture",
                "type": "service",
                "invoice_policy": "order",
                "list_price": 1000.0,
                "taxes_id": [Command.set(cls.vat(20).ids)],
            }
        )

    @classmethod
    def order_line(cls, price=1000.0, taxes=None, quantity=1.0, **values):
        return Command.create(
            {
                "product_id": cls.service_product.id,
                "price_unit": price,
                "product_uom_qty": quantity,
                "tax_ids": [Command.set((taxes or cls.vat(20)).ids)],
                **values,
            }
        )

    @classmethod
    def order(cls, client, lines=None, confirm=False, **values):
        """Create an order as the salesperson."""
        order = (
            cls.env["sale.order"]
            .with_user(cls.seller)
            .create(
                {
                    "partner_id": client.id,
                    "payment_term_id": False,
                    "order_line": lines or [cls.order_line()],
                    **values,
                }
            )
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def invoicing(cls, orders, method="delivered", **values):
        """Press *Create Invoice* as the salesperson; return the draft invoices."""
        orders = orders.with_user(cls.seller)
        wizard = (
            orders.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=orders.ids)
            .create({"advance_payment_method": method, **values})
        )
        # A salesperson does not see the credit notes that others made.
        before = orders.sudo().invoice_ids
        wizard.create_invoices()
        return (orders.sudo().invoice_ids - before).with_env(orders.env)

    @classmethod
    def post(cls, invoice, number, date="2026-03-16"):
        """Give a draft invoice its number and date, and confirm it as the clerk."""
        invoice = invoice.with_user(cls.clerk)
        invoice.write({"invoice_date": date, "name": number})
        invoice.invoice_date_due = "2026-04-15"
        invoice.partner_bank_id = cls.bank_account
        invoice.action_post()
        return invoice
