# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    chorus_works_manages = fields.Boolean(
        string="We act as project manager",
        help="The drafts that wait for us at Chorus Pro are read each hour, by one "
        "search more.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    chorus_works_manages = fields.Boolean(
        related="company_id.chorus_works_manages", readonly=False
    )
