# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import frozendict

from ..market.accounts import works_account


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    chorus_is_retention = fields.Boolean(
        string="Works retention",
        readonly=True,
        help="Held back by the client until the end of the warranty.",
    )

    @api.depends("chorus_is_retention")
    def _compute_term_key(self):
        # EXTENDS 'account'
        result = super()._compute_term_key()
        for line in self:
            if line.term_key and line.chorus_is_retention:
                line.term_key = frozendict(
                    {**line.term_key, "chorus_is_retention": True}
                )
        return result

    @api.depends("chorus_is_retention")
    def _compute_account_id(self):
        # EXTENDS 'account': which gives one account to all term lines of an invoice.
        result = super()._compute_account_id()
        for line in self:
            if line.display_type != "payment_term":
                continue
            if not line.move_id.sudo().chorus_works_statement_id:
                continue
            if line.chorus_is_retention:
                line.account_id = works_account(line.company_id, "retention")
            else:
                move = line.move_id.with_company(line.company_id)
                client = move.commercial_partner_id
                account = client.property_account_receivable_id
                position = move.fiscal_position_id
                line.account_id = position.map_account(account) or line.account_id
        return result
