# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .access import PRICES

ROLES = [
    ("holder", "Holder"),
    ("representative", "Representative of a group"),
    ("joint_contractor", "Joint contractor"),
    ("subcontractor", "Subcontractor"),
]
# Frameworks of works pieces and of the ordinary invoice.
FRAMEWORKS = [
    ("A1", "A1 Invoice"),
    ("A4", "A4 Draft monthly statement"),
    ("A5", "A5 Monthly instalment"),
    ("A6", "A6 Validated monthly instalment"),
    ("A7", "A7 Draft final statement"),
    ("A8", "A8 Signed general statement"),
    ("A10", "A10 Request of a subcontractor"),
    ("A13", "A13 Monthly statement of a joint contractor"),
    ("A14", "A14 Final statement of a joint contractor"),
    ("A22", "A22 Draft general statement, tacit procedure"),
]
# Role → frameworks of the monthly, final, general and tacit pieces. The general
# statement is the holder's or the representative's alone (CCAG 2009, 13.5.2).
ROLE_FRAMEWORKS = {
    "holder": ("A4", "A7", "A8", "A22"),
    "representative": ("A4", "A7", "A8", "A22"),
    "joint_contractor": ("A13", "A14", False, False),
    "subcontractor": ("A10", "A10", False, False),
}
FRAMEWORK_FIELDS = (
    "framework_monthly",
    "framework_final",
    "framework_general",
    "framework_tacit",
)
# Party → its service; each is picked from the directory of the base addon.
PARTIES = {
    "client_id": "client_service_id",
    "payer_id": "payer_service_id",
    "moe_id": "moe_service_id",
}


def _framework(string, **values):
    return fields.Selection(
        selection=FRAMEWORKS,
        string=string,
        compute="_compute_frameworks",
        store=True,
        readonly=False,
        precompute=True,
        **values,
    )


def _service(party, string):
    return fields.Many2one(
        comodel_name="chorus.service",
        string=string,
        compute="_compute_services",
        store=True,
        readonly=False,
        precompute=True,
        domain=f"[('partner_id', '=', {party})]",
        ondelete="restrict",
    )


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    client_id = fields.Many2one(
        comodel_name="res.partner",
        string="Client (MOA)",
        domain="[('is_company', '=', True)]",
        check_company=True,
        index="btree_not_null",
        tracking=True,
        help="Who ordered the works (maître d'ouvrage).",
    )
    client_service_id = _service("client_id", "Service of the client")
    payer_id = fields.Many2one(
        comodel_name="res.partner",
        domain="[('is_company', '=', True)]",
        check_company=True,
        tracking=True,
        help="Only when another structure than the client pays.",
    )
    payer_service_id = _service("payer_id", "Service of the payer")
    moe_id = fields.Many2one(
        comodel_name="res.partner",
        string="Project manager (MOE)",
        domain="[('is_company', '=', True)]",
        check_company=True,
        tracking=True,
        help="Who verifies the statements (maître d'œuvre).",
    )
    moe_service_id = _service("moe_id", "Service of the project manager")
    commitment = fields.Char(string="Commitment number")
    role = fields.Selection(
        selection=ROLES,
        string="Our role",
        required=True,
        default="holder",
        tracking=True,
    )
    group_kind = fields.Selection(
        selection=[
            ("none", "No group"),
            ("joint", "Joint group"),
            ("solidary", "Solidary group"),
        ],
        string="Group of contractors",
        required=True,
        default="none",
    )
    holder_id = fields.Many2one(
        comodel_name="res.partner",
        string="Validated by",
        domain="[('is_company', '=', True)]",
        check_company=True,
        tracking=True,
        help="The holder for a subcontractor, the representative for a joint "
        "contractor: they validate our requests first.",
    )
    member_ids = fields.One2many(
        comodel_name="chorus.works.member",
        inverse_name="market_id",
        string="Members",
        groups=PRICES,
    )

    framework_monthly = _framework("Monthly statement", required=True)
    framework_final = _framework("Final statement")
    framework_general = _framework("General statement")
    framework_tacit = _framework("Tacit general statement")

    # === Pro rata account: a memo, deducted from nothing === #
    pro_rata_rate = fields.Float(
        string="Pro rata account (%)",
        digits=(16, 3),
        help="Compte prorata: common expenses of the site, settled between companies. "
        "A memo: no statement deducts it.",
    )
    pro_rata_manager_id = fields.Many2one(
        comodel_name="res.partner", string="Kept by", check_company=True
    )
    pro_rata_note = fields.Char(string="Agreement")

    @api.depends(*PARTIES)
    def _compute_services(self):
        for market in self:
            for party, service in PARTIES.items():
                structure = market[party].commercial_partner_id
                if market[service].partner_id != structure:
                    market[service] = market[party] and (
                        market[party]._chorus_default_service()
                    )

    @api.depends("role", "is_private")
    def _compute_frameworks(self):
        for market in self:
            if market.is_private:
                values = ("A1", "A1", False, False)
            else:
                values = ROLE_FRAMEWORKS[market.role or "holder"]
            market.update(dict(zip(FRAMEWORK_FIELDS, values, strict=True)))

    @api.constrains("client_service_id", "payer_service_id", "moe_service_id", *PARTIES)
    def _check_services(self):
        for market in self:
            for party, service in PARTIES.items():
                structure = market[party].commercial_partner_id
                if market[service] and market[service].partner_id != structure:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s”: service %(service)s belongs to another "
                            "structure, choose one of %(structure)s.",
                            field=self._fields[service]._description_string(self.env),
                            service=market[service].code,
                            structure=structure.name or "…",
                        )
                    )

    @api.constrains("pro_rata_rate")
    def _check_pro_rata(self):
        for market in self:
            if not 0 <= market.pro_rata_rate <= 100:
                raise ValidationError(
                    self.env._(
                        "“Pro rata account (%)”: type a percentage between 0 and 100."
                    )
                )
