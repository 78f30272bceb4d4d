# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...chorus.clock.delays import delay_of, proposed_category

CATEGORIES = [
    ("standard", "State, local authority or their establishment (30 days)"),
    ("health", "Public health establishment (50 days)"),
    ("enterprise", "Public enterprise (60 days)"),
]
# What decides how many days a client has.
DECIDING = {"chorus_category", "chorus_contract_days"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Empty until somebody has confirmed what the name proposes.
    chorus_category = fields.Selection(
        selection=CATEGORIES,
        string="Legal payment delay",
        help="Chorus Pro does not tell it. The name proposes a category; confirm it, "
        "or choose another one, before you claim interest. A local public "
        "establishment of an industrial kind has 30 days.",
    )
    chorus_category_proposed = fields.Selection(
        selection=CATEGORIES,
        string="Proposed delay",
        compute="_compute_chorus_category_proposed",
        help="Read from the name of the client (a hospital has 50 days); it counts "
        "until somebody confirms or corrects it.",
    )
    chorus_contract_days = fields.Integer(
        string="Days of the contract",
        help="Where the contract gives fewer days than the law; it cannot give more. "
        "0: the legal delay.",
    )

    @api.depends("name")
    def _compute_chorus_category_proposed(self):
        for partner in self:
            partner.chorus_category_proposed = proposed_category(partner.name or "")

    def write(self, vals):
        # EXTENDS 'base': the invoices of these clients say which dates moved.
        if not DECIDING & vals.keys():
            return super().write(vals)
        domain = [
            ("commercial_partner_id", "in", self.ids),
            ("chorus_legal_start", "!=", False),
        ]
        with self.env["account.move"].sudo().search(domain)._chorus_telling_clock():
            return super().write(vals)

    def action_chorus_confirm_category(self):
        """Take over what the name proposes."""
        for partner in self:
            partner.chorus_category = partner.chorus_category_proposed

    def _chorus_payment_days(self):
        """Return the days that this client has; those proposed until one confirms."""
        self.ensure_one()
        category = self.chorus_category or proposed_category(self.name or "")
        return delay_of(category, self.chorus_contract_days)
