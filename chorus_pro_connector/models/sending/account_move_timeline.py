# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Four lanes of one invoice: its file, its delivery, the client's decision, the money.

One status at the portal hides three other facts: a file that was taken is no invoice
that the client accepted, and an invoice that was accepted is not paid.
"""

from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from ...chorus.codes import (
    ACTOR_CLIENT,
    ACTOR_NOBODY,
    ACTOR_PORTAL,
    ACTOR_SUPPLIER,
    ACTOR_VALIDATOR,
    LANE_DELIVERY,
    LANE_PAYMENT,
    invoice_status,
)
from ..clock.account_move_clock import french_day
from ..en16931.received import settlements
from ..status.status_words import shortened

_lt = LazyTranslate(__name__)

FILE, DELIVERY, DECISION, PAYMENT = "file", "delivery", "decision", "payment"
LANES = {
    FILE: _lt("File"),
    DELIVERY: _lt("Delivery"),
    DECISION: _lt("Client's decision"),
    PAYMENT: _lt("Payment"),
}
HOLDERS = {
    ACTOR_PORTAL: _lt("Chorus Pro has it"),
    ACTOR_SUPPLIER: _lt("We have it: something is expected from us"),
    ACTOR_VALIDATOR: _lt("The contractor who validates has it"),
    ACTOR_CLIENT: _lt("The client has it"),
    ACTOR_NOBODY: _lt("Nobody has to act"),
}
# An outcome of a deposit, and what it is not.
_INTEGRATED = _lt("The portal took the file in; that is no acceptance by the client.")
_SILENT = _lt(
    "Silence after “Mandatée” is normal: a payment order that the client's accountant "
    "sends back is told to the client only. Ask the client where it stands."
)
_NOT_REPORTED = _lt("This client does not report payments: look at the bank.")


class Step(NamedTuple):
    """One dated fact of a lane.

    :param moment: naive datetime in UTC, None when the portal gave none
    :param code: the portal's own, shown on hover
    """

    lane: str
    moment: datetime | None
    label: str
    code: str = ""
    author: str = ""
    comment: str = ""
    meaning: str = ""


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_timeline = fields.Html(
        string="Where the invoice stands",
        compute="_compute_chorus_timeline",
        sanitize=False,
        help="File, delivery, client's decision and payment, each with what happened "
        "and when; the portal's own code shows under the pointer.",
    )

    @api.depends(
        "chorus_flow_line_ids.outcome", "chorus_event_ids", "chorus_status", "state"
    )
    @api.depends_context("lang", "tz")
    def _compute_chorus_timeline(self):
        for move in self:
            steps = move._chorus_steps()
            move.chorus_timeline = move._chorus_lanes(steps) if steps else False

    def _chorus_steps(self):
        """Return the :class:`Step` of all lanes, oldest first."""
        self.ensure_one()
        if not self.chorus_flow_line_ids and not self.chorus_event_ids:
            return []
        steps = [
            *self._chorus_file_steps(),
            *self._chorus_event_steps(),
            *self._chorus_bank_steps(),
        ]
        return sorted(steps, key=lambda step: step.moment or datetime.min)

    def _chorus_file_steps(self):
        """Return what became of each deposit of this invoice."""
        for line in self.chorus_flow_line_ids.sorted("id"):
            flow = line.flow_id
            if flow.date:
                sent = flow.attempt_date or datetime.combine(
                    flow.date, datetime.min.time()
                )
                label = (
                    self.env._("File deposited, and the deposit given up since")
                    if flow.state == "cancelled"
                    else self.env._("File deposited")
                )
                yield Step(FILE, sent, label, flow.name or "")
            if line.outcome == "accepted":
                label = self.env._("File integrated")
                meaning = self.env._(_INTEGRATED)
                yield Step(
                    FILE, flow.status_date, label, flow.status or "", "", "", meaning
                )
            elif line.outcome == "rejected":
                label = self.env._("File rejected")
                yield Step(
                    FILE,
                    flow.status_date,
                    label,
                    flow.status or "",
                    "",
                    line.error or "",
                    line.explanation or "",
                )

    def _chorus_event_steps(self):
        """Return the portal's history; what is not known counts as a decision."""
        lanes = {LANE_DELIVERY: DELIVERY, LANE_PAYMENT: PAYMENT}
        for event in self.chorus_event_ids.sorted("id"):
            lane = lanes.get(invoice_status(event.code).lane, DECISION)
            yield Step(
                lane,
                event.date or None,
                event.label,
                event.code,
                event.author or "",
                event.comment or "",
                event.meaning or "",
            )

    def _chorus_bank_steps(self):
        """Return the money that came, by our own books."""
        for partial in settlements(self.sudo()):
            entry = partial.credit_move_id.move_id
            if not entry.is_invoice(include_receipts=True):
                amount = self.currency_id.format(partial.debit_amount_currency)
                label = self.env._("Received: %(amount)s", amount=amount)
                yield Step(PAYMENT, _noon(entry.date), label, entry.name or "")

    # === Shown === #

    def _chorus_lanes(self, steps):
        """Return HTML: who has it now, and a column for each lane."""
        columns = Markup().join(self._chorus_lane(lane, steps) for lane in LANES)
        return Markup(
            '<div class="o_chorus_timeline"><p class="mb-2"><strong>%s</strong>%s</p>'
            '<div class="row g-3">%s</div></div>'
        ) % (self._chorus_holder(), self._chorus_silence(), columns)

    def _chorus_holder(self):
        """Say who has the invoice now, and since when."""
        code = self.chorus_status
        if not code or not self.chorus_status_date:
            return self.env._("The client does not have the invoice yet.")
        status = invoice_status(code)
        holder = self.env._(HOLDERS[status.actor])
        if not status.known:
            holder = self.env._("Status not known to the connector")
        day = french_day(self.chorus_status_date)
        days = (fields.Date.context_today(self) - day).days
        date = format_date(self.env, day)
        if days < 1:
            return self.env._("%(holder)s, since today.", holder=holder)
        if days == 1:
            return self.env._("%(holder)s, since yesterday.", holder=holder)
        return self.env._(
            "%(holder)s, since %(date)s (%(days)s days).",
            holder=holder,
            date=date,
            days=days,
        )

    def _chorus_silence(self):
        """Explain why nothing more may come, where that is so."""
        status = invoice_status(self.chorus_status or "")
        if status.lane != LANE_PAYMENT or status.terminal:
            return ""
        silent = self.commercial_partner_id.chorus_payment_not_reported
        return Markup('<br/><span class="text-muted">%s</span>') % self.env._(
            _NOT_REPORTED if silent else _SILENT
        )

    def _chorus_lane(self, lane, steps):
        rows = [self._chorus_step(step) for step in steps if step.lane == lane]
        return Markup(
            '<div class="col-12 col-md-6 col-xl-3"><div class="border rounded p-2 '
            'h-100"><h6 class="mb-2">%s</h6>%s</div></div>'
        ) % (
            self.env._(LANES[lane]),
            Markup().join(rows)
            or Markup('<span class="text-muted">%s</span>') % self.env._("Nothing yet"),
        )

    def _chorus_step(self, step):
        """Return HTML of one step: the raw code on hover, what others wrote as text."""
        shown = shortened(step.comment)
        details = [
            Markup('<div class="fst-italic text-break">“%s”</div>') % shown
            if shown
            else "",
            Markup("<div>%s</div>") % step.meaning if step.meaning else "",
            Markup('<div class="text-muted">%s</div>')
            % self.env._("By %(name)s", name=step.author)
            if step.author
            else "",
        ]
        return Markup(
            '<div class="mb-2 small" title="%s"><div><span class="text-muted">%s'
            "</span> <strong>%s</strong></div>%s</div>"
        ) % (
            step.code,
            self._chorus_moment(step.moment),
            step.label,
            Markup().join(details),
        )

    def _chorus_moment(self, moment):
        return format_date(self.env, french_day(moment)) if moment else "—"


def _noon(day):
    """Return a moment of a day that is the same day in Paris."""
    return datetime(day.year, day.month, day.day, 12)
