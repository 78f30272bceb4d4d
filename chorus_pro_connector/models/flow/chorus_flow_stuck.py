# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

_logger = logging.getLogger(__name__)

STUCK = "chorus_pro_connector.mail_activity_type_chorus_stuck"
STUCK_AFTER = timedelta(hours=24)


class ChorusFlow(models.Model):
    """Tell a person when a deposit does not move, until it does."""

    _name = "chorus.flow"
    _inherit = ["chorus.flow", "mail.activity.mixin"]
    # Users only read flows, yet they tick off what they were asked to do.
    _mail_post_access = "read"

    # Attempts that fail do not renew it; a person who presses *Send again* does.
    waiting_since = fields.Datetime(
        default=fields.Datetime.now, readonly=True, copy=False
    )

    chorus_pause = fields.Char(
        compute="_compute_chorus_pause", export_string_translation=False
    )

    @api.depends("company_id", "state")
    def _compute_chorus_pause(self):
        """Tell why nothing moves, on the flows that should."""
        for flow in self:
            flow.chorus_pause = (
                flow.state in ("queued", "sending", "unknown", "deposited")
                and flow.company_id._chorus_own_pause()
            )

    def _chorus_set_state(self, state, **values):
        # EXTENDS 'chorus.flow'
        told = self._chorus_may_be_told()
        if self.state == "failed" and state == "queued":
            values["waiting_since"] = fields.Datetime.now()
        result = super()._chorus_set_state(state, **values)
        if told:
            self._chorus_close_if_moving()
        return result

    def _chorus_fetch_identifiers(self):
        # EXTENDS 'chorus.flow': the last step of a deposit changes no state.
        result = super()._chorus_fetch_identifiers()
        if self._chorus_may_be_told():
            self._chorus_close_if_moving()
        return result

    def _chorus_may_be_told(self):
        """Tell whether an alert may be open: young flows are not even looked up."""
        flow = self.sudo()
        oldest = min(filter(None, (flow.waiting_since, flow.attempt_date)))
        young = oldest > fields.Datetime.now() - STUCK_AFTER
        return not young and bool(flow.activity_ids)

    @api.model
    def _chorus_stuck_domain(self):
        """Select the deposits that have not moved for a day."""
        limit = fields.Datetime.now() - STUCK_AFTER
        before = Domain("state", "in", ("queued", "sending", "unknown"))
        after = Domain("state", "in", ("deposited", "integrated", "partial"))
        # What neither waits for its next check nor failed is over.
        waits = Domain("next_check", "!=", False) & (
            before & Domain("waiting_since", "<", limit)
            | after & Domain("attempt_date", "<", limit)
        )
        failed = Domain("state", "=", "failed") & Domain("waiting_since", "<", limit)
        return (waits | failed) & Domain("line_ids.superseded", "=", False)

    @api.model
    def _chorus_alert_stuck(self):
        """Tell the person in charge once, and take it back when the flow moves on."""
        kind = self.env.ref(STUCK, raise_if_not_found=False)
        if not kind:
            return
        told = Domain("activity_ids.activity_type_id", "=", kind.id)
        open_ = self.search(told)
        open_._chorus_close_if_moving()
        open_._chorus_pass_on_alert(kind)
        for flow in self.search(self._chorus_stuck_domain() & ~told):
            try:
                with self.env.cr.savepoint():
                    flow._chorus_tell_stuck()
            except Exception:
                # Somebody who may not read it, say: the others are told all the same.
                _logger.exception("Flow %s: nobody was told that it is stuck", flow.id)

    def _chorus_tell_stuck(self):
        user = self._chorus_person_in_charge()
        if not user:
            _logger.warning("Flow %s is stuck: nobody is there to be told", self.id)
            return
        self.activity_schedule(
            STUCK,
            summary=self.env._("Chorus Pro: nothing has moved for 24 hours"),
            note=Markup("<p>%s</p>") % self._chorus_stuck_sentence(),
            user_id=user.id,
        )
        self.invalidate_recordset(["activity_ids"])

    def _chorus_person_in_charge(self):
        """Return who sent these invoices, or else who acts for their company."""
        salespeople = self._chorus_live_lines().move_id.invoice_user_id
        return self.company_id._chorus_person(self._chorus_sender(), salespeople)

    def _chorus_pass_on_alert(self, kind):
        """Give to others what those have who cannot act any more."""
        for activity in self.sudo().activity_ids:
            flow = self.browse(activity.res_id)
            if activity.activity_type_id == kind and not (
                flow.company_id._chorus_is_person(activity.user_id)
            ):
                person = flow._chorus_person_in_charge()
                activity.user_id = person or activity.user_id

    def _chorus_close_if_moving(self):
        """Close the alert of the flows that are not stuck, or not any more."""
        stuck = self.filtered_domain(self._chorus_stuck_domain())
        (self - stuck).sudo().activity_feedback([STUCK])

    def _chorus_stuck_sentence(self):
        """Return what has not moved, since when, and what to do."""
        self.ensure_one()
        if self.state in ("deposited", "integrated", "partial"):
            return self.env._(
                "Chorus Pro received the file %(flow)s on %(date)s and has not said "
                "yet what became of it. The connector keeps asking; if nothing comes, "
                "ask the support of Chorus Pro, quoting this number.",
                flow=self.display_name,
                date=format_datetime(self.env, self.attempt_date),
            )
        facts = {
            "flow": self.display_name,
            "date": format_datetime(self.env, self.waiting_since),
            "reason": self.error_message or "",
        }
        if self.state == "failed":
            return self.env._(
                "%(flow)s, to be sent since %(date)s, was not sent. %(reason)s Remove "
                "the cause, then press “Send again”.",
                **facts,
            )
        return self.env._(
            "%(flow)s has not reached Chorus Pro since %(date)s; the connector keeps "
            "trying. %(reason)s",
            **facts,
        )
