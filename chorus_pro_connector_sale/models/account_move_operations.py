# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model
    def _chorus_line_operations(self, line):
        # EXTENDS 'chorus_pro_connector': a down payment, or its deduction, is for what
        # the order sells; the tax of its line says nothing of that.
        if not line.is_downpayment:
            return super()._chorus_line_operations(line)
        # Whoever invoices need not have the right to read orders.
        ordered = line.sudo().sale_line_ids.order_id.order_line.filtered(
            lambda row: not row.display_type and not row.is_downpayment
        )
        kinds = {"service": "service", "consu": "goods", "combo": "goods"}
        return {kinds.get(product.type) for product in ordered.product_id}
