# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    chorus_works_last_search = fields.Datetime(
        string="Last search of works changes", readonly=True, copy=False
    )
