# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules about our own structure: what was read of it lies outside the invoice."""

from odoo import models
from odoo.tools.translate import LazyTranslate

from ..rule import DANGER, WARNING, rule

_lt = LazyTranslate(__name__)


class AccountMove(models.Model):
    _inherit = "account.move"

    @rule(
        "own_service",
        DANGER,
        "chorus_own_service_id",
        "references",
        _lt(
            "The service %(service)s is closed, or none of %(company)s: choose another "
            "service of ours in the tab “Chorus Pro”, or none."
        ),
        number="portal.md §2.6",
        live=True,
    )
    def _chorus_check_own_service(self):
        service = self._chorus_own_service()
        ours = self.company_id.partner_id.commercial_partner_id
        if not service or (service.active and service.partner_id == ours):
            return None
        return {"service": service.code, "company": self.company_id.name}

    @rule(
        "bank_undeclared",
        WARNING,
        "partner_bank_id",
        "account",
        _lt(
            "The account %(account)s is linked to none of those that %(company)s has "
            "declared on Chorus Pro: declare it there, or choose on the bank account "
            "which of them it is."
        ),
        number="portal.md §2.12",
        live=True,
    )
    def _chorus_check_bank_undeclared(self):
        bank, company = self.partner_bank_id, self.company_id
        if not bank or not self._chorus_needs_transfer():
            return None
        # A factor's account is declared by the factor.
        if bank.partner_id.commercial_partner_id != (
            company.partner_id.commercial_partner_id
        ):
            return None
        # Before anybody has read them, nothing is known.
        if not company.sudo().chorus_account_ids or self._chorus_own_account():
            return None
        return {"account": bank.acc_number or "", "company": company.name}
