# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sending a statement: its invoice does it, seen from the statement."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..market.access import PRICES


class ChorusWorksStatement(models.Model):
    _name = "chorus.works.statement"
    _inherit = ["chorus.works.statement", "chorus.state.icons"]

    chorus_state = fields.Selection(related="move_id.chorus_state")
    chorus_past = fields.Boolean(related="move_id.chorus_past")
    chorus_status_label = fields.Char(related="move_id.chorus_status_label")
    chorus_alerts = fields.Json(compute="_compute_chorus_alerts")
    piece_ids = fields.One2many(
        comodel_name="chorus.works.piece",
        inverse_name="statement_id",
        string="Pieces",
        readonly=True,
        groups=PRICES,
    )

    @api.depends("state", "move_id.chorus_state")
    def _compute_chorus_alerts(self):
        for statement in self:
            move = statement.move_id
            known = move._get_alerts() if move and move.has_access("read") else {}
            statement.chorus_alerts = {
                key: alert for key, alert in known.items() if key.startswith("chorus_")
            } or False

    def chorus_explain_state(self):
        """Return the sentences below the icon."""
        self.ensure_one()
        return self.move_id.chorus_explain_state() if self.move_id else []

    # === Buttons: those of the invoice === #

    def _works_moves(self):
        """Return the invoices of these statements.

        :raise UserError: one is not posted
        """
        for statement in self:
            if not statement.move_id or statement.state == "draft":
                raise UserError(
                    self.env._(
                        "%(statement)s is a draft: post it, then send it to Chorus "
                        "Pro.",
                        statement=statement.display_name,
                    )
                )
        return self.move_id

    def action_chorus_send(self):
        """Button *Send to Chorus*, of one or of several."""
        return self._works_moves().action_chorus_send()

    def action_chorus_cancel_sending(self):
        """Button *Cancel sending*, as long as the file has not left."""
        return self._works_moves().action_chorus_cancel_sending()

    def action_chorus_send_now(self):
        """Button *Send now*, before the delay of the company is over."""
        return self._works_moves().action_chorus_send_now()

    def action_chorus_update_status(self):
        """Button *Update status*."""
        return self._works_moves().action_chorus_update_status()

    def action_chorus_view_flow(self):
        """Button *View flow*."""
        return self._works_moves().action_chorus_view_flow()
