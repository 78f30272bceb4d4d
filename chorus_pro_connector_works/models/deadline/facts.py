# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is known to have happened in a market, wherever it is written down."""

import re

from odoo import fields, models

from odoo.addons.chorus_pro_connector.models.clock.account_move_clock import french_day

from ...decompte import deadlines
from ...decompte import receipts as r
from ...decompte.receipts import Fact
from ...decompte.rows import Terms

# Status of the portal → what it says of a statement; the first to say so counts.
STATUSES = {
    "DEPOSEE": r.STATEMENT_SENT,
    "MISE_A_DISPOSITION_MOE": r.STATEMENT_MOE,
    "PRISE_EN_COMPTE_MOE": r.STATEMENT_MOE,
    "ASSOCIEE": r.INSTALMENT,
    "A_COMPLETER": r.TO_COMPLETE,
    "SUSPENDUE": r.TO_COMPLETE,
    "REFUSEE_MOE": r.REFUSED,
    "REFUSEE_MOA": r.REFUSED,
    "MISE_EN_PAIEMENT": r.PAID,
    "A_VALIDER_1": r.AT_HOLDER,
    "VALIDEE_1": r.VALIDATED,
    "REFUSEE_1": r.REFUSED,
}
# What the same says of a final statement.
OF_FINAL = {r.STATEMENT_MOE: r.FINAL_MOE, r.PAID: r.BALANCE_PAID}
AMOUNT = re.compile(r"montant", re.IGNORECASE)
# Validated by the holder or the representative before anybody else has it.
VALIDATED_FIRST = ("joint_contractor", "subcontractor")


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    is_reserves_first = fields.Boolean(
        string="Reserves lifted before the final statement",
        tracking=True,
        help="When the contract itself wants it so: a final statement that is sent "
        "before starts no delay.",
    )

    def _works_terms(self):
        """Return the delays of the contract; 0 days: it knows no such delay."""
        self.ensure_one()
        regime = deadlines.Regime(
            self.days_moe or None,
            self.days_final_draft or None,
            self.days_general or None,
            self.days_general_index or None,
            self.days_signature or None,
            self.days_tacit or None,
        )
        return Terms(
            regime=regime,
            payment=self.payment_days,
            warranty=self.warranty_months,
            reserves_first=self.is_reserves_first,
            outside=self._works_final_outside(),
        )

    def _works_final_outside(self):
        """Tell whether the final statement is known by other roads than Chorus Pro."""
        typed = self.event_ids.filtered(
            lambda event: event.kind in (r.FINAL_MOE, r.FINAL_MOA)
        )
        sent = self._works_statements_sent().filtered(
            lambda statement: statement.kind == "final"
        )
        return bool(typed) and not sent and "chorus" not in typed.mapped("proof")

    def _works_statements_sent(self):
        """Return the posted statements that left for Chorus Pro."""
        return self.statement_ids.filtered(
            lambda statement: statement.state == "posted"
            and statement.move_id.chorus_identifier
        )

    def _works_facts(self):
        """Return the :class:`~..decompte.receipts.Fact` of this market."""
        self.ensure_one()
        facts = [*self._works_market_facts(), *self._works_typed_facts()]
        for statement in self.statement_ids:
            if statement.state == "posted" and not statement.adjusts:
                facts += statement._works_facts()
        for request in self.request_ids:
            facts += request._works_facts()
        return facts

    def _works_reserves_open(self):
        # EXTENDS: both are typed among the receipts; lifting, on the market too.
        kinds = set(self.sudo().event_ids.mapped("kind"))
        lifted = r.RESERVES_LIFTED in kinds or self.date_reserves_lifted
        known = r.RESERVES in kinds and not lifted
        return super()._works_reserves_open() or known

    def _works_final_received(self):
        # EXTENDS: the portal or a typed receipt says so before the market's state does.
        received = {r.FINAL_MOE, r.FINAL_MOA}
        facts = self.sudo()._works_facts()
        return super()._works_final_received() or any(
            fact.kind in received for fact in facts
        )

    def _works_market_facts(self):
        # Typed on the market itself, so without a proof.
        for kind, day in (
            (r.RECEPTION, self.date_reception_notified),
            (r.EFFECT, self.date_reception_effect),
            (r.RESERVES_LIFTED, self.date_reserves_lifted),
        ):
            if day:
                yield Fact(kind, day)
        retained = self.statement_ids.move_id.line_ids.filtered(
            lambda line: line.chorus_is_retention and line.parent_state == "posted"
        )
        if day := settled_on(retained):
            yield Fact(r.RETENTION_BACK, day, proved=True)

    def _works_typed_facts(self):
        for event in self.event_ids:
            subject = event.statement_id and event.statement_id._works_subject()
            kind = event.kind
            yield Fact(kind, event.date, subject or "", event.proof != "none")


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def _works_subject(self):
        """Return the name that the engine of the delays has for it."""
        return f"statement,{self.id}"

    def _works_facts(self):
        self.ensure_one()
        final = self.kind == "final"
        facts = [*self._works_portal_facts()]
        lines = self.move_id._chorus_works_term_lines()
        if day := settled_on(lines):
            facts.append(Fact(r.PAID, day, self._works_subject(), True))
        if self.market_id.role == "subcontractor":
            own = (r.STATEMENT_SENT, r.STATEMENT_MOE)
            facts = [fact for fact in facts if fact.kind not in own]
        return self._works_final_facts(facts) if final else facts

    def _works_portal_facts(self):
        for event in self.move_id._chorus_current_events():
            kind, day = STATUSES.get(event.code), french_day(event.date)
            if not kind or not day:
                continue
            if kind == r.REFUSED and AMOUNT.search(event.comment or ""):
                kind = r.REFUSED_AMOUNT
            yield Fact(kind, day, self._works_subject(), True)

    def _works_final_facts(self, facts):
        """Return what the same facts say of a final statement.

        The client sees the invoicing file from the deposit on; nobody published whether
        the portal dates that receipt, so it is supposed.
        """
        if any(fact.kind in (r.REFUSED, r.REFUSED_AMOUNT) for fact in facts):
            return []
        found = [
            Fact(OF_FINAL[fact.kind], fact.date, "", fact.proved)
            for fact in facts
            if fact.kind in OF_FINAL
        ]
        for fact in facts:
            if fact.kind == r.STATEMENT_SENT:
                found.append(Fact(r.FINAL_SENT, fact.date))
                found.append(Fact(r.FINAL_MOA, fact.date))
        return found


class ChorusWorksSubcontractRequest(models.Model):
    _inherit = "chorus.works.subcontract.request"

    def _works_subject(self):
        return f"request,{self.id}"

    def _works_facts(self):
        self.ensure_one()
        subject = self._works_subject()
        # Its own row says when it came; what proves it is the letter or the portal.
        facts = [Fact(r.REQUEST, self.date_received, subject, True)]
        if self.decision != "pending":
            day = self.date_decision or self.date_received
            facts.append(Fact(r.DECIDED, day, subject, True))
        return facts


def settled_on(lines):
    """Return the day on which all these lines were paid, None while one is open."""
    if not lines or not all(line.reconciled for line in lines):
        return None
    dates = (lines.matched_credit_ids | lines.matched_debit_ids).mapped("max_date")
    return max(filter(None, dates), default=None)
