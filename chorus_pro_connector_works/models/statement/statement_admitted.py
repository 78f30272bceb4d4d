# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What was admitted of each line, and the next statement that starts from there.

The portal tells totals only; which line was rectified stands in the project manager's
*état d'acompte*, and a person types it. The engine says what the lines typed make.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..market.access import PRICES
from ..market.numbers import QUANTITY_DIGITS, exact

# Name of a figure → name in ``decompte.result.Result``; the net has no cumulative.
TOTALS = ("untaxed", "total", "net")
STARTS = [
    ("claimed", "From what was claimed"),
    ("admitted", "From what was admitted"),
]


class ChorusWorksStatementLine(models.Model):
    _inherit = "chorus.works.statement.line"

    admitted_value = fields.Float(
        string="Admitted",
        digits=QUANTITY_DIGITS,
        compute="_compute_admitted_value",
        store=True,
        readonly=False,
        copy=False,
        aggregator=None,
        groups=PRICES,
        help="Cumulative, as the project manager rectified it, in the same unit as "
        "what we claimed.",
    )
    admitted_amount = fields.Monetary(
        string="Admitted excl. VAT",
        compute="_compute_admitted_amount",
        groups=PRICES,
        help="Cumulative amount of what was admitted.",
    )
    admitted_difference = fields.Monetary(
        string="Difference", compute="_compute_admitted_amount", groups=PRICES
    )
    is_rectified = fields.Boolean(
        compute="_compute_admitted_amount",
        groups=PRICES,
        export_string_translation=False,
    )

    @api.model
    def _chorus_own_fields(self):
        # EXTENDS
        return super()._chorus_own_fields() - {"admitted_value"}

    @api.depends("value", "mode")
    def _compute_admitted_value(self):
        for row in self:
            row.admitted_value = row.value

    @api.depends("admitted_value", "cumulative_amount")
    def _compute_admitted_amount(self):
        for row in self:
            state = row.sudo()._works_row({"value": row.admitted_value})
            now = exact(row.cumulative_amount, 2)
            row.admitted_amount = float(state.amount)
            row.admitted_difference = float(state.amount - now)
            row.is_rectified = bool(state.amount - now)

    def write(self, vals):
        # EXTENDS: known once the statement was sent.
        if "admitted_value" in vals and not self.env.su:
            for row in self:
                if row.state != "posted" and row._works_differs(
                    "admitted_value", vals["admitted_value"]
                ):
                    raise UserError(
                        self.env._(
                            "%(statement)s is not posted: what was admitted of it is "
                            "typed afterwards.",
                            statement=row.statement_id.name,
                        )
                    )
        return super().write(vals)


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    rectified_untaxed = fields.Monetary(
        string="Lines as admitted, excl. VAT",
        compute="_compute_rectified",
        groups=PRICES,
    )
    rectified_total = fields.Monetary(
        string="Lines as admitted, incl. VAT",
        compute="_compute_rectified",
        groups=PRICES,
    )
    rectified_net = fields.Monetary(
        string="Lines as admitted, net to pay",
        compute="_compute_rectified",
        groups=PRICES,
    )
    is_rectified = fields.Boolean(
        compute="_compute_rectified", groups=PRICES, export_string_translation=False
    )
    starts_from = fields.Selection(
        selection=STARTS,
        string="Next statement starts",
        compute="_compute_starts_from",
        groups=PRICES,
        help="From what was admitted: a credit note takes back what was not, and the "
        "months that follow are those of the project manager.",
    )

    @api.depends("line_ids.admitted_value", "amount_total", "amount_net", "state")
    def _compute_rectified(self):
        for statement in self:
            rows = statement._works_rectified_lines()
            statement.is_rectified = bool(rows)
            change = dict.fromkeys(TOTALS, 0.0)
            if statement.is_rectified:
                change = statement._works_rectified_change(rows)
            for name, value in change.items():
                stated = statement[f"amount_{name}"]
                statement[f"rectified_{name}"] = stated + value

    def _works_rectified_lines(self):
        """Return the lines of which another progress was admitted."""
        self.ensure_one()
        if self.state != "posted":
            return self.env["chorus.works.statement.line"]
        return self.sudo().line_ids.filtered(
            lambda row: exact(row.admitted_value, 4) != exact(row.value, 4)
        )

    def action_open_admitted(self):
        """Button *Lines as admitted*: typed in a list of their own."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "chorus_pro_connector_works.works_statement_admitted_action"
        )
        return {
            **action,
            "name": self.env._("Admitted of %(statement)s", statement=self.name),
            "domain": [("statement_id", "=", self.id)],
        }

    def _works_rectified_change(self, rows):
        """Return {figure: what the rectified lines change this statement by}.

        Both are computed with the indices of today: what they differ by is the lines.
        """
        own = self.sudo()
        typed = {row.id: {"value": row.admitted_value} for row in rows.sudo()}
        claimed = own._works_result(own.line_ids._works_rows())
        admitted = own._works_result(own.line_ids._works_rows(typed))
        return {
            "untaxed": float(admitted.untaxed.month - claimed.untaxed.month),
            "total": float(admitted.total.month - claimed.total.month),
            "net": float(admitted.net - claimed.net),
        }

    def _compute_starts_from(self):
        for statement in self:
            later = statement._works_adjustments("admitted")
            statement.starts_from = "admitted" if later else "claimed"

    def _works_adjustments(self, adjusts):
        """Return what adjusts this statement so, cancelled ones aside."""
        self.ensure_one()
        domain = [
            ("previous_id", "=", self.id),
            ("adjusts", "=", adjusts),
            ("state", "!=", "cancelled"),
        ]
        return self.sudo().search(domain, limit=1).with_env(self.env)

    def action_start_from_admitted(self):
        """Button *Go on from what was admitted*: the credit note that it takes, to be
        read and posted; the next statement starts behind it."""
        self.ensure_one()
        self._works_check_may_post()
        draft = self._works_adjustments("admitted")
        if not draft:
            self._works_check_admitted()
            draft = self._works_adjust("admitted", reason=self._works_admitted_reason())
            draft._works_take_admitted(self)
        return draft._get_records_action(name=draft.name)

    def _works_check_admitted(self):
        """Refuse to correct what is final, or what nobody rectified."""
        self._works_check_last_posted()
        if self.kind == "final" or self.adjusts == "definitive":
            raise UserError(
                self.env._(
                    "%(statement)s is followed by the client's general statement: type "
                    "what that admits in the definitive revision.",
                    statement=self.name,
                )
            )
        if not self.is_rectified:
            raise UserError(
                self.env._(
                    "No line of %(statement)s was rectified: open “Lines as admitted” "
                    "and type what the project manager admitted of each.",
                    statement=self.name,
                )
            )

    def _works_admitted_reason(self):
        """Return why progress goes down; rooms above name the piece that says so."""
        client = self.market_id.client_id
        own = self.with_context(lang=client.lang or self.env.lang)
        return own.env._("Rectified by the project manager")

    def _works_take_admitted(self, stated):
        """Take what was admitted of each line of a statement as progress."""
        values = {row.line_id: row.admitted_value for row in stated.sudo().line_ids}
        own = self.sudo()
        with own._works_together():
            for row in own.line_ids:
                if not row.is_closed and row.line_id in values:
                    row.value = values[row.line_id]
        own._works_store()
