# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The first day with Chorus Pro of companies that were at work before there was one.

The earliest date among the invoices that a company has deposited and those that it may
still be about to: confirmed and unpaid. So nothing that somebody waits for disappears,
while invoices that were ready only because nobody had said when it began, paid years
ago, stay outside. A company that has none of them begins on the day of the upgrade.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    cr.execute(
        """
        SELECT move.company_id, min(move.invoice_date)
          FROM account_move move
         WHERE move.state = 'posted'
           AND move.move_type IN ('out_invoice', 'out_refund')
           AND (
                   move.chorus_flow_id IS NOT NULL
                   OR (
                       move.chorus_state IN ('ready', 'incomplete')
                       AND move.payment_state IN ('not_paid', 'partial')
                   )
               )
         GROUP BY move.company_id
        """
    )
    first = dict(cr.fetchall())
    for company in env["res.company"].search([("chorus_start_date", "=", False)]):
        if not company._chorus_is_configured():
            continue
        if first.get(company.id):
            company.chorus_start_date = first[company.id]
        else:
            company._chorus_begin()
