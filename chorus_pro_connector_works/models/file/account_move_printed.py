# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The printed page of a works invoice is its statement (*décompte*)."""

from odoo import models

REPORT = "chorus_pro_connector_works.report_decompte_document"
# What the printed statement takes from its market.
PARTIES = ("client_id", "payer_id", "moe_id", "holder_id")
MARKET = ("number", "lot_number", "purpose", "commitment", "date_notification")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_name_invoice_report(self):
        # EXTENDS 'account'
        if self._chorus_works_statement():
            return REPORT
        return super()._get_name_invoice_report()

    def _chorus_report_values(self):
        # EXTENDS 'chorus_pro_connector'
        values = super()._chorus_report_values()
        if statement := self._chorus_works_statement():
            market = statement.market_id
            values["statement"] = [
                statement.number,
                statement.write_date,
                [market[name] for name in MARKET],
                [
                    [market[name].name, market[name].company_registry]
                    for name in PARTIES
                ],
                market.amount_untaxed,
                market.amount_amendments,
            ]
        return values
