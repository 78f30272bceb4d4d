# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    chorus_works_subcontract_tax_id = fields.Many2one(
        related="company_id.chorus_works_subcontract_tax_id", readonly=False
    )
    chorus_works_is_small = fields.Boolean(
        related="company_id.chorus_works_is_small", readonly=False
    )
