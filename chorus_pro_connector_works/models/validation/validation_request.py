# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A subcontractor's request at the portal is a request of its market, with its answer.

Whoever decides, here or on the portal's site, the request follows the status: the next
statement then deducts what was accepted.
"""

import logging

from odoo import models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.chorus_pro_connector.models.clock.account_move_clock import french_day

_logger = logging.getLogger(__name__)

# Status of the portal → what it decides of the request.
DECISIONS = {
    "VALIDEE_1": "accepted",
    "VALIDEE_2": "accepted",
    "REFUSEE_1": "refused",
    "REFUSEE_2": "refused",
    "ABSENCE_VALIDATION_1_HORS_DELAI": "tacit",
    "ABSENCE_VALIDATION_2_HORS_DELAI": "tacit",
}


class ChorusValidation(models.Model):
    _inherit = "chorus.validation"

    def _chorus_note(self, status, since, basis):
        # EXTENDS 'chorus_pro_connector': the request of the market follows.
        was_since = self.since
        result = super()._chorus_note(status, since, basis)
        own = self.sudo()
        if own.works_subcontract_id:
            own._works_keep_request(self.since or was_since)
        return result

    def _chorus_decided(self, events):
        # EXTENDS 'chorus_pro_connector': accepted, it has left the status behind.
        result = super()._chorus_decided(events)
        decided = [event for event in events if event.code in DECISIONS]
        if decided and self.works_subcontract_id:
            self.sudo()._works_follow(decided[-1])
        return result

    def _works_keep_request(self, since):
        """Make the request for payment that this is, unless it is there."""
        day = french_day(since)
        if self.works_request_id or self.works_untaxed <= 0 or not day:
            return
        requests = self.env["chorus.works.subcontract.request"]
        domain = [
            ("subcontract_id", "=", self.works_subcontract_id.id),
            ("number", "=", self.number),
            # One that was refused may come again under its number.
            ("decision", "!=", "refused"),
        ]
        # Typed by somebody when its letter came: the same request.
        self.works_request_id = requests.search(domain, limit=1) or requests.create(
            {
                "subcontract_id": self.works_subcontract_id.id,
                "number": self.number,
                "date_received": day,
                "amount": self.works_untaxed,
            }
        )

    def _works_follow(self, event):
        """Answer the request as the portal says that it was answered."""
        request = self.works_request_id
        if request.decision != "pending":
            return
        decision = DECISIONS[event.code]
        try:
            with self.env.cr.savepoint():
                request._works_answer_as_portal(
                    decision, event.comment or "", french_day(event.date)
                )
        except (UserError, ValidationError) as error:
            # The portal has decided all the same: somebody mends the market.
            _logger.info("Request %s not answered: %s", request.id, error)
            request._message_log(
                body=self.env._(
                    "Chorus Pro says “%(status)s” of this request, which cannot be "
                    "written down: %(reason)s",
                    status=self.status_label,
                    reason=error,
                )
            )


class ChorusWorksSubcontractRequest(models.Model):
    _inherit = "chorus.works.subcontract.request"

    def _works_answer_as_portal(self, decision, reason, date):
        """Write an answer down that was given at the portal.

        :param decision: ``accepted``, ``refused`` or ``tacit``
        :param reason: of a refusal, as the supplier reads it
        :param date: of the answer, not of its reading; None when nobody told it
        """
        self.ensure_one()
        if decision == "refused":
            self.reason = reason or self.env._("Refused on Chorus Pro.")
            # In time: the portal takes no refusal after the fifteen days.
            self._works_decide("refused", 0.0, date)
            return
        self._works_decide(decision, self.amount, date)
        self._works_join_statement()

    def _works_join_statement(self):
        """Let the statement that is being typed deduct it; the next one would, too."""
        statements = self.market_id.statement_ids.filtered(
            lambda row: row.state == "draft" and not row.adjusts
        )
        if len(statements) == 1 and self.subcontract_id.direct_payment:
            self.statement_id = statements
