# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Several invoices at once: what keeps each back, and queueing the others."""

from odoo import models
from odoo.exceptions import UserError

from ..connection.once import DEPOSITS, ISSUES, once, worked_out_once
from ..states import LOCKED_STATES


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_batch_reason(self):
        """Tell what a batch does with one invoice; reads what is stored, makes nothing.

        A file that was rejected goes again from the form only, where the reason stands:
        a batch would repeat the rejection.

        :return: (kind, code, sentence); kind ``ready``, ``left`` (something is
            missing here), ``asked`` (the portal or the client waits for us) or
            ``sent``; invoices with the same code are shown together
        """
        self.ensure_one()
        state = self._chorus_state_now()
        if state == "action":
            meaning = self.env["chorus.status.words"]._chorus_meaning(
                self.chorus_status
            )
            return "asked", self.chorus_status, f"{self.chorus_status_label}. {meaning}"
        if state == "queued":
            sentence = self.env._("Already waiting to leave for Chorus Pro.")
            return "sent", "queued", sentence
        if state in LOCKED_STATES:
            sentence = self.env._("Already at Chorus Pro, or on the way there.")
            return "sent", "sent", sentence
        if state == "refused" and self._chorus_refusal_is_settled():
            sentence = self.env._("Refused by the client, and cancelled since.")
            return "sent", "settled", sentence
        if obstacle := self._chorus_obstacle(live=False):
            dangers = self._chorus_stored_dangers()
            code = self.state if self.state != "posted" else state
            if self.chorus_past:
                code = "past"
            kind = "asked" if state in ("refused", "rejected") else "left"
            return kind, dangers[0]["code"] if dangers else code, obstacle[0]
        for code, sentence in self._chorus_asked():
            # A person must read it first: the form asks.
            return "left", code, sentence
        if state != "rejected":
            return "ready", "", ""
        line = self._chorus_current_line()
        sentence = self.env._(
            "The file was rejected: %(reason)s Open the invoice, correct it and send "
            "it from there.",
            reason=line.explanation or line.error,
        )
        return "asked", "rejected", sentence

    def _chorus_send_many(self):
        """Queue invoices that are ready, and show how far they are.

        Nothing is rendered and nobody called: the scheduled action does it all.

        :raise UserError: none is ready any more
        """
        with worked_out_once(self.env, ISSUES):
            ready = self.filtered(
                lambda move: move._chorus_batch_reason()[0] == "ready"
            )
        # Of two people who press the button together, one takes each invoice.
        ready = ready.try_lock_for_update()
        if not ready:
            raise UserError(
                self.env._(
                    "None of these invoices is ready any more: somebody else may have "
                    "sent them. Reload the list to see where they are."
                )
            )
        with worked_out_once(self.env, DEPOSITS):
            batches = ready._chorus_queue_batches()
        return batches.with_env(self.env)._get_records_action(
            name=self.env._("Send to Chorus Pro")
        )

    def _chorus_queue_batches(self):
        """Queue these invoices, of which all is known; return a batch a company."""
        for move in self:
            # Waiting to leave breaks no rule and mends none: what was found stands.
            once(move, DEPOSITS, "issues", lambda move=move: move.chorus_issues or [])
        batches = self.env["chorus.batch"]
        for company, moves in self.grouped("company_id").items():
            batch = batches.sudo().create(
                {
                    "company_id": company.id,
                    "user_id": self.env.user.id,
                    "total_count": len(moves),
                }
            )
            flows = self.env["chorus.flow"]._chorus_create_lots(moves)
            flows.batch_id = batch
            flows._chorus_wake_workers()
            batches |= batch
        # Works out the states while that is known.
        self.mapped("chorus_state")
        return batches
