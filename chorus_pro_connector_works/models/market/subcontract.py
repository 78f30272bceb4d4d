# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...decompte.money import total
from .access import MANAGER
from .numbers import exact


class ChorusWorksSubcontract(models.Model):
    """A subcontractor whom the client pays directly, within a declared amount."""

    _name = "chorus.works.subcontract"
    _inherit = ["mail.thread"]
    _description = "Subcontractor of a works market"
    _order = "market_id, id"
    _check_company_auto = True

    market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="market_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="market_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Subcontractor",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
    )
    purpose = fields.Char(string="Works")
    direct_payment = fields.Boolean(
        default=True,
        help="The client pays the subcontractor: compulsory from 600 euros incl. VAT.",
    )
    dc4_date = fields.Date(
        string="Accepted on (DC4)",
        tracking=True,
        help="Day on which the client accepted the subcontractor and agreed to the "
        "terms of payment. Before it nothing is paid.",
    )
    version_ids = fields.One2many(
        comodel_name="chorus.works.subcontract.version",
        inverse_name="subcontract_id",
        string="Changes of the declared amount",
    )
    initial_amount = fields.Monetary(
        string="Declared amount at first", tracking=True, help="Excluding VAT."
    )
    declared_amount = fields.Monetary(
        compute="_compute_declared_amount",
        store=True,
        tracking=True,
        help="Excluding VAT, after the last change. The requests never exceed it.",
    )
    line_ids = fields.One2many(
        comodel_name="chorus.works.line", inverse_name="subcontract_id", string="Lines"
    )
    request_ids = fields.One2many(
        comodel_name="chorus.works.subcontract.request",
        inverse_name="subcontract_id",
        string="Requests",
    )
    opening_amount = fields.Monetary(
        string="Paid before the takeover",
        copy=False,
        help="Excluding VAT, of a market taken over under way.",
    )
    requested_amount = fields.Monetary(
        string="Agreed so far", compute="_compute_amounts", store=True
    )
    remaining_amount = fields.Monetary(
        string="Left to request", compute="_compute_amounts", store=True
    )
    request_count = fields.Integer(compute="_compute_amounts", store=True)

    _partner_unique = models.Constraint(
        "UNIQUE (market_id, partner_id)",
        "This subcontractor is declared already: change its declared amount.",
    )

    @api.depends("partner_id", "market_id.number")
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = contract.partner_id.display_name or ""

    @api.depends("initial_amount", "version_ids.amount", "version_ids.date")
    def _compute_declared_amount(self):
        for contract in self:
            last = contract.version_ids.sorted(lambda row: (row.date, row.id))[-1:]
            contract.declared_amount = last.amount if last else contract.initial_amount

    @api.depends(
        "declared_amount",
        "opening_amount",
        "request_ids.accepted_amount",
        "request_ids.decision",
    )
    def _compute_amounts(self):
        for contract in self:
            agreed = contract._works_agreed()
            contract.requested_amount = float(agreed)
            left = exact(contract.declared_amount, 2) - agreed
            contract.remaining_amount = float(left)
            contract.request_count = len(contract.request_ids)

    def _works_agreed(self):
        """Return all that may be paid to the subcontractor so far, without VAT."""
        self.ensure_one()
        amounts = (exact(row.accepted_amount, 2) for row in self.request_ids)
        return exact(self.opening_amount, 2) + total(amounts)

    @api.constrains("initial_amount", "opening_amount", "version_ids", "request_ids")
    def _check_declared(self):
        # Also called by whatever changes one of the two sums from below.
        for contract in self:
            agreed, declared = contract._works_agreed(), contract.declared_amount
            if agreed > exact(declared, 2):
                raise ValidationError(
                    self.env._(
                        "%(partner)s: %(agreed)s would be paid of %(declared)s "
                        "declared; have the client accept a higher amount (DC4) first.",
                        partner=contract.partner_id.display_name,
                        agreed=contract.currency_id.format(float(agreed)),
                        declared=contract.currency_id.format(declared),
                    )
                )

    @api.constrains("initial_amount", "opening_amount")
    def _check_positive(self):
        for contract in self:
            if contract.initial_amount < 0 or contract.opening_amount < 0:
                raise ValidationError(
                    self.env._(
                        "%(partner)s: a declared or paid amount is below zero, correct "
                        "it.",
                        partner=contract.partner_id.display_name,
                    )
                )

    def write(self, vals):
        self.market_id._works_check_opening_free(vals)
        if "dc4_date" in vals and any(self.mapped("dc4_date")) and not self.env.su:
            if not self.env.user.has_group(MANAGER):
                raise ValidationError(
                    self.env._(
                        "The date of acceptance of a subcontractor has legal effect: "
                        "ask a manager of works contracts to change it."
                    )
                )
        return super().write(vals)

    def action_open_requests(self):
        """Button *Requests*: the list of this subcontractor's requests."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Requests of %(name)s", name=self.display_name),
            "res_model": "chorus.works.subcontract.request",
            "view_mode": "list,form",
            "domain": [("subcontract_id", "=", self.id)],
            "context": {"default_subcontract_id": self.id},
        }


class ChorusWorksSubcontractVersion(models.Model):
    """A declared amount that the client accepted later (*acte spécial modificatif*)."""

    _name = "chorus.works.subcontract.version"
    _description = "Declared amount of a subcontractor"
    _order = "subcontract_id, date, id"

    subcontract_id = fields.Many2one(
        comodel_name="chorus.works.subcontract",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="subcontract_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="subcontract_id.currency_id")
    date = fields.Date(string="Accepted on", required=True)
    amount = fields.Monetary(string="Declared amount", required=True)
    note = fields.Char()

    @api.constrains("amount", "date")
    def _check_version(self):
        self.subcontract_id._check_declared()
        for version in self:
            contract = version.subcontract_id
            if version.amount < 0:
                raise ValidationError(
                    self.env._(
                        "%(partner)s: a declared amount is below zero, correct it.",
                        partner=contract.partner_id.display_name,
                    )
                )
            if contract.dc4_date and version.date < contract.dc4_date:
                raise ValidationError(
                    self.env._(
                        "%(partner)s: a change of the declared amount is dated before "
                        "the first acceptance, correct its date.",
                        partner=contract.partner_id.display_name,
                    )
                )

    def unlink(self):
        contracts = self.subcontract_id
        done = super().unlink()
        contracts._check_declared()
        return done
