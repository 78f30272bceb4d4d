# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""While an invoice waits to leave: say when, take it back, or let it go at once."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_time


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_waiting_flow(self):
        """Return the flow that keeps this invoice until its delay is over, if any."""
        self.ensure_one()
        flow = self._chorus_current_line().flow_id
        return flow if flow and flow._chorus_waits() else flow.browse()

    def _chorus_departure_sentence(self):
        """Return “Leaves at 14:32…”, or None when nothing waits."""
        self.ensure_one()
        flow = self.sudo()._chorus_waiting_flow()
        if not flow:
            return None
        return self.env._(
            "Leaves for Chorus Pro at %(time)s; until then, “Cancel sending” takes it "
            "back.",
            time=format_time(self.env, flow.send_date, time_format="short"),
        )

    def _chorus_departure_alert(self):
        """Return the banner of an invoice that waits, as ``_get_alerts`` reads it."""
        if sentence := self._chorus_departure_sentence():
            alert = {
                "level": "info",
                "message": sentence,
                "action_text": self.env._("Cancel sending"),
                "action_call": (
                    "account.move",
                    "action_chorus_cancel_sending",
                    self.ids,
                ),
            }
            return {"chorus_departure": alert}
        return {}

    def action_chorus_send_now(self):
        """Button *Send now*: what waits for its delay leaves at once."""
        self.check_access("write")
        lines = self.sudo().chorus_flow_line_ids.filtered(
            lambda line: not line.superseded and line.flow_id.state == "queued"
        )
        if not lines:
            raise UserError(
                self.env._("Nothing waits here to be sent: the sending has begun.")
            )
        return lines.flow_id.with_env(self.env).action_chorus_send_now()

    def action_chorus_cancel_sending(self):
        """Button *Cancel sending*, on a form or a list, until the deposit begins."""
        self.check_access("write")
        if len(self) == 1:
            self._chorus_cancel_one()
            return self._chorus_notify(
                "success",
                self.env._(
                    "%(number)s will not be sent to Chorus Pro.",
                    number=self.display_name,
                ),
            )
        late = self.browse()
        for move in self:
            try:
                move._chorus_cancel_one()
            except UserError:
                late |= move
        return self._chorus_notify(*self._chorus_cancel_result(late))

    def _chorus_cancel_one(self):
        """Take one invoice back.

        :raise UserError: it does not wait, or its deposit has begun
        """
        self.ensure_one()
        flow = self.sudo()._chorus_current_line().flow_id
        if not flow:
            raise UserError(
                self.env._(
                    "%(number)s is not waiting to be sent: there is nothing to cancel.",
                    number=self.display_name,
                )
            )
        if len(flow._chorus_live_lines()) > 1:
            flow._chorus_withdraw_one(self)
        else:
            flow.with_env(self.env).action_chorus_cancel()

    def _chorus_cancel_result(self, late):
        """Return (kind, sentence) after *Cancel sending* on a list.

        :param late: those that do not wait, or have begun to leave
        """
        count = len(self - late)
        if not late:
            return "success", self.env._(
                "Sending cancelled for %(count)s invoice(s).", count=count
            )
        numbers = ", ".join(late[:5].mapped("display_name"))
        return "warning", self.env._(
            "Sending cancelled for %(count)s invoice(s). Not for %(late)s, which do not"
            " wait or are already leaving: %(numbers)s",
            count=count,
            late=len(late),
            numbers=numbers + ("…" if len(late) > 5 else ""),
        )
