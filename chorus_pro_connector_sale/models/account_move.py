# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import format_amount
from odoo.tools.translate import LazyTranslate

from odoo.addons.chorus_pro_connector.models.rule import WARNING, rule

_lt = LazyTranslate(__name__)


class AccountMove(models.Model):
    _inherit = "account.move"

    @rule(
        "down_payment_dropped",
        WARNING,
        "invoice_line_ids",
        "draft",
        _lt(
            "The down payment of this order was credited in part: Odoo then deducts "
            "nothing of it, and %(amount)s before tax that the client was billed for "
            "are not deducted here; add a line with that amount, negative."
        ),
        number="portal.md §5.3, BT-25",
        # What other documents of the order say decides.
        live=True,
    )
    def _chorus_check_down_payment_dropped(self):
        lines = self.invoice_line_ids
        sold = lines.sale_line_ids
        if self.move_type != "out_invoice" or not sold.filtered(
            lambda line: not line.is_downpayment
        ):
            return None
        # The credit notes of others are not for every salesperson to read.
        paid = sold.sudo().order_id.order_line.filtered(
            lambda line: line.is_downpayment and line not in sold
        )
        left = sum(_left_of(line) for line in paid)
        if self.currency_id.compare_amounts(left, 0) <= 0:
            return None
        return {"amount": format_amount(self.env, left, self.currency_id)}


def _left_of(line):
    """Return what was billed of a down payment and not credited, once some was."""
    documents = line.invoice_lines.filtered(lambda row: row.parent_state == "posted")
    if "out_refund" not in documents.move_id.mapped("move_type"):
        # Odoo deducts it when it is asked to.
        return 0.0
    return sum(
        row.price_subtotal * (1 if row.move_id.move_type == "out_invoice" else -1)
        for row in documents
    )
