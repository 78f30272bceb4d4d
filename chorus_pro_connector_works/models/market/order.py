# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.chorus.rules import reference


class ChorusWorksOrder(models.Model):
    """An order (*bon de commande*) under a market of orders."""

    _name = "chorus.works.order"
    _inherit = ["chorus.works.own.state"]
    _description = "Order under a works market"
    _order = "market_id, date, id"
    _rec_name = "number"
    _check_company_auto = True

    market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="market_id.company_id", store=True, index=True)
    number = fields.Char(required=True)
    purpose = fields.Char()
    date = fields.Date()
    date_start = fields.Date(string="Start of works")
    date_end = fields.Date(string="End of works")
    commitment = fields.Char(
        string="Commitment number",
        help="Of this order; without it the one of the market is sent.",
    )
    line_ids = fields.One2many(
        comodel_name="chorus.works.line", inverse_name="order_id", string="Lines"
    )
    state = fields.Selection(
        selection=[
            ("draft", "Being entered"),
            ("running", "Under way"),
            ("closed", "Closed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )

    _number_unique = models.Constraint(
        "UNIQUE (market_id, number)",
        "This market already has an order of that number.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._works_clean(vals)
        return super().create(vals_list)

    def write(self, vals):
        return super().write(self._works_clean(vals))

    def _works_clean(self, vals):
        for name in ("number", "commitment"):
            if vals.get(name):
                vals[name] = reference(vals[name])
        return vals

    def action_start(self):
        """Button *Start*: from now on amendments alone change the lines."""
        for order in self:
            if not order.line_ids:
                raise UserError(
                    self.env._(
                        "Order %(number)s has no line: add what was ordered first.",
                        number=order.number,
                    )
                )
        self._chorus_write({"state": "running"})

    def action_close(self):
        self._chorus_write({"state": "closed"})

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_started(self):
        for order in self:
            if order.state != "draft":
                raise UserError(
                    self.env._(
                        "Order %(number)s has started: close it instead of deleting "
                        "it.",
                        number=order.number,
                    )
                )
