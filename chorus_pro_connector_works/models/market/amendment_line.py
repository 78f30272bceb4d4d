# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...decompte.money import cents
from .line import LINE_KINDS
from .numbers import PRICE_DIGITS, PRICE_SHOWN, QUANTITY_DIGITS, exact

# What a line that an amendment adds is made of.
ADDED_FIELDS = (
    "lot_id",
    "tranche_id",
    "order_id",
    "heading",
    "code",
    "name",
    "kind",
    "unit",
    "quantity",
    "price",
    "tax_id",
    "is_provisional",
)


class ChorusWorksAmendmentLine(models.Model):
    """One change: a line that is new, or a line of the market with other terms.

    Another price of a unit line closes it at the quantity executed and adds a line for
    what is left; a fixed price, or a quantity alone, changes on the line.
    """

    _name = "chorus.works.amendment.line"
    _description = "Change of an amendment"
    _order = "amendment_id, sequence, id"
    _check_company_auto = True

    amendment_id = fields.Many2one(
        comodel_name="chorus.works.amendment",
        required=True,
        index=True,
        ondelete="cascade",
    )
    market_id = fields.Many2one(
        related="amendment_id.market_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="amendment_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="amendment_id.currency_id")
    sequence = fields.Integer(default=10)
    line_id = fields.Many2one(
        comodel_name="chorus.works.line",
        string="Line changed",
        domain="[('market_id', '=', market_id), ('replaced_by_id', '=', False)]",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: the line is new.",
    )
    new_line_id = fields.Many2one(
        comodel_name="chorus.works.line", string="Line added", readonly=True, copy=False
    )
    lot_id = fields.Many2one(
        comodel_name="chorus.works.lot",
        required=True,
        domain="[('market_id', '=', market_id)]",
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    tranche_id = fields.Many2one(
        comodel_name="chorus.works.tranche",
        domain="[('market_id', '=', market_id)]",
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    order_id = fields.Many2one(
        comodel_name="chorus.works.order",
        domain="[('market_id', '=', market_id)]",
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    heading = fields.Char(
        compute="_compute_from_line", store=True, readonly=False, precompute=True
    )
    code = fields.Char(
        string="Number",
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
    )
    name = fields.Char(
        string="Description",
        required=True,
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
    )
    kind = fields.Selection(
        selection=LINE_KINDS,
        required=True,
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
    )
    unit = fields.Char(
        compute="_compute_from_line", store=True, readonly=False, precompute=True
    )
    quantity = fields.Float(
        digits=QUANTITY_DIGITS,
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
    )
    price = fields.Float(
        string="Unit price",
        digits=PRICE_DIGITS,
        min_display_digits=PRICE_SHOWN,
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
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
    is_provisional = fields.Boolean(string="Provisional price")
    amount = fields.Monetary(
        string="Amount excl. VAT", compute="_compute_amount", store=True
    )
    difference = fields.Monetary(compute="_compute_amount", store=True)
    # Known when the amendment takes effect: what was executed at the former price.
    closes = fields.Boolean(readonly=True, copy=False, export_string_translation=False)
    closed_quantity = fields.Float(digits=QUANTITY_DIGITS, readonly=True, copy=False)

    @api.depends("line_id")
    def _compute_from_line(self):
        for row in self:
            line = row.line_id
            if not line:
                row.kind = row.kind or "unit"
                row.quantity = row.quantity or 1.0
                continue
            terms = row._works_former()
            for name in ADDED_FIELDS:
                if name not in ("is_provisional", "tax_id"):
                    row[name] = line[name]
            row.quantity, row.price = float(terms.quantity), float(terms.price)

    @api.depends("line_id", "lot_id")
    def _compute_tax_id(self):
        for row in self:
            row.tax_id = row.line_id.tax_id or row.tax_id or row.lot_id.tax_id

    def _works_former(self):
        """Return the terms of the changed line before this amendment."""
        self.ensure_one()
        earlier = self.search(
            [
                ("line_id", "=", self.line_id.id),
                ("amendment_id.state", "=", "in_force"),
                ("amendment_id", "!=", self.amendment_id._origin.id),
            ]
        ).sorted(lambda row: (row.amendment_id.date_effect, row.amendment_id.id))
        return self.line_id._works_terms(earlier[-1:] or None)

    @api.depends("line_id", "quantity", "price")
    def _compute_amount(self):
        for row in self:
            amount = cents(exact(row.quantity, 4) * exact(row.price))
            if row.closes:
                # What the former price pays stays on the line that was closed.
                closed = exact(row.closed_quantity, 4)
                amount = cents((exact(row.quantity, 4) - closed) * exact(row.price))
                amount += cents(closed * exact(row.line_id.price))
            row.amount = float(amount)
            former = row._works_former().amount if row.line_id else 0
            row.difference = float(amount - former)

    @api.constrains("line_id", "tax_id", "kind", "lot_id")
    def _check_line(self):
        for row in self:
            line = row.line_id
            if row.lot_id.market_id != row.market_id or (
                line and line.market_id != row.market_id
            ):
                raise ValidationError(
                    self.env._(
                        "Change “%(name)s”: its lot and its line must be of market "
                        "%(market)s.",
                        name=row.name,
                        market=row.market_id.number,
                    )
                )
            if line and (row.tax_id, row.kind) != (line.tax_id, line.kind):
                raise ValidationError(
                    self.env._(
                        "Change “%(name)s”: an amendment keeps the VAT and the kind of "
                        "a line; bring its quantity to what was executed and add a new "
                        "line instead.",
                        name=row.name,
                    )
                )
            if line.replaced_by_id and not row.closes:
                raise ValidationError(
                    self.env._(
                        "Change “%(name)s”: this line was closed by an earlier "
                        "amendment, change the one that replaced it.",
                        name=row.name,
                    )
                )

    _line_once = models.UniqueIndex(
        "(amendment_id, line_id) WHERE line_id IS NOT NULL",
        "An amendment changes a line once: put both changes into one row.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self.env["chorus.works.line"]._works_check_decimals(vals)
        rows = super().create(vals_list)
        rows._works_check_draft()
        return rows

    def write(self, vals):
        self.env["chorus.works.line"]._works_check_decimals(vals)
        self._works_check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_in_force(self):
        self._works_check_draft()

    def _works_check_draft(self):
        if not self.env.su:
            self.amendment_id._works_check_draft()

    # === Taking effect === #

    def _works_apply(self):
        """Add the line that this change brings, and close the one that it replaces."""
        # The lines of a signed market are closed to users: an amendment is the road.
        row = self.sudo()
        if not row.line_id:
            row.new_line_id = row._works_add_line()
        elif row._works_is_new_price():
            executed = row.line_id._works_executed()[row.line_id].quantity
            row.write({"closes": True, "closed_quantity": float(executed)})
            row.new_line_id = row._works_add_line(exact(row.quantity, 4) - executed)
            row.line_id.replaced_by_id = row.new_line_id
            row._compute_amount()

    def _works_is_new_price(self):
        """Tell whether a unit line would be paid otherwise than it has been."""
        return self.kind != "fixed" and exact(self.price) != self._works_former().price

    def _works_add_line(self, quantity=None):
        values = {
            name: self[name].id if self._fields[name].relational else self[name]
            for name in ADDED_FIELDS
        }
        if quantity is not None:
            values["quantity"] = float(quantity)
        return self.line_id.create(
            {
                **values,
                "market_id": self.market_id.id,
                "amendment_id": self.amendment_id.id,
                "sequence": self.line_id.sequence or self.sequence,
                "subcontract_id": self.line_id.subcontract_id.id,
                "account_id": self.line_id.account_id.id,
            }
        )
