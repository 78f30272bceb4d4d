# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, models


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def _works_posted(self):
        # EXTENDS 'chorus_pro_connector_works'
        result = super()._works_posted()
        self._works_tell_orders()
        return result

    def _works_set_cancelled(self):
        # EXTENDS 'chorus_pro_connector_works'
        result = super()._works_set_cancelled()
        self._works_tell_orders()
        return result

    def _works_tell_orders(self):
        """Bring the order lines behind this statement up to date."""
        # The salespeople's lines follow, whoever posts.
        self.sudo().line_ids.line_id.sale_line_id._chorus_works_follow()


class ChorusWorksStatementLine(models.Model):
    _inherit = "chorus.works.statement.line"

    def _works_unit_values(self, month, digits):
        # EXTENDS 'chorus_pro_connector_works': the invoice line knows its order.
        values = super()._works_unit_values(month, digits)
        if order_line := self.sudo().line_id.sale_line_id:
            values["sale_line_ids"] = [Command.set(order_line.ids)]
        return values

    def _works_sold_quantity(self):
        """Return how much of the order line was executed, in its own unit."""
        self.ensure_one()
        if self.kind == "fixed":
            return self.quantity * self.cumulative_percent / 100
        return self.cumulative_quantity
