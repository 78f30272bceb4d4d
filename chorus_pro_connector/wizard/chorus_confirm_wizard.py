# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..models.connection.readable import check_readable


class ChorusConfirmWizard(models.TransientModel):
    """An invoice in short, and what is doubtful about it, before it leaves."""

    _name = "chorus.confirm.wizard"
    _description = "Confirm the sending to Chorus Pro"

    move_id = fields.Many2one(
        "account.move", string="Invoice", required=True, readonly=True
    )
    doubts = fields.Text(readonly=True, export_string_translation=False)
    paid = fields.Boolean(readonly=True, export_string_translation=False)

    # As the user may read them: not with the rights of Odoo.
    client_id = fields.Many2one(
        related="move_id.commercial_partner_id", string="Client", related_sudo=False
    )
    siret = fields.Char(
        related="client_id.company_registry", string="SIRET", related_sudo=False
    )
    invoice_date = fields.Date(
        related="move_id.invoice_date", string="Invoice date", related_sudo=False
    )
    service = fields.Char(
        related="move_id.buyer_reference", string="Service code", related_sudo=False
    )
    commitment = fields.Char(
        related="move_id.purchase_order_reference",
        string="Commitment number",
        related_sudo=False,
    )
    currency_id = fields.Many2one(related="move_id.currency_id", related_sudo=False)
    amount_untaxed = fields.Monetary(
        related="move_id.amount_untaxed", string="Before tax", related_sudo=False
    )
    amount_tax = fields.Monetary(
        related="move_id.amount_tax", string="VAT", related_sudo=False
    )
    amount_total = fields.Monetary(
        related="move_id.amount_total", string="Total", related_sudo=False
    )
    amount_residual = fields.Monetary(
        related="move_id.amount_residual", string="Amount due", related_sudo=False
    )

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web'
        check_readable(self, values, ("move_id",))
        return super().onchange(values, field_names, fields_spec)

    def action_send(self):
        """Button *Send all the same*."""
        self.ensure_one()
        return self.move_id._chorus_start_sending(confirmed=True)

    def action_send_paid(self):
        """Button *Send as already paid*: with the framework A2."""
        self.ensure_one()
        self.move_id.chorus_framework = "A2"
        return self.move_id.action_chorus_send()
