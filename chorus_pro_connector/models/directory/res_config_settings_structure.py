# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    chorus_own_service_id = fields.Many2one(
        related="company_id.chorus_own_service_id",
        readonly=False,
        domain="[('partner_id.ref_company_ids', 'in', company_id)]",
    )

    def action_chorus_read_structure(self):
        """Button *Read our services and accounts*, with what was saved."""
        return self.company_id.action_chorus_read_structure()
