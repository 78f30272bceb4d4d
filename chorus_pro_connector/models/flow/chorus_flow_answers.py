# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Buttons that ask the portal, and their answer: what is new, or that nothing is."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_time

from ..connection.answers import notification


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    def update_flow_status(self):
        """Button *Update Flow Status*: do now what the scheduled action would do.

        :return: the action that says what is new
        """
        self._chorus_check_user()
        if self and set(self.mapped("state")) == {"cancelled"}:
            return notification(self.env, "info", self._chorus_over_sentence())
        before = self._chorus_seen()
        read = [flow._chorus_advance() for flow in self]
        if not all(read):
            return notification(self.env, "info", self._chorus_unread_sentence())
        if problems := [error for error in self.mapped("error_message") if error]:
            return notification(self.env, "warning", "\n".join(problems))
        if self._chorus_seen() == before:
            return notification(self.env, "info", self._chorus_no_news_sentence())
        return notification(self.env, "success", self._chorus_news_sentence())

    def get_invoice_identifiers(self):
        """Button *Get Chorus Invoice Identifier*.

        :return: the action that says which were found, or that none is there yet
        """
        self._chorus_check_user()
        for flow in self:
            if flow.state == "cancelled":
                raise UserError(flow._chorus_over_sentence())
            if not flow.name and flow.state != "integrated":
                raise UserError(
                    self.env._(
                        "This flow has no reference yet: send it, or update its status "
                        "first."
                    )
                )
            flow._chorus_fetch_identifiers()
        if problems := [error for error in self.mapped("error_message") if error]:
            return notification(self.env, "warning", "\n".join(problems))
        return notification(self.env, *self._chorus_identifiers_found())

    def _chorus_identifiers_found(self):
        """Return (kind, sentence): what the portal calls these invoices."""
        lines = self.line_ids.filtered(lambda line: line.outcome != "rejected")
        known = lines.filtered("identifier")
        if lines and known == lines:
            return "success", self.env._(
                "On Chorus Pro: %(identifiers)s",
                identifiers=_first(
                    f"{line.number} → {line.identifier}" for line in known
                ),
            )
        return "info", self.env._(
            "Chorus Pro has given %(known)s identifier(s) of %(count)s so far, read at "
            "%(time)s; the others are fetched automatically.",
            known=len(known),
            count=len(lines),
            time=self._chorus_time_now(),
        )

    # === Words === #

    def _chorus_seen(self):
        """Return all that an update may change, to be compared."""
        return [
            (
                flow.state,
                flow.status,
                flow.error_message,
                flow.line_ids.mapped("outcome"),
                flow.line_ids.mapped("identifier"),
                flow.line_ids.move_id.mapped("chorus_status"),
                flow.line_ids.move_id.mapped("chorus_status_date"),
            )
            for flow in self.sudo()
        ]

    def _chorus_time_now(self):
        return format_time(self.env, fields.Datetime.now(), time_format="short")

    def _chorus_unread_sentence(self):
        """Say why nothing was asked: it has yet to leave, or somebody else asks."""
        if any(flow._chorus_waits() for flow in self.sudo()):
            return self.env._(
                "Nothing to ask yet: the invoice waits for the end of its delay; “Send "
                "now” lets it leave."
            )
        return self.env._(
            "Chorus Pro is being asked about this at this moment: look again in a "
            "minute."
        )

    def _chorus_over_sentence(self):
        return self.env._(
            "This deposit was given up or cancelled: Chorus Pro is asked nothing about "
            "it any more."
        )

    def _chorus_no_news_sentence(self):
        return self.env._(
            "Nothing new: last read at %(time)s. It is read again automatically.",
            time=self._chorus_time_now(),
        )

    def _chorus_news_sentence(self):
        """Return the state of each invoice, the first ones only."""
        moves = self.line_ids.move_id
        states = dict(moves._fields["chorus_state"]._description_selection(self.env))
        news = (
            self.env._(
                "%(number)s: %(state)s",
                number=move.name,
                state=states.get(move.chorus_state) or move.chorus_status_label,
            )
            for move in moves
        )
        return _first(news) or self._chorus_no_news_sentence()

    def _chorus_answer_results(self):
        """Return the action that tells what became of a sending."""
        if len(self) == 1:
            return notification(self.env, *self._chorus_result())
        sentence = self.env._("%(count)s deposits were tried again.", count=len(self))
        return notification(self.env, "info", sentence)

    def _chorus_answer_cancelled(self):
        sentence = self.env._(
            "The sending is cancelled: nothing has left for Chorus Pro."
        )
        return notification(self.env, "success", sentence)


def _first(texts, most=5):
    """Return the first ``most`` texts as one, with an ellipsis when there are more."""
    texts = list(texts)
    return ", ".join(texts[:most]) + (", …" if len(texts) > most else "")
