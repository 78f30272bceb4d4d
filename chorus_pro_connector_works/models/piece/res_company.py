# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    chorus_works_last_search = fields.Datetime(
        string="Last search of works changes", readonly=True, copy=False
    )

    @api.model
    def _chorus_own_fields(self):
        # EXTENDS 'chorus_pro_connector'
        return super()._chorus_own_fields() | {"chorus_works_last_search"}
