# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What somebody is asked to do for an invoice: who, and until when."""

import logging

from odoo import api, fields, models
from odoo.fields import Domain

from ..states import OPEN_STATES

_logger = logging.getLogger(__name__)

ACTIVITY = "chorus_pro_connector.mail_activity_type_chorus"
# Somebody must act, whatever came before.
ASKING = ("rejected", "action")


class AccountMove(models.Model):
    _inherit = "account.move"

    # What the client refused waits until it is settled: said once, for lists and cards.
    chorus_standing = fields.Boolean(
        compute="_compute_chorus_standing",
        search="_search_chorus_standing",
        export_string_translation=False,
    )

    def _chorus_sender(self):
        """Return who sent the invoice, if that is known; room flow knows."""
        return self.env["res.users"]

    def _chorus_in_charge(self):
        """Return the person who acts for this invoice: who sent it, if they can."""
        self.ensure_one()
        move = self.sudo()
        return move.company_id._chorus_person(
            move._chorus_sender(), move.invoice_user_id, move.create_uid
        )

    def _chorus_schedule(self, summary, note):
        """Plan one activity for the person in charge."""
        self.ensure_one()
        self._chorus_close_activities()
        person = self._chorus_in_charge()
        if not person:
            _logger.warning("Invoice %s: nobody is there to be told", self.id)
            return
        self.activity_schedule(ACTIVITY, summary=summary, note=note, user_id=person.id)
        # Read before, it would stay empty: the next status may close what this opened.
        self.invalidate_recordset(["activity_ids"])

    # === The end === #

    def _chorus_close_activities(self):
        """What was asked for has been done, or something else is asked for now."""
        self.activity_feedback([ACTIVITY])

    def _chorus_close_settled(self):
        """Close what was asked for these invoices, where its reason is gone."""
        moves = self.sudo().filtered("activity_ids")
        settled = moves.filtered(lambda move: not move._chorus_asks())
        settled._chorus_close_activities()

    def _chorus_asks(self):
        """Tell whether somebody must still act for this invoice."""
        self.ensure_one()
        state = self.chorus_state
        if state == "refused":
            return not self._chorus_refusal_is_settled()
        if state in ASKING:
            return True
        # Taken back to be corrected: until it is sent again.
        lines = self.chorus_flow_line_ids
        judged = lines.filtered(
            lambda line: line.outcome != "pending" and line.flow_id.state != "cancelled"
        )
        return state in (*OPEN_STATES, "queued", "unknown") and bool(judged)

    def _chorus_refusal_is_settled(self):
        """Tell whether a refused invoice was cancelled by a credit note."""
        return "posted" in self.sudo().reversal_move_ids.mapped("state")

    @api.model
    def _chorus_settled_domain(self):
        """Return the domain of :meth:`_chorus_refusal_is_settled`."""
        return Domain("reversal_move_ids", "any", [("state", "=", "posted")])

    def _compute_chorus_standing(self):
        for move in self:
            refused = move.chorus_state == "refused"
            move.chorus_standing = not (refused and move._chorus_refusal_is_settled())

    def _search_chorus_standing(self, operator, value):
        if operator != "in":
            return NotImplemented
        settled = Domain("chorus_state", "=", "refused") & self._chorus_settled_domain()
        return ~settled if True in value else settled

    @api.model
    def _chorus_tidy_activities(self):
        """Close what has been settled some other way: a client that left Chorus Pro, an
        invoice that was cancelled. Hand over what those have who cannot act any more.
        """
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if not kind:
            return
        activities = self.env["mail.activity"].sudo()
        found = activities.search(
            [("activity_type_id", "=", kind.id), ("res_model", "=", self._name)]
        )
        moves = self.sudo().browse(found.mapped("res_id")).exists()
        for move in moves:
            try:
                with self.env.cr.savepoint():
                    move._chorus_tidy_activity(kind)
            except Exception:
                # What somebody is asked to do stops no deposit.
                _logger.exception("Invoice %s: its activity was left", move.id)

    def _chorus_tidy_activity(self, kind):
        self._chorus_close_settled()
        for activity in self.activity_ids:
            able = self.company_id._chorus_is_person(activity.user_id)
            if activity.activity_type_id == kind and not able:
                activity.user_id = self._chorus_in_charge() or activity.user_id

    def button_cancel(self):
        # EXTENDS 'account'
        result = super().button_cancel()
        self._chorus_close_settled()
        return result

    def _post(self, soft=True):
        # EXTENDS 'account': a credit note settles the refusal of its invoice.
        posted = super()._post(soft)
        posted.reversed_entry_id._chorus_close_settled()
        return posted
