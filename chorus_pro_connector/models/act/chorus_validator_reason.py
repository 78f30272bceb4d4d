# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

# *Autre motif que « Erreur de valideur »*, of the DGFiP's list (annex 7).
ANY_REASON = "AUT_MOTIF_ERR_VALIDEUR"


class ChorusValidatorReason(models.Model):
    """A reason for which a validator may refuse an invoice of others."""

    _name = "chorus.validator.reason"
    _inherit = ["chorus.portal.list"]
    _description = "Reason of a refusal by a validator"

    _code_unique = models.Constraint(
        "unique (company_id, code)", "This reason is in the list already."
    )

    @api.model
    def _chorus_ask(self, portal):
        # OVERRIDE chorus.portal.list
        return portal.validator_reasons()

    @api.model
    def _chorus_without_list(self):
        # OVERRIDE chorus.portal.list
        return {ANY_REASON: self.env._("Another reason")}
