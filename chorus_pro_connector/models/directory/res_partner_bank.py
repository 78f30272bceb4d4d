# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base_iban.models.res_partner_bank import validate_iban

from ..connection.once import ISSUES, once


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    chorus_account_id = fields.Many2one(
        comodel_name="chorus.account",
        string="Account on Chorus Pro",
        copy=False,
        domain="[('company_id.partner_id', '=', partner_id)]",
        help="Which of the accounts that the company has declared on Chorus Pro this "
        "one is. A plain PDF then names it.",
    )
    chorus_has_accounts = fields.Boolean(
        compute="_compute_chorus_has_accounts", export_string_translation=False
    )

    @api.depends("partner_id")
    def _compute_chorus_has_accounts(self):
        mine = [("company_id.partner_id", "in", self.partner_id.ids)]
        accounts = self.env["chorus.account"].sudo().search(mine)
        owners = accounts.company_id.partner_id
        for bank in self:
            bank.chorus_has_accounts = bank.partner_id in owners

    def _chorus_is_iban(self):
        """Tell whether the account is an IBAN, as typed, with a right key."""
        self.ensure_one()
        return once(self, ISSUES, "is_iban", self._chorus_has_iban)

    def _chorus_has_iban(self):
        try:
            validate_iban(self.sanitized_acc_number or "")
        except ValidationError:
            return False
        return True
