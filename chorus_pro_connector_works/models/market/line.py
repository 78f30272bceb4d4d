# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...decompte.money import cents
from .access import PRICES
from .numbers import (
    PRICE_DIGITS,
    PRICE_SHOWN,
    QUANTITY_DIGITS,
    exact,
    has_more_decimals,
)

LINE_KINDS = [
    ("fixed", "Fixed price"),
    ("unit", "Unit price"),
    ("day", "Day work"),
]
OPENING_MODES = [
    ("percent", "Percentage"),
    ("quantity", "Quantity"),
    ("amount", "Amount"),
]
# What was signed of a line: amendments alone change it once the market has started.
SIGNED_FIELDS = frozenset(
    {
        "market_id",
        "lot_id",
        "tranche_id",
        "order_id",
        "code",
        "name",
        "kind",
        "quantity",
        "unit",
        "price",
        "tax_id",
        "amendment_id",
        "replaced_by_id",
        "opening_mode",
        "opening_value",
    }
)


class ChorusWorksLine(models.Model):
    """A line of the bill of prices, as it was signed.

    What is in force on a day is asked of ``chorus.works.market._works_lines_on``:
    amendments change a line without writing on it.
    """

    _name = "chorus.works.line"
    _inherit = ["analytic.mixin", "chorus.works.own.state"]
    _description = "Line of a works market"
    _order = "market_id, lot_sequence, lot_id, sequence, id"
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
    market_state = fields.Selection(
        related="market_id.state", export_string_translation=False
    )
    lot_id = fields.Many2one(
        comodel_name="chorus.works.lot",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('market_id', '=', market_id)]",
        check_company=True,
    )
    lot_sequence = fields.Integer(
        related="lot_id.sequence",
        string="Sequence of the lot",
        store=True,
        export_string_translation=False,
    )
    sequence = fields.Integer(default=10)
    heading = fields.Char(help="Title that the line stands under in its lot.")
    code = fields.Char(string="Number")
    name = fields.Char(string="Description", required=True)
    kind = fields.Selection(
        selection=LINE_KINDS,
        required=True,
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
        help="Fixed price: paid by percentage, 100 at most. Unit price: paid by "
        "quantity measured. Day work: hours and expenses, without a quantity agreed.",
    )
    quantity = fields.Float(digits=QUANTITY_DIGITS, default=1.0, aggregator=None)
    unit = fields.Char()
    price = fields.Float(
        string="Unit price",
        digits=PRICE_DIGITS,
        min_display_digits=PRICE_SHOWN,
        aggregator=None,
        groups=PRICES,
    )
    amount = fields.Monetary(
        string="Amount excl. VAT",
        compute="_compute_amount",
        store=True,
        precompute=True,
        groups=PRICES,
    )
    tax_id = fields.Many2one(
        comodel_name="account.tax",
        string="VAT",
        domain="[('type_tax_use', '=', 'sale'), ('amount_type', '=', 'percent')]",
        compute="_compute_from_lot",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        groups=PRICES,
    )
    tranche_id = fields.Many2one(
        comodel_name="chorus.works.tranche",
        domain="[('market_id', '=', market_id)]",
        compute="_compute_from_lot",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    order_id = fields.Many2one(
        comodel_name="chorus.works.order",
        domain="[('market_id', '=', market_id)]",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    amendment_id = fields.Many2one(
        comodel_name="chorus.works.amendment",
        string="Added by amendment",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
        copy=False,
    )
    replaced_by_id = fields.Many2one(
        comodel_name="chorus.works.line",
        string="Replaced by",
        readonly=True,
        copy=False,
        help="A new price is a new line: this one stays at the quantity executed.",
    )
    subcontract_id = fields.Many2one(
        comodel_name="chorus.works.subcontract",
        string="Subcontractor",
        domain="[('market_id', '=', market_id)]",
        index="btree_not_null",
        check_company=True,
        groups=PRICES,
    )
    is_provisional = fields.Boolean(
        string="Provisional price",
        help="A new work, paid at the price of the client's order until one is agreed.",
    )
    account_id = fields.Many2one(
        comodel_name="account.account",
        string="Income account",
        domain="[('account_type', 'in', ('income', 'income_other'))]",
        check_company=True,
        groups=PRICES,
    )

    # === Of a market taken over under way === #
    opening_mode = fields.Selection(
        selection=OPENING_MODES,
        string="Executed so far, as",
        compute="_compute_opening_mode",
        store=True,
        readonly=False,
        precompute=True,
        groups=PRICES,
    )
    opening_value = fields.Float(
        string="Executed so far",
        digits=QUANTITY_DIGITS,
        copy=False,
        groups=PRICES,
        help="Cumulative: percentage, quantity or amount of all statements so far.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " ".join(filter(None, (line.code, line.name)))

    @api.depends("market_id.kind")
    def _compute_kind(self):
        for line in self:
            by_unit = line.market_id.kind in ("unit_prices", "orders")
            line.kind = line.kind or ("unit" if by_unit else "fixed")

    @api.depends("quantity", "price")
    def _compute_amount(self):
        for line in self:
            line.amount = float(
                cents(exact(line.quantity, 4) * exact(line.price)),
            )

    @api.depends("lot_id")
    def _compute_from_lot(self):
        for line in self:
            line.tax_id = line.tax_id or line.lot_id.tax_id
            line.tranche_id = line.tranche_id or line.lot_id.tranche_id

    @api.depends("kind")
    def _compute_opening_mode(self):
        for line in self:
            by_percentage = line.kind == "fixed"
            line.opening_mode = "percent" if by_percentage else "quantity"

    # === What may be typed === #

    @api.constrains("lot_id", "market_id", "tranche_id", "order_id", "subcontract_id")
    def _check_market(self):
        for line in self.sudo():  # the subcontractor is a field of the office
            for name in ("lot_id", "tranche_id", "order_id", "subcontract_id"):
                if line[name] and line[name].market_id != line.market_id:
                    raise ValidationError(
                        self.env._(
                            "Line %(line)s: “%(field)s” is of another market, choose "
                            "one of this market.",
                            line=line.display_name,
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    @api.constrains("kind", "quantity", "opening_mode", "opening_value")
    def _check_opening(self):
        for line in self.sudo():
            if line.kind == "fixed" and line.opening_mode == "quantity":
                raise ValidationError(
                    self.env._(
                        "Line %(line)s has a fixed price: type what was executed so "
                        "far as a percentage or an amount.",
                        line=line.display_name,
                    )
                )
            if (
                line.opening_mode == "percent"
                and line.opening_value > 100
                and (line.kind == "fixed")
            ):
                raise ValidationError(
                    self.env._(
                        "Line %(line)s has a fixed price: no more than 100 %% of it "
                        "can have been executed.",
                        line=line.display_name,
                    )
                )

    def _works_check_decimals(self, vals):
        """Refuse a price whose seventh decimal would be dropped in silence."""
        price = vals.get("price")
        if isinstance(price, float) and has_more_decimals(price, PRICE_DIGITS[1]):
            name = vals.get("name") or self[:1].display_name or vals.get("code") or ""
            raise ValidationError(
                self.env._(
                    "Line %(line)s: the unit price %(price)s has more than 6 decimals, "
                    "round it.",
                    line=name,
                    price=repr(price),
                )
            )

    # === Signed is signed === #

    def _works_is_signed(self):
        """Tell whether amendments alone may change this line."""
        self.ensure_one()
        if self.order_id:
            return self.order_id.state != "draft"
        return self.market_id.state != "draft"

    def _works_check_unsigned(self):
        # Only the code of an amendment, which has superuser rights, goes on.
        if self.env.su:
            return
        for line in self:
            if line._works_is_signed():
                raise UserError(
                    self.env._(
                        "Line %(line)s was signed: make an amendment to add, change or "
                        "remove lines of market %(market)s.",
                        line=line.display_name,
                        market=line.market_id.number,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._works_check_decimals(vals)
        lines = super().create(vals_list)
        lines._works_check_unsigned()
        return lines

    def write(self, vals):
        self._works_check_decimals(vals)
        names = SIGNED_FIELDS & vals.keys()
        changes_signed = any(line._works_differs(vals, names) for line in self)
        if changes_signed:
            self._works_check_unsigned()
        done = super().write(vals)
        if changes_signed:
            # Not into a market or an order that was signed, either.
            self._works_check_unsigned()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_signed(self):
        self._works_check_unsigned()
