# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...decompte.money import cents
from ..market.access import PRICES
from ..market.line import LINE_KINDS
from ..market.numbers import (
    PRICE_DIGITS,
    PRICE_SHOWN,
    QUANTITY_DIGITS,
    RATE_DIGITS,
    exact,
    rate_of,
)

MODES = [("percent", "%"), ("quantity", "Quantity"), ("amount", "Amount")]
TYPED_FIELDS = frozenset({"mode", "value", "reason"})


class ChorusWorksStatementLine(models.Model):
    """A line of the market in a statement: terms in force, what was, what is typed.

    The terms are copied: a posted statement keeps them whatever an amendment changes.
    """

    _name = "chorus.works.statement.line"
    _inherit = ["chorus.works.own.state"]
    _description = "Line of a works statement"
    _order = "statement_id, sequence, id"

    statement_id = fields.Many2one(
        comodel_name="chorus.works.statement",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="statement_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="statement_id.state")
    line_id = fields.Many2one(
        comodel_name="chorus.works.line",
        string="Line of the market",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    sequence = fields.Integer(readonly=True)
    lot_id = fields.Many2one(
        comodel_name="chorus.works.lot", readonly=True, ondelete="restrict"
    )
    heading = fields.Char(readonly=True)
    code = fields.Char(string="Number", readonly=True)
    name = fields.Char(string="Description", readonly=True)
    unit = fields.Char(readonly=True)
    kind = fields.Selection(selection=LINE_KINDS, readonly=True)
    quantity = fields.Float(digits=QUANTITY_DIGITS, readonly=True)
    price = fields.Float(
        string="Unit price",
        digits=PRICE_DIGITS,
        min_display_digits=PRICE_SHOWN,
        readonly=True,
        groups=PRICES,
    )
    amount = fields.Monetary(string="Market", readonly=True, groups=PRICES)
    tax_id = fields.Many2one(
        comodel_name="account.tax", string="VAT", readonly=True, groups=PRICES
    )
    rate = fields.Float(digits=RATE_DIGITS, readonly=True, groups=PRICES)
    is_closed = fields.Boolean(
        string="Closed",
        readonly=True,
        help="An amendment replaced the line: it stays at the quantity executed.",
    )

    previous_quantity = fields.Float(digits=QUANTITY_DIGITS, readonly=True)
    previous_percent = fields.Float(digits=(16, 2), readonly=True, aggregator=None)
    previous_amount = fields.Monetary(string="Previous", readonly=True, groups=PRICES)

    mode = fields.Selection(selection=MODES, string="Typed as", required=True)
    value = fields.Float(
        string="Cumulative",
        digits=QUANTITY_DIGITS,
        aggregator=None,
        help="Since the start of the market, never of the month.",
    )
    reason = fields.Char(string="Remark")
    version = fields.Integer(readonly=True, export_string_translation=False)

    cumulative_percent = fields.Float(
        string="%",
        digits=(16, 2),
        compute="_compute_cumulative",
        store=True,
        aggregator=None,
    )
    cumulative_quantity = fields.Float(
        digits=QUANTITY_DIGITS, compute="_compute_cumulative", store=True
    )
    cumulative_amount = fields.Monetary(
        compute="_compute_cumulative", store=True, groups=PRICES
    )
    month_amount = fields.Monetary(
        string="This month", compute="_compute_cumulative", store=True, groups=PRICES
    )
    remaining_amount = fields.Monetary(
        string="Remaining", compute="_compute_cumulative", store=True, groups=PRICES
    )

    _line_unique = models.Constraint(
        "UNIQUE (statement_id, line_id)",
        "A line of the market stands once in a statement.",
    )

    @api.model
    def _chorus_own_fields(self):
        return frozenset(self._fields.keys() - TYPED_FIELDS)

    @api.depends("mode", "value", "quantity", "price", "amount", "previous_amount")
    def _compute_cumulative(self):
        for row in self.sudo():
            state = row._works_row()
            now, whole = state.amount, state.line.amount
            row.cumulative_amount = float(now)
            row.month_amount = float(state.month)
            row.remaining_amount = float(whole - now)
            row.cumulative_percent = row._works_percent(now, whole)
            row.cumulative_quantity = float(state.quantity)

    def _works_percent(self, amount, whole):
        if self.mode == "percent":
            return self.value
        if self.mode == "quantity" and self.quantity:
            return float(cents(exact(self.value, 4) * 100 / exact(self.quantity, 4)))
        return float(cents(amount * 100 / whole)) if whole else 0.0

    @api.model
    def _works_snapshot(self, terms):
        """Return the values of a line in force, of :class:`LineTerms`."""
        line = terms.line
        return {
            "lot_id": line.lot_id.id,
            "heading": line.heading,
            "code": line.code,
            "name": line.name,
            "unit": line.unit,
            "kind": line.kind,
            "quantity": float(terms.quantity),
            "price": float(terms.price),
            "amount": float(terms.amount),
            "tax_id": line.tax_id.id,
            "rate": float(rate_of(line.tax_id)),
            "is_closed": terms.closed,
        }

    # === Frozen once posted === #

    def write(self, vals):
        if not self.env.su and TYPED_FIELDS & vals.keys():
            self.statement_id._works_check_draft()
        done = super().write(vals)
        if {"mode", "value"} & vals.keys():
            self.statement_id._works_touched(self)
        return done

    @api.onchange("mode")
    def _onchange_mode(self):
        """Say in the other unit what is typed already."""
        for row in self:
            row.value = {
                "percent": row.cumulative_percent,
                "quantity": row.cumulative_quantity,
                "amount": row.sudo().cumulative_amount,
            }.get(row.mode, row.value)
