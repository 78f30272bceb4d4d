# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The general statement as it was received: its balance beside ours, our reserves."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...decompte import receipts as r
from ..market.access import PRICES

# Events that bring a general statement to us.
GENERAL = (r.GENERAL_MOA, r.GENERAL_MOE)


class ChorusWorksEvent(models.Model):
    _inherit = "chorus.works.event"

    currency_id = fields.Many2one(related="market_id.currency_id")
    is_general = fields.Boolean(
        compute="_compute_is_general", export_string_translation=False
    )
    balance = fields.Monetary(
        string="Balance notified",
        help="Balance of the general statement, incl. VAT, retention deducted.",
    )
    balance_gap = fields.Monetary(
        string="Less than ours",
        compute="_compute_balance_gap",
        help="What is notified less our own balance; below zero, we claimed more.",
    )
    reserves = fields.Text(
        string="Our reserves",
        help="What is not listed when the general statement is answered is given up.",
    )

    @api.depends("kind")
    def _compute_is_general(self):
        for event in self:
            event.is_general = event.kind in GENERAL

    @api.depends("balance", "market_id.balance_claimed")
    def _compute_balance_gap(self):
        for event in self:
            known = event.is_general and event.balance
            ours = event.market_id.balance_claimed
            event.balance_gap = event.balance - ours if known else 0.0

    @api.constrains("balance", "reserves", "kind")
    def _check_general(self):
        for event in self:
            if not event.is_general and (event.balance or event.reserves):
                raise ValidationError(
                    self.env._(
                        "“%(event)s”: balance and reserves are those of a general "
                        "statement.",
                        event=event._works_label(),
                    )
                )


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    balance_claimed = fields.Monetary(
        string="Our balance",
        compute="_compute_balance_claimed",
        groups=PRICES,
        help="Final statement, with the definitive revision and the penalties once "
        "these are posted.",
    )

    @api.depends("statement_ids.state", "statement_ids.amount_net")
    def _compute_balance_claimed(self):
        for market in self:
            posted = market.statement_ids.filtered(
                lambda row: row.state == "posted" and row._works_is_end(row)
            )
            market.balance_claimed = sum(posted.mapped("amount_net"))

    def _works_general_event(self):
        """Return the general statement that was received, the client's first."""
        self.ensure_one()
        events = self.event_ids.filtered("is_general")
        return events.sorted(lambda row: GENERAL.index(row.kind))[:1]
