# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A refusal for an amount, which Chorus Pro has blocked since 19/02/2025: said on the
banner, with the letter that answers one that comes all the same."""

from odoo import models
from odoo.exceptions import UserError

from ...decompte import rows as k
from .facts import AMOUNT

REFUSED = ("REFUSEE_MOE", "REFUSEE_MOA")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_client_alerts(self):
        # EXTENDS 'chorus_pro_connector'
        alerts = super()._chorus_client_alerts()
        statement = self._chorus_works_statement().with_env(self.env)
        if self._chorus_is_refused_for_amount() and statement.has_access("read"):
            alerts["chorus_works_amount"] = {
                "level": "warning",
                "message": self.env._(
                    "A disagreement on an amount is rectified, not refused: Chorus Pro "
                    "has blocked such refusals since 19/02/2025. Ask the project "
                    "manager to state what he admits; the delay of payment runs from "
                    "the first receipt."
                ),
                "action_text": self.env._("Prepare the letter"),
                "action_call": (
                    statement._name,
                    "action_letter_amount_refused",
                    statement.ids,
                ),
            }
        return alerts

    def _chorus_is_refused_for_amount(self):
        """Tell whether project manager or client refused this piece for its amount."""
        self.ensure_one()
        refused = self.chorus_status in REFUSED and self._chorus_works_statement()
        return bool(refused and AMOUNT.search(self.chorus_status_comment or ""))


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def action_letter_amount_refused(self):
        """Button *Prepare the letter* of the banner: that of the delay of a refusal."""
        self.ensure_one()
        row = self.market_id.deadline_ids.filtered(
            lambda row: row.kind == k.REFUSAL and row.statement_id == self
        )[:1]
        if not row:
            raise UserError(
                self.env._(
                    "The refusal of %(statement)s is not among the delays of its "
                    "market yet: update its status first.",
                    statement=self.name,
                )
            )
        return row.action_letter()
