# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .access import PRICES
from .numbers import INDEX_DIGITS, RATE_DIGITS, exact


class ChorusWorksLot(models.Model):
    """A trade of a market, with its VAT and its formula of revision."""

    _name = "chorus.works.lot"
    _description = "Lot of a works market"
    _order = "market_id, sequence, code, id"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="market_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="market_id.currency_id")
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True)
    tranche_id = fields.Many2one(
        comodel_name="chorus.works.tranche",
        domain="[('market_id', '=', market_id)]",
        check_company=True,
        help="Proposed for the lines of this lot.",
    )
    tax_id = fields.Many2one(
        comodel_name="account.tax",
        string="VAT",
        domain="[('type_tax_use', '=', 'sale'), ('amount_type', '=', 'percent')]",
        check_company=True,
        groups=PRICES,
        help="Proposed for the lines of this lot, and taken for its revision.",
    )
    is_revised = fields.Boolean(
        string="Revised", compute="_compute_is_revised", groups=PRICES
    )
    variation = fields.Selection(
        selection=[
            ("revised", "Revised with each statement"),
            ("updated", "Firm, updated once at the start of works"),
        ],
        string="Variation of the price",
        required=True,
        default="revised",
        groups=PRICES,
        help="A firm price is updated (actualisation) when the works start more than "
        "three months after the month zero: to the index of three months before.",
    )
    fixed_part = fields.Float(
        digits=RATE_DIGITS,
        default=0.15,
        groups=PRICES,
        help="Part of the price that no index moves, e.g. 0.15 in 0.15 + 0.85 × BT01.",
    )
    formula_ids = fields.One2many(
        comodel_name="chorus.works.formula",
        inverse_name="lot_id",
        string="Indices",
        copy=True,
        groups=PRICES,
    )
    formula = fields.Char(
        string="Revision formula", compute="_compute_formula", groups=PRICES
    )
    month_shift = fields.Integer(
        string="Months back",
        groups=PRICES,
        help="3 when the contract takes the index of three months before.",
    )
    line_ids = fields.One2many(
        comodel_name="chorus.works.line", inverse_name="lot_id", string="Lines"
    )

    # === Of a market taken over under way === #
    opening_revision = fields.Monetary(
        string="Revision so far", groups=PRICES, copy=False, help="Excluding VAT."
    )
    opening_materials = fields.Monetary(
        string="Stored materials so far",
        groups=PRICES,
        copy=False,
        help="Those on site and not yet used, excluding VAT.",
    )
    opening_tax = fields.Monetary(
        string="VAT so far",
        groups=PRICES,
        copy=False,
        help="VAT of all statements so far, for the printed totals.",
    )

    _code_unique = models.Constraint(
        "UNIQUE (market_id, code)",
        "This market already has a lot of that code.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for lot in self:
            parts = filter(None, (lot.code, lot.name))
            lot.display_name = " – ".join(parts)

    @api.depends("formula_ids")
    def _compute_is_revised(self):
        for lot in self:
            lot.is_revised = bool(lot.formula_ids)

    @api.depends(
        "fixed_part",
        "formula_ids.weight",
        "formula_ids.index_id.code",
        "month_shift",
        "variation",
    )
    def _compute_formula(self):
        for lot in self:
            if not lot.formula_ids:
                lot.formula = self.env._("Firm price")
                continue
            parts = [_plain(lot.fixed_part)] if lot.fixed_part else []
            for term in lot.formula_ids:
                code = term.index_id.code or "?"
                if lot.variation == "updated":
                    code += "(d−3)"
                elif lot.month_shift:
                    code += f"(m−{lot.month_shift})"
                parts.append(f"{_plain(term.weight)} × {code}/{code.split('(')[0]}₀")
            lot.formula = "C = " + " + ".join(parts)

    def write(self, vals):
        self.market_id._works_check_opening_free(vals)
        return super().write(vals)

    @api.constrains("formula_ids", "fixed_part", "month_shift")
    def _check_formula(self):
        for lot in self:
            weights = sum(exact(term.weight) for term in lot.formula_ids)
            total = exact(lot.fixed_part) + weights
            if lot.formula_ids and total != 1:
                raise ValidationError(
                    self.env._(
                        "Lot %(lot)s: the fixed part and the weights of the indices "
                        "add up to %(total)s instead of 1.",
                        lot=lot.code,
                        total=_plain(float(total)),
                    )
                )
            if lot.month_shift < 0:
                raise ValidationError(
                    self.env._(
                        "Lot %(lot)s: type the number of months back without a sign.",
                        lot=lot.code,
                    )
                )


class ChorusWorksFormula(models.Model):
    """One index of the formula of a lot: its weight, its value at month zero."""

    _name = "chorus.works.formula"
    _description = "Index of a formula of revision"
    _order = "lot_id, id"
    _check_company_auto = True

    lot_id = fields.Many2one(
        comodel_name="chorus.works.lot",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="lot_id.company_id", store=True, index=True)
    index_id = fields.Many2one(
        comodel_name="chorus.works.index",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    weight = fields.Float(digits=RATE_DIGITS, required=True, default=0.85)
    value_zero = fields.Float(
        string="Value at month zero",
        digits=INDEX_DIGITS,
        compute="_compute_value_zero",
        store=True,
        readonly=False,
        precompute=True,
        help="Taken from the index when the month zero of the market is known there.",
    )

    _index_unique = models.Constraint(
        "UNIQUE (lot_id, index_id)",
        "An index stands once in the formula of a lot: add up its weights.",
    )

    @api.depends("index_id", "lot_id.market_id.month_zero")
    def _compute_value_zero(self):
        for term in self:
            month = term.lot_id.market_id.month_zero
            if term.index_id and month and not term.value_zero:
                term.value_zero = term.index_id._works_value(month).value
            else:
                term.value_zero = term.value_zero

    @api.constrains("weight", "value_zero")
    def _check_positive(self):
        for term in self:
            if term.value_zero < 0 or exact(term.weight) <= 0:
                raise ValidationError(
                    self.env._(
                        "Index %(index)s of lot %(lot)s: its weight must be above "
                        "zero, and its value at month zero may not be negative.",
                        index=term.index_id.code,
                        lot=term.lot_id.code,
                    )
                )


def _plain(value):
    """Write a share as the contract does, e.g. 0,85."""
    return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
