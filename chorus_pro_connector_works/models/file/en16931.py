# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Terms that a statement gives its file.

The file states the month. What was executed before stands in words only: a file whose
lines are cumulative is valid, and claims too much, unless all that was stated before is
deducted again. That is the other choice for final pieces.
"""

from odoo import models

from odoo.addons.chorus_pro_connector.models.en16931.price import ZERO, to_cents
from odoo.addons.chorus_pro_connector.models.en16931.terms import shorten

from .words import euros, percent

# Content of BT-113 → what it deducts from the total of the month.
PREPAID = {
    "due_now": (
        "amount_advance",
        "amount_subcontract",
        "amount_penalty",
        "amount_retention",
    ),
    "due_ever": ("amount_advance", "amount_subcontract", "amount_penalty"),
    "advance_only": ("amount_advance",),
    "none": (),
}


class ChorusEn16931(models.AbstractModel):
    _inherit = "chorus.en16931"

    def _get_paid(self, doc):
        """BT-113: what the market says is deducted, never what Odoo has reconciled.

        The advance, direct payments and retention are entries of their own, made when
        the statement is posted or later: the file may not depend on which comes first.
        """
        statement = doc["move"]._chorus_works_statement()
        if not statement or not doc["move"]._chorus_is_works() or doc["is_refund"]:
            return super()._get_paid(doc)
        names = PREPAID[statement.market_id.prepaid_content]
        if statement.is_advance_before_vat:
            # It has left the lines already.
            names = [name for name in names if name != "amount_advance"]
        paid = sum((to_cents(statement[name]) for name in names), ZERO)
        if doc["move"]._chorus_states_whole():
            # All that earlier pieces stated: what is due is the month's either way.
            paid += to_cents(statement.amount_total_previous)
        return paid

    def _get_period(self, move):
        """BG-14: the months of the statement, all of them when it states the whole."""
        if statement := move._chorus_works_statement():
            start = statement.period_start
            if move._chorus_states_whole():
                start = statement._works_total_start()
            return start, statement.period_end
        return super()._get_period(move)

    def _get_payment_terms(self, move):
        """BT-20: the delay of the contract and what is held back."""
        statement = move._chorus_works_statement()
        if not statement or not move._chorus_is_works():
            return super()._get_payment_terms(move)
        market = statement.market_id
        receiver = "le maître d'œuvre" if market.moe_id else "le maître d'ouvrage"
        parts = [
            f"{market.payment_days} jours à compter de la réception par {receiver}"
        ]
        if statement.amount_retention:
            parts.append(
                f"retenue de garantie {percent(market.retention_rate)} : "
                f"{euros(statement.amount_retention)}"
            )
        return shorten(" ; ".join(parts))

    def _get_references(self, doc):
        """BT-10 of the recipient that the mapping names; BT-25 the piece followed."""
        terms = super()._get_references(doc)
        move = doc["move"]
        if not move._chorus_is_works():
            return terms
        if service := self._get_works_service(move):
            terms["BT-10"] = service.code
        if previous := move._chorus_works_previous():
            terms["BG-3"] = [{"BT-25": previous[0], "BT-26": previous[1]}]
        return terms

    def _get_parties(self, doc):
        """BG-7 is whom the mapping addresses the piece to."""
        agents = self._get_works_agents(doc["move"])
        recipient = self._get_works_recipient(doc["move"])
        if not recipient or recipient == doc["customer"]:
            return {**super()._get_parties(doc), **agents}
        parties = super()._get_parties({**doc, "customer": recipient})
        buyer = self._get_party(doc, recipient, recipient)
        parties["BG-7"] = {**buyer, **self._get_buyer_vat({"customer": recipient})}
        return {**parties, **agents}

    def _get_works_recipient(self, move):
        """Return the structure that the mapping addresses a works piece to, or none."""
        market = move._chorus_works_statement().market_id
        if not move._chorus_is_works() or not market:
            return move.env["res.partner"]
        if self._is_for_payer(move, market):
            return market.payer_id.commercial_partner_id
        return market.client_id.commercial_partner_id

    def _get_works_service(self, move):
        """Return the service of that structure, when the market names one."""
        market = move._chorus_works_statement().market_id
        if not market or self._get_works_recipient(move) == move.commercial_partner_id:
            # The invoice has its own client's.
            return move.env["chorus.service"]
        if self._is_for_payer(move, market):
            return market.payer_service_id
        return market.client_service_id

    def _is_for_payer(self, move, market):
        key = f"recipient.{move.chorus_framework}"
        value = self.env["chorus.works.mapping"]._get_value(key, move.company_id)
        return value == "payer" and bool(market.payer_id)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_works_previous(self):
        """Return (number, date) of the piece that this one follows, None without.

        The room of the pieces knows.
        """
        self.ensure_one()
        return None
