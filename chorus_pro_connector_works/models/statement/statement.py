# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

# A statement and what adjusts it, at most.
PLACES = 100
STATES = [("draft", "Draft"), ("posted", "Posted"), ("cancelled", "Cancelled")]
# What a person types; all else is computed, or moved by the buttons.
TYPED_FIELDS = frozenset(
    {
        "market_id",
        "order_id",
        "kind",
        "date",
        "period_start",
        "period_end",
        "line_ids",
        "other_ids",
        "request_ids",
        "is_retention_typed",
        "retention_typed",
        "is_advance_typed",
        "advance_typed",
        "penalty_days",
        "reason",
    }
)

# Known once a statement was sent: typed on posted ones, and changes no figure of it.
ANSWER_FIELDS = frozenset({"amount_admitted"})


class ChorusWorksStatement(models.Model):
    """A statement (*situation*, *projet de décompte*): cumulative progress of a market.

    Drafts are computed whenever something is typed. Posting makes the invoice of the
    month and freezes the statement: its figures are what the next one starts from.
    """

    _name = "chorus.works.statement"
    _inherit = ["mail.thread", "mail.activity.mixin", "chorus.works.own.state"]
    _description = "Works statement"
    _order = "market_id, order_id, number desc, id desc"
    _check_company_auto = True

    market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="market_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="market_id.currency_id")
    order_id = fields.Many2one(
        comodel_name="chorus.works.order",
        domain="[('market_id', '=', market_id), ('state', '=', 'running')]",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Of a market of orders: each order has its own statements.",
    )
    number = fields.Integer(readonly=True, copy=False)
    # 0 of a statement; 1, 2… of what adjusts it under the same number.
    # Never empty: the chain is read by it, and an empty one would come last.
    rank = fields.Integer(
        default=0,
        required=True,
        readonly=True,
        copy=False,
        export_string_translation=False,
    )
    # Not stored: each reads it in a language of his own.
    name = fields.Char(compute="_compute_name", search="_search_name")
    kind = fields.Selection(
        selection=[("monthly", "Monthly"), ("final", "Final")],
        required=True,
        default="monthly",
        tracking=True,
    )
    state = fields.Selection(
        selection=STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    date = fields.Date(
        string="Dated",
        required=True,
        default=fields.Date.context_today,
        copy=False,
        help="Date of the statement, and of its invoice.",
    )
    period_start = fields.Date(
        string="From",
        required=True,
        compute="_compute_period",
        store=True,
        readonly=False,
        precompute=True,
    )
    period_end = fields.Date(
        string="End of period",
        required=True,
        compute="_compute_period",
        store=True,
        readonly=False,
        precompute=True,
        help="The last month decides which indices and which amendments count.",
    )
    previous_id = fields.Many2one(
        comodel_name="chorus.works.statement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    is_last = fields.Boolean(compute="_compute_is_last")
    reason = fields.Char(
        string="Remark", help="Printed on the statement, e.g. why progress went down."
    )

    _number_unique = models.UniqueIndex(
        "(market_id, COALESCE(order_id, 0), number, rank) WHERE state != 'cancelled'",
        "This market already has a statement of that number: open that one.",
    )
    _period_order = models.Constraint(
        "CHECK (period_start <= period_end)",
        "The period of a statement ends before it starts: correct one of the dates.",
    )

    @api.depends_context("lang")
    @api.depends("number", "kind", "market_id.number", "order_id.number")
    def _compute_name(self):
        for statement in self:
            parts = (
                statement.market_id.number,
                statement.order_id.number,
                statement._works_label(),
            )
            statement.name = " – ".join(filter(None, parts))

    def _works_label(self):
        """Return the name of a statement in its market."""
        self.ensure_one()
        if self.kind == "final":
            return self.env._("Final statement %(number)s", number=self.number)
        return self.env._("Statement %(number)s", number=self.number)

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = statement.name

    @api.model
    def _search_name(self, operator, value):
        """Find by the numbers in a name; its words are in the reader's language."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        texts = [value] if isinstance(value, str) else value
        return Domain.OR(self._works_name_domain(str(text)) for text in texts)

    def _works_name_domain(self, text):
        words = [word for word in text.split() if any(map(str.isdigit, word))]
        names = ("market_id.number", "market_id.purpose", "order_id.number")
        return Domain.AND(
            Domain.OR(Domain(name, "ilike", word) for name in names)
            | Domain("number", "=", int(word) if word.isdecimal() else 0)
            for word in words or [text]
        )

    @api.depends("market_id", "order_id")
    def _compute_period(self):
        for statement in self:
            if statement.period_start and statement.period_end:
                continue
            market = statement.market_id
            last = statement._works_last().period_end or market.opening_date
            start = last and last + relativedelta(days=1)
            start = start or statement.order_id.date_start or market.date_start
            start = start or fields.Date.context_today(statement).replace(day=1)
            statement.period_start = start
            statement.period_end = start + relativedelta(day=31)

    def _compute_is_last(self):
        for statement in self:
            statement.is_last = statement.state == "posted" and (
                statement == statement._works_last()
            )

    # === The chain of statements === #

    def _works_chain_domain(self):
        """Return the domain of the statements of the same market, or order."""
        self.ensure_one()
        return [
            ("market_id", "=", self.market_id.id),
            ("order_id", "=", self.order_id.id),
        ]

    def _works_last(self):
        """Return the last posted statement of the chain."""
        self.ensure_one()
        domain = [*self._works_chain_domain(), ("state", "=", "posted")]
        return self.sudo().search(domain, order="number desc, rank desc", limit=1)

    def _works_earlier(self):
        """Return the posted statements before this one, in their order."""
        self.ensure_one()
        same = Domain("number", "=", self.number) & Domain("rank", "<", self.rank)
        domain = Domain(self._works_chain_domain()) & Domain("state", "=", "posted")
        domain &= Domain("number", "<", self.number) | same
        return self.sudo().search(domain, order="number, rank")

    def _works_place(self):
        """Return a number for the engine: that of the chain, one for each statement."""
        self.ensure_one()
        return self.number * PLACES + self.rank

    @api.model
    def _chorus_own_fields(self):
        # EXTENDS: what is not typed is computed.
        standard = self.env["mail.activity.mixin"]._fields.keys()
        return frozenset(self._fields.keys() - standard - TYPED_FIELDS - ANSWER_FIELDS)

    # === Beginning === #

    @api.model_create_multi
    def create(self, vals_list):
        statements = super().create(vals_list)
        for statement in statements:
            statement._works_begin()
        return statements

    def _works_begin(self):
        """Take the next number and start from what the last statement left."""
        self.ensure_one()
        self._works_check_begin()
        last = self._works_last()
        first = 0 if self.order_id else self.market_id.opening_number
        self._chorus_write(
            {"previous_id": last.id, "number": (last.number or first) + 1}
        )

    def _works_check_begin(self):
        market = self.market_id
        if market.state in ("draft", "closed", "terminated"):
            raise UserError(
                self.env._(
                    "Market %(market)s is not under way: start it before its first "
                    "statement.",
                    market=market.number,
                )
            )
        if market.kind == "orders" and not self.order_id:
            raise ValidationError(
                self.env._(
                    "Market %(market)s is one of orders: choose the order that this "
                    "statement is of.",
                    market=market.number,
                )
            )
        if self.order_id and self.order_id.market_id != market:
            raise ValidationError(
                self.env._(
                    "Order %(order)s is of another market: choose one of this market.",
                    order=self.order_id.number,
                )
            )
        domain = [
            *self._works_chain_domain(),
            ("state", "=", "draft"),
            ("id", "!=", self.id),
        ]
        if other := self.sudo().search(domain, limit=1):
            raise UserError(
                self.env._(
                    "%(statement)s is not posted yet: post or delete it before the "
                    "next one.",
                    statement=other.name,
                )
            )

    # === Frozen once posted === #

    def write(self, vals):
        if not self.env.su and TYPED_FIELDS & vals.keys():
            self._works_check_draft()
            self._works_check_typist(vals)
        if "market_id" in vals or "order_id" in vals:
            self._works_check_same_chain(vals)
        return super().write(vals)

    def _works_check_typist(self, vals):
        """Site users type progress, and nothing else."""
        office = "chorus_pro_connector_works.group_works_user"
        if TYPED_FIELDS & vals.keys() != {"line_ids"} and not (
            self.env.user.has_group(office)
        ):
            raise AccessError(
                self.env._(
                    "You type the progress of the lines: ask a user of statements and "
                    "invoices to change the rest."
                )
            )

    def _works_check_draft(self):
        for statement in self:
            if statement.state != "draft":
                raise UserError(
                    self.env._(
                        "%(statement)s is posted: what changed since goes into the "
                        "next statement, or cancel this one if it is the last.",
                        statement=statement.name,
                    )
                )

    def _works_check_same_chain(self, vals):
        for statement in self:
            for name in ("market_id", "order_id"):
                if name in vals and (vals[name] or False) != statement[name].id:
                    raise UserError(
                        self.env._(
                            "%(statement)s belongs to its market: make another "
                            "statement instead of moving this one.",
                            statement=statement.name,
                        )
                    )

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_posted(self):
        for statement in self:
            if statement.state != "draft":
                raise UserError(
                    self.env._(
                        "%(statement)s was posted: it is kept, cancelled or not.",
                        statement=statement.name,
                    )
                )

    def copy(self, default=None):  # pylint: disable=method-required-super
        # OVERRIDE 'base': two statements of one month would claim it twice.
        raise UserError(
            self.env._(
                "A statement is not copied: create the next one, it starts from this."
            )
        )

    @api.constrains("period_start", "period_end", "previous_id")
    def _check_period(self):
        for statement in self:
            last = statement.previous_id.period_end or statement.market_id.opening_date
            if last and statement.period_start <= last and not statement.rank:
                raise ValidationError(
                    self.env._(
                        "%(statement)s starts on %(start)s, but what was executed "
                        "until %(last)s is stated already: start it later.",
                        statement=statement.name,
                        start=format_date(self.env, statement.period_start),
                        last=format_date(self.env, last),
                    )
                )
