# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What pieces of the invoicing files say of the delays, those of others above all."""

from odoo import models

from odoo.addons.chorus_pro_connector.models.clock.account_move_clock import french_day

from ...decompte import receipts as r
from ...decompte.receipts import Fact

# Framework of a piece → what its deposit says.
DEPOSITED = {
    "A15": r.INSTALMENT,
    "A16": r.INSTALMENT,
    "A19": r.INSTALMENT,
    "A18": r.GENERAL_MOE,
    "A20": r.GENERAL_MOA,
    "A25": r.GENERAL_MOA,
    "A22": r.TACIT_SENT,
    "A8": r.ANSWERED,
}
# Framework → what the day of its receipt says.
REACHED = {"A22": r.TACIT_MOA, "A8": r.SIGNED_MOA}
OF_STATEMENT = (r.INSTALMENT, r.PAID, r.TO_COMPLETE)
PAID = "MISE_EN_PAIEMENT"


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    def _works_facts(self):
        # EXTENDS
        facts = super()._works_facts()
        for piece in self.piece_ids:
            if not piece.move_id:
                facts += piece._works_facts()
        return facts

    def _works_pieces_changed(self):
        # EXTENDS: the room of the pieces.
        result = super()._works_pieces_changed()
        self._works_refresh_deadlines()
        return result


class ChorusWorksPiece(models.Model):
    _inherit = "chorus.works.piece"

    def _works_facts(self):
        """Return what a piece that is no invoice says; the portal dated all of it."""
        self.ensure_one()
        found = []
        kind = DEPOSITED.get(self.framework)
        if kind and self.date:
            found.append((kind, self.date))
        reached = REACHED.get(self.framework)
        if reached and self.date_received:
            found.append((reached, self.date_received))
        day = french_day(self.portal_status_date)
        monthly = DEPOSITED.get(self.framework) == r.INSTALMENT
        if monthly and self.date_asked:
            # Whoever is asked, the delay of the payment is interrupted.
            found.append((r.TO_COMPLETE, self.date_asked))
        if self.portal_status == PAID and day:
            found.append((r.PAID if monthly else r.BALANCE_PAID, day))
        subject = self._works_statement_subject()
        return [
            Fact(kind, day, subject if kind in OF_STATEMENT else "", True)
            for kind, day in found
            if subject or kind not in OF_STATEMENT
        ]

    def _works_statement_subject(self):
        """Return the name of the statement that this invoicing file is about, or ""."""
        statement = self.dossier_id.piece_ids.statement_id.filtered(
            lambda row: row.state == "posted"
        )[:1]
        return statement._works_subject() if statement else ""
