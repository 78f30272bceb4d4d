# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The retention: when it is due, and its return."""

from odoo import fields, models
from odoo.exceptions import UserError

from ...decompte import deadlines
from ..market.access import PRICES

# Dates and terms of the market that move the maturity.
_MOVING = {
    "date_end",
    "date_start",
    "duration_months",
    "date_reception_effect",
    "warranty_months",
    "date_reserves_lifted",
    "retention_mode",
    "guarantee_date",
}


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def _works_retention_date(self):
        """Return the day on which the retention of this statement is due."""
        self.ensure_one()
        market = self.market_id
        if market.retention_mode != "held" and market.guarantee_date:
            # A guarantee stands in its place: what was held is returned now.
            return max(market.guarantee_date, self.date)
        due = market.date_retention_due
        return due or deadlines.retention_due(self.period_end, market.warranty_months)


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    amount_retention_held = fields.Monetary(
        string="Retention held", compute="_compute_amount_retention_held", groups=PRICES
    )

    def _works_retention_lines(self):
        """Return the open retentions of the posted statements."""
        moves = self.sudo().statement_ids.move_id
        return moves.line_ids.filtered(
            lambda line: line.chorus_is_retention
            and line.parent_state == "posted"
            and not line.reconciled
        )

    def _compute_amount_retention_held(self):
        for market in self:
            lines = market._works_retention_lines()
            market.amount_retention_held = sum(lines.mapped("amount_residual"))

    def write(self, vals):
        # EXTENDS: an acceptance that is typed moves the maturity of what is held.
        done = super().write(vals)
        if _MOVING & vals.keys():
            for market in self:
                market._works_move_retention()
        return done

    def _works_move_retention(self):
        for line in self._works_retention_lines():
            statement = line.move_id.chorus_works_statement_id
            date = statement._works_retention_date()
            if line.date_maturity != date:
                line.date_maturity = date

    def action_return_retention(self):
        """Button *Retention returned*: register its payment, all of it or a part."""
        self.ensure_one()
        lines = self._works_retention_lines()
        if not lines:
            raise UserError(
                self.env._(
                    "Market %(market)s has no retention left to be returned.",
                    market=self.number,
                )
            )
        action = lines.with_env(self.env).action_register_payment()
        action["context"] = {
            **action["context"],
            "default_group_payment": True,
        }
        return action
