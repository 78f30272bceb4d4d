# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""By what means an invoice is paid, as the file says it; said once, on the method."""

import re

from odoo import api, fields, models

# UNTDID 4461, among those that the portal takes (portal.md §3.5).
CASH, CHEQUE, TRANSFER, CARD, DIRECT_DEBIT = "10", "20", "30", "48", "59"
METHOD_CODES = {
    "check_printing": CHEQUE,
    "sdd": DIRECT_DEBIT,
    "sepa_direct_debit": DIRECT_DEBIT,
}
# Community has the method "manual" only: people say in its name what it is.
NAMES = (
    (CHEQUE, re.compile(r"ch[eè]que|\bchecks?\b", re.I)),
    (DIRECT_DEBIT, re.compile(r"pr[eé]l[eè]vement|direct debit|\bsdd\b", re.I)),
    (CARD, re.compile(r"\bcartes?\b|\bcards?\b|\bCB\b", re.I)),
    (CASH, re.compile(r"esp[eè]ces|num[eé]raire|\bcash\b", re.I)),
)


class AccountPaymentMethodLine(models.Model):
    _inherit = "account.payment.method.line"

    chorus_means = fields.Selection(
        selection=[
            (TRANSFER, "Transfer"),
            (CHEQUE, "Cheque"),
            (DIRECT_DEBIT, "Direct debit"),
            (CARD, "Card"),
            (CASH, "Cash"),
        ],
        string="Means for Chorus Pro",
        compute="_compute_chorus_means",
        inverse="_inverse_chorus_means",
        help="What the file says of an invoice that is to be paid by this method, or "
        "was paid by it. Only a transfer needs a bank account (IBAN).",
    )

    # Only what a person chose is stored, so that installing rewrites no method.
    chorus_means_chosen = fields.Char(export_string_translation=False)

    @api.depends(
        "chorus_means_chosen", "name", "payment_method_id.code", "journal_id.type"
    )
    def _compute_chorus_means(self):
        for line in self:
            known = METHOD_CODES.get(line.payment_method_id.code)
            if line.journal_id.type == "cash":
                known = CASH
            named = (code for code, name in NAMES if name.search(line.name or ""))
            line.chorus_means = (
                line.chorus_means_chosen or known or next(named, TRANSFER)
            )

    def _inverse_chorus_means(self):
        for line in self:
            line.chorus_means_chosen = line.chorus_means
