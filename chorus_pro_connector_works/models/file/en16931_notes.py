# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Notes (BG-1) of a works piece: progress, deductions, retention, parties."""

from odoo import models

from odoo.addons.chorus_pro_connector.models.en16931.terms import split_text

from .en16931_agents import AS_NOTE
from .words import amount, day, euros, percent, period

# Subject codes (UNTDID 4451): general information, and the retention as XP Z12-014 has
# it in its use case 26 ("a payment timing arrangement, not a deduction").
GENERAL, RETENTION = "AAI", "ABU"
GUARANTEES = {
    "first_demand": "une garantie à première demande",
    "surety": "une caution personnelle et solidaire",
}


class ChorusEn16931(models.AbstractModel):
    _inherit = "chorus.en16931"

    def _get_notes(self, doc):
        notes = super()._get_notes(doc)
        statement = doc["move"]._chorus_works_statement()
        if not statement or not doc["move"]._chorus_is_works():
            return notes
        found = [{"BT-22": text} for text in self._get_party_notes(doc, statement)]
        progress = self._get_progress_lines(statement)
        if doc["move"]._chorus_states_whole():
            before = euros(statement.amount_total_previous)
            progress.append(
                "Montants de cette pièce : total depuis le début du marché ; les "
                f"{before} TTC des pièces précédentes y sont déduits comme déjà payés"
            )
        found += [
            {"BT-21": GENERAL, "BT-22": part}
            for part in split_text("\n".join(progress))
        ]
        if retention := self._get_retention_note(statement):
            found.append({"BT-21": RETENTION, "BT-22": retention})
        return found + notes

    def _get_progress_lines(self, statement):
        """Say what the statement adds up and deducts, a line each."""
        kind = "Décompte final" if statement.kind == "final" else "Situation"
        months = period(statement.period_start, statement.period_end)
        total = amount(statement.amount_works_cumulative)
        before = amount(statement.amount_works_previous)
        lines = [
            f"{kind} n° {statement.number} – {months} – travaux HT cumul {total} – "
            f"précédent {before} – mois {amount(statement.amount_works)}"
        ]
        if statement.amount_advance:
            lines.append(
                f"Remboursement de l'avance : {euros(statement.amount_advance)} (cumul "
                f"{euros(statement.amount_advance_cumulative)})"
            )
        for request in statement.request_ids:
            lines.append(
                f"Sous-traitant en paiement direct : {request.partner_id.name}, "
                f"{euros(request.accepted_amount)} HT, autoliquidation"
            )
        if statement.amount_penalty:
            lines.append(f"Pénalités : {euros(statement.amount_penalty)}")
        if statement.is_provisional:
            lines.append("Révision provisoire")
        lines.append(f"Net à payer au titulaire : {euros(statement.amount_net)}")
        return lines

    def _get_retention_note(self, statement):
        market = statement.market_id
        month, held = statement.amount_retention, statement.amount_retention_cumulative
        if month or held:
            rate = percent(market.retention_rate)
            return (
                f"Retenue de garantie {rate} : {euros(month)} sur la présente "
                f"situation (cumul {euros(held)}), restituable 30 jours après la fin "
                "du délai de garantie"
            )
        if kind := GUARANTEES.get(market.retention_mode):
            given = day(market.guarantee_date)
            return (
                "Retenue de garantie remplacée par "
                + kind
                + (f" du {given}" if given else "")
            )
        return None

    def _get_party_notes(self, doc, statement):
        """Name MOE and MOA where the mapping puts them: one line each, one note."""
        mapping, move = self.env["chorus.works.mapping"], doc["move"]
        if mapping._get_value("parties", move.company_id) not in AS_NOTE:
            return []
        market, lines = statement.market_id, []
        for key, party, service in (
            ("pattern.moe", market.moe_id, market.moe_service_id),
            ("pattern.moa", market.client_id, market.client_service_id),
        ):
            siret = party.commercial_partner_id._chorus_siret()
            pattern = mapping._get_value(key, move.company_id)
            if siret and pattern:
                lines.append(_fill(pattern, siret, service.code or ""))
        return ["\n".join(lines)] if lines else []

    def _get_validator_note(self, move):
        """Where the mapping puts the validator of a works piece."""
        if move._chorus_is_works():
            place = self.env["chorus.works.mapping"]._get_value(
                "validator", move.company_id
            )
            if place not in AS_NOTE:
                return None
        return super()._get_validator_note(move)


def _fill(pattern, siret, service):
    """Fill a pattern in; without a service, the slash before it goes too."""
    if not service:
        pattern = pattern.replace("/{service}", "")
    return pattern.format(siret=siret, service=service)
