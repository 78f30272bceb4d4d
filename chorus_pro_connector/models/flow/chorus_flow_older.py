# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices from before the first day with Chorus Pro leave after a question only.

Another software, or Odoo before it was installed again, may have deposited them: the
portal is asked for each number, and what it has is adopted instead of sent.
"""

from odoo import models

from ...chorus import errors
from ...chorus.portal import retry


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    def _chorus_deposit(self, confirmed=False):
        # EXTENDS chorus.flow
        if not self._chorus_settle_older():
            return None
        return super()._chorus_deposit(confirmed)

    def _chorus_settle_older(self):
        """Ask the portal for the older invoices of a flow that is about to leave.

        :return: whether this flow still has something to send now
        """
        asked = self._chorus_live_lines().filtered(
            lambda line: line.move_id and line.move_id._chorus_older()
        )
        # After a doubt the portal has been asked already, and the bytes are fixed.
        if self.doubtful or not asked:
            return True
        try:
            with self.company_id._chorus_client() as portal:
                for line in asked:
                    self._chorus_settle_one(portal, line)
                    asked -= line
        except errors.PortalError as error:
            self._chorus_keep_older(asked, error)
        return self.state == "queued" and bool(self._chorus_live_lines() - asked)

    def _chorus_settle_one(self, portal, line):
        """Adopt what is this invoice, keep back what has the number of another."""
        same, other = self._chorus_look_up(portal, line)
        line._chorus_note_taken(None if same else other)
        if same:
            with self.env.cr.savepoint():
                self._chorus_on_its_own(line)._chorus_adopt_unsent(portal, line, same)
        elif other:
            self._chorus_on_its_own(line)._chorus_set_state(
                "failed", error_message=line._chorus_taken_sentence(), next_check=False
            )

    def _chorus_on_its_own(self, lines):
        """Return the flow of ``lines`` alone: this one, or another that is made."""
        if lines == self._chorus_live_lines():
            return self
        return self._chorus_split(lines, "queued")

    def _chorus_adopt_unsent(self, portal, line, found):
        """The portal has the only invoice of this flow, which was never sent."""
        unsent = self.attachment_id | self.document_ids.attachment_id
        self.document_ids.unlink()
        self.write({"attachment_id": False, "sha256": False, "deposit_announced": True})
        unsent.unlink()
        self._chorus_set_state(
            "deposited",
            name=found.flow_number or False,
            date=found.deposit_date,
            error_message=False,
        )
        self._chorus_adopt_line(portal, line, found)
        self._chorus_set_state("integrated", next_check=False)

    def _chorus_keep_older(self, lines, error):
        """Nobody knows whether the portal has ``lines``: they do not leave."""
        flow = self._chorus_on_its_own(lines)
        values = {
            "error_message": self.env._(
                "An invoice from before the start of Chorus Pro leaves once the portal "
                "has said that it does not have it. %(reason)s",
                reason=self._chorus_error_sentence(error),
            )
        }
        decision = retry.decide(retry.WRITE, error, flow.check_count + 1)
        if decision.action == retry.STOP:
            flow._chorus_set_state("failed", next_check=False, **values)
        else:
            values.update(flow._chorus_next_check(error))
            flow._chorus_set_state("queued", **values)
            flow._chorus_trigger_follow()

    def _chorus_result(self):
        # EXTENDS chorus.flow: of a deposit that was never made.
        if self.state != "integrated" or self.attempts or self.error_message:
            return super()._chorus_result()
        return "success", self.env._(
            "Chorus Pro already had %(number)s: nothing was sent, and the invoice that "
            "is there is followed from now on.",
            number=", ".join(self.line_ids.mapped("number")),
        )
