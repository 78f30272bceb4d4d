# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ask the deposit itself before an invoice may go or change."""

from odoo import models
from odoo.exceptions import UserError

from ..states import LOCKED_STATES


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_state_now(self):
        """Return what ``chorus_state`` must be, from the deposit itself.

        For whoever lets an invoice go or change: a stored column may be wrong, after
        an import or an SQL statement.
        """
        self.ensure_one()
        return self.sudo()._chorus_find_state(self.chorus_issues or [])

    def _chorus_is_locked(self):
        """Tell whether the portal has this invoice, or may have it."""
        return self.sudo()._chorus_deposit_state() in LOCKED_STATES

    def _chorus_check_unlocked(self):
        """Raise for the first invoice that the portal has, or may have."""
        for move in self:
            if move._chorus_is_locked():
                raise UserError(move._chorus_locked_sentence())

    def _chorus_locked_sentence(self):
        self.ensure_one()
        state = self.sudo()._chorus_deposit_state()
        if state == "queued":
            return self.env._(
                "%(number)s is waiting to be sent to Chorus Pro: press “Cancel "
                "sending” first, then correct it.",
                number=self.name,
            )
        if state in ("unknown", "deposited"):
            return self._chorus_on_its_way_sentence()
        return self.env._(
            "Chorus Pro has %(number)s (status “%(status)s”): it can no longer change; "
            "make a credit note to correct it.",
            number=self.name,
            status=self.chorus_status_label,
        )

    def _chorus_on_its_way_sentence(self):
        return self.env._(
            "%(number)s is on its way to Chorus Pro: wait for the answer (button "
            "“Update Flow Status” of its flow) before you correct it.",
            number=self.name,
        )

    def write(self, vals):
        # EXTENDS 'account': the buttons are not the only road, there are imports and
        # calls from outside.
        if vals.get("state") in ("draft", "cancel"):
            self._chorus_check_unlocked()
        if "name" in vals:
            self._chorus_check_name_kept(vals["name"])
        return super().write(vals)

    def _chorus_check_name_kept(self, name):
        """Raise for the first invoice that the portal has under another number."""
        for move in self:
            if move.name == name or not move.is_sale_document():
                continue
            if move.sudo()._chorus_deposit_state() in (*LOCKED_STATES, "refused"):
                raise UserError(
                    self.env._(
                        "Chorus Pro has, or will have, %(number)s under this number: "
                        "it cannot be renamed; leave it out.",
                        number=move.name,
                    )
                )
