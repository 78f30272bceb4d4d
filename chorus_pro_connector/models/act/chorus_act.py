# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chorus.codes import invoice_status
from ..connection.answers import notification
from ..connection.protocol import FIRST_STATE

# (from, to) → what makes it happen; as for a deposit (flow/chorus_flow_state.py).
TRANSITIONS = {
    ("queued", "sending"): "it is about to leave; noted, then committed",
    ("queued", "done"): "the answer comes after it was given up for lost",
    ("queued", "cancelled"): "taken back by a person",
    ("sending", "done"): "the portal said yes, or shows that it was done",
    ("sending", "queued"): "surely not taken: no connection, 429, no token",
    ("sending", "failed"): "credentials, a file that is gone: somebody must act first",
    ("sending", "refused"): "the portal says no, and why",
    ("sending", "lapsed"): "the invoice is no longer where it was",
    ("sending", "unknown"): "no clear answer, or the worker died",
    ("unknown", "done"): "the portal shows that it was done",
    ("unknown", "queued"): "surely not done; the same once more",
    ("unknown", "lapsed"): "the invoice has moved on some other way",
    ("unknown", "refused"): "what was deposited is refused by its report",
    ("failed", "queued"): "somebody pressed Send again",
    ("failed", "cancelled"): "taken back, or another act takes its place",
}
# It may be at the portal at this moment, or soon.
LIVE = ("queued", "sending", "unknown")
OPEN = (*LIVE, "failed")


