# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Four ways back: one button, chosen by the status of the invoice."""

from contextlib import suppress
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...chorus import errors
from ...chorus.identifiers import compact
from ...chorus.portal.acts import HANDLED_REJECTION
from ..status.status_words import shortened
from .chorus_act import OPEN

MINUTE = timedelta(minutes=1)
# Kind of act → model of its window.
WINDOWS = {
    "complete": "chorus.complete.wizard",
    "recycle": "chorus.recycle.wizard",
    "reject": "chorus.refusal.wizard",
    "validator": "chorus.validator.wizard",
}


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_act_ids = fields.One2many(
        comodel_name="chorus.act",
        inverse_name="move_id",
        string="Acts at Chorus Pro",
        help="What was answered to the client from here, and how far it is.",
        readonly=True,
        copy=False,
    )
    chorus_user_action_ids = fields.One2many(
        comodel_name="chorus.user.action",
        inverse_name="move_id",
        string="Done by people at Chorus Pro",
        help="What Chorus Pro keeps of people: acknowledgements, refusals dealt with.",
        readonly=True,
        copy=False,
    )

    chorus_way = fields.Char(
        compute="_compute_chorus_way", export_string_translation=False
    )

    @api.depends("chorus_state", "chorus_status", "chorus_act_ids.state")
    def _compute_chorus_way(self):
        """Tell forms which button is the next step, while nothing is under way.

        The kind of an act; of a refusal ``replace``, or ``reject`` when nothing is to
        be invoiced again; where the portal cannot be told, ``credit`` or ``renew``.
        """
        for move in self:
            way = False
            if move.chorus_state == "action":
                way = not move._chorus_open_act() and move._chorus_way_back()
            elif move.chorus_state == "refused":
                way = move._chorus_refusal_way()
            move.chorus_way = way

    def _chorus_way_back(self):
        """Return the kind of act that the status of this invoice asks for, or None."""
        self.ensure_one()
        if not self.chorus_identifier:
            return None
        ways = self.env["chorus.act"]._chorus_ways()
        for kind in self._chorus_windows():
            if self.chorus_status in self.env[ways[kind]].STATUSES:
                return kind
        return None

    def _chorus_windows(self):
        """Return {kind of act: model of its window} of what may be done for this
        invoice; works have acts of their own, which their addon knows."""
        return {} if self._chorus_is_works() else WINDOWS

    def _chorus_last_event(self):
        """Return the line of the history that gave the invoice its status."""
        self.ensure_one()
        events = self._chorus_current_events()
        same = events.filtered(lambda event: event.code == self.chorus_status)
        return same.sorted(lambda event: (event.date or event.create_date, event.id))[
            -1:
        ]

    def _chorus_intend(self, kind, payload, documents, basis):
        """Record the intent of an act on this invoice, then do it at once.

        :param payload: what is to be sent, kept with the act
        :param documents: list of (name, code of its kind, bytes)
        :param basis: line of the history that was read by whoever answers, or False
        :return: the act
        :raise UserError: the status no longer allows it, the client has written again,
            or another act is under way
        """
        self.ensure_one()
        self.check_access("write")
        self._chorus_lock()
        self.invalidate_recordset()
        if self._chorus_way_back() != kind:
            raise UserError(
                self.env._(
                    "%(number)s no longer waits for this: nothing was done; read its "
                    "status on the invoice.",
                    number=self.display_name,
                )
            )
        values = self._chorus_act_values(payload)
        if values["basis"] != basis:
            raise UserError(
                self.env._(
                    "The client has written again on %(number)s since this window was "
                    "opened: nothing was done; open it again and read what is asked "
                    "now.",
                    number=self.display_name,
                )
            )
        return self.env["chorus.act"]._chorus_start_act(kind, values, documents)

    def _chorus_act_values(self, payload):
        """Return the values of an act that answers the status of this invoice."""
        return {
            "company_id": self.company_id.id,
            "move_id": self.id,
            "number": self.name,
            "identifier": self.chorus_identifier,
            "status": self.chorus_status,
            "basis": self._chorus_last_event().identifier or False,
            "reason": self.chorus_status_comment,
            "payload": payload,
        }

    def action_chorus_answer(self):
        """Button of the banner: open the window of what the status asks for."""
        self.ensure_one()
        self.check_access("write")
        self._chorus_read_question()
        kind = self._chorus_way_back()
        if not kind:
            raise UserError(
                self.env._(
                    "Chorus Pro waits for nothing from you for %(number)s.",
                    number=self.display_name,
                )
            )
        model = self._chorus_windows()[kind]
        wizard = self.env[model].create({"move_id": self.id})
        title = f"{wizard._chorus_title()} · {self.name}"
        return wizard._get_records_action(name=title, target="new")

    def _chorus_read_question(self):
        """Read the history where a search alone gave the status: an answer names the
        line that it answers. While the portal is silent the act itself looks."""
        read = self._chorus_last_event().date
        # The history may tell minutes, the search tells seconds.
        given = self.chorus_status_date and self.chorus_status_date - MINUTE
        if not self.chorus_identifier or (read and (not given or read >= given)):
            return
        with suppress(errors.PortalError), self.company_id._chorus_client() as portal:
            self.sudo()._chorus_read_history(portal)

    # === Banner === #

    def _chorus_client_alerts(self):
        # EXTENDS: the button does it here, and says how far it is.
        alerts = super()._chorus_client_alerts()
        alert = alerts["chorus_client"]
        kind = self._chorus_way_back()
        if not kind:
            return alerts
        if kind == "reject":
            self._chorus_refusal_button(alert)
        else:
            self._chorus_answer_button(alert, kind)
        if act := self._chorus_open_act():
            alerts["chorus_act"] = act._chorus_alert()
            if act.state != "failed" and kind != "reject":
                # Already answered: nothing to press but what the act offers.
                alert.pop("action_text", None)
                alert.pop("action_call", None)
        elif ended := self._chorus_ended_act():
            alerts["chorus_act"] = ended._chorus_alert()
        return alerts

    def _chorus_answer_button(self, alert, kind):
        alert.pop("action", None)
        model = self.env["chorus.act"]._chorus_ways()[kind]
        alert["action_text"] = self.env[model]._chorus_label()
        alert["action_call"] = ("account.move", "action_chorus_answer", self.ids)

    def _chorus_refusal_way(self):
        """Return what the banner offers for a refusal, as ``chorus_way``, or False."""
        alert = self._chorus_client_alerts()["chorus_client"]
        call = alert.get("action_call", ("", ""))[1]
        if call == "action_chorus_answer":
            return "reject" if self._chorus_is_nothing_more() else "replace"
        if call:
            return "renew" if self.move_type == "out_refund" else "credit"
        return False

    def _chorus_refusal_button(self, alert):
        """The way out of a refusal, as long as no credit note was made."""
        nothing_more = self._chorus_is_nothing_more()
        if "action_call" not in alert or (
            self.move_type == "out_refund" and not nothing_more
        ):
            return
        if nothing_more:
            handled = self._chorus_is_handled()
            alert["message"] = self._chorus_nothing_more_sentence(handled)
            alert["action_text"] = self.env._("Mark the refusal as dealt with")
            if handled:
                alert["level"] = "info"
                del alert["action_text"], alert["action_call"]
                return
        alert["action_call"] = ("account.move", "action_chorus_answer", self.ids)

    def _chorus_nothing_more_sentence(self, handled):
        said = shortened(self.chorus_status_comment)
        if handled:
            return self.env._(
                "Refused, and nothing is to be invoiced again: %(reason)s. Chorus Pro "
                "was told; nothing is left to do here.",
                reason=said,
            )
        return self.env._(
            "Refused, but nothing is to be invoiced again: %(reason)s. The client pays "
            "another way, or sets it off.",
            reason=said,
        )

    def _chorus_current_acts(self):
        """Return the acts on what the portal has now of this invoice, the last first:
        those on a deposit that was given up stand in no one's way."""
        now = self.chorus_identifier
        return self.sudo().chorus_act_ids.filtered(lambda act: act.identifier == now)

    def _chorus_other_recipient(self):
        # EXTENDS 'chorus_pro_connector', room clock: as we corrected it last.
        sent = self._chorus_current_acts().filtered(
            lambda act: act.kind == "recycle" and act.state == "done"
        )
        siret = (sent[:1].payload or {}).get("recipient") or ""
        client = compact(self.commercial_partner_id.company_registry)
        other = siret if siret != client else ""
        return other or super()._chorus_other_recipient()

    def _chorus_open_act(self):
        """Return the act that is under way, or waits for a person."""
        return self._chorus_current_acts().filtered(lambda act: act.state in OPEN)[:1]

    def _chorus_ended_act(self):
        """Return the last act, where it did not succeed on what is asked now."""
        last = self._chorus_current_acts()[:1]
        basis = self._chorus_last_event().identifier or False
        ended = last.state in ("refused", "lapsed") and last.basis == basis
        return last if ended else last.browse()

    def _chorus_is_nothing_more(self):
        """Tell whether the reason of a refusal says: do not invoice this again."""
        return self.env["chorus.reason"]._chorus_is_final(self.chorus_status_comment)

    def _chorus_is_handled(self):
        """Tell whether the portal was told that the refusal is dealt with."""
        told = self._chorus_current_acts().filtered(
            lambda act: act.kind == "reject" and act.state == "done"
        )
        people = self.sudo().chorus_user_action_ids._chorus_of_now()
        return bool(told) or people._chorus_has_handled()

    # === Refusal === #

    def _chorus_refusal_is_settled(self):
        # EXTENDS: nothing is invoiced again, and the portal was told so.
        settled = super()._chorus_refusal_is_settled()
        return settled or (self._chorus_is_nothing_more() and self._chorus_is_handled())

    @api.model
    def _chorus_settled_domain(self):
        # EXTENDS: what a reason means is no matter for SQL.
        settled = super()._chorus_settled_domain()
        told = Domain(
            "chorus_act_ids", "any", [("kind", "=", "reject"), ("state", "=", "done")]
        ) | Domain("chorus_user_action_ids", "any", [("code", "=", HANDLED_REJECTION)])
        refused = Domain("chorus_state", "=", "refused")
        found = self.search(refused & told & ~settled)
        over = found.filtered(
            lambda move: move._chorus_is_nothing_more() and move._chorus_is_handled()
        )
        return settled | Domain("id", "in", over.ids)

    def action_chorus_credit_and_replace(self):
        # EXTENDS: the portal is told too, by itself, whatever becomes of the call.
        action = super().action_chorus_credit_and_replace()
        self._chorus_queue_handling()
        return action

    def _chorus_queue_handling(self):
        """Have the refusal marked as dealt with, by the scheduled action."""
        if self._chorus_way_back() != "reject" or self._chorus_is_handled():
            return
        if self._chorus_open_act():
            return
        acts = self.env["chorus.act"]
        act = acts._chorus_intend("reject", self._chorus_act_values({}))
        act._chorus_trigger_follow()

    # === What people did at the portal === #

    def _chorus_take_history(self, history, row=None):
        # EXTENDS: what the portal keeps as done by people, acknowledgements above all.
        result = super()._chorus_take_history(history, row)
        self.env["chorus.user.action"].sudo()._chorus_keep(self, history.actions)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_acted(self):
        """What was done at the portal keeps its invoice, as a deposit does."""
        for move in self.sudo():
            if move.chorus_act_ids.filtered("leave_date"):
                raise UserError(
                    self.env._(
                        "Something was done at Chorus Pro for %(number)s: it is kept "
                        "and cannot be deleted.",
                        number=move.display_name,
                    )
                )


class ChorusAct(models.Model):
    _inherit = "chorus.act"

    def _chorus_alert(self):
        """Return the line of the banner: it is under way, or did not succeed."""
        self.ensure_one()
        over = self.state in ("refused", "failed")
        states = dict(self._fields["state"]._description_selection(self.env))
        message = self.error_message or states[self.state]
        alert = {
            "level": "danger" if over else "warning" if self.error_message else "info",
            "message": self.env._(
                "%(act)s: %(message)s", act=self.display_name, message=message
            ),
        }
        if self.state == "failed":
            alert["action_text"] = self.env._("Send again")
            alert["action_call"] = ("chorus.act", "action_retry", self.ids)
        elif self.state in OPEN:
            alert["action_text"] = self.env._("Update")
            alert["action_call"] = ("chorus.act", "action_update", self.ids)
        return alert
