# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

from ..chorus import identifiers, rules


class ChorusValidatorWizard(models.TransientModel):
    """Who validates a subcontractor's or joint contractor's invoice (A9, A12)."""

    _name = "chorus.validator.wizard"
    _inherit = ["chorus.act.wizard"]
    _description = "Correct the validator of an invoice"
    _chorus_kind = "validator"

    siret = fields.Char(
        string="SIRET of the validator",
        help="A9: the holder of the contract. A12: the representative of the group.",
    )

    def _chorus_announcement(self):
        return self.env._(
            "Chorus Pro gives %(number)s to the validator below, under the same "
            "number; nothing else changes. The validator has fifteen days.",
            number=self.move_id.name,
        )

    def _chorus_prefill(self, last):
        # EXTENDS chorus.act.wizard: the wrong one is no proposal.
        self.siret = self.siret or (last.payload or {}).get("validator")

    def action_correct(self):
        """Button *Correct the validator*."""
        self.ensure_one()
        siret = identifiers.compact(self.siret)
        if not rules.is_siret_shaped(siret):
            raise UserError(
                self.env._(
                    "The SIRET of the validator has 14 digits: nothing was sent."
                )
            )
        return self._chorus_do({"validator": siret})
