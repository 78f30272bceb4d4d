# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ChorusRefusalWizard(models.TransientModel):
    """The way out of a refusal: a credit note and a new invoice, or nothing more."""

    _name = "chorus.refusal.wizard"
    _inherit = ["chorus.act.wizard"]
    _description = "Answer a refusal"
    _chorus_kind = "reject"

    nothing_more = fields.Boolean(
        compute="_compute_nothing_more", export_string_translation=False
    )

    def _compute_nothing_more(self):
        for wizard in self:
            wizard.nothing_more = wizard.move_id._chorus_is_nothing_more()

    def _chorus_title(self):
        # EXTENDS chorus.act.wizard
        if self.nothing_more:
            return super()._chorus_title()
        return self.env._("Credit note and new invoice")

    def _chorus_announcement(self):
        number = self.move_id.name
        if self.move_id._chorus_is_nothing_more():
            return self.env._(
                "By its reason, nothing is to be invoiced again: the client pays "
                "%(number)s another way or sets it off. Chorus Pro is told that the "
                "refusal is dealt with; your books do not change.",
                number=number,
            )
        return self.env._(
            "%(number)s is cancelled by a credit note, which stays in your books and "
            "is not sent; a new invoice opens as a draft with the same lines and "
            "documents and will have a number of its own. Chorus Pro is told that the "
            "refusal is dealt with.",
            number=number,
        )

    def action_replace(self):
        """Button *Credit note and new invoice*."""
        self.ensure_one()
        return self.move_id.action_chorus_credit_and_replace()

    def action_handle(self):
        """Button *Nothing to invoice again*."""
        self.ensure_one()
        return self._chorus_do({})
