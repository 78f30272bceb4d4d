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
    paid = fields.Boolean(readonly=True, export_string_translation=False)

    def action_send(self):
        """Button *Send all the same*."""
        self.ensure_one()
        return self.move_id._chorus_start_sending(confirmed=True)

    def action_send_paid(self):
        """Button *Send as already paid*: with the framework A2."""
        self.ensure_one()
        self.move_id.chorus_framework = "A2"
        return self.move_id.action_chorus_send()
