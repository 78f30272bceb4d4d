# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...decompte import receipts as r
from ...decompte import rows as k
from ..market.access import MANAGER
from ..market.own_state import differing

KINDS = [
    (k.INSTALMENT, "Instalment by the project manager"),
    (k.PAYMENT, "Payment of the statement"),
    (k.REFUSAL, "Refusal for an amount"),
    (k.REQUEST, "Answer to a subcontractor"),
    (k.VALIDATION, "Validation of our request"),
    (k.FINAL_DRAFT, "Draft final statement"),
    (k.GENERAL, "General statement by the client"),
    (k.TACIT, "Ten days of the tacit general statement"),
    (k.SIGNATURE, "Signature of the general statement, or claim"),
    (k.BALANCE, "Payment of the balance"),
    (k.LAST_INDEX, "Definitive revision after the last index"),
    (k.RETENTION, "Return of the retention"),
]
ACTORS = [
    (k.OURS, "Us"),
    (k.MOE, "Project manager (MOE)"),
    (k.MOA, "Client (MOA)"),
    (k.PAYER, "Payer"),
    (k.HOLDER, "Holder or representative"),
]
STATES = [
    (k.WAITING, "A receipt is missing"),
    (k.RUNNING, "Running"),
    (k.DONE, "Done"),
    (k.STOPPED, "Stopped"),
]


class ChorusWorksDeadline(models.Model):
    """One delay of a market: computed from what happened, never typed.

    The date of a tacit general statement is a date. That there is one is confirmed by a
    person, who has read what proves each receipt.
    """

    _name = "chorus.works.deadline"
    _inherit = ["mail.thread", "mail.activity.mixin", "chorus.own.model"]
    _description = "Delay of a works market"
    _order = "date_act, market_id, id"

    market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="market_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        related="market_id.user_id", store=True, string="Responsible"
    )
    kind = fields.Selection(selection=KINDS, required=True, string="Delay")
    # What the engine names it by; statement and request say the same to people.
    subject = fields.Char(required=True, default="")
    statement_id = fields.Many2one(
        comodel_name="chorus.works.statement",
        index="btree_not_null",
        ondelete="cascade",
    )
    request_id = fields.Many2one(
        comodel_name="chorus.works.subcontract.request",
        index="btree_not_null",
        ondelete="cascade",
    )
    state = fields.Selection(selection=STATES, required=True, index=True)
    actor = fields.Selection(selection=ACTORS, required=True, string="Who must act")
    days = fields.Integer()
    date_start = fields.Date(
        string="Runs from", help="The receipt, the later one where it takes two."
    )
    date_end = fields.Date(string="Last day", help="As counted, in calendar days.")
    date_last = fields.Date(
        string="Last working day",
        help="A delay of the contract that ends on a Saturday, a Sunday or a holiday "
        "goes to the next working day (CCAG); that of a payment does not.",
    )
    date_act = fields.Date(
        string="We act on",
        index=True,
        help="Our own act: the last safe day. An act of others: the first day after "
        "their delay.",
    )
    is_proved = fields.Boolean(
        string="Proved", help="Somebody could show each receipt that it runs from."
    )
    receipts = fields.Json()
    missing = fields.Json()
    doubts = fields.Json()
    closing = fields.Json()
    days_left = fields.Integer(compute="_compute_days_left")
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")

    _row_unique = models.UniqueIndex(
        "(market_id, kind, subject)", "This market has this delay already."
    )

    @api.depends("kind", "statement_id.name", "request_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            of = row.statement_id.name or row.request_id.display_name
            parts = (labels.get(row.kind), of or row.market_id.number)
            row.display_name = " – ".join(filter(None, parts))

    @api.depends("date_act")
    @api.depends_context("uid", "tz")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for row in self:
            row.days_left = (row.date_act - today).days if row.date_act else 0

    @api.depends("state")
    def _compute_is_open(self):
        for row in self:
            row.is_open = row.state in (k.WAITING, k.RUNNING)

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in", (k.WAITING, k.RUNNING))]

    @api.model
    def _works_values(self, row):
        """Return what is stored of a :class:`~..decompte.rows.Row`."""
        model, _comma, number = row.subject.partition(",")
        return {
            "kind": row.kind,
            "subject": row.subject,
            "statement_id": int(number) if model == "statement" else False,
            "request_id": int(number) if model == "request" else False,
            "state": row.state,
            "actor": row.actor,
            "days": row.days or 0,
            "date_start": max((fact.date for fact in row.receipts), default=False),
            "date_end": row.end or False,
            "date_last": row.last or False,
            "date_act": row.act_on or False,
            "is_proved": row.proved,
            "receipts": [_stored(fact) for fact in row.receipts],
            "missing": list(row.missing),
            "doubts": list(row.doubts),
            "closing": _stored(row.closing) if row.closing else False,
        }

    def _works_store(self, values):
        """Write what is another value than before, and nothing else."""
        changed = differing(self, values, values.keys())
        if changed:
            self.write({name: values[name] for name in changed})

    # === Buttons === #

    def action_confirm_tacit(self):
        """Button *Confirm*: a person has read the proofs; the balance runs from it.

        :raise UserError: not a manager, not over yet, or a receipt is not proved
        """
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise UserError(
                self.env._(
                    "Only a manager of works contracts takes this step: ask one to do "
                    "it."
                )
            )
        self.market_id.sudo()._works_refresh_deadlines()
        today = fields.Date.context_today(self)
        if self.kind != k.TACIT or self.state != k.RUNNING or today < self.date_act:
            raise UserError(
                self.env._(
                    "There is nothing to confirm: the ten days are not over, or "
                    "something stopped them."
                )
            )
        if not self._works_tacit_proved():
            raise UserError(
                self.env._(
                    "A receipt is only supposed: type what proves that project manager "
                    "and client had the final statement, and the client the draft, "
                    "then confirm."
                )
            )
        self.env["chorus.works.event"].sudo().create(
            {
                "market_id": self.market_id.id,
                "kind": r.TACIT_CONFIRMED,
                "date": today,
                "proof": "other",
                "note": self.env._(
                    "Confirmed by %(name)s on %(day)s, after reading the proofs.",
                    name=self.env.user.name,
                    day=format_date(self.env, today),
                ),
            }
        )
        return True

    def _works_tacit_proved(self):
        """Tell whether both receipts of the final statement and ours are proved."""
        general = self.market_id.sudo().deadline_ids.filtered(
            lambda row: row.kind == k.GENERAL
        )
        return self.is_proved and general.is_proved

    def action_open_market(self):
        """Button *Market*: where dates and proofs are typed."""
        self.ensure_one()
        return self.market_id._get_records_action()


def _stored(fact):
    return {"kind": fact.kind, "date": str(fact.date), "proved": fact.proved}
