# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import ValidationError

from odoo.addons.base_iban.models.res_partner_bank import validate_iban


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    def _chorus_is_iban(self):
        """Tell whether the account is an IBAN, as typed, with a right key."""
        self.ensure_one()
        try:
            validate_iban(self.sanitized_acc_number or "")
        except ValidationError:
            return False
        return True
