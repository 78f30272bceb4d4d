# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ...chorus.formats.portal_words import MEANS, TRANSFER


class AccountMove(models.Model):
    _inherit = "account.move"

    # Empty on almost every invoice: Odoo's own payment method says it. The words are
    # those of the portal's deposit (portal.md §3.5).
    chorus_payment_mode = fields.Selection(
        selection=[
            ("VIREMENT", "Transfer"),
            ("PRELEVEMENT", "Direct debit"),
            ("CHEQUE", "Cheque"),
            ("ESPECE", "Cash"),
            ("REPORT", "Set off (“report”)"),
            ("AUTRE", "Other"),
        ],
        string="Payment mode",
        help="How the client is to pay, or has paid. Empty: as the payment method of "
        "the invoice says, else by transfer.",
    )

    def _chorus_needs_transfer(self):
        """Tell whether the client is asked for a transfer: not on a credit note, nor on
        a paid invoice, nor where another mode was chosen, here or by the method."""
        self.ensure_one()
        if self.move_type != "out_invoice" or self.chorus_framework == "A2":
            return False
        if self.chorus_payment_mode:
            return self.chorus_payment_mode == TRANSFER
        means = self.preferred_payment_method_line_id.chorus_means
        return not means or means == MEANS[TRANSFER]
