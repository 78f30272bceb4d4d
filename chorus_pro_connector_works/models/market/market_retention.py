# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...decompte.money import cents
from .access import PRICES
from .numbers import exact, said

# Caps of the retention in per cent (CCP R2191-33, decree 2024-1251 for the second).
CAP = 5
CAP_SMALL = 3


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    is_small_business = fields.Boolean(
        string="We are a small or medium business",
        default=lambda self: self.env.company.chorus_works_is_small,
        groups=PRICES,
    )
    is_large_buyer = fields.Boolean(
        string="Large public buyer",
        groups=PRICES,
        help="The State, or a State agency or local body above 60 million euros of "
        "running costs: the cap of the retention and the floor of the advance differ.",
    )
    retention_rate = fields.Float(
        string="Retention (%)",
        digits=(16, 3),
        default=5.0,
        groups=PRICES,
        tracking=True,
    )
    retention_base = fields.Selection(
        selection=[
            ("excl_revision", "Incl. VAT, without revision"),
            ("revised", "Incl. VAT, revised"),
        ],
        string="Retention taken on",
        required=True,
        default="excl_revision",
        groups=PRICES,
        help="The official statement takes it on the works without the variation of "
        "prices; some contracts say otherwise.",
    )
    retention_mode = fields.Selection(
        selection=[
            ("held", "Held on each statement"),
            ("first_demand", "Replaced by a first demand guarantee"),
            ("surety", "Replaced by a surety"),
        ],
        string="Retention",
        required=True,
        default="held",
        groups=PRICES,
        tracking=True,
    )
    guarantor_id = fields.Many2one(
        comodel_name="res.partner",
        check_company=True,
        groups=PRICES,
    )
    guarantee_date = fields.Date(
        string="Guarantee given on", copy=False, groups=PRICES, tracking=True
    )
    guarantee_file = fields.Binary(
        string="Document of the guarantee", attachment=True, copy=False, groups=PRICES
    )
    guarantee_file_name = fields.Char(copy=False, groups=PRICES)
    retention_cap = fields.Monetary(
        string="Most that may be held", compute="_compute_retention_cap", groups=PRICES
    )

    @api.depends("retention_rate", "amount_total")
    def _compute_retention_cap(self):
        for market in self:
            rate = exact(market.retention_rate, 3) / 100
            market.retention_cap = float(cents(rate * exact(market.amount_total, 2)))

    @api.constrains(
        "retention_rate", "is_small_business", "is_large_buyer", "is_private"
    )
    def _check_retention_rate(self):
        for market in self:
            cap = CAP
            if market.is_small_business and market.is_large_buyer:
                cap = CAP if market.is_private else CAP_SMALL
            if not 0 <= market.retention_rate <= cap:
                raise ValidationError(
                    self.env._(
                        "“Retention (%%)” is %(rate)s: the law allows %(cap)s at most "
                        "for this market, and 0 at least.",
                        rate=said(self.env, market.retention_rate),
                        cap=cap,
                    )
                )

    @api.constrains("retention_mode", "guarantor_id", "guarantee_date")
    def _check_guarantee(self):
        for market in self:
            given = market.guarantor_id and market.guarantee_date
            if market.retention_mode != "held" and not given:
                raise ValidationError(
                    self.env._(
                        "The retention is replaced by a guarantee: fill in “Guarantor” "
                        "and “Guarantee given on”."
                    )
                )
