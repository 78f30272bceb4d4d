# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...decompte import inputs
from ..market.numbers import exact, rate_of

OTHER_KINDS = [
    ("materials", "Stored materials"),
    ("bonus", "Bonus"),
    ("expense", "Expense"),
    ("delay", "Penalty for delay"),
    ("penalty", "Other penalty"),
]
# Deducted after VAT, of the month.
PENALTIES = ("delay", "penalty")
# Those whose amount is cumulative, as progress is: the name in ``decompte.inputs``.
CUMULATIVE = {"materials": "materials", "bonus": "bonuses", "expense": "expenses"}


class ChorusWorksStatementOther(models.Model):
    """What stands on no line of the market. Penalties are of the month, after VAT."""

    _name = "chorus.works.statement.other"
    _inherit = ["chorus.works.own.state"]
    _description = "Other amount of a works statement"
    _order = "statement_id, sequence, id"
    _check_company_auto = True

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
    market_id = fields.Many2one(related="statement_id.market_id")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(selection=OTHER_KINDS, required=True, default="materials")
    name = fields.Char(string="Description", required=True)
    lot_id = fields.Many2one(
        comodel_name="chorus.works.lot",
        domain="[('market_id', '=', market_id)]",
        ondelete="restrict",
        check_company=True,
    )
    tax_id = fields.Many2one(
        comodel_name="account.tax",
        string="VAT",
        domain="[('type_tax_use', '=', 'sale'), ('amount_type', '=', 'percent')]",
        compute="_compute_tax_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    amount = fields.Monetary(
        string="Cumulative",
        help="Excluding VAT, since the start of the market. Of a penalty: this "
        "month's, as the client notified it.",
    )
    previous_id = fields.Many2one(
        string="Same row of the previous statement",
        comodel_name="chorus.works.statement.other",
        readonly=True,
        copy=False,
    )
    previous_amount = fields.Monetary(string="Previous", readonly=True, copy=False)
    month_amount = fields.Monetary(
        string="This month", compute="_compute_month_amount", store=True
    )

    @api.model
    def _chorus_own_fields(self):
        return frozenset({"previous_id", "previous_amount"})

    @api.depends("lot_id", "kind")
    def _compute_tax_id(self):
        for row in self:
            if row.kind in PENALTIES:
                row.tax_id = False
            else:
                row.tax_id = row.tax_id or row.lot_id.tax_id

    @api.depends("amount", "previous_amount")
    def _compute_month_amount(self):
        for row in self:
            month = exact(row.amount, 2) - exact(row.previous_amount, 2)
            row.month_amount = float(month)

    @api.model
    def _works_is_signless(self, row):
        """Tell whether a row below zero makes no sense."""
        return row.kind in ("materials", *PENALTIES)

    @api.constrains("kind", "lot_id", "amount")
    def _check_row(self):
        for row in self:
            if row.kind == "materials" and not row.lot_id:
                raise ValidationError(
                    self.env._(
                        "“%(name)s”: choose the lot that the stored materials are of.",
                        name=row.name,
                    )
                )
            if row.amount < 0 and self._works_is_signless(row):
                raise ValidationError(
                    self.env._(
                        "“%(name)s”: the amount is cumulative, type 0 once the "
                        "materials are used up, and never less.",
                        name=row.name,
                    )
                    if row.kind == "materials"
                    else self.env._(
                        "“%(name)s”: type the penalty without a sign, it is deducted.",
                        name=row.name,
                    )
                )

    def _works_amount(self):
        """Return the cumulative amount as ``decompte`` takes it."""
        lot = self.lot_id.id or False
        return inputs.Amount(lot, rate_of(self.tax_id), exact(self.amount, 2))

    # === Frozen once posted, kept while the last statement had it === #

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._works_check_open()
        rows.statement_id._works_touched()
        return rows

    def write(self, vals):
        self._works_check_open()
        if not self.env.su and {"kind", "lot_id", "tax_id"} & vals.keys():
            self._works_check_new()
        done = super().write(vals)
        self._works_check_open()
        self.statement_id._works_touched()
        return done

    def unlink(self):
        statements = self.statement_id
        done = super().unlink()
        statements.exists()._works_touched()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_carried(self):
        self._works_check_open()
        for row in self:
            if row.previous_amount:
                raise UserError(
                    self.env._(
                        "“%(name)s” was in the last statement: type its new cumulative "
                        "amount, 0 to take it back.",
                        name=row.name,
                    )
                )

    def _works_check_open(self):
        if not self.env.su:
            self.statement_id._works_check_draft()

    def _works_check_new(self):
        for row in self:
            if row.previous_id:
                raise UserError(
                    self.env._(
                        "“%(name)s” was in the last statement: type 0 here and add "
                        "another line with other terms.",
                        name=row.name,
                    )
                )


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    line_ids = fields.One2many(
        comodel_name="chorus.works.statement.line",
        inverse_name="statement_id",
        string="Progress",
    )
    other_ids = fields.One2many(
        comodel_name="chorus.works.statement.other",
        inverse_name="statement_id",
        string="Other amounts",
    )
