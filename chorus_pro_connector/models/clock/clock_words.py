# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from ...chorus.clock import course

_lt = LazyTranslate(__name__)

STATES = {
    course.WAITING: _lt("The client does not have the invoice yet: no delay runs."),
    course.RECYCLED: _lt(
        "The invoice was not for this recipient: the delay starts when the right one "
        "has it."
    ),
    course.CLOSED: _lt(
        "The invoice was refused or given up: nothing is owed under this number."
    ),
    course.INTERRUPTED: _lt(
        "The delay is interrupted: a new one opens when the client has what it asks "
        "for."
    ),
}
STARTS = {
    course.AVAILABLE: _lt(
        "The delay of %(days)s days runs from %(start)s, when the invoice was put at "
        "the client's disposal."
    ),
    course.EXECUTED: _lt(
        "The delay of %(days)s days runs from %(start)s, the day of the delivery, "
        "which is later than the reception."
    ),
    course.DEPOSIT: _lt(
        "The history lacks “Mise à disposition”: the delay of %(days)s days is counted "
        "from %(start)s, two days after the deposit; be ready to prove it."
    ),
    course.SEEN: _lt(
        "The history lacks “Mise à disposition”: the delay of %(days)s days is counted "
        "from %(start)s, when the client was first seen to have the invoice; be ready "
        "to prove it."
    ),
}
REMARKS = {
    course.SECOND: _lt(
        "The suspension of %(date)s stops nothing: a delay is interrupted once only."
    ),
    course.AFTER_ORDER: _lt(
        "The suspension of %(date)s stops nothing: the payment had been ordered."
    ),
    course.NO_REASON: _lt(
        "The suspension of %(date)s stops nothing: it gives no reason and asks for no "
        "document."
    ),
    course.NOT_OURS: _lt(
        "The suspension of %(date)s stops nothing: its reason is not ours to repair."
    ),
    course.EXPIRED: _lt(
        "The suspension of %(date)s stops nothing: the delay was over, and interest "
        "runs."
    ),
    course.UNDATED: _lt("A suspension without a date stops nothing."),
}
# Only a person can see whether the comment lists them.
_DOCUMENTS = _lt(
    "It counts only if it says why and lists the documents to supply: read it, and "
    "contest it if it does not."
)


class ChorusClockWords(models.AbstractModel):
    """The legal clock in plain words."""

    _name = "chorus.clock.words"
    _description = "Legal payment delay in words"

    @api.model
    def _chorus_explain(self, move, found):
        """Return HTML, a paragraph for each sentence.

        :param found: :class:`~..chorus.clock.course.Course`
        """
        lines = self._chorus_lines(move, found)
        return Markup().join(Markup("<p class='mb-1'>%s</p>") % line for line in lines)

    @api.model
    def _chorus_lines(self, move, found):
        """Return the sentences that explain a due date, the start first."""
        client = move.commercial_partner_id
        lines = []
        if found.start:
            lines.append(self._chorus_start(move, found))
            if move.chorus_contract_due:
                lines.append(
                    self.env._(
                        "The contract names the day of payment: %(due)s.",
                        due=self._chorus_day(move.chorus_contract_due),
                    )
                )
            elif not client.chorus_category:
                lines.append(
                    self.env._(
                        "Nobody has confirmed the legal delay of %(client)s: see its "
                        "form.",
                        client=client.display_name,
                    )
                )
        if found.interruption:
            lines += self._chorus_interruption(found)
        if siret := move._chorus_other_recipient():
            lines.append(
                self.env._(
                    "Its recipient at Chorus Pro is now SIRET %(siret)s: the delay "
                    "shown is that of %(client)s.",
                    siret=siret,
                    client=client.display_name,
                )
            )
        if words := STATES.get(found.state):
            lines.append(self.env._(words))
        return lines + [self._chorus_remark(*remark) for remark in found.remarks]

    @api.model
    def _chorus_remark(self, kind, date):
        words = self.env._(REMARKS[kind])
        return words % {"date": self._chorus_day(date)}

    @api.model
    def _chorus_start(self, move, found):
        words = self.env._(STARTS[found.source])
        return words % {
            "days": move.commercial_partner_id._chorus_payment_days(),
            "start": self._chorus_day(found.start),
        }

    @api.model
    def _chorus_interruption(self, found):
        """Return the sentences about the one suspension that counts."""
        stop = found.interruption
        lines = [
            self.env._(
                "The client suspended it on %(date)s, %(balance)s days before the due "
                "date.",
                date=self._chorus_day(stop.notified),
                balance=stop.balance,
            ),
            self.env._(_DOCUMENTS),
        ]
        if stop.completed:
            words = (
                self.env._(
                    "On %(date)s the client went on, so it had the documents: a new "
                    "delay of %(days)s days opened.",
                    date=self._chorus_day(stop.completed),
                    days=stop.days,
                )
                if stop.presumed
                else self.env._(
                    "Completed on %(date)s: a new delay of %(days)s days opened.",
                    date=self._chorus_day(stop.completed),
                    days=stop.days,
                )
            )
            lines.append(words)
        return lines

    @api.model
    def _chorus_day(self, date):
        return format_date(self.env, date) if date else ""
