# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ChorusWorksMember(models.Model):
    """A member of a group of contractors, and its part of the market."""

    _name = "chorus.works.member"
    _description = "Member of a group of contractors"
    _order = "market_id, sequence, id"
    _check_company_auto = True

    market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="market_id.company_id", string="Our company", store=True, index=True
    )
    currency_id = fields.Many2one(related="market_id.currency_id")
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Company",
        required=True,
        index=True,
        check_company=True,
    )
    is_representative = fields.Boolean(string="Representative")
    lot_ids = fields.Many2many(
        comodel_name="chorus.works.lot",
        string="Lots",
        domain="[('market_id', '=', market_id)]",
        check_company=True,
    )
    share = fields.Monetary(string="Share excl. VAT")
    percent = fields.Float(
        string="Share in %", compute="_compute_percent", digits=(16, 2)
    )

    _partner_unique = models.Constraint(
        "UNIQUE (market_id, partner_id)",
        "A company stands once in the sharing table of a group.",
    )
    _share_positive = models.Constraint(
        "CHECK (share >= 0)", "The share of a member cannot be below zero."
    )

    @api.depends("share", "market_id.member_ids.share")
    def _compute_percent(self):
        for member in self:
            whole = sum(member.market_id.member_ids.mapped("share"))
            member.percent = member.share / whole * 100 if whole else 0.0
