# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    chorus_certificate_id = fields.Many2one(
        related="company_id.chorus_certificate_id", readonly=False
    )
