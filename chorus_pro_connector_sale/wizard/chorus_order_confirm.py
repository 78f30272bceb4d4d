# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models


class ChorusOrderConfirm(models.TransientModel):
    """Says what the invoices of an order will lack, before it is confirmed."""

    _name = "chorus.order.confirm"
    _description = "Confirm an order that lacks something for Chorus Pro"

    order_ids = fields.Many2many("sale.order", string="Orders", required=True)
    warnings = fields.Html(compute="_compute_warnings")

    @api.depends("order_ids")
    def _compute_warnings(self):
        for wizard in self:
            items = [
                Markup("<li>%s</li>") % issue["message"]
                for order in wizard.order_ids
                for issue in order._chorus_find_issues()
            ]
            wizard.warnings = Markup("<ul>%s</ul>") % Markup().join(items)

    def action_confirm(self):
        """Button *Confirm anyway*."""
        self.ensure_one()
        orders = self.order_ids.with_context(chorus_ask=False, chorus_asked=True)
        return orders.action_confirm()
