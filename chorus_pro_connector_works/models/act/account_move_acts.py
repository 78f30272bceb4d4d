# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The button of the banner, for works pieces that wait for us."""

from odoo import fields, models
from odoo.exceptions import UserError

# Kind of act → model of its window.
WORKS_WINDOWS = {
    "complete": "chorus.complete.wizard",
    "recycle": "chorus.recycle.wizard",
    "validator": "chorus.validator.wizard",
    "parties": "chorus.parties.wizard",
}


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_windows(self):
        # EXTENDS 'chorus_pro_connector'
        return WORKS_WINDOWS if self._chorus_is_works() else super()._chorus_windows()

    def _chorus_act_values(self, payload):
        # EXTENDS 'chorus_pro_connector': where no history is given, its moment is all
        # that tells a second question from the first.
        values = super()._chorus_act_values(payload)
        if self._chorus_is_works():
            since = fields.Datetime.to_string(self.chorus_status_date)
            values["payload"] = {**payload, "since": since or False}
        return values

    def _chorus_intend(self, kind, payload, documents, basis):
        # EXTENDS 'chorus_pro_connector'
        if self._chorus_is_works() and not self.company_id._works_acts_here():
            raise UserError(self.company_id._works_by_hand_sentence(self.display_name))
        return super()._chorus_intend(kind, payload, documents, basis)

    def _chorus_other_recipient(self):
        # EXTENDS 'chorus_pro_connector': a piece may be addressed to the client of the
        # market, whoever pays it.
        siret = super()._chorus_other_recipient()
        market = self.sudo()._chorus_works_statement().market_id
        parties = (market.client_id | market.payer_id).commercial_partner_id
        return "" if siret in [one._chorus_siret() for one in parties] else siret
