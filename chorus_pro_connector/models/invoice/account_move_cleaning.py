# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ...chorus.identifiers import compact
from ...chorus.rules import reference
from ..connection.cleaning import cleaned

CLEANINGS = {
    "buyer_reference": reference,
    "contract_reference": reference,
    "purchase_order_reference": reference,
    "chorus_validator_siret": compact,
}


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account'
        return super().create([cleaned(vals, CLEANINGS) for vals in vals_list])

    def write(self, vals):
        # EXTENDS 'account'
        return super().write(cleaned(vals, CLEANINGS))

    def _chorus_reference(self, field):
        """Return a reference of the client as the file carries it, or None."""
        self.ensure_one()
        return reference(self[field]) or None

    def _chorus_validator(self):
        """Return the SIRET of the validator, without what people put between digits."""
        self.ensure_one()
        return compact(self.chorus_validator_siret)

    def _chorus_wanted_validator(self):
        """Return that SIRET where the framework has a validator, else nothing."""
        return self._chorus_validator() if self._chorus_has_validator() else ""
