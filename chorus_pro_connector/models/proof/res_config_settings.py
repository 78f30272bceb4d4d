# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..states import LEFT


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    chorus_unproven_count = fields.Integer(
        string="Deposits in no archive", compute="_compute_chorus_unproven_count"
    )

    @api.depends("company_id")
    def _compute_chorus_unproven_count(self):
        flows = self.env["chorus.flow"].sudo()
        for settings in self:
            unproven = flows._chorus_unproven(settings.company_id)
            settings.chorus_unproven_count = len(unproven)

    def action_chorus_export_proofs(self):
        """Button *Export proofs*: of all invoices that were ever deposited.

        :raise UserError: there are none
        """
        self.check_access("write")
        lines = self.env["chorus.flow.line"].sudo()
        domain = LEFT & Domain("company_id", "=", self.company_id.id)
        found = lines.search(domain)
        proofs = self.env["chorus.proof"]._chorus_start(found.move_id)
        if not proofs:
            raise UserError(
                self.env._("Nothing was ever deposited: there is nothing to export.")
            )
        return proofs._chorus_follow()

    def action_chorus_waive_proofs(self):
        """Button *Waive*: the proofs that were not exported may go."""
        self.check_access("write")
        return self.env["chorus.proof"]._chorus_waive(self.company_id)
