# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What else a delay follows: the portal's history, requests of subcontractors."""

from odoo import api, models

# Fields of a request that its delay follows.
WATCHED = frozenset({"date_received", "decision", "date_decision", "subcontract_id"})


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_take_history(self, history, row=None):
        # EXTENDS 'chorus_pro_connector'
        result = super()._chorus_take_history(history, row)
        if market := self._chorus_works_statement().market_id:
            market._works_refresh_deadlines()
        return result


class ChorusWorksSubcontractRequest(models.Model):
    _inherit = "chorus.works.subcontract.request"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS: fifteen days begin.
        requests = super().create(vals_list)
        requests.market_id._works_refresh_deadlines()
        return requests

    def write(self, vals):
        # EXTENDS
        result = super().write(vals)
        if WATCHED & vals.keys():
            self.market_id._works_refresh_deadlines()
        return result

    def unlink(self):
        # EXTENDS
        markets = self.market_id
        result = super().unlink()
        markets._works_refresh_deadlines()
        return result
