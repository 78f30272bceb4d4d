# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ChorusConfirmWizard(models.TransientModel):
    """What is doubtful about an invoice, before it leaves all the same."""

    _name = "chorus.confirm.wizard"
    _description = "Confirm the sending to Chorus Pro"

    move_id = fields.Many2one(
        "account.move", string="Invoice", required=True, readonly=True
    )
    doubts = fields.Text(readonly=True, export_string_translation=False)

    def action_send(self):
        """Button *Send all the same*."""
        self.ensure_one()
        return self.move_id.with_context(chorus_confirmed=True).action_chorus_send()
