# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..market.line_terms import Executed
from ..market.numbers import exact


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    statement_ids = fields.One2many(
        comodel_name="chorus.works.statement",
        inverse_name="market_id",
        string="Statements",
    )
    statement_count = fields.Integer(compute="_compute_statement_count")

    def _compute_statement_count(self):
        counts = dict(
            self.env["chorus.works.statement"]._read_group(
                [("market_id", "in", self.ids), ("state", "!=", "cancelled")],
                ["market_id"],
                ["__count"],
            )
        )
        for market in self:
            market.statement_count = counts.get(market, 0)

    def _works_has_posted(self):
        # EXTENDS: amendments alone change what a statement was posted from.
        posted = self.sudo().statement_ids.filtered(
            lambda statement: statement.state == "posted"
        )
        return bool(posted) or super()._works_has_posted()

    def _works_reserves_open(self):
        """Hook: tell whether reserves were notified and are not lifted."""
        return False

    def _works_final_received(self):
        """Hook: tell whether the final statement reached its readers."""
        return self.state in ("final", "closed", "terminated")

    def _works_follow_amendment(self):
        # EXTENDS: a draft follows what is in force.
        result = super()._works_follow_amendment()
        for statement in self.sudo().statement_ids:
            if statement.state == "draft":
                statement._works_refresh_lines()
                statement._works_store()
        return result

    def action_new_statement(self):
        """Button *New statement*: the next month, at what was executed so far.

        A month that is being typed comes first: it is opened.
        """
        self.ensure_one()
        values = {"market_id": self.id}
        statement = self.env["chorus.works.statement"]
        if self.kind != "orders":
            drafts = self.statement_ids.filtered(lambda found: found.state == "draft")
            statement = drafts[:1] or statement.create(values)
        return {
            "type": "ir.actions.act_window",
            "res_model": "chorus.works.statement",
            "view_mode": "form",
            "res_id": statement.id,
            "context": {f"default_{name}": value for name, value in values.items()},
        }


class ChorusWorksLine(models.Model):
    _inherit = "chorus.works.line"

    def _works_executed(self):
        # EXTENDS: the last posted statement comes before the takeover.
        found = super()._works_executed()
        rows = (
            self.env["chorus.works.statement.line"]
            .sudo()
            .search(
                [("line_id", "in", self.ids), ("statement_id.state", "=", "posted")],
                order="line_id, statement_id",
            )
        )
        rows = rows.sorted(lambda row: row.statement_id._works_place())
        for row in rows:
            found[row.line_id.with_env(self.env)] = Executed(
                exact(row.cumulative_quantity, 4),
                exact(row.cumulative_percent, 2),
                exact(row.cumulative_amount, 2),
            )
        return found
