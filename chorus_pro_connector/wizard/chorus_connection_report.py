# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..chorus.portal.diagnosis import FAILED, OK, UNKNOWN, WARNING

# A sign and a word for each state: colour is never alone.
ICONS = {
    OK: ("fa-check-circle", "text-success"),
    WARNING: ("fa-exclamation-triangle", "text-warning"),
    FAILED: ("fa-times-circle", "text-danger"),
    UNKNOWN: ("fa-question-circle", "text-muted"),
}


class ChorusConnectionReport(models.TransientModel):
    """What the test of the connection of a company has found, layer by layer."""

    _name = "chorus.connection.report"
    _description = "Test of the connection to Chorus Pro"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    # [{code, name, state, message, advice}], in the language of who asked.
    steps = fields.Json(readonly=True, export_string_translation=False)
    content = fields.Html(
        compute="_compute_content", sanitize=False, export_string_translation=False
    )

    @api.depends("steps")
    def _compute_content(self):
        labels = {
            OK: self.env._("Good"),
            WARNING: self.env._("Look at this"),
            FAILED: self.env._("To repair"),
            UNKNOWN: self.env._("Not known"),
        }
        for report in self:
            rows = [
                {**step, "label": labels[step["state"]], "icon": ICONS[step["state"]]}
                for step in report.steps or []
            ]
            report.content = self.env["ir.qweb"]._render(
                "chorus_pro_connector.connection_report",
                {"rows": rows, "company": report.company_id},
            )

    def action_again(self):
        """Button *Test again*."""
        self.ensure_one()
        return self.company_id.action_chorus_test_connection()

    def _get_dialog(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Chorus Pro connection"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
