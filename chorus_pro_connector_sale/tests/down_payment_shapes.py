# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Down payments and what follows them, as Odoo's *Create Invoice* makes them.

A function takes the test and returns a confirmed invoice, as in the connector's
``facturx_shapes.py``.
"""

from odoo import Command, fields

SHAPES = {}


def shape(function):
    SHAPES[function.__name__] = function
    return function


def one_order(t, *lines):
    return t.order(
        t.buyer,
        list(lines) or [t.order_line(4000.0)],
        confirm=True,
        chorus_service_code="SFACETAT",
        chorus_commitment="EJ-1400012345",
        chorus_market="M-2026-07",
    )


def several_rates(t):
    return one_order(
        t,
        t.order_line(2500.0),
        t.order_line(333.33, t.vat(10), quantity=3),
        t.order_line(78.9, t.vat(5.5), quantity=7, discount=12.5),
    )


def down_payment(t, order, number="AC-2026-001", date="2026-02-12", **values):
    values = values or {"method": "percentage", "amount": 30}
    return t.post(t.invoicing(order, **values), number, date)


def final(t, order, number="F-2026-090"):
    return t.post(t.invoicing(order), number)


def reverse(t, invoice, number):
    day = fields.Date.to_date("2026-03-02")
    credit = invoice._reverse_moves(
        [{"name": number, "invoice_date": day, "invoice_date_due": day}]
    )
    credit.action_post()
    return credit


@shape
def percentage(t):
    return down_payment(t, one_order(t))


@shape
def percentage_of_several_rates(t):
    return down_payment(t, several_rates(t))


@shape
def fixed_amount(t):
    return down_payment(t, one_order(t), method="fixed", fixed_amount=1234.56)


@shape
def fixed_amount_over_several_rates(t):
    return down_payment(t, several_rates(t), method="fixed", fixed_amount=1000.01)


@shape
def final_after_one(t):
    order = one_order(t)
    down_payment(t, order)
    return final(t, order)


@shape
def final_after_one_of_several_rates(t):
    order = several_rates(t)
    down_payment(t, order, method="fixed", fixed_amount=1000.01)
    return final(t, order)


@shape
def final_after_two(t):
    order = several_rates(t)
    down_payment(t, order)
    down_payment(
        t, order, "AC-2026-002", "2026-02-27", method="fixed", fixed_amount=99.99
    )
    return final(t, order)


@shape
def final_of_nothing_left(t):
    order = one_order(t)
    down_payment(t, order, method="percentage", amount=100)
    return final(t, order)


@shape
def credit_note_of_a_down_payment(t):
    paid = down_payment(t, several_rates(t))
    # The client has it; what cancels one that nobody saw is not for Chorus Pro.
    paid.is_move_sent = True
    return reverse(t, paid, "AV-2026-001")


@shape
def final_after_one_that_was_credited(t):
    order = one_order(t)
    reverse(t, down_payment(t, order), "AV-2026-001")
    down_payment(
        t, order, "AC-2026-002", "2026-03-03", method="fixed", fixed_amount=600
    )
    return final(t, order)


@shape
def final_after_one_that_was_cancelled(t):
    order = one_order(t)
    cancelled = down_payment(t, order)
    cancelled.button_draft()
    cancelled.button_cancel()
    down_payment(
        t, order, "AC-2026-002", "2026-03-03", method="fixed", fixed_amount=600
    )
    return final(t, order)


@shape
def final_made_again(t):
    order = one_order(t)
    down_payment(t, order)
    reverse(t, final(t, order), "AV-2026-002")
    return final(t, order, "F-2026-091")


@shape
def less_done_than_paid(t):
    """The order shrank after its down payment: the final document is a credit note."""
    order = one_order(t)
    down_payment(t, order, method="percentage", amount=50)
    order.order_line.filtered(lambda line: line.price_unit == 4000.0)[
        :1
    ].product_uom_qty = 0.25
    return final(t, order, "AV-2026-003")


@shape
def price_including_vat(t):
    included = t.vat(20, name="TVA 20 % incluse", price_include_override="tax_included")
    order = one_order(t, t.order_line(1999.99, included, quantity=3))
    down_payment(t, order, method="percentage", amount=33.33)
    return final(t, order)


@shape
def in_us_dollars(t):
    dollar = t.env.ref("base.USD")
    dollar.active = True
    t.env["res.currency.rate"].create(
        {
            "currency_id": dollar.id,
            "name": "2026-02-01",
            "rate": 1.0837,
            "company_id": t.company.id,
        }
    )
    pricelist = t.env["product.pricelist"].create(
        {"name": "Dollars", "currency_id": dollar.id}
    )
    order = t.order(
        t.buyer,
        [t.order_line(1999.99, quantity=3), t.order_line(77.7, t.vat(10))],
        confirm=True,
        pricelist_id=pricelist.id,
        chorus_commitment="EJ-1400012345",
    )
    down_payment(t, order)
    return final(t, order)


@shape
def down_payment_paid_before_the_final_invoice(t):
    order = one_order(t)
    first = down_payment(t, order)
    t.env["account.payment.register"].with_context(
        active_model="account.move", active_ids=first.ids
    ).create({"payment_date": "2026-03-01"})._create_payments()
    return final(t, order)


@shape
def reverse_charge_in_construction(t):
    reverse_charge = t.vat(
        0, "AE", "VATEX-EU-AE", name="Autoliquidation BTP (art. 283, 2 nonies du CGI)"
    )
    order = one_order(t, t.order_line(8000.0, reverse_charge), t.order_line(150.0))
    down_payment(t, order)
    return final(t, order)


@shape
def sections_of_an_order(t):
    order = one_order(
        t,
        Command.create(
            {"display_type": "line_section", "name": "Lot 1", "sequence": 1}
        ),
        t.order_line(3000.0, sequence=2),
        Command.create({"display_type": "line_note", "name": "Ardoise", "sequence": 3}),
        t.order_line(1000.0, sequence=4),
    )
    down_payment(t, order)
    return final(t, order)
