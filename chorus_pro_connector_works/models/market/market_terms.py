# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .access import PRICES


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    penalty_divisor = fields.Integer(
        string="Penalty: 1 /",
        default=3000,
        groups=PRICES,
        help="For each day of delay, of the amount without VAT (CCAG 19.2: 1/3000).",
    )
    penalty_cap = fields.Float(
        string="Penalties at most (%)", digits=(16, 3), default=10.0, groups=PRICES
    )
    penalty_waiver = fields.Monetary(
        string="No penalty up to",
        default=1000.0,
        groups=PRICES,
        help="Excluding VAT, for the whole market; above it all of them are due.",
    )
    revise_materials = fields.Boolean(
        string="Stored materials are revised",
        compute="_compute_revise_materials",
        store=True,
        readonly=False,
        precompute=True,
        groups=PRICES,
        help="As the CCAG says (11.4 of 2009), unless the contract says otherwise.",
    )
    prepaid_content = fields.Selection(
        selection=[
            (
                "due_now",
                "Advance, direct payments, retention: the net of the statement",
            ),
            ("due_ever", "Advance and direct payments: the retention stays due"),
            ("advance_only", "Advance only"),
            ("none", "Nothing"),
        ],
        string="Deducted in the electronic invoice",
        compute="_compute_prepaid_content",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        groups=PRICES,
        help="What the amount to pay of the invoice leaves out (BT-113).",
    )

    @api.depends("regime_id")
    def _compute_revise_materials(self):
        for market in self:
            market.revise_materials = market.regime_id.refers_to_ccag

    @api.depends("is_private", "company_id")
    def _compute_prepaid_content(self):
        mapping = self.env["chorus.works.mapping"]
        for market in self:
            key = "prepaid.other" if market.is_private else "prepaid.chorus"
            value = mapping._get_value(key, market.company_id)
            market.prepaid_content = value or "due_now"

    @api.constrains("penalty_divisor", "penalty_cap", "penalty_waiver")
    def _check_penalties(self):
        for market in self:
            if (
                market.penalty_divisor < 0
                or market.penalty_waiver < 0
                or not (0 <= market.penalty_cap <= 100)
            ):
                raise ValidationError(
                    self.env._(
                        "The terms of penalties must be 0 or above, and their cap 100 "
                        "% at most."
                    )
                )
