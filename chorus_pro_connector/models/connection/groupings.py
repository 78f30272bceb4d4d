# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""By what lists may be grouped: what an accountant knows, no bookkeeping of ours."""

from odoo import api, models

# Model → the fields offered by “Add a custom group”. Of Odoo's own models ours only
# (``chorus_…``) are looked at.
GROUPINGS = {
    "account.move": {
        "chorus_flow_id",
        "chorus_format",
        "chorus_framework",
        "chorus_legal_due",
        "chorus_own_service_id",
        "chorus_past",
        "chorus_payment_mode",
        "chorus_state",
        "chorus_status_date",
        "chorus_vat_regime",
    },
    "chorus.batch": {"company_id", "create_date", "state", "user_id"},
    "chorus.flow": {
        "batch_id",
        "company_id",
        "date",
        "state",
        "status",
        "status_date",
        "syntax",
    },
    "chorus.forecast": {
        "basis",
        "company_id",
        "date",
        "date_until",
        "partner_id",
        "service",
        "since",
        "stage",
    },
    "chorus.proof": {"company_id", "download_date", "state", "user_id"},
    "chorus.service": {
        "active",
        "commitment_required",
        "company_id",
        "partner_id",
    },
    "chorus.validation": {
        "company_id",
        "contract",
        "deadline",
        "invoice_date",
        "recipient",
        "since",
        "supplier",
        "waiting",
    },
    "res.partner": {
        "chorus_category",
        "chorus_checked",
        "chorus_commitment_required",
        "chorus_format",
        "chorus_payment_not_reported",
        "chorus_service_id",
        "chorus_service_or_commitment",
        "chorus_service_required",
        "chorus_structure_state",
        "chorus_works_authority",
        "chorus_works_only",
    },
}


class ChorusOwnFields(models.AbstractModel):
    _inherit = "chorus.own.fields"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        # EXTENDS 'base'
        result = super().fields_get(allfields, attributes)
        known = GROUPINGS.get(self._name)
        for name, field in result.items() if known else ():
            ours = name.startswith("chorus_") or self._name.startswith("chorus.")
            if ours and name not in known and "groupable" in field:
                field["groupable"] = False
        return result
