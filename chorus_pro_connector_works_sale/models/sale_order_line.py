# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    chorus_works_line_ids = fields.One2many(
        comodel_name="chorus.works.line",
        inverse_name="sale_line_id",
        string="Lines of the works market",
    )

    def _chorus_works_last_rows(self):
        """Return the rows of the last posted statements that state these lines."""
        rows = self.env["chorus.works.statement.line"].sudo()
        found = rows.browse()
        for line in self.sudo().chorus_works_line_ids:
            domain = [("line_id", "=", line.id), ("statement_id.state", "=", "posted")]
            found += rows.search(domain, order="id desc", limit=1)
        return found

    def _prepare_qty_invoiced(self):
        # EXTENDS 'sale': a statement invoices a share of a price, which is no quantity.
        quantities = super()._prepare_qty_invoiced()
        for line in self:
            if line.sudo().chorus_works_line_ids:
                rows = line._chorus_works_last_rows()
                quantities[line] = sum(row._works_sold_quantity() for row in rows)
        return quantities

    @api.depends("chorus_works_line_ids")
    def _compute_qty_to_invoice(self):
        # EXTENDS 'sale': what is behind a works market is invoiced by its statements.
        works = self.filtered(lambda line: line.sudo().chorus_works_line_ids)
        works.qty_to_invoice = 0.0
        return super(SaleOrderLine, self - works)._compute_qty_to_invoice()

    def _chorus_works_follow(self):
        """Work out anew what was invoiced, hence delivered, of these lines."""
        for name in ("qty_invoiced", "qty_to_invoice"):
            self.env.add_to_compute(self._fields[name], self)
        for line in self:
            if line.qty_delivered_method == "manual":
                line.qty_delivered = line.qty_invoiced
