# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from .numbers import exact

# Days of the holder to accept or to refuse with reasons; silence accepts (CCP R2193-12,
# law of 31 December 1975, article 8).
DECISION_DAYS = 15
# What was decided stands: the statement that deducts it relies on it.
DECIDED_FIELDS = frozenset(
    {"subcontract_id", "date_received", "amount", "accepted_amount", "date_decision"}
)


class ChorusWorksSubcontractRequest(models.Model):
    """A request for payment: fifteen days to answer, else it is accepted."""

    _name = "chorus.works.subcontract.request"
    _inherit = ["mail.thread", "mail.activity.mixin", "chorus.works.own.state"]
    _description = "Request for payment of a subcontractor"
    _order = "date_received desc, id desc"
    _check_company_auto = True

    subcontract_id = fields.Many2one(
        comodel_name="chorus.works.subcontract",
        string="Subcontractor",
        required=True,
        index=True,
        ondelete="restrict",
    )
    market_id = fields.Many2one(
        related="subcontract_id.market_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        related="subcontract_id.partner_id", string="Subcontracting firm"
    )
    company_id = fields.Many2one(
        related="subcontract_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="subcontract_id.currency_id")
    number = fields.Char(help="As the subcontractor numbered it.")
    date_received = fields.Date(
        string="Received on",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="Day of the registered letter, or of the deposit on Chorus Pro.",
    )
    amount = fields.Monetary(string="Requested excl. VAT", required=True, tracking=True)
    deadline = fields.Date(
        string="Answer before",
        compute="_compute_deadline",
        store=True,
        help="Fifteen days from the receipt; silence accepts the request.",
    )
    days_left = fields.Integer(compute="_compute_days_left")
    decision = fields.Selection(
        selection=[
            ("pending", "To be answered"),
            ("accepted", "Accepted"),
            ("partly", "Accepted in part"),
            ("refused", "Refused"),
            ("tacit", "Accepted by silence"),
        ],
        default="pending",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    accepted_amount = fields.Monetary(
        string="Agreed excl. VAT", copy=False, tracking=True
    )
    date_decision = fields.Date(string="Answered on", copy=False, tracking=True)
    reason = fields.Text(
        copy=False, help="Told to the subcontractor and to the client."
    )
    bill_id = fields.Many2one(
        comodel_name="account.move",
        string="Vendor bill",
        domain="[('move_type', 'in', ('in_invoice', 'in_refund')), "
        "('commercial_partner_id', '=', partner_id)]",
        check_company=True,
        copy=False,
        index="btree_not_null",
    )

    @api.model
    def _chorus_own_fields(self):
        return frozenset({"decision"})

    @api.depends("partner_id", "number", "date_received")
    def _compute_display_name(self):
        for request in self:
            words = (request.partner_id.display_name, request.number)
            request.display_name = " – ".join(filter(None, words))

    @api.depends("date_received")
    def _compute_deadline(self):
        for request in self:
            received = request.date_received
            request.deadline = received and received + timedelta(days=DECISION_DAYS)

    @api.depends("deadline", "decision")
    @api.depends_context("uid")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for request in self:
            left = (request.deadline - today).days if request.deadline else 0
            request.days_left = left if request.decision == "pending" else 0

    @api.constrains("amount", "accepted_amount", "bill_id")
    def _check_amounts(self):
        for request in self:
            if request.amount <= 0 or request.accepted_amount < 0:
                raise ValidationError(
                    self.env._(
                        "%(request)s: the amount requested must be above zero, and "
                        "what is agreed may not be below it.",
                        request=request.display_name,
                    )
                )
            if exact(request.accepted_amount, 2) > exact(request.amount, 2):
                raise ValidationError(
                    self.env._(
                        "%(request)s: no more can be agreed than was requested.",
                        request=request.display_name,
                    )
                )
            partner = request.bill_id.commercial_partner_id
            if partner and partner != request.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(request)s: the bill is of another supplier.",
                        request=request.display_name,
                    )
                )

    # === The answer === #

    def action_accept(self):
        """Button *Accept*: the whole, or the part that was typed as agreed."""
        for request in self:
            request._works_check_pending()
            agreed = request.accepted_amount or request.amount
            whole = exact(agreed, 2) == exact(request.amount, 2)
            if not whole:
                request._works_check_reasoned()
            request._works_decide("accepted" if whole else "partly", agreed)

    def action_refuse(self):
        """Button *Refuse*: with a reason, within the fifteen days."""
        for request in self:
            request._works_check_pending()
            request._works_check_reasoned()
            request._works_decide("refused", 0.0)

    def action_accept_tacitly(self):
        """Button *Accepted by silence*: the fifteen days are over."""
        today = fields.Date.context_today(self)
        for request in self:
            request._works_check_pending()
            if today <= request.deadline:
                raise UserError(
                    self.env._(
                        "%(request)s can be answered until %(day)s: accept or refuse "
                        "it.",
                        request=request.display_name,
                        day=format_date(self.env, request.deadline),
                    )
                )
            request._works_decide("tacit", request.amount, request.deadline)

    def action_reopen(self):
        """Button *Correct*: back to *to be answered*, until a statement deducts it."""
        self._works_check_free()
        self._chorus_write(
            {"decision": "pending", "accepted_amount": 0.0, "date_decision": False}
        )

    def _works_decide(self, decision, agreed, date=None):
        self.ensure_one()
        date = date or self.date_decision or fields.Date.context_today(self)
        self._works_check_accepted(agreed, date)
        self._chorus_write(
            {"decision": decision, "accepted_amount": agreed, "date_decision": date}
        )
        self.subcontract_id._check_declared()

    def _works_check_pending(self):
        self.ensure_one()
        if self.decision != "pending":
            raise UserError(
                self.env._(
                    "%(request)s has been answered already.", request=self.display_name
                )
            )

    def _works_check_reasoned(self):
        """A refusal, also of a part, holds with a reason and in time only."""
        if not (self.reason or "").strip():
            raise ValidationError(
                self.env._(
                    "%(request)s: a refusal, also of a part, needs its reason; type it "
                    "for the subcontractor and the client.",
                    request=self.display_name,
                )
            )
        date = self.date_decision or fields.Date.context_today(self)
        if date > self.deadline:
            raise ValidationError(
                self.env._(
                    "%(request)s had to be answered before %(day)s: it is accepted by "
                    "silence.",
                    request=self.display_name,
                    day=format_date(self.env, self.deadline),
                )
            )

    def _works_check_accepted(self, agreed, date):
        """Refuse to agree to what the client has not accepted."""
        accepted_on = self.subcontract_id.dc4_date
        if agreed and (not accepted_on or accepted_on > date):
            raise ValidationError(
                self.env._(
                    "%(partner)s is not accepted by the client yet: type the date of "
                    "the DC4 before agreeing to a payment.",
                    partner=self.partner_id.display_name,
                )
            )

    def _works_check_free(self):
        """Hook: statements refuse to lose a request that they deduct."""

    def write(self, vals):
        if DECIDED_FIELDS & vals.keys() and not self.env.su:
            for request in self:
                if request.decision != "pending":
                    raise UserError(
                        self.env._(
                            "%(request)s has been answered: press “Correct” first.",
                            request=request.display_name,
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_answered(self):
        for request in self:
            if request.decision != "pending":
                raise UserError(
                    self.env._(
                        "%(request)s has been answered: it is kept.",
                        request=request.display_name,
                    )
                )

    # === The bill === #

    def action_create_bill(self):
        """Button *Create the bill*: a draft bill without VAT, at what was agreed."""
        self.ensure_one()
        if self.bill_id or not self.accepted_amount:
            raise UserError(
                self.env._(
                    "%(request)s: a bill is made once, of what was agreed.",
                    request=self.display_name,
                )
            )
        tax = self.company_id.chorus_works_subcontract_tax_id
        line = {
            "name": self.display_name,
            "quantity": 1.0,
            "price_unit": self.accepted_amount,
            "tax_ids": [Command.set(tax.ids)],
        }
        self.bill_id = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "invoice_date": self.date_received,
                "ref": self.number,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "form",
            "res_id": self.bill_id.id,
        }
