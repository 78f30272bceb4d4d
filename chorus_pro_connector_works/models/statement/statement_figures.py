# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a statement computed, as it is stored: read by reports, pieces and invoices."""

from odoo import api, fields, models

from ..market.access import PRICES

# Name of a stored figure → name in ``decompte.result.Result``.
FIGURES = {
    "works": "works",
    "materials": "materials",
    "bonus": "bonuses",
    "expense": "expenses",
    "revision": "revision",
    "untaxed": "untaxed",
    "tax": "tax",
    "total": "total",
    "retention": "retention",
    "advance": "advance",
    "subcontract": "subcontracts",
    "penalty": "penalties",
}


def _month(string, **values):
    return fields.Monetary(
        string=string, readonly=True, copy=False, groups=PRICES, **values
    )


def _cumulative(string):
    return fields.Monetary(
        string=f"{string}, cumulative", readonly=True, copy=False, groups=PRICES
    )


def _previous(string):
    return fields.Monetary(
        string=f"{string}, previous", compute="_compute_previous", groups=PRICES
    )


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    amount_admitted = fields.Monetary(
        string="Net admitted",
        copy=False,
        groups=PRICES,
        tracking=True,
        help="Net to pay of the project manager's état d'acompte. 0: not known.",
    )
    amount_works = _month("Works")
    amount_works_cumulative = _cumulative("Works")
    amount_works_previous = _previous("Works")
    amount_materials = _month("Stored materials")
    amount_materials_cumulative = _cumulative("Stored materials")
    amount_materials_previous = _previous("Stored materials")
    amount_bonus = _month("Bonuses")
    amount_bonus_cumulative = _cumulative("Bonuses")
    amount_bonus_previous = _previous("Bonuses")
    amount_expense = _month("Expenses")
    amount_expense_cumulative = _cumulative("Expenses")
    amount_expense_previous = _previous("Expenses")
    amount_revision = _month("Revision")
    amount_revision_cumulative = _cumulative("Revision")
    amount_revision_previous = _previous("Revision")
    amount_untaxed = _month("Excl. VAT")
    amount_untaxed_cumulative = _cumulative("Excl. VAT")
    amount_untaxed_previous = _previous("Excl. VAT")
    amount_tax = _month("VAT")
    amount_tax_cumulative = _cumulative("VAT")
    amount_tax_previous = _previous("VAT")
    amount_total = _month("Incl. VAT")
    amount_total_cumulative = _cumulative("Incl. VAT")
    amount_total_previous = _previous("Incl. VAT")
    amount_retention = _month("Retention", help="Held back of this statement.")
    amount_retention_cumulative = _cumulative("Retention")
    amount_retention_previous = _previous("Retention")
    amount_advance = _month("Advance repaid")
    amount_advance_cumulative = _cumulative("Advance repaid")
    amount_advance_previous = _previous("Advance repaid")
    amount_subcontract = _month("Paid directly to subcontractors")
    amount_subcontract_cumulative = _cumulative("Paid directly to subcontractors")
    amount_subcontract_previous = _previous("Paid directly to subcontractors")
    amount_penalty = _month("Penalties")
    amount_penalty_cumulative = _cumulative("Penalties")
    amount_penalty_previous = _previous("Penalties")
    amount_net = _month("Net to pay")

    # === Behind the deductions === #
    executed_total = _month(
        "Executed incl. VAT", help="At initial prices, without revision."
    )
    market_untaxed = _month("Market in force excl. VAT")
    market_total = _month("Market in force incl. VAT")
    progress_ratio = fields.Float(
        string="Executed (%)",
        digits=(16, 4),
        readonly=True,
        copy=False,
        aggregator=None,
        groups=PRICES,
        help="Executed of the market in force: what the repayment of the advance "
        "follows.",
    )
    retention_cap = _month("Most that may be held")
    retention_uncapped = _month("Retention without the cap")
    advance_target = _month("Advance to be repaid by now")
    is_advance_before_vat = fields.Boolean(readonly=True, copy=False, groups=PRICES)
    is_provisional = fields.Boolean(
        string="Provisional revision",
        readonly=True,
        copy=False,
        groups=PRICES,
        help="An index of the last month is not known yet: the next statements correct "
        "it by themselves.",
    )

    # === Typed instead of computed === #
    is_retention_typed = fields.Boolean(
        string="Type the retention", copy=False, groups=PRICES
    )
    retention_typed = fields.Monetary(
        string="Retention of the month, typed", copy=False, groups=PRICES
    )
    is_advance_typed = fields.Boolean(
        string="Type the repayment", copy=False, groups=PRICES
    )
    advance_typed = fields.Monetary(
        string="Advance repaid this month, typed", copy=False, groups=PRICES
    )

    @api.depends(*(f"amount_{name}" for name in FIGURES))
    def _compute_previous(self):
        for statement in self:
            for name in FIGURES:
                month = statement[f"amount_{name}"]
                cumulative = statement[f"amount_{name}_cumulative"]
                statement[f"amount_{name}_previous"] = cumulative - month
