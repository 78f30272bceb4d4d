# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    @api.model
    def _chorus_end_round(self):
        # EXTENDS 'chorus_pro_connector', room flow
        result = super()._chorus_end_round()
        self.env["chorus.forecast"]._chorus_refresh_all()
        return result
