# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A credit note of a statement's invoice takes the whole statement back."""

from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def _reverse_moves(self, default_values_list=None, cancel=False):
        # EXTENDS 'account': only the last statement, whole, and as code of ours.
        works = self.filtered(lambda move: move.sudo().chorus_works_statement_id)
        if not works:
            return super()._reverse_moves(default_values_list, cancel)
        self.check_access("create")
        if works != self:
            raise UserError(
                self.env._(
                    "Make the credit notes of works statements apart from the others."
                )
            )
        values_list = default_values_list or [{} for _move in self]
        for move, values in zip(self, values_list, strict=True):
            statement = move.sudo().chorus_works_statement_id
            if move.reversed_entry_id:
                raise UserError(
                    self.env._(
                        "%(invoice)s is a credit note already: state the works again "
                        "in the next statement.",
                        invoice=move.name,
                    )
                )
            statement.with_env(self.env)._works_check_last()
            values["chorus_works_statement_id"] = statement.id
        moves = super(AccountMove, self.sudo())._reverse_moves(values_list, cancel)
        return moves.with_env(self.env)

    def _post(self, soft=True):
        # EXTENDS 'account': what the invoice deducted goes back before both meet.
        reversals = self.filtered(
            lambda move: move.reversed_entry_id
            and move.sudo().chorus_works_statement_id
            and move.state == "draft"
        )
        for move in reversals:
            statement = move.sudo().chorus_works_statement_id
            statement.with_env(self.env)._works_check_last()
            statement._works_undo_entries()
        posted = super()._post(soft)
        for move in reversals & posted:
            statement = move.sudo().chorus_works_statement_id.with_env(self.env)
            statement._works_set_cancelled()
        return posted
