# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...decompte.money import total
from .access import MANAGER
from .numbers import exact

# What makes an amendment: none of it changes once it is in force.
SIGNED_FIELDS = frozenset(
    {"market_id", "number", "date", "date_effect", "line_ids", "signed_file"}
)


class ChorusWorksAmendment(models.Model):
    """An amendment (*avenant*): lines added and changed, in force from a date."""

    _name = "chorus.works.amendment"
    _inherit = ["mail.thread", "chorus.works.own.state"]
    _description = "Amendment of a works market"
    _order = "market_id, number"
    _check_company_auto = True

    market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="market_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="market_id.currency_id")
    number = fields.Integer(
        required=True,
        compute="_compute_number",
        store=True,
        readonly=False,
        precompute=True,
    )
    purpose = fields.Char()
    date = fields.Date(string="Signed on", tracking=True)
    date_effect = fields.Date(
        string="In force from",
        tracking=True,
        help="Statements of a period that ends on this day or later follow it.",
    )
    reason = fields.Char(
        help="Case of the public procurement code (R2194-1 and following).",
    )
    line_ids = fields.One2many(
        comodel_name="chorus.works.amendment.line",
        inverse_name="amendment_id",
        string="Changes",
        copy=True,
    )
    amount = fields.Monetary(
        string="Amount excl. VAT", compute="_compute_amount", store=True, tracking=True
    )
    share = fields.Float(
        string="Share of the market", compute="_compute_share", digits=(16, 2)
    )
    signed_file = fields.Binary(string="Signed document", attachment=True, copy=False)
    signed_file_name = fields.Char(copy=False)
    state = fields.Selection(
        selection=[("draft", "Draft"), ("in_force", "In force")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )

    _number_unique = models.Constraint(
        "UNIQUE (market_id, number)",
        "This market already has an amendment of that number.",
    )

    @api.depends("number", "purpose")
    def _compute_display_name(self):
        for amendment in self:
            number = self.env._("Amendment %(number)s", number=amendment.number)
            amendment.display_name = " – ".join(
                filter(None, (number, amendment.purpose))
            )

    @api.depends("market_id")
    def _compute_number(self):
        for amendment in self:
            if not amendment.number:
                others = amendment.market_id.amendment_ids - amendment
                numbers = others.mapped("number")
                amendment.number = max(numbers, default=0) + 1

    @api.depends("line_ids.difference")
    def _compute_amount(self):
        for amendment in self:
            differences = (exact(row.difference, 2) for row in amendment.line_ids)
            amendment.amount = float(total(differences))

    @api.depends("amount", "market_id.amount_initial")
    def _compute_share(self):
        for amendment in self:
            initial = amendment.market_id.amount_initial
            amendment.share = amendment.amount / initial * 100 if initial else 0.0

    # === In force === #

    def action_put_in_force(self):
        """Button *Put in force*: the next statements follow it."""
        self._works_check_manager()
        for amendment in self:
            amendment._works_check_complete()
            for row in amendment.line_ids:
                row._works_apply()
        self._chorus_write({"state": "in_force"})
        self.market_id._works_follow_amendment()

    def _works_check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise UserError(
                self.env._(
                    "Only a manager of works contracts puts an amendment in force: ask "
                    "one to do it."
                )
            )

    def _works_check_complete(self):
        """Refuse what is no signed amendment yet, with one sentence."""
        self.ensure_one()
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("date", "date_effect", "signed_file", "line_ids")
            if not self[name]
        ]
        if self.state != "draft":
            raise UserError(self.env._("%(name)s is in force.", name=self.display_name))
        if missing:
            raise ValidationError(
                self.env._(
                    "%(name)s cannot take effect yet: fill in “%(fields)s”.",
                    name=self.display_name,
                    fields=", ".join(missing),
                )
            )
        if untaxed := self.line_ids.filtered(lambda row: not row.tax_id)[:1]:
            raise ValidationError(
                self.env._(
                    "Change “%(name)s” has no VAT: choose it, an amendment in force "
                    "cannot be changed.",
                    name=untaxed.name,
                )
            )
        if self.market_id.state in ("draft", "closed", "terminated"):
            raise UserError(
                self.env._(
                    "%(name)s cannot take effect: market %(market)s is not under way "
                    "(while it is a draft, change its lines).",
                    name=self.display_name,
                    market=self.market_id.number,
                )
            )

    @api.constrains("date", "date_effect")
    def _check_dates(self):
        for amendment in self:
            start = amendment.market_id.date_notification
            if start and amendment.date and amendment.date < start:
                raise ValidationError(
                    self.env._(
                        "%(name)s is signed before the market was notified: correct "
                        "one of the two dates.",
                        name=amendment.display_name,
                    )
                )

    def write(self, vals):
        if SIGNED_FIELDS & vals.keys() and not self.env.su:
            self._works_check_draft()
        return super().write(vals)

    def _works_check_draft(self):
        for amendment in self:
            if amendment.state != "draft":
                raise UserError(
                    self.env._(
                        "%(name)s is in force: make another amendment to change the "
                        "market again.",
                        name=amendment.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_in_force(self):
        self._works_check_draft()
