# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The invoice or credit note of what adjusts a statement: in the books, not sent.

The invoicing file says the same by the piece of the other party already: a piece of
ours would claim it twice.
"""

from odoo import models

from ..statement.statement_other import PENALTIES


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def _works_make_invoice(self):
        # EXTENDS: penalties alone are on no invoice.
        if self.adjusts and not self._works_states_amounts():
            return None
        result = super()._works_make_invoice()
        if self.adjusts:
            self.sudo()._works_settle_adjusted()
        return result

    def _works_states_amounts(self):
        """Tell whether anything goes onto the invoice."""
        return bool(
            self.line_ids.filtered("month_amount")
            or self.other_ids.filtered(
                lambda row: row.kind not in PENALTIES and row.month_amount
            )
            or self.revision_ids.filtered("month")
        )

    def _works_invoice_values(self):
        # EXTENDS: a credit note names what it corrects.
        values = super()._works_invoice_values()
        adjusted = self.previous_id.move_id
        if self.adjusts and adjusted:
            values["ref"] = f"{values['ref']} ({adjusted.name})"
        return values

    def _works_undo_invoice(self):
        # EXTENDS: what was set off by posting is open again; a payment is not undone.
        if self.adjusts:
            own = self.sudo()
            pair = own.move_id | own._works_adjusted_invoices()
            lines = own.move_id.line_ids
            parts = lines.matched_debit_ids | lines.matched_credit_ids
            parts.filtered(
                lambda part: (part.debit_move_id | part.credit_move_id).move_id <= pair
            ).unlink()
        return super()._works_undo_invoice()

    def _works_adjusted_invoices(self):
        """Return what was invoiced under this number before, corrections included."""
        found = self.env["account.move"]
        earlier = self.previous_id
        while earlier:
            found |= earlier.move_id
            earlier = earlier.adjusts and earlier.previous_id
        return found

    def _works_settle_adjusted(self):
        """Set the credit note off against what is open of the invoice it corrects."""
        pair = self.move_id | self._works_adjusted_invoices()
        lines = pair.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
            and line.parent_state == "posted"
            and not line.reconciled
        )
        for same in lines.grouped(
            lambda line: (line.account_id, line.chorus_is_retention)
        ).values():
            signs = {line.amount_residual > 0 for line in same}
            if len(signs) > 1:
                same.reconcile()
