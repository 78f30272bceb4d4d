# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a statement computed by lot and by rate: rows that only the computing writes."""

from odoo import api, fields, models

from ..market.numbers import RATE_DIGITS


class ChorusWorksStatementRevision(models.Model):
    """The revision of a lot at a rate: its coefficient, and what it corrects."""

    _name = "chorus.works.statement.revision"
    _inherit = ["chorus.own.model"]
    _description = "Revision in a works statement"
    _order = "statement_id, lot_id, rate desc, id"

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
    lot_id = fields.Many2one(comodel_name="chorus.works.lot", ondelete="restrict")
    tax_id = fields.Many2one(comodel_name="account.tax", string="VAT")
    rate = fields.Float(digits=RATE_DIGITS, aggregator=None)
    base = fields.Monetary(help="Works of the statement that are revised, excl. VAT.")
    month_index = fields.Date(string="Indices of")
    # [[code, value of the month, value at month zero]]: what C was computed from, kept
    # as it was, for an index may be corrected later.
    index_values = fields.Json(export_string_translation=False)
    coefficient = fields.Float(digits=(16, 3), aggregator=None)
    is_provisional = fields.Boolean(string="Provisional")
    previous = fields.Monetary()
    cumulative = fields.Monetary()
    month = fields.Monetary(string="This month")
    own = fields.Monetary(string="Of this statement's works")
    regularisation = fields.Monetary(
        help="What the revision of earlier statements changed by."
    )


class ChorusWorksStatementRate(models.Model):
    """All of a statement that has one rate of VAT."""

    _name = "chorus.works.statement.rate"
    _inherit = ["chorus.own.model"]
    _description = "Rate of VAT in a works statement"
    _order = "statement_id, rate desc, id"

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
    tax_id = fields.Many2one(comodel_name="account.tax", string="VAT")
    rate = fields.Float(digits=RATE_DIGITS, aggregator=None)
    base = fields.Monetary(string="Excl. VAT", help="What VAT was computed on.")
    tax = fields.Monetary(string="VAT of the month")
    tax_cumulative = fields.Monetary()
    advance = fields.Monetary(help="Deducted before VAT.")
    works_cumulative = fields.Monetary()


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    revision_ids = fields.One2many(
        comodel_name="chorus.works.statement.revision",
        inverse_name="statement_id",
        string="Revision by lot",
        readonly=True,
    )
    rate_ids = fields.One2many(
        comodel_name="chorus.works.statement.rate",
        inverse_name="statement_id",
        string="Rates of VAT",
        readonly=True,
    )
    version = fields.Integer(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Counts what was typed, so that two people do not overwrite each other.",
    )

    @api.model
    def _works_tax_of(self, taxes, rate):
        """Return the first of taxes that has a rate."""
        return next((tax for tax in taxes if round(tax.amount / 100, 6) == rate), None)


class ChorusWorksLot(models.Model):
    _inherit = "chorus.works.lot"

    def _works_index_values(self, month):
        """Return what the coefficient of a month was computed from.

        :param month: first day of the month of the indices; None before any is known
        :return: [[code, value, value at month zero]]
        """
        if not month:
            return []
        return [
            [
                term.index_id.code,
                term.index_id._works_value(month).value,
                term.value_zero,
            ]
            for term in self.formula_ids
        ]
