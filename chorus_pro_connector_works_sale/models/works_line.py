# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ChorusWorksLine(models.Model):
    _inherit = "chorus.works.line"

    sale_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Order line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )


class ChorusWorksAmendmentLine(models.Model):
    _inherit = "chorus.works.amendment.line"

    sale_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Order line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _works_add_line(self, quantity=None):
        # EXTENDS 'chorus_pro_connector_works'
        line = super()._works_add_line(quantity)
        line.sale_line_id = self.sale_line_id or self.line_id.sale_line_id
        return line