class ChorusAct(models.Model):
    """One act at Chorus Pro on an invoice that it has, done exactly once.

    Users read, only code writes. What differs between kinds stands in one abstract
    model for each (``act_ways.py``); other addons add theirs.
    """

    _name = "chorus.act"
    _inherit = ["chorus.protocol"]
    _description = "Act at Chorus Pro"
    _order = "id desc"
    _check_company_auto = True
    _chorus_transitions = TRANSITIONS

    kind = fields.Selection(
        selection="_chorus_selection_kind",
        string="What",
        required=True,
        readonly=True,
        help="What is done to the invoice at Chorus Pro.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    number = fields.Char(
        string="Invoice number",
        required=True,
        readonly=True,
        help="The number of the invoice as Chorus Pro knows it; it stays the same.",
    )
    identifier = fields.Char(
        string="Chorus Pro identifier",
        required=True,
        readonly=True,
        index=True,
        help="The number that Chorus Pro gave to this invoice.",
    )
    status = fields.Char(
        string="Status answered",
        required=True,
        readonly=True,
        export_string_translation=False,
    )
    status_label = fields.Char(
        string="In answer to",
        compute="_compute_status_label",
        help="The status of the invoice when this was decided.",
    )
    # The line of the portal's history that is answered: a second suspension is another
    # one, and what was written for the first is no answer to it.
    basis = fields.Char(readonly=True, export_string_translation=False)
    reason = fields.Text(
        string="What was asked",
        readonly=True,
        help="What the client or the validator wrote with that status.",
    )
    payload = fields.Json(readonly=True, export_string_translation=False)
    comment = fields.Text(
        compute="_compute_comment", help="What is said to the client, or sent."
    )
    document_ids = fields.One2many(
        comodel_name="chorus.act.document",
        inverse_name="act_id",
        string="Documents",
        readonly=True,
    )

    # === Protocol === #
    state = fields.Selection(
        selection=[
            ("queued", "To send"),
            ("sending", "Being sent"),
            ("unknown", "Being verified"),
            ("done", "Done"),
            ("refused", "Refused by Chorus Pro"),
            ("lapsed", "No longer possible"),
            ("failed", "Not sent"),
            ("cancelled", "Taken back"),
        ],
        default=FIRST_STATE,
        required=True,
        readonly=True,
        index=True,
        help="How far it is: to be sent, done, or refused by Chorus Pro.",
    )
    attempts = fields.Integer(readonly=True, export_string_translation=False)
    attempt_date = fields.Datetime(
        string="Last attempt", readonly=True, help="When Odoo last tried."
    )
    leave_date = fields.Datetime(
        string="Left on",
        readonly=True,
        help="Written just before it leaves: without it, nothing was done at Chorus "
        "Pro.",
    )
    done_date = fields.Datetime(
        string="Done on", readonly=True, help="When Chorus Pro had it for sure."
    )
    doubtful = fields.Boolean(
        string="Once in doubt",
        readonly=True,
        help="Once it stayed without a clear answer.",
    )
    # Its invoice says so.
    told = fields.Boolean(readonly=True, export_string_translation=False)
    next_check = fields.Datetime(
        string="Next automatic check",
        readonly=True,
        index="btree_not_null",
        help="When Odoo goes on by itself.",
    )
    check_count = fields.Integer(readonly=True, export_string_translation=False)
    error_message = fields.Text(
        string="Problem", readonly=True, help="Why it does not go on, and what to do."
    )

    # Whatever happens above, the database itself refuses a second one under way.
    _one_live_act = models.UniqueIndex(
        "(company_id, identifier) WHERE state IN ('queued', 'sending', 'unknown')",
        "Something is already under way at Chorus Pro for this invoice.",
    )

    @api.model
    def _chorus_ways(self):
        """Return {kind: abstract model}; addons add theirs."""
        return {
            "complete": "chorus.act.complete",
            "recycle": "chorus.act.recycle",
            "reject": "chorus.act.reject",
            "validator": "chorus.act.validator",
        }

    @api.model
    def _chorus_selection_kind(self):
        return [
            (kind, self.env[model]._chorus_label())
            for kind, model in self._chorus_ways().items()
        ]

    def _chorus_way(self):
        """Return the abstract model of this kind of act; of an addon that was
        uninstalled nothing is done any more."""
        self.ensure_one()
        return self.env[self._chorus_ways().get(self.kind, "chorus.act.way")]

    @api.depends("kind", "number")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for act in self:
            act.display_name = f"{labels.get(act.kind, '')} · {act.number}"

    @api.depends("status")
    def _compute_status_label(self):
        for act in self:
            act.status_label = invoice_status(act.status or "").label

    @api.depends("payload", "kind")
    def _compute_comment(self):
        for act in self:
            act.comment = act.kind and act._chorus_way()._chorus_summary(act)

    # === Life of the record === #

    @api.model
    def _chorus_intend(self, kind, values, documents=()):
        """Record the intent of one act; what failed before for the invoice gives way.

        :param values: company_id, identifier, number, status, payload…
        :param documents: list of (name, code of its kind, bytes)
        :raise UserError: another act is under way for the same invoice
        """
        acts = self.sudo()
        same = acts.search(
            [
                ("company_id", "=", values["company_id"]),
                ("identifier", "=", values["identifier"]),
                ("state", "in", OPEN),
            ]
        )
        if live := same.filtered(lambda act: act.state in LIVE):
            raise UserError(live[0]._chorus_under_way_sentence())
        acts._chorus_check_unanswered(values)
        for act in same:
            act._chorus_set_state("cancelled", next_check=False)
        act = acts.create({"kind": kind, "next_check": fields.Datetime.now(), **values})
        act.document_ids._chorus_keep(act, documents)
        return act

    @api.model
    def _chorus_start_act(self, kind, values, documents=()):
        """Record the intent of one act, then do it at once.

        :return: the act, with the rights of the caller; see :meth:`_chorus_intend`
        """
        act = self._chorus_intend(kind, values, documents)
        act._chorus_commit()
        act._chorus_advance()
        return act.with_env(self.env)

    @api.model
    def _chorus_check_unanswered(self, values):
        """Refuse a second answer to the same question, also another one: what was
        accepted is not refused.

        :raise UserError: it was answered, and Odoo has not read the status since
        """
        if self._chorus_answered(values):
            raise UserError(
                self.env._(
                    "This was done for %(number)s already: press “Update” on the "
                    "invoice to read its status anew.",
                    number=values["number"],
                )
            )

    @api.model
    def _chorus_answered(self, values):
        """Return the acts that were done in answer to the same line of the history."""
        if not values.get("basis"):
            return self.browse()
        return self._chorus_done(values, "basis")

    @api.model
    def _chorus_done(self, values, question):
        """Return the acts on the same invoice of the portal that were done in answer to
        the same value of the field ``question``."""
        names = ("company_id", "identifier", question)
        domain = [(name, "=", values[name]) for name in names]
        return self.search([*domain, ("state", "=", "done")])

    def _chorus_under_way_sentence(self):
        return self.env._(
            "“%(act)s” is already under way at Chorus Pro: wait for its end, which is "
            "shown on the invoice.",
            act=self.display_name,
        )

    def _chorus_transition_sentence(self, old, new):
        # OVERRIDE chorus.protocol
        labels = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "An act at Chorus Pro cannot go from “%(old)s” to “%(new)s”: nothing was "
            "changed; reload the page to see where it is now.",
            old=labels.get(old, old),
            new=labels.get(new, new),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_left(self):
        if self.filtered("leave_date"):
            raise UserError(
                self.env._(
                    "What was done at Chorus Pro, or may have been, is kept: it cannot "
                    "be deleted."
                )
            )

    # === Buttons === #

    def _chorus_check_user(self):
        """Only who may write invoices may act."""
        self.check_access("read")
        self.env["account.move"].check_access("write")

    def action_retry(self):
        """Button *Send again* on an act that was not sent."""
        self.ensure_one()
        self._chorus_check_user()
        act = self.sudo()
        if act._chorus_claim() and act.state == "failed":
            act._chorus_set_state(
                "queued", error_message=False, next_check=fields.Datetime.now()
            )
            act._chorus_commit()
            act._chorus_advance()
        return notification(self.env, *self._chorus_result())

    def action_cancel(self):
        """Button *Take back*: as long as nothing has left."""
        self.ensure_one()
        self._chorus_check_user()
        act = self.sudo()
        if not act._chorus_claim() or act.state not in ("queued", "failed"):
            raise UserError(self._chorus_under_way_sentence())
        if act.doubtful:
            raise UserError(
                self.env._(
                    "%(act)s may have been done already: it cannot be taken back.",
                    act=self.display_name,
                )
            )
        act._chorus_set_state("cancelled", next_check=False)
        sentence = self.env._("Taken back: nothing was done at Chorus Pro.")
        return notification(self.env, "success", sentence)

    def action_update(self):
        """Button *Update*: do now what the scheduled action would do."""
        self.ensure_one()
        self._chorus_check_user()
        self._chorus_advance()
        return notification(self.env, *self._chorus_result())

    def _chorus_result(self):
        """Return (kind of notification, sentence) for whoever pressed the button."""
        self.ensure_one()
        if self.state == "done":
            return "success", self._chorus_way()._chorus_done_sentence(self)
        if self.error_message:
            over = self.state in ("refused", "failed", "lapsed")
            return "danger" if over else "warning", self.error_message
        return "info", self.env._(
            "Chorus Pro is being told about %(act)s.", act=self.display_name
        )
