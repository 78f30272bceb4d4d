# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..models.sale_order_checks import ASKED, ASKING


class ChorusOrderConfirm(models.TransientModel):
    """Says what the invoices of an order will lack, before it is confirmed."""

    _name = "chorus.order.confirm"
    _description = "Confirm an order that lacks something for Chorus Pro"

    order_ids = fields.Many2many("sale.order", string="Orders", required=True)
    warnings = fields.Html(readonly=True)

    def action_confirm(self):
        """Button *Confirm anyway*."""
        self.ensure_one()
        return self.order_ids.with_context(**{ASKING: ASKED}).action_confirm()
