# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where an invoice stands: its state, from its deposit, its status and its issues."""

from odoo import api, models

from ...chorus.codes import invoice_status
from ..connection.once import DEPOSITS, ISSUES, once, worked_out_once
from ..states import SENT_STATES


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.depends(lambda self: self._chorus_state_dependencies())
    def _compute_chorus_state(self):
        with worked_out_once(self.env, ISSUES):
            for move in self:
                issues = once(move, DEPOSITS, "issues", move._chorus_stored_issues)
                move.chorus_issues = issues
                state = move._chorus_find_state(issues)
                move.chorus_state = state
                move.chorus_past = (
                    state == "no"
                    and move.state != "cancel"
                    and move._chorus_goes_to_portal()
                    and move._chorus_is_past()
                )

    def _chorus_state_dependencies(self):
        """Return all that ``chorus_state`` and ``chorus_issues`` depend on."""
        return [
            "state",
            "move_type",
            "commercial_partner_id.invoice_sending_method",
            "chorus_send_anyway",
            "invoice_date",
            "payment_state",
            "chorus_status",
            "chorus_flow_line_ids.outcome",
            "chorus_flow_line_ids.superseded",
            "chorus_flow_line_ids.flow_id.state",
            "reversed_entry_id.chorus_status",
            "reversed_entry_id.chorus_flow_line_ids.outcome",
            "reversed_entry_id.chorus_flow_line_ids.superseded",
            "reversed_entry_id.chorus_flow_line_ids.flow_id.state",
            "reversed_entry_id.is_move_sent",
            "reversed_entry_id.invoice_date",
            "amount_total",
        ]

    def _chorus_stored_issues(self):
        """Return what ``chorus_issues`` holds: all that can be told without a file.

        Other rooms extend this.
        """
        self.ensure_one()
        return []

    def _chorus_find_state(self, issues):
        """Return the value of ``chorus_state`` (design: one place decides)."""
        self.ensure_one()
        if state := self._chorus_deposit_state():
            return state
        if not self._chorus_is_concerned() or self.state == "cancel":
            return "no"
        if any(issue["level"] == "danger" for issue in issues):
            return "incomplete"
        return "ready" if self.state == "posted" else "waiting"

    def _chorus_deposit_state(self):
        """Return the state that the live deposit gives, None when there is none."""
        self.ensure_one()
        line = self._chorus_current_line()
        if line and line.outcome == "rejected":
            return "rejected"
        if line and line.outcome == "accepted":
            return invoice_status(self.chorus_status).state
        if line and line.flow_id.state != "failed":
            return {"queued": "queued", "sending": "unknown", "unknown": "unknown"}.get(
                line.flow_id.state, "deposited"
            )
        return None

    def _chorus_current_line(self):
        """Return the live deposit: the one not superseded, if there is one."""
        self.ensure_one()
        lines = self.chorus_flow_line_ids
        # Filtered records forget the other invoices, whose lines are read with them.
        return lines.filtered(lambda line: not line.superseded).with_prefetch(
            lines._prefetch_ids
        )

    def _chorus_has_left(self):
        """Tell whether the portal has this invoice, or may have it."""
        self.ensure_one()
        line = self._chorus_current_line()
        return line.outcome != "rejected" and line.flow_id.state in SENT_STATES

    def _chorus_is_concerned(self):
        """Tell whether this invoice goes, or went, by Chorus Pro."""
        return once(self, ISSUES, "concerned", self._chorus_find_concerned)

    def _chorus_find_concerned(self):
        return self._chorus_goes_to_portal() and not self._chorus_is_past()

    def _chorus_goes_to_portal(self):
        """Tell whether this is a customer document whose client is on Chorus Pro."""
        self.ensure_one()
        if not self.is_sale_document():
            return False
        if self._chorus_other_road() or self._chorus_balances_refusal():
            return False
        client, company = self.commercial_partner_id, self.company_id
        method = once(
            client,
            ISSUES,
            ("method", company.id),
            lambda: client.with_company(company).invoice_sending_method,
        )
        return method == "chorus_pro"

    def _chorus_balances_refusal(self):
        """Tell whether this document cancels one that the client has not.

        The client refused that invoice (or credit note), or never saw it: what cancels
        it only balances our books, and Chorus Pro would not know what to do with it.
        """
        if not self.is_sale_document() or not self.reversed_entry_id:
            return False
        # Not its ``chorus_state``: a field that depends on itself is computed one
        # record at a time.
        original = self.reversed_entry_id
        if original._chorus_current_line().outcome == "accepted":
            return invoice_status(original.chorus_status).state == "refused"
        cancelled = self.amount_total == original.amount_total
        return cancelled and self._chorus_original_is_missing()

    def _chorus_waits_for_original(self):
        """Tell whether this credit note may be sent once its invoice was.

        It cancels that invoice, which the client does not have yet; of what the client
        refused nothing will ever be sent.
        """
        self.ensure_one()
        return (
            self._chorus_original_is_missing()
            and self._chorus_balances_refusal()
            and self.state != "cancel"
            and not self._chorus_current_line()
        )

    def _chorus_original_is_missing(self):
        """Tell whether this credit note corrects an invoice that did not arrive.

        Of one that is for Chorus Pro; those of before, or that went another way, the
        client has.
        """
        original = self.reversed_entry_id
        if self.move_type != "out_refund" or original.move_type != "out_invoice":
            return False
        line = original._chorus_current_line()
        if line.outcome == "rejected":
            return True
        if line and line.flow_id.state != "failed":
            # There, or on its way.
            return False
        return not original.is_move_sent and original._chorus_is_concerned()
