# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The identity sheet of a market: one page that all its parties can share."""

from odoo import models
from odoo.tools import format_date, formatLang

from odoo.addons.chorus_pro_connector.chorus.french import percent

from ...decompte.money import total

# The page is French for everybody, so are its words.
ROLES = {
    "holder": "Titulaire",
    "representative": "Mandataire du groupement",
    "joint_contractor": "Cotraitant",
    "subcontractor": "Sous-traitant",
}
KINDS = {
    "lump_sum": "Prix global et forfaitaire",
    "unit_prices": "Prix unitaires",
    "mixed": "Prix forfaitaires et unitaires",
    "orders": "Accord-cadre à bons de commande",
}
RETENTIONS = {
    "held": "retenue sur chaque situation",
    "first_demand": "remplacée par une garantie à première demande",
    "surety": "remplacée par une caution",
}
GROUPS = {"none": "–", "joint": "conjoint", "solidary": "solidaire"}
PIECES = (
    ("framework_monthly", "situation mensuelle"),
    ("framework_final", "décompte final"),
    ("framework_general", "décompte général"),
    ("framework_tacit", "procédure tacite"),
)


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    def _works_sheet(self):
        """Return the texts of the sheet, ready to print."""
        self.ensure_one()
        return {
            "parties": list(self._works_sheet_parties()),
            "rows": self._works_sheet_rows(),
            "lots": self._works_sheet_lots(),
            "untaxed": self._works_money(self.amount_untaxed),
            "total": self._works_money(self.amount_total),
            "amendments": [
                f"Avenant n° {amendment.number} du {self._works_day(amendment.date)} : "
                f"{self._works_money(amendment.amount)} HT"
                + (f" – {amendment.purpose}" if amendment.purpose else "")
                for amendment in self.amendment_ids
                if amendment.state == "in_force"
            ],
            "subcontractors": [
                f"{contract.partner_id.name} : "
                f"{self._works_money(contract.declared_amount)} HT, "
                + (
                    f"accepté le {self._works_day(contract.dc4_date)}"
                    if contract.dc4_date
                    else "acceptation attendue (DC4)"
                )
                for contract in self.subcontract_ids
                if contract.direct_payment
            ],
            "members": [
                self._works_sheet_member(member)
                for member in self.member_ids
                if self.group_kind != "none"
            ],
            "pro_rata": self._works_sheet_pro_rata(),
        }

    def _works_sheet_member(self, member):
        share = f"{self._works_money(member.share)} HT"
        parts = [
            f"{member.partner_id.name} : {share} ({percent(round(member.percent, 2))})",
            ", ".join(f"lot {lot.code}" for lot in member.lot_ids),
            "mandataire" if member.is_representative else "",
        ]
        return ", ".join(filter(None, parts))

    def _works_sheet_pro_rata(self):
        """Return what the companies agreed on common expenses, empty without."""
        parts = [
            percent(self.pro_rata_rate) if self.pro_rata_rate else "",
            f"tenu par {self.pro_rata_manager_id.name}"
            if self.pro_rata_manager_id
            else "",
            self.pro_rata_note or "",
        ]
        return ", ".join(filter(None, parts))

    def _works_sheet_parties(self):
        us = (ROLES[self.role], self.company_id.partner_id, "")
        rows = [
            us,
            ("Maître d'ouvrage", self.client_id, self.client_service_id),
            ("Payeur", self.payer_id, self.payer_service_id),
            ("Maître d'œuvre", self.moe_id, self.moe_service_id),
            ("Valideur", self.holder_id, ""),
        ]
        for role, partner, service in rows:
            if partner:
                yield {
                    "role": role,
                    "name": partner.commercial_partner_id.name,
                    "city": partner.city or "",
                    "siret": partner._chorus_siret(),
                    "service": service.display_name if service else "–",
                }

    def _works_sheet_rows(self):
        """Return rows of (label, text, label, text)."""
        money, day = self._works_money, self._works_day
        pieces = ", ".join(
            f"{self[name]} ({words})" for name, words in PIECES if self[name]
        )
        facts = [
            ("N° d'engagement", self.commitment or "–"),
            ("Prix", KINDS[self.kind]),
            (
                "Montant signé HT",
                money(self.signed_amount) if self.signed_amount else "–",
            ),
            ("Groupement", GROUPS[self.group_kind]),
            ("Notifié le", day(self.date_notification)),
            ("Mois zéro", day(self.month_zero, "MM/y")),
            ("Début des travaux", day(self.date_start)),
            ("Durée", f"{self.duration_months} mois" if self.duration_months else "–"),
            ("Fin contractuelle", day(self.date_end)),
            ("Réception", day(self.date_reception_effect)),
            ("Garantie", f"{self.warranty_months} mois"),
            ("Délai de paiement", f"{self.payment_days} jours"),
            ("Retenue de garantie", self._works_sheet_retention()),
            ("Avance", self._works_sheet_advance()),
            (
                "Pénalités de retard",
                f"1/{self.penalty_divisor} par jour, "
                f"{percent(self.penalty_cap)} au plus",
            ),
            ("Documents généraux", self.regime_id.name or "–"),
            ("Cadres de facturation", pieces if not self.is_private else "–"),
            ("Compte bancaire", self.bank_id.acc_number or "–"),
        ]
        pairs = zip(facts[::2], facts[1::2], strict=True)
        return [(*first, *second) for first, second in pairs]

    def _works_sheet_retention(self):
        rate = percent(self.retention_rate)
        return f"{rate}, {RETENTIONS[self.retention_mode]}"

    def _works_sheet_advance(self):
        if not self.advance_amount:
            return "–"
        start, end = percent(self.advance_start), percent(self.advance_end)
        return (
            f"{self._works_money(self.advance_amount)}, remboursée entre "
            f"{start} et {end}"
        )

    def _works_sheet_lots(self):
        amounts = {}
        for terms in self._works_lines_on():
            amounts.setdefault(terms.line.lot_id, []).append(terms.amount)
        return [
            {
                "code": lot.code,
                "name": lot.name,
                "tax": percent(lot.tax_id.amount) if lot.tax_id else "–",
                "formula": lot.formula if lot.formula_ids else "Prix fermes",
                "amount": self._works_money(float(total(amounts.get(lot, [])))),
            }
            for lot in self.lot_ids
        ]

    def _works_money(self, amount):
        french = self.with_context(lang="fr_FR").env
        return formatLang(french, amount, currency_obj=self.currency_id)

    def _works_day(self, day, pattern="dd/MM/y"):
        if not day:
            return "–"
        return format_date(self.env, day, lang_code="fr_FR", date_format=pattern)
