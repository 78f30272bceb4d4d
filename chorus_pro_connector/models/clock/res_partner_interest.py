# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    chorus_late_count = fields.Integer(
        string="Invoices late by law", compute="_compute_chorus_owed"
    )
    chorus_owed = fields.Monetary(
        string="Interest and indemnities today",
        compute="_compute_chorus_owed",
        help="What this client owes for all its late invoices, those paid late too, "
        "where the interest was not invoiced.",
    )
    chorus_owed_gap = fields.Boolean(
        compute="_compute_chorus_owed", export_string_translation=False
    )

    def _compute_chorus_owed(self):
        for partner in self:
            moves = partner._chorus_late_invoices()
            partner.chorus_late_count = len(moves)
            partner.chorus_owed = sum(
                move.chorus_interest + move.chorus_indemnity for move in moves
            )
            partner.chorus_owed_gap = any(moves.mapped("chorus_rate_missing"))

    def _chorus_late_invoices(self):
        """Return the late invoices of this client whose interest is to be claimed."""
        self.ensure_one()
        moves = self.env["account.move"]
        if not self.id or not moves.has_access("read"):
            return moves
        return moves.search(
            [
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("company_id", "in", self.env.companies.ids),
                ("move_type", "=", "out_invoice"),
                "|",
                ("chorus_interest_invoice_id", "=", False),
                ("chorus_interest_invoice_id.state", "=", "cancel"),
                ("chorus_late", "=", True),
            ]
        )

    def action_chorus_late(self):
        """Open the late invoices of this client, with their sums."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "chorus_pro_connector.action_chorus_late"
        )
        return {**action, "domain": [("id", "in", self._chorus_late_invoices().ids)]}
