# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..states import LEFT


class AccountMove(models.Model):
    """What was deposited, or may have been, is never deleted.

    The portal keeps the invoice and its number: without its counterpart in Odoo nobody
    would follow it, and Odoo would give the number to the next invoice.
    """

    _inherit = "account.move"

    def unlink(self):
        # EXTENDS 'account'
        self._chorus_leave_deposits()
        return super().unlink()

    def _chorus_leave_deposits(self):
        """Let go the deposits that never left, and wait for nothing any more."""
        self._chorus_give_up_deposits()
        lines = self.sudo().chorus_flow_line_ids
        unsent = lines.filtered("superseded") - lines.filtered_domain(LEFT)
        # Number and amount stay, as the history of the deposit.
        unsent.move_id = False

    @api.ondelete(at_uninstall=False)
    def _unlink_except_deposited(self):
        """Say it before the database does, in words; ``force_delete`` changes nothing.

        :raise UserError: one of them was deposited, or waits to be
        """
        for move in self.sudo():
            if move.chorus_flow_line_ids.filtered_domain(LEFT):
                raise UserError(
                    self.env._(
                        "%(number)s was deposited on Chorus Pro, or may have been: it "
                        "is kept as its counterpart and cannot be deleted; cancel it, "
                        "or make a credit note.",
                        number=move.display_name,
                    )
                )
            if move.chorus_flow_line_ids:
                raise UserError(move._chorus_locked_sentence())
