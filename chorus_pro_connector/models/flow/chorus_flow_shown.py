# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What screens show of deposits: amounts with their sign, statuses in words."""

from odoo import api, fields, models

from ...chorus.codes import flow_status
from ..states import LEFT


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    amount_total = fields.Monetary(
        string="Total",
        compute="_compute_amount_total",
        help="Of the invoices in the currency of the company; credit notes negative.",
    )
    was_sent = fields.Boolean(
        compute="_compute_was_sent", export_string_translation=False
    )

    @api.depends("state", "name", "date", "doubtful", "line_ids.outcome")
    def _compute_was_sent(self):
        for flow in self:
            flow.was_sent = flow.attachment_id and flow._chorus_left()

    def _chorus_left(self):
        """Tell whether Chorus Pro has the file, or may have it."""
        self.ensure_one()
        return bool(self.line_ids.filtered_domain(LEFT))

    def _chorus_sign_status(self):
        """Have the chatter say that the next change of status comes from the portal."""
        if portal := self.env["account.move"]._chorus_portal():
            self._track_set_author(portal)

    def _mail_track(self, tracked_fields, initial_values):
        # EXTENDS 'mail': the words of a status, not its code.
        changes, commands = super()._mail_track(tracked_fields, initial_values)
        for _create, _zero, values in commands:
            for name in ("old_value_char", "new_value_char"):
                if code := values.get(name):
                    values[name] = flow_status(code).label
        return changes, commands

    @api.depends("line_ids.amount_signed")
    def _compute_amount_total(self):
        for flow in self:
            same = flow.line_ids.filtered(
                lambda line, flow=flow: line.currency_id == flow.currency_id
            )
            flow.amount_total = sum(same.mapped("amount_signed"))


class ChorusFlowLine(models.Model):
    _inherit = "chorus.flow.line"

    amount_signed = fields.Monetary(
        string="Amount sent",
        compute="_compute_amount_signed",
        help="With VAT; a credit note is negative, as in the list of invoices.",
    )

    @api.depends("amount", "move_id.move_type")
    def _compute_amount_signed(self):
        for line in self:
            credit = line.move_id.move_type == "out_refund"
            line.amount_signed = -line.amount if credit else line.amount


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_was_sent = fields.Boolean(
        compute="_compute_chorus_was_sent", export_string_translation=False
    )

    @api.depends("chorus_flow_line_ids.flow_id.state")
    def _compute_chorus_was_sent(self):
        for move in self:
            move.chorus_was_sent = bool(move._chorus_last_sent())

    def _chorus_last_sent(self):
        """Return the last deposit that left; one that still waits has sent nothing."""
        self.ensure_one()
        flows = self.sudo().chorus_flow_line_ids.flow_id.sorted("id", reverse=True)
        return flows.filtered("was_sent")[:1]
