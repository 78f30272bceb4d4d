# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The generated invoice is not edited by hand: the statement says what it states.

Code of this room has superuser rights where it writes; nobody can give itself those.
"""

from odoo import api, models
from odoo.exceptions import UserError

# What the statement decides of its invoice.
DECIDED_BY_STATEMENT = frozenset(
    {
        "currency_id",
        "fiscal_position_id",
        "invoice_cash_rounding_id",
        "invoice_currency_rate",
        "invoice_date",
        "invoice_date_due",
        "invoice_line_ids",
        "invoice_payment_term_id",
        "journal_id",
        "line_ids",
        "move_type",
        "partner_id",
        "tax_totals",
    }
)
DECIDED_BY_STATEMENT_LINES = frozenset(
    {
        "account_id",
        "amount_currency",
        "balance",
        "chorus_is_retention",
        "credit",
        "date_maturity",
        "debit",
        "discount",
        "display_type",
        "move_id",
        "name",
        "price_unit",
        "product_id",
        "quantity",
        "tax_ids",
        "tax_line_id",
        "tax_tag_ids",
    }
)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_works_check_generated(self):
        """Raise for the first invoice that a statement made, when a person changes "
        "it."""
        if self.env.su:
            return
        for move in self:
            if statement := move.sudo().chorus_works_statement_id:
                raise UserError(
                    self.env._(
                        "%(invoice)s was made by %(statement)s: change the statement "
                        "(cancel it if it is the last), not its invoice.",
                        invoice=move.name or move.display_name,
                        statement=statement.name,
                    )
                )

    def _compute_show_reset_to_draft_button(self):
        # EXTENDS 'account': no button for what would be refused.
        result = super()._compute_show_reset_to_draft_button()
        for move in self:
            if move.sudo().chorus_works_statement_id:
                move.show_reset_to_draft_button = False
        return result

    def write(self, vals):
        # EXTENDS 'account'
        if DECIDED_BY_STATEMENT & vals.keys() or vals.get("state") in (
            "draft",
            "cancel",
        ):
            self._chorus_works_check_generated()
        return super().write(vals)

    def button_draft(self):
        # EXTENDS 'account'
        self._chorus_works_check_generated()
        return super().button_draft()

    def button_cancel(self):
        # EXTENDS 'account'
        self._chorus_works_check_generated()
        return super().button_cancel()

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_generated(self):
        # The credit note of a statement may be given up while it is a draft.
        moves = self.filtered(lambda move: not move.reversed_entry_id)
        moves._chorus_works_check_generated()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account'
        lines = super().create(vals_list)
        lines.move_id._chorus_works_check_generated()
        return lines

    def write(self, vals):
        # EXTENDS 'account'
        if DECIDED_BY_STATEMENT_LINES & vals.keys():
            self.move_id._chorus_works_check_generated()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_works(self):
        moves = self.move_id.filtered(lambda move: not move.reversed_entry_id)
        moves._chorus_works_check_generated()
