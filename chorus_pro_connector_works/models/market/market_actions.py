# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    def action_open_lines(self):
        """Button *Lines*: all of them, by lot, for markets of many."""
        return self._works_open("chorus.works.line", self.env._("Lines"), "lot_id")

    def action_open_statements(self):
        """Button *Statements*: those of this market, the last one first."""
        return self._works_open("chorus.works.statement", self.env._("Statements"))

    def action_open_amendments(self):
        return self._works_open("chorus.works.amendment", self.env._("Amendments"))

    def action_open_requests(self):
        return self._works_open(
            "chorus.works.subcontract.request",
            self.env._("Requests of subcontractors"),
            "subcontract_id",
        )

    def action_import_lines(self):
        """Button *Import lines*: pasted from a spreadsheet, or a file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import lines"),
            "res_model": "chorus.works.import",
            "view_mode": "form",
            "target": "new",
            "context": {"default_market_id": self.id, "dialog_size": "extra-large"},
        }

    def _works_open(self, model, name, group=None):
        self.ensure_one()
        # A line has no form of its own: it is changed on the market.
        views = "list,kanban"
        if model != "chorus.works.line":
            views += ",form"
        context = {"default_market_id": self.id}
        if group:
            context["group_by"] = group
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": views,
            "domain": [("market_id", "=", self.id)],
            "context": context,
        }
