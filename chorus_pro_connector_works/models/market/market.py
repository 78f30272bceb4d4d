# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from textwrap import shorten

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.chorus_pro_connector.chorus.rules import REFERENCE_LENGTH, reference

from .access import PRICES

NAME_WIDTH = 60  # of the purpose, in the name of a market
MARKET_KINDS = [
    ("lump_sum", "Lump sum"),
    ("unit_prices", "Unit prices"),
    ("mixed", "Lump sum and unit prices"),
    ("orders", "Orders under a framework agreement"),
]
MARKET_STATES = [
    ("draft", "Being entered"),
    ("running", "Under way"),
    ("received", "Works accepted"),
    ("final", "Final statement"),
    ("closed", "Closed"),
    ("terminated", "Terminated"),
]


class ChorusWorksMarket(models.Model):
    """A works contract (*marché de travaux*), entered once."""

    _name = "chorus.works.market"
    _inherit = ["mail.thread", "mail.activity.mixin", "chorus.works.own.state"]
    _description = "Works market"
    _order = "date_notification desc, id desc"
    _rec_names_search = ["number", "purpose", "client_id"]
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    number = fields.Char(
        string="Market number",
        copy=False,
        tracking=True,
        help="As the client wrote it, 50 characters at most: it stands on each piece.",
    )
    lot_number = fields.Char(
        string="Lot of the consultation",
        help="When the client let several markets under one number.",
    )
    purpose = fields.Char(required=True, tracking=True)
    site_name = fields.Char(string="Site")
    is_private = fields.Boolean(
        string="Private client",
        tracking=True,
        help="Statements become ordinary invoices; nothing goes to Chorus Pro.",
    )
    kind = fields.Selection(
        selection=MARKET_KINDS, required=True, default="mixed", tracking=True
    )
    state = fields.Selection(
        selection=MARKET_STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        tracking=True,
        help="Is told of each deadline.",
    )
    note = fields.Html(groups=PRICES)

    # === What it consists of === #
    tranche_ids = fields.One2many(
        comodel_name="chorus.works.tranche",
        inverse_name="market_id",
        string="Tranches",
    )
    order_ids = fields.One2many(
        comodel_name="chorus.works.order", inverse_name="market_id", string="Orders"
    )
    lot_ids = fields.One2many(
        comodel_name="chorus.works.lot", inverse_name="market_id", string="Lots"
    )
    line_ids = fields.One2many(
        comodel_name="chorus.works.line", inverse_name="market_id", string="Lines"
    )
    amendment_ids = fields.One2many(
        comodel_name="chorus.works.amendment",
        inverse_name="market_id",
        string="Amendments",
        groups=PRICES,
    )
    subcontract_ids = fields.One2many(
        comodel_name="chorus.works.subcontract",
        inverse_name="market_id",
        string="Subcontractors",
        groups=PRICES,
    )
    request_ids = fields.One2many(
        comodel_name="chorus.works.subcontract.request",
        inverse_name="market_id",
        string="Requests of subcontractors",
        groups=PRICES,
    )

    # === Terms of the invoices === #
    journal_id = fields.Many2one(
        comodel_name="account.journal",
        string="Sales journal",
        domain="[('type', '=', 'sale')]",
        check_company=True,
        groups=PRICES,
    )
    account_id = fields.Many2one(
        comodel_name="account.account",
        string="Income account",
        domain="[('account_type', 'in', ('income', 'income_other'))]",
        check_company=True,
        groups=PRICES,
        help="For lines that name no other, e.g. 704.",
    )
    bank_id = fields.Many2one(
        comodel_name="res.partner.bank",
        string="Bank account",
        domain="[('partner_id', '=', company_partner_id)]",
        check_company=True,
        groups=PRICES,
        tracking=True,
        help="The account that the contract names.",
    )
    company_partner_id = fields.Many2one(
        related="company_id.partner_id", export_string_translation=False
    )
    fiscal_position_id = fields.Many2one(
        comodel_name="account.fiscal.position", check_company=True, groups=PRICES
    )
    analytic_distribution = fields.Json(groups=PRICES)
    analytic_precision = fields.Integer(
        store=False,
        default=lambda self: self.env["decimal.precision"].precision_get(
            "Percentage Analytic"
        ),
        groups=PRICES,
        export_string_translation=False,
    )

    # === Taken over under way === #
    opening_number = fields.Integer(
        string="Last statement before the takeover",
        copy=False,
        help="0 for a market that begins here; the next statement has the next number.",
    )
    opening_date = fields.Date(
        string="Executed until",
        copy=False,
        help="Last day of the period of the last statement before the takeover.",
    )
    opening_retention = fields.Monetary(
        string="Retention held so far", copy=False, groups=PRICES
    )
    opening_advance_repaid = fields.Monetary(
        string="Advance repaid so far", copy=False, groups=PRICES
    )
    opening_penalty = fields.Monetary(
        string="Penalties so far", copy=False, groups=PRICES
    )
    opening_delay = fields.Monetary(
        string="Of which for delay",
        copy=False,
        groups=PRICES,
        help="What the days of delay have cost so far: it is deducted from the "
        "penalties of all days at the end.",
    )
    earlier_piece_ids = fields.One2many(
        comodel_name="chorus.works.earlier.piece",
        inverse_name="market_id",
        string="Earlier pieces",
        groups=PRICES,
    )

    @api.depends("number", "lot_number", "purpose")
    def _compute_display_name(self):
        for market in self:
            number = " ".join(filter(None, (market.number, market.lot_number)))
            # Some purposes fill lines: a name is to tell markets apart.
            purpose = shorten(market.purpose or "", NAME_WIDTH, placeholder="…")
            market.display_name = " – ".join(filter(None, (number, purpose)))

    # The company always has a value, so a market without a number is seen too.
    @api.constrains("number", "company_id")
    def _check_number(self):
        for market in self:
            if not market.number:
                raise ValidationError(
                    self.env._(
                        "Type the market number: the client finds each piece by it."
                    )
                )
            if len(market.number) > REFERENCE_LENGTH:
                raise ValidationError(
                    self.env._(
                        "The market number has %(length)s characters, Chorus Pro takes "
                        "%(most)s at most: shorten it as the client does.",
                        length=len(market.number),
                        most=REFERENCE_LENGTH,
                    )
                )

    @api.constrains("opening_number", "opening_date")
    def _check_opening(self):
        for market in self:
            if market.opening_number < 0 or (
                bool(market.opening_number) != bool(market.opening_date)
            ):
                raise ValidationError(
                    self.env._(
                        "A market taken over needs both the number of its last "
                        "statement, from 1 up, and the last day of that period."
                    )
                )

    @api.constrains("opening_penalty", "opening_delay")
    def _check_opening_delay(self):
        for market in self:
            own = market.sudo()
            if not 0 <= own.opening_delay <= own.opening_penalty:
                raise ValidationError(
                    self.env._(
                        "The penalties for delay are a part of “Penalties so far”: "
                        "type 0 or more, and no more than these."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._works_clean(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._works_check_legal_dates(vals)
        self._works_check_opening_free(vals)
        return super().write(self._works_clean(vals))

    def _works_clean(self, vals):
        """Drop what nobody sees from references that are pasted."""
        for name in ("number", "commitment"):
            if vals.get(name):
                vals[name] = reference(vals[name])
        return vals

    # === Hooks of the rooms above === #

    def _works_has_posted(self):
        """Hook: tell whether a statement of this market was posted."""
        return False

    def _works_check_legal_dates(self, vals):
        """Hook of the dates: refuse a change that only a manager may make."""

    def _works_check_opening_free(self, vals):
        """Refuse other opening figures once a statement has gone on from them."""
        changed = [name for name in vals if name.startswith("opening_")]
        if not changed:
            return
        for market in self:
            if market._works_has_posted():
                raise ValidationError(
                    self.env._(
                        "Market %(market)s: statements have gone on from the figures "
                        "of the takeover, cancel them before changing it.",
                        market=market.number,
                    )
                )
