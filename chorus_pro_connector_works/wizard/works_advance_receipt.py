# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..models.market.numbers import exact


class ChorusWorksAdvanceReceipt(models.TransientModel):
    """Asks for the day and the amount of the advance, and books it."""

    _name = "chorus.works.advance.receipt"
    _description = "Advance received"

    market_id = fields.Many2one(
        comodel_name="chorus.works.market", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="market_id.company_id")
    currency_id = fields.Many2one(related="market_id.currency_id")
    mode = fields.Selection(related="market_id.advance_mode")
    date = fields.Date(
        string="Received on", required=True, default=fields.Date.context_today
    )
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, required=True
    )
    bank_journal_id = fields.Many2one(
        comodel_name="account.journal",
        string="Paid into",
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        help="Registers the payment; empty: the line of the bank statement will be "
        "matched with what the client owes.",
    )

    @api.depends("market_id")
    def _compute_amount(self):
        for receipt in self:
            receipt.amount = receipt.market_id.advance_amount

    def action_receive(self):
        """Button *Book it*: the entry, and the payment where a bank was chosen."""
        self.ensure_one()
        market = self.market_id
        entry = market._works_receive_advance(exact(self.amount, 2), self.date)
        if self.mode == "invoice":
            return self._works_show(entry)
        if self.bank_journal_id:
            owed = entry.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
            self.env["account.payment.register"].with_context(
                active_model="account.move.line", active_ids=owed.ids
            ).create(
                {
                    "payment_date": self.date,
                    "journal_id": self.bank_journal_id.id,
                    "communication": entry.ref,
                }
            ).action_create_payments()
        return {"type": "ir.actions.act_window_close"}

    def _works_show(self, move):
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": move.id,
            "view_mode": "form",
        }
