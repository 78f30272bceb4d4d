# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What forms and lists need of the state, said once for all of them."""

from odoo import api, fields, models

from ..states import INVOICE_STATES, SETTLED_STATES


class ChorusStateIcons(models.AbstractModel):
    """Gives the icons to whatever shows ``chorus_state``, related or its own."""

    _name = "chorus.state.icons"
    _description = "Icons of the states of Chorus Pro"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        # EXTENDS 'base': the icons come with the names of the states, so that the list
        # reads no more of an invoice.
        result = super().fields_get(allfields, attributes)
        field = result.get("chorus_state", {})
        if "selection" in field:
            field["chorus_icons"] = {
                name: f"{row.icon} text-{row.colour}"
                for name, row in INVOICE_STATES.items()
            }
        return result


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "chorus.state.icons"]

    chorus_locked = fields.Boolean(
        compute="_compute_chorus_shown", export_string_translation=False
    )
    # As Bootstrap names it: info, success, warning, danger or muted.
    chorus_colour = fields.Char(
        compute="_compute_chorus_shown", export_string_translation=False
    )
    # The next step is ours, so that no button of Odoo's is to catch the eye.
    chorus_leads = fields.Boolean(
        compute="_compute_chorus_shown", export_string_translation=False
    )
    # Chorus Pro has done its part: printing and sending again are no next step.
    chorus_settled = fields.Boolean(
        compute="_compute_chorus_shown", export_string_translation=False
    )
    chorus_has_validator = fields.Boolean(
        compute="_compute_chorus_has_validator", export_string_translation=False
    )

    @api.depends("chorus_state")
    def _compute_chorus_shown(self):
        for move in self:
            state = INVOICE_STATES[move.chorus_state or "no"]
            move.chorus_locked, move.chorus_colour = state.locked, state.colour
            move.chorus_settled = move.chorus_state in SETTLED_STATES
            move.chorus_leads = move.chorus_state not in (
                False,
                "no",
                "waiting",
                *SETTLED_STATES,
            )

    @api.depends("chorus_state")
    def _compute_highlight_send_button(self):
        # EXTENDS 'account': an e-mail is the second thing to do, or none at all.
        result = super()._compute_highlight_send_button()
        for move in self:
            if move.chorus_leads or move.chorus_settled:
                move.highlight_send_button = False
        return result

    @api.depends("chorus_framework")
    def _compute_chorus_has_validator(self):
        for move in self:
            move.chorus_has_validator = move._chorus_has_validator()
