# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The first day: what the portal has already is read before anything is sent."""

import time
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..chorus.codes import DRAFT_STATUSES
from ..chorus.errors import PortalError
from ..chorus.portal.changes import Reader
from ..models.connection.answers import open_invoices
from ..models.connection.apart import each_apart
from ..models.connection.own_cursor import commit
from ..models.flow.chorus_flow_duplicate import ADOPTING_TIME
from ..models.states import OPEN_STATES


class ChorusFirstDay(models.TransientModel):
    """Invoices that came to the portal some other way: typed there, or sent by another
    program. Those that Odoo has too are adopted, and followed from then on."""

    _name = "chorus.first.day"
    _inherit = ["chorus.look.back"]
    _description = "What Chorus Pro has already"

    months = fields.Integer(help="How far back Chorus Pro is read, 36 months at most.")
    since = fields.Date(string="Read since", readonly=True)
    partial = fields.Boolean(readonly=True, export_string_translation=False)
    line_ids = fields.One2many(
        comodel_name="chorus.first.day.line",
        inverse_name="wizard_id",
        string="On Chorus Pro",
        readonly=True,
    )
    summary = fields.Text(compute="_compute_summary")
    adopt_count = fields.Integer(
        compute="_compute_summary", export_string_translation=False
    )
    start_date = fields.Date(
        string="First day with Chorus Pro",
        help="Proposed: the day after the last invoice that came to Chorus Pro some "
        "other way. What is dated before it is not sent by itself.",
    )
    may_start = fields.Boolean(
        compute="_compute_may_start", export_string_translation=False
    )
    left_count = fields.Integer(
        string="Dated before it, and not on Chorus Pro",
        compute="_compute_left_count",
        help="Unpaid invoices to public clients that Chorus Pro does not have: with "
        "this first day they are sent one by one only.",
    )

    @api.depends("line_ids.verdict")
    def _compute_summary(self):
        verdicts = self.env["chorus.first.day.line"]._fields["verdict"]
        labels = dict(verdicts._description_selection(self.env))
        for wizard in self:
            groups = wizard.line_ids.grouped("verdict")
            wizard.adopt_count = len(groups.get("adopt", ()))
            wizard.summary = "\n".join(
                self.env._(
                    "%(label)s: %(count)s", label=label, count=len(groups[verdict])
                )
                for verdict, label in labels.items()
                if verdict in groups
            )

    @api.depends("company_id")
    def _compute_may_start(self):
        for wizard in self:
            wizard.may_start = wizard.company_id.has_access("write")

    @api.depends("start_date", "since", "line_ids.verdict")
    def _compute_left_count(self):
        for wizard in self:
            wizard.left_count = len(wizard._chorus_left())

    def _chorus_left(self):
        """Return the invoices that the first day would leave behind."""
        self.ensure_one()
        moves = self.env["account.move"].with_company(self.company_id)
        if not self.since or not self.start_date:
            return moves
        domain = [
            ("company_id", "=", self.company_id.id),
            ("move_type", "in", moves.get_sale_types()),
            ("state", "=", "posted"),
            ("payment_state", "not in", ("paid", "in_payment", "reversed")),
            ("invoice_date", ">=", self.since),
            ("invoice_date", "<", self.start_date),
            ("chorus_state", "in", ("no", *OPEN_STATES)),
            ("commercial_partner_id.invoice_sending_method", "=", "chorus_pro"),
        ]
        # What agrees is at the portal: it is adopted, and not left behind.
        there = self.line_ids.filtered(lambda line: line.verdict == "adopt")
        return moves.search(domain) - there.move_id

    # === Reading === #

    def action_look(self):
        """Read the portal and say what it has; nothing else changes.

        :raise UserError: nothing could be read, in one sentence
        """
        self.ensure_one()
        self._chorus_check()
        now = fields.Datetime.now()
        since = self._chorus_since(now)
        try:
            rows, partial = self._chorus_read(now, since)
        except PortalError as error:
            words = self.env["chorus.words"]
            raise UserError(
                words._chorus_reading_sentence(error, self.company_id)
            ) from error
        self.write({"since": since.date(), "line_ids": [Command.clear()]})
        # One row that nobody can read takes no other along.
        each_apart(self.env, rows, self._chorus_note)
        self.partial = partial or len(self.line_ids) < len(rows)
        self.start_date = not self.partial and self._chorus_propose()
        return self._chorus_open()

    def _chorus_read(self, now, since):
        """Return (invoices of this company at the portal, by number; whether some may
        be missing).

        :raise PortalError: nothing at all was learned
        """
        supplier = self.company_id._chorus_own_siret()
        with self.company_id._chorus_client() as portal:
            reader = Reader(portal.changed_invoices, now)
            read = reader.read(since)
        if reader.error and not reader.rows:
            raise reader.error
        rows = [
            row
            for row in reader.rows.values()
            if row.supplier in ("", supplier) and row.status not in DRAFT_STATUSES
        ]
        return sorted(rows, key=lambda row: row.number), bool(
            reader.missing or not read
        )

    def _chorus_note(self, rows):
        """Make the lines of some rows of the portal's search."""
        lines = self.env["chorus.first.day.line"]
        lines.create(
            [{"wizard_id": self.id, **lines._chorus_values(self, row)} for row in rows]
        )

    def _chorus_propose(self):
        """Return the day after the last invoice that Odoo did not send."""
        others = self.line_ids.filtered(lambda line: not line._chorus_is_ours())
        dates = [line.invoice_date or line.deposit_date for line in others]
        last = max(filter(None, dates), default=None)
        today = fields.Date.context_today(self)
        return min(last + timedelta(days=1), today) if last else today

    # === What follows === #

    def action_adopt(self):
        """Adopt what agrees: a deposit without a file of ours, with its status and its
        history. Nothing is sent. After some seconds the rest waits for another press.

        :raise UserError: the portal stopped answering; what was adopted stays so
        """
        self.ensure_one()
        self._chorus_check()
        end = time.monotonic() + ADOPTING_TIME
        waiting, done = self.line_ids.filtered(lambda line: line.verdict == "adopt"), 0
        try:
            with self.company_id._chorus_client() as portal:
                for line in waiting:
                    line._chorus_adopt(portal)
                    commit(self.env)
                    done += line.verdict == "adopted"
                    if time.monotonic() > end:
                        break
        except PortalError as error:
            words = self.env["chorus.words"]
            sentence = words._chorus_reading_sentence(error, self.company_id)
            if done:
                sentence = self.env._(
                    "Chorus Pro stopped answering: %(count)s invoices were adopted and "
                    "stay so. Try the rest again later.",
                    count=done,
                )
            raise UserError(sentence) from error
        return self._chorus_open()

    def action_start(self):
        """Take the day that is written here as the first one of the company."""
        self.ensure_one()
        if not self.start_date:
            raise UserError(self.env._("Choose the first day first."))
        self.company_id.chorus_start_date = self.start_date
        return {"type": "ir.actions.act_window_close"}

    def action_left(self):
        """Button that opens the invoices which the first day would leave behind."""
        self.ensure_one()
        return open_invoices(
            self._chorus_left(), self.env._("Dated before it, and not on Chorus Pro")
        )

    def _chorus_open(self):
        return self._chorus_reopen(self.env._("What Chorus Pro has already"))
