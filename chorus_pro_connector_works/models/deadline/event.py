# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Receipts and notifications that people type, with what proves them."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ...decompte import receipts as r
from ..market.access import MANAGER
from ..market.own_state import differing

# What the portal, the market or the ledger do not say by themselves.
EVENT_KINDS = [
    (r.STATEMENT_MOE, "Statement received by the project manager"),
    (r.INSTALMENT, "Instalment notified by the project manager"),
    (r.REFUSED, "Statement refused"),
    (r.REFUSED_AMOUNT, "Statement refused for its amount"),
    (r.TO_COMPLETE, "Documents asked for"),
    (r.PAID, "Statement paid"),
    (r.RECEPTION, "Acceptance notified"),
    (r.EFFECT, "Effect of the acceptance"),
    (r.RESERVES, "Reserves notified"),
    (r.RESERVES_LIFTED, "Reserves lifted"),
    (r.FINAL_MOE, "Final statement received by the project manager"),
    (r.FINAL_MOA, "Final statement received by the client"),
    (r.GENERAL_MOA, "General statement notified by the client"),
    (r.GENERAL_MOE, "General statement sent by the project manager only"),
    (r.ANSWERED, "General statement answered: signed, or claimed against"),
    (r.SIGNED_MOA, "Signed general statement received by the client"),
    (r.TACIT_SENT, "Our draft general statement sent"),
    (r.TACIT_MOA, "Our draft general statement received by the client"),
    (r.TACIT_CONFIRMED, "Tacit general statement confirmed by a person"),
    (r.INDEX, "Last index published"),
    (r.INDEX_DONE, "Definitive revision notified"),
    (r.BALANCE_PAID, "Balance paid"),
    (r.RETENTION_BACK, "Retention returned"),
]
PROOFS = [
    ("none", "Supposed, without proof"),
    ("chorus", "Time stamp or certificate of Chorus Pro"),
    ("registered", "Registered letter, receipt signed"),
    ("delivery", "Handed over against a receipt"),
    ("other", "Another document"),
]
# Kinds of one statement.
OF_STATEMENT = frozenset(
    {
        r.STATEMENT_MOE,
        r.INSTALMENT,
        r.REFUSED,
        r.REFUSED_AMOUNT,
        r.TO_COMPLETE,
        r.PAID,
    }
)
# What a date rests on: a manager changes it; whoever enters statements adds a proof.
KEPT = frozenset({"market_id", "statement_id", "kind", "date"})
PROVING = frozenset({"proof", "proof_file"})


class ChorusWorksEvent(models.Model):
    """A day with legal effect: what happened, and how it could be proved."""

    _name = "chorus.works.event"
    _description = "Dated event of a works market"
    _order = "date desc, id desc"
    _rec_name = "kind"
    _check_company_auto = True

    market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="market_id.company_id", store=True, index=True)
    statement_id = fields.Many2one(
        comodel_name="chorus.works.statement",
        domain="[('market_id', '=', market_id)]",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Of which statement, where it is about one.",
    )
    kind = fields.Selection(selection=EVENT_KINDS, string="What", required=True)
    date = fields.Date(string="On", required=True, default=fields.Date.context_today)
    proof = fields.Selection(
        selection=PROOFS,
        string="Proved by",
        required=True,
        default="none",
        help="Without proof a date is supposed: each delay that runs from it says so.",
    )
    proof_file = fields.Binary(string="Proof", attachment=True)
    proof_name = fields.Char(string="File name")
    note = fields.Char()

    _kind_unique = models.UniqueIndex(
        "(market_id, kind, COALESCE(statement_id, 0))",
        "This event has been typed already: correct its date or add its proof.",
    )

    @api.constrains("kind", "statement_id", "market_id")
    def _check_statement(self):
        for event in self:
            if (event.kind in OF_STATEMENT) != bool(event.statement_id):
                raise ValidationError(
                    self.env._(
                        "“%(event)s”: name the statement of an event about one, and "
                        "none for an event of the whole market.",
                        event=event._works_label(),
                    )
                )
            if event.statement_id and event.statement_id.market_id != event.market_id:
                raise ValidationError(
                    self.env._(
                        "“%(event)s” names a statement of another market.",
                        event=event._works_label(),
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        for event in self:
            if event.date and event.date > today:
                raise ValidationError(
                    self.env._(
                        "“%(event)s” would be on %(day)s, which is still to come: type "
                        "it once it has happened.",
                        event=event._works_label(),
                        day=format_date(self.env, event.date),
                    )
                )

    def _works_label(self):
        self.ensure_one()
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("kind") == r.TACIT_CONFIRMED and not self.env.su:
                raise UserError(
                    self.env._(
                        "A tacit general statement is confirmed on its delay, once "
                        "each receipt is proved."
                    )
                )
        events = super().create(vals_list)
        for event in events:
            event._works_tell(
                self.env._(
                    "%(event)s: %(day)s.",
                    event=event._works_named(),
                    day=format_date(self.env, event.date),
                )
            )
        events.market_id._works_refresh_deadlines()
        return events

    def write(self, vals):
        changed = {event: event.date for event in self if differing(event, vals, KEPT)}
        for event in changed:
            event._works_check_kept()
        for event in self.filtered(lambda event: event.proof != "none"):
            if differing(event, vals, PROVING):
                event._works_check_kept()
        markets = self.market_id
        result = super().write(vals)
        for event, before in changed.items():
            event._works_tell(
                self.env._(
                    "%(event)s: %(before)s becomes %(day)s.",
                    event=event._works_named(),
                    before=format_date(self.env, before),
                    day=format_date(self.env, event.date),
                )
            )
        (markets | self.market_id)._works_refresh_deadlines()
        return result

    def unlink(self):
        markets = self.market_id
        for event in self:
            event._works_check_kept()
            event._works_tell(
                self.env._(
                    "%(event)s: %(day)s was deleted.",
                    event=event._works_named(),
                    day=format_date(self.env, event.date),
                )
            )
        result = super().unlink()
        markets._works_refresh_deadlines()
        return result

    def _works_check_kept(self):
        """Refuse to lose or move a date that others rely on.

        :raise UserError: a letter that was sent quotes it
        :raise AccessError: only a manager changes a date with legal effect
        """
        self.ensure_one()
        if self._works_is_quoted():
            raise UserError(
                self.env._(
                    "“%(event)s” is quoted by a letter that was sent: it stays as it "
                    "is.",
                    event=self._works_label(),
                )
            )
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "“%(event)s” has legal effect: ask a manager of works contracts to "
                    "change it.",
                    event=self._works_label(),
                )
            )

    def _works_is_quoted(self):
        """Hook of the letters: tell whether one that was sent names this date."""
        return False

    def _works_named(self):
        self.ensure_one()
        parts = (self._works_label(), self.statement_id.name)
        return " – ".join(filter(None, parts))

    def _works_tell(self, text):
        """Write into the chatter of the market, where dates are tracked."""
        self.ensure_one()
        self.market_id._message_log(body=text)
