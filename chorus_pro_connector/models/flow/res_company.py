# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _chorus_database_confirmed(self):
        # EXTENDS 'chorus_pro_connector', room connection
        result = super()._chorus_database_confirmed()
        flows = self.env["chorus.flow"].sudo()
        waiting = flows.search(
            [("company_id", "=", self.id), ("next_check", "!=", False)]
        )
        waiting.next_check = fields.Datetime.now()
        waiting._chorus_trigger_follow()
        return result
