# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import fields, models

from ...chorus.codes import BY_SUPPLIER, invoice_status
from ..connection.apart import each_apart
from .status_words import shortened


class AccountMove(models.Model):
    _inherit = "account.move"

    # === What the portal says of an invoice, onto the record and into the chatter === #

    def _chorus_note_deposit(self, notes):
        """The files have left: say so where accountants look.

        :param notes: dict id → (head, *details), see :meth:`_chorus_tell`
        """
        self._chorus_close_activities()
        self.is_move_sent = True
        self._chorus_tell_all(notes)

    def _chorus_take_identifier(self, line, found):
        """Adopt the portal's invoice.

        :param line: flow line under which the invoice was sent
        :param found: :class:`~..chorus.answers.FoundInvoice`
        """
        line.write(
            {"outcome": "accepted", "error": False, "identifier": found.identifier}
        )
        if self:
            self._chorus_write({"chorus_identifier": found.identifier})
            self._chorus_write_status(found.status, found.status_date, found.comment)

    def _chorus_read_history(self, portal, row=None):
        """Fetch the history and keep what is new, oldest first (portal.md §2.4).

        :param portal: open :class:`~..chorus.client.PortalClient`
        :param row: :class:`~..chorus.answers.FoundInvoice` of the search that led here
        """
        self.ensure_one()
        history = portal.invoice_history(self.chorus_identifier)
        self._chorus_take_history(history, row)

    def _chorus_take_history(self, history, row=None):
        """Keep what is new in a history that was just read; other rooms extend this.

        :param history: :class:`~..chorus.answers.History`
        """
        current, events, _actions = history
        each_apart(self.env, self._chorus_new_events(events), self._chorus_keep_events)
        if current:
            last = [event for event in events if event.code == current][-1:]
            date = last[0].date if last else None
            if row and row.status == current:
                # The search has the seconds and the time zone; the history has not.
                date = row.status_date
            self._chorus_write_status(current, date, last[0].comment if last else "")

    def _chorus_new_events(self, events):
        """Return the events that are not known yet, each once."""
        known = {
            (event.code, event.identifier or event.date)
            for event in self._chorus_current_events()
        }
        renumbered = self._chorus_renumbered(events)
        fresh = {}
        for event in events:
            # Our column has whole seconds.
            moment = event.date and event.date.replace(microsecond=0)
            key = (event.code, event.identifier or moment or False)
            if known & {key, (event.code, moment)}:
                continue
            if row := renumbered.pop((event.code, moment), None):
                row.identifier = event.identifier
                row.invoice_identifier = self.chorus_identifier
                continue
            fresh.setdefault(key, event._replace(date=moment))
        return list(fresh.values())

    def _chorus_renumbered(self, events):
        """Return {(code, date): line} of lines under numbers that are told no more, its
        own or that of the invoice: the same event is no second one."""
        told = {event.identifier for event in events}
        current = self._chorus_current_events()
        return {
            (line.code, line.date): line
            for line in self.chorus_event_ids
            if line.date
            and (line not in current or line.identifier and line.identifier not in told)
        }

    def _chorus_current_events(self):
        """Return the history of what the portal has now of these invoices."""
        return self.sudo().chorus_event_ids._chorus_of_now()

    def _chorus_keep_events(self, events):
        """Write lines of the history down, and tell of them."""
        for event in events:
            self.env["chorus.status.event"].create(
                {
                    "move_id": self.id,
                    "identifier": event.identifier,
                    "code": event.code,
                    "date": event.date,
                    "comment": event.comment,
                    "author": event.author,
                }
            )
            self._chorus_announce_status(event)

    def _chorus_write_status(self, code, date, comment):
        """Write the status and what was said with it, only when something changed."""
        self.ensure_one()
        if not code:
            return
        date = date and date.replace(microsecond=0)
        values = {
            "chorus_status": code,
            "chorus_status_date": date
            or (self.chorus_status_date if code == self.chorus_status else False)
            or fields.Datetime.now(),
            "chorus_status_comment": comment or False,
        }
        changed = {key: value for key, value in values.items() if self[key] != value}
        if changed:
            self._chorus_write(changed)
        self._chorus_close_settled()

    def _chorus_announce_status(self, event):
        """Write one event into the chatter; what others wrote is never HTML."""
        move = self._chorus_in_company_language()
        status = invoice_status(event.code)
        head = move.env._("Status on Chorus Pro: %(status)s", status=status.label)
        words = move.env["chorus.status.words"]
        details = [words._chorus_meaning(event.code, event.comment)]
        ours = event.code in BY_SUPPLIER
        if event.comment and ours:
            details.append(move.env._("Comment: %(text)s", text=event.comment))
        elif event.comment:
            whole = move.env._("Reason given: %(reason)s", reason=event.comment)
            said = shortened(event.comment)
            if status.state in ("action", "refused"):
                # The most valuable sentence of the whole exchange is not folded away.
                reason = move.env._("Reason given: %(reason)s", reason=said)
                head = f"{head}. {reason}"
            if said != event.comment or status.state not in ("action", "refused"):
                details.append(whole)
        understood = move.env["chorus.reason"]._chorus_understand(event.comment)
        if understood and not ours:
            details.append(understood.sentence)
        if event.author:
            details.append(move.env._("By %(name)s", name=event.author))
        move._chorus_tell(head, *details)
        if status.state in ("action", "refused"):
            move._chorus_ask_for_action(status, event.comment)

    def _chorus_ask_for_action(self, status, reason):
        """Plan an activity for the person in charge of the invoice, who must act."""
        words = self.env["chorus.status.words"]
        meaning = words._chorus_meaning(status.code, reason)
        understood = self.env["chorus.reason"]._chorus_understand(reason)
        self._chorus_schedule(
            self.env._("Chorus Pro: %(status)s", status=status.label),
            Markup().join(
                Markup("<p>%s</p>") % part
                for part in (
                    meaning,
                    shortened(reason),
                    understood and understood.sentence,
                )
                if part
            ),
        )
