# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import RedirectWarning, UserError

from ..connection.answers import notification
from ..connection.once import TERMS, worked_out_once
from ..states import SENDABLE_STATES


class AccountMove(models.Model):
    _inherit = "account.move"

    # === Sending === #

    def action_chorus_send(self):
        """Button *Send to Chorus*: one invoice at once; several after a summary."""
        return self._chorus_start_sending()

    def _chorus_start_sending(self, confirmed=False):
        """Send, see :meth:`action_chorus_send`.

        :param confirmed: the user has read what is doubtful, and sends all the same
        """
        self.check_access("write")
        begun = self.company_id._chorus_begin()
        if len(self) == 1:
            if begun and self.chorus_past:
                # An error would undo the first day, and with it the button that the
                # sentence speaks of.
                return self._chorus_notify("warning", self._chorus_past_sentence())
            return self._chorus_send_one(confirmed)
        wizard = self.env["chorus.send.wizard"].create({"move_ids": self.ids})
        return wizard._get_records_action(
            name=self.env._("Send to Chorus Pro"), target="new"
        )

    def _chorus_send_one(self, confirmed):
        with worked_out_once(self.env, TERMS):
            doubts = [] if confirmed else self._chorus_doubts()
            self._chorus_check_sendable()
            if doubts or (self.company_id.chorus_confirm and not confirmed):
                return self._chorus_confirm(doubts)
            flow = self._chorus_queue()
            # An invoice that cannot be made into a file stops here, with nothing
            # recorded.
            flow._chorus_prepare_file()
        if flow._chorus_waits():
            flow._chorus_wake_workers()
            return self._chorus_notify("success", self._chorus_departure_sentence())
        flow._chorus_commit()
        flow._chorus_advance(confirmed)
        return self._chorus_notify(*flow._chorus_result())

    def _chorus_queue(self):
        """Record the intent to deposit one invoice, after the delay of its company."""
        self._chorus_lock()
        flows = self.env["chorus.flow"]
        return flows._chorus_create(
            self, flows._chorus_delay(self.company_id, several=False)
        )

    def _chorus_lock(self):
        """Keep others off: of two who press the button together, one is told so."""
        self.ensure_one()
        if not self.try_lock_for_update():
            raise UserError(self._chorus_on_its_way_sentence())

    def _chorus_check_sendable(self):
        """Raise the first obstacle, with the button that leads to its cause."""
        self.ensure_one()
        obstacle = self._chorus_obstacle()
        if not obstacle:
            return
        sentence, action = obstacle
        button = self._chorus_issue_action(action)
        if not button:
            raise UserError(sentence)
        label, target = button
        raise RedirectWarning(sentence, target, label)

    def _chorus_obstacle(self, live=True):
        """Return (sentence, key of its action) when this cannot be sent, else None.

        :param live: also try to make the file; else believe what is stored
        """
        self.ensure_one()
        if not self.is_sale_document():
            return (
                self.env._(
                    "%(number)s is not a customer invoice: only customer invoices and "
                    "credit notes are sent to Chorus Pro.",
                    number=self.display_name,
                ),
                "invoice",
            )
        if self.state == "cancel":
            return (
                self.env._(
                    "%(number)s is cancelled: reset it to draft and confirm it first.",
                    number=self.display_name,
                ),
                "invoice",
            )
        state = self._chorus_state_now()
        if state == "no":
            return self._chorus_not_concerned()
        dangers = self._chorus_dangers() if live else self._chorus_stored_dangers()
        if state in (*SENDABLE_STATES, "incomplete") and dangers:
            sentence = "\n".join(map(self._chorus_issue_message, dangers))
            return sentence, dangers[0]["action"]
        if self.state == "draft":
            return self._chorus_draft_sentence(), "invoice"
        if state == "refused":
            return (
                self.env._(
                    "The client has refused %(number)s: make a credit note, then a "
                    "corrected invoice with a new number.",
                    number=self.name,
                ),
                "invoice",
            )
        if state == "incomplete":
            # The stored list is older than the rules: Odoo tells nothing of a change
            # outside of its dependencies.
            return None
        if state not in SENDABLE_STATES:
            return self._chorus_locked_sentence(), "flow"
        return None

    def _chorus_not_concerned(self):
        if self._chorus_balances_refusal():
            return (
                self.env._(
                    "%(number)s cancels an invoice that the client refused or never "
                    "had: Chorus Pro does not need it.",
                    number=self.display_name,
                ),
                "invoice",
            )
        if self.chorus_past:
            return self._chorus_past_sentence(), "invoice"
        if road := self._chorus_other_road():
            return self._chorus_other_road_sentence(road), "invoice"
        return (
            self.env._(
                "%(client)s is not set to receive its invoices by Chorus Pro: choose "
                "“by Chorus Pro” as sending method in the tab “Chorus Pro” of this "
                "client.",
                client=self.commercial_partner_id.name or self.display_name,
            ),
            "client" if self.commercial_partner_id else "invoice",
        )

    def _chorus_notify(self, kind, message):
        return notification(self.env, kind, message)

    # === After sending === #

    def action_chorus_view_flow(self):
        """Button *View flow*: the deposits of this invoice, the last one first."""
        self.check_access("read")
        flows = self.chorus_flow_line_ids.flow_id
        return flows._get_records_action(name=self.env._("Chorus Pro flows"))

    def action_chorus_open_file(self):
        """Button *Open the file sent*: the exact bytes that left last."""
        self.ensure_one()
        flow = self._chorus_last_sent().with_env(self.env)
        if not flow:
            raise UserError(
                self.env._(
                    "Nothing has been sent yet for %(number)s.",
                    number=self.display_name,
                )
            )
        return flow.action_open_file()

    def action_chorus_update_status(self):
        """Button *Update status*: ask the portal about this invoice now."""
        self.check_access("read")
        return self.chorus_flow_id.update_flow_status()
