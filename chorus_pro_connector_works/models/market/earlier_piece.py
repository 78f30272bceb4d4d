# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ChorusWorksEarlierPiece(models.Model):
    """A piece of before the market was taken over: a reference, no invoice of Odoo."""

    _name = "chorus.works.earlier.piece"
    _description = "Piece of before the takeover of a market"
    _order = "market_id, date, id"
    _rec_name = "number"

    market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="market_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="market_id.currency_id")
    number = fields.Char(required=True)
    statement_number = fields.Integer(string="Statement")
    framework = fields.Char(help="A4 for a monthly statement.")
    date = fields.Date()
    amount_untaxed = fields.Monetary(string="Excl. VAT")
    amount_total = fields.Monetary(string="Incl. VAT")
    amount_net = fields.Monetary(string="Net to pay")

    _number_unique = models.Constraint(
        "UNIQUE (market_id, number)",
        "This market already has an earlier piece of that number.",
    )
