# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

LOT, HEADING = "line_section", "line_subsection"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    chorus_works_market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        string="Works market",
        copy=False,
        check_company=True,
        index="btree_not_null",
        help="The market that this order became, or that it amends.",
    )
    chorus_works_done = fields.Boolean(compute="_compute_chorus_works_done")

    @api.depends("chorus_works_market_id", "order_line.chorus_works_line_ids")
    def _compute_chorus_works_done(self):
        amended = self.env["chorus.works.amendment.line"].sudo()
        for order in self:
            lines = order.order_line
            order.chorus_works_done = bool(
                lines.sudo().chorus_works_line_ids
                or amended.search_count([("sale_line_id", "in", lines.ids)], limit=1)
            )

    # === Buttons === #

    def action_chorus_works_market(self):
        """Button *Make a works market*: parties, lots and lines of this order."""
        self.ensure_one()
        self._chorus_works_check()
        market = self.env["chorus.works.market"].create(self._chorus_works_values())
        self.chorus_works_market_id = market
        for lot, rows in self._chorus_works_lots(market):
            for values in rows:
                self.env["chorus.works.line"].create(
                    {**values, "market_id": market.id, "lot_id": lot.id}
                )
        self.order_line._chorus_works_follow()
        return self.action_chorus_works_open()

    def action_chorus_works_amendment(self):
        """Button *Make an amendment*: the lines of this order, added to a market."""
        self.ensure_one()
        self._chorus_works_check()
        market = self.chorus_works_market_id
        lots = self._chorus_works_lots(market)
        rows = [
            Command.create({**values, "lot_id": lot.id})
            for lot, lines in lots
            for values in lines
        ]
        numbers = market.sudo().amendment_ids.mapped("number")
        amendment = self.env["chorus.works.amendment"].create(
            {
                "market_id": market.id,
                "number": max(numbers, default=0) + 1,
                "purpose": self.client_order_ref or self.name,
                "date": fields.Date.context_today(self),
                "line_ids": rows,
            }
        )
        return amendment._get_records_action(name=self.env._("Amendment"))

    def action_chorus_works_open(self):
        """Smart button: the works market of this order."""
        return self.chorus_works_market_id._get_records_action(
            name=self.env._("Works market")
        )

    # === What is taken over === #

    def _chorus_works_check(self):
        if self.state != "sale":
            raise UserError(
                self.env._(
                    "%(order)s is no order yet: confirm it first.", order=self.name
                )
            )
        if self.chorus_works_done:
            raise UserError(
                self.env._(
                    "%(order)s stands in a works market already.", order=self.name
                )
            )
        if any(self.order_line.mapped("qty_invoiced")):
            raise UserError(
                self.env._(
                    "%(order)s is invoiced in part: enter the market by hand, as one "
                    "that is taken over under way.",
                    order=self.name,
                )
            )

    def _chorus_works_values(self):
        client = self.partner_id.commercial_partner_id
        private = client.invoice_sending_method != "chorus_pro"
        return {
            "company_id": self.company_id.id,
            "number": self.client_order_ref or self.name,
            "purpose": self.client_order_ref or self.name,
            "client_id": client.id,
            "is_private": private,
            "signed_amount": self.amount_untaxed,
            "fiscal_position_id": self.fiscal_position_id.id,
            "user_id": (self.user_id or self.env.user).id,
        }

    def _chorus_works_lots(self, market):
        """Return [(lot, [values of its lines])], lots made where they are missing."""
        found, lot, heading = [], None, False
        for line in self.order_line:
            if line.display_type == LOT:
                lot, heading = self._chorus_works_lot(market, line.name), False
                found.append((lot, []))
            elif line.display_type == HEADING:
                heading = line.name
            elif not line.display_type and not line.is_downpayment:
                if lot is None:
                    lot = self._chorus_works_lot(market, self.name)
                    found.append((lot, []))
                found[-1][1].append({**line._chorus_works_values(), "heading": heading})
        return found

    def _chorus_works_lot(self, market, name):
        """Return the lot of that name, added with the next number when it is new."""
        lots = market.lot_ids
        known = lots.filtered(lambda lot: lot.name == name)
        if known:
            return known[0]
        numbers = [int(lot.code) for lot in lots if lot.code.isdigit()]
        code = str(max(numbers, default=0) + 1)
        return lots.create({"market_id": market.id, "code": code, "name": name})


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _chorus_works_values(self):
        """Return the values of a line of a market.

        :raise UserError: VAT that is not one percentage
        """
        self.ensure_one()
        if len(self.tax_ids) > 1 or self.tax_ids.filtered(
            lambda tax: tax.amount_type != "percent" or tax.price_include
        ):
            raise UserError(
                self.env._(
                    "“%(line)s”: a line of a works market has one VAT, added to its "
                    "price; correct the order.",
                    line=self.name,
                )
            )
        price = self.price_unit * (1 - self.discount / 100)
        return {
            "sequence": self.sequence,
            "name": self.name,
            "kind": "fixed" if self.product_uom_qty == 1 else "unit",
            "quantity": self.product_uom_qty,
            "unit": self.product_uom_id.name,
            "price": round(price, 6),
            "tax_id": self.tax_ids.id,
            "sale_line_id": self.id,
        }
