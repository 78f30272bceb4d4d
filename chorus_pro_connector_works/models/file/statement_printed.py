# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the printed statement (*décompte*) shows, in the official order.

Order and words are those of CCAG 12.2.1 and of CGCT, annexe I, annexe D; each amount in
three columns: cumulative, previous, of this statement. Plain texts, in French.
"""

from odoo import models

from ..market.access import check_prices
from .words import amount, day, euros, in_words, number, percent, period, price

STRONG = "strong"
TITLES = {
    ("monthly", False): "Projet de décompte mensuel",
    ("final", False): "Projet de décompte final",
    ("monthly", True): "Situation de travaux",
    ("final", True): "Décompte final",
}
ADJUSTED = {
    "admitted": "Situation n° {} : sommes admises",
    "definitive": "Révision définitive des prix et solde",
}
COLUMNS = ("Cumul", "Précédent", "Présent décompte")
# Titles and columns below the statement itself.
WORDS = {
    "recap": "Récapitulation",
    "lines": "Annexe : détail des lignes",
    "line_columns": (
        "N°",
        "Désignation",
        "Unité",
        "Quantité",
        "Prix HT",
        "Marché HT",
        "Exécuté",
        "Cumul HT",
        "Précédent HT",
        "Présent HT",
    ),
    "lot_total": "Total du lot",
    "lines_total": "Total des lots",
    "revision": "Annexe : état liquidatif de la révision",
    "revision_columns": (
        "Lot et formule",
        "Base HT",
        "Index (mois / mois zéro)",
        "Coefficient",
        "Révision du mois",
        "Régularisation",
        "Cumul HT",
        "Précédent HT",
        "Présent HT",
    ),
    "subcontracts": "Annexe : sous-traitants en paiement direct",
    "attestation": (
        "Le titulaire accepte le paiement direct des sommes ci-dessous, hors taxe, la "
        "TVA étant autoliquidée par le titulaire."
    ),
    "subcontract_columns": (
        "Sous-traitant",
        "Accepté le (DC4)",
        "Demande",
        "Déclaré HT",
        "Cumul HT",
        "Présent HT",
    ),
}


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def _works_printed(self):
        """Return what the printed statement shows.

        :return: dict ``title``, ``subtitle``, ``note``, ``in_words``, ``columns``;
            ``header`` and ``recap``: [(label, text)]; ``rows``: [(label, cumulative,
            previous, month, style)]; the annexes ``lines``, ``revision``,
            ``subcontracts``, maybe empty
        """
        check_prices(self)
        self.check_access("read")
        statement = self.sudo()
        statement.ensure_one()
        return {
            "title": statement._printed_title(),
            "subtitle": statement._printed_subtitle(),
            "header": statement._printed_header(),
            "columns": (f"Montants en {statement.currency_id.symbol}", *COLUMNS),
            "rows": statement._printed_rows(),
            "recap": statement._printed_recap(),
            "lines": statement._printed_lines(),
            "revision": statement._printed_revision(),
            "subcontracts": statement._printed_subcontracts(),
            "in_words": statement._printed_in_words(),
            "note": statement.reason or "",
        }

    def _printed_title(self):
        if self.adjusts:
            return ADJUSTED[self.adjusts].format(self.number)
        title = TITLES[self.kind, self.market_id.is_private]
        return f"{title} n° {self.number}"

    def _works_printed_words(self):
        """Return the fixed words of the annexes."""
        return WORDS

    def _printed_subtitle(self):
        months = period(self.period_start, self.period_end)
        parts = [f"Travaux exécutés : {months}", f"établi le {day(self.date)}"]
        if self.state != "posted":
            parts.append("BROUILLON")
        return " – ".join(parts)

    def _printed_header(self):
        market = self.market_id
        company = market.company_id.partner_id
        rows = [
            ("Marché n°", market.number),
            ("Lot", market.lot_number),
            ("Bon de commande n°", _order(self.order_id)),
            ("Objet", market.purpose),
            ("Titulaire", _party(company)),
            ("Maître d'ouvrage", _party(market.client_id, market.client_service_id)),
            ("Maître d'œuvre", _party(market.moe_id, market.moe_service_id)),
            ("Payeur", _party(market.payer_id, market.payer_service_id)),
            ("Engagement n°", self.order_id.commitment or market.commitment),
            ("Notification du marché", day(market.date_notification)),
            (
                "Ordre de service de démarrage",
                day(self.order_id.date_start or market.date_start),
            ),
            ("Mois zéro des prix", period(market.month_zero, market.month_zero)),
            ("Compte bancaire", market.bank_id.acc_number),
        ]
        return [(label, text) for label, text in rows if text]

    # === The statement, line by line === #

    def _printed_rows(self):
        rows = [*self._printed_dues(), *self._printed_taxes()]
        total = self._printed_figure("Total TTC", "total", STRONG)
        return [*rows, total, *self._printed_deductions()]

    def _printed_figure(self, label, name, style="", sign=1):
        values = (
            self[f"amount_{name}_cumulative"],
            self[f"amount_{name}_previous"],
            self[f"amount_{name}"],
        )
        return (label, *(amount(sign * value) for value in values), style)

    def _printed_dues(self):
        """Works, stored materials, bonuses, expenses, revision, total without VAT."""
        rows = [
            self._printed_figure("Travaux et prestations, prix initiaux HT", "works")
        ]
        for label, name in (
            ("Approvisionnements HT", "materials"),
            ("Primes HT", "bonus"),
            ("Débours HT", "expense"),
        ):
            if self[f"amount_{name}_cumulative"] or self[f"amount_{name}"]:
                rows.append(self._printed_figure(label, name))
        if self._printed_revised():
            label = "Révision des prix HT"
            if set(self.revision_ids.lot_id.mapped("variation")) == {"updated"}:
                label = "Actualisation des prix HT"
            if self.is_provisional:
                label += " (provisoire)"
            rows.append(self._printed_figure(label, "revision"))
        if self.is_advance_before_vat and self.amount_advance_cumulative:
            label = "Résorption de l'avance HT"
            rows.append(self._printed_figure(label, "advance", sign=-1))
        return [*rows, self._printed_figure("Total HT", "untaxed", STRONG)]

    def _printed_revised(self):
        """Return the rows of the revision; a firm price has nothing to show."""
        return self.revision_ids.filtered(
            lambda row: row.lot_id.formula_ids or row.cumulative or row.month
        )

    def _printed_taxes(self):
        return [
            (
                f"TVA {percent(row.rate * 100)}"
                + (f" sur {euros(row.base)}" if row.base else ""),
                amount(row.tax_cumulative),
                amount(row.tax_cumulative - row.tax),
                amount(row.tax),
                "",
            )
            for row in self.rate_ids
            # A rate of lots that were not begun says nothing.
            if row.base or row.tax_cumulative or row.tax
        ]

    def _printed_deductions(self):
        rows = []
        if self.amount_penalty_cumulative:
            rows.append(self._printed_figure("Pénalités", "penalty", sign=-1))
        base = "travaux TTC hors variation de prix"
        if self.market_id.retention_base == "revised":
            base = "travaux TTC révisés"
        rate = percent(self.market_id.retention_rate)
        rows.append(
            self._printed_figure(
                f"Retenue de garantie {rate} sur {base}", "retention", sign=-1
            )
        )
        after_vat = not self.is_advance_before_vat
        if after_vat and self.amount_advance_cumulative:
            label = "Résorption de l'avance"
            rows.append(self._printed_figure(label, "advance", sign=-1))
        rows += self._printed_balance(after_vat)
        return rows

    def _printed_balance(self, after_vat):
        """What is due once the retention, the advance and penalties are deducted."""
        held = self.amount_retention + (self.amount_advance if after_vat else 0.0)
        owed = self.amount_net + self.amount_subcontract
        rows = [
            ("Total à déduire (retenue et avance)", "", "", amount(held), ""),
            ("Somme globale restant due", "", "", amount(owed), STRONG),
        ]
        for request in self.request_ids:
            label = (
                f"dont sous-traitant en paiement direct : {request.partner_id.name}, "
                "HT, autoliquidation"
            )
            rows.append((label, "", "", amount(-request.accepted_amount), ""))
        rows.append(
            ("Net à payer au titulaire", "", "", amount(self.amount_net), STRONG)
        )
        return rows

    def _printed_in_words(self):
        """The net in words, as French accountants close a *décompte*."""
        text = in_words(self.currency_id, self.amount_net)
        return f"Arrêté le présent décompte à la somme de {text}." if text else ""

    def _printed_recap(self):
        """Amounts of the market, progress, what is left, earlier instalments."""
        earlier = self._works_earlier()
        left = self.market_untaxed - self.amount_works_cumulative
        initial, whole = self._printed_initial()
        rows = [
            (f"Montant initial du {whole} HT", amount(initial)),
            (f"Montant du {whole} en vigueur HT", amount(self.market_untaxed)),
            (f"Montant du {whole} en vigueur TTC", amount(self.market_total)),
            (
                "Exécuté TTC hors variation de prix",
                f"{amount(self.executed_total)} "
                f"({percent(round(self.progress_ratio, 2))})",
            ),
            ("Reste à exécuter HT", amount(left))
            if left >= 0
            else (f"Exécuté au-delà du {whole} HT", amount(-left)),
            ("Plafond de la retenue de garantie", amount(self.retention_cap)),
            ("Acomptes précédents, nets", amount(sum(earlier.mapped("amount_net")))),
        ]
        changed = self.market_untaxed - initial
        if round(changed, 2):
            rows.insert(1, ("Avenants HT", amount(changed)))
        return rows

    def _printed_initial(self):
        """Return what was signed at first, and what it is: a market, or one order."""
        if not self.order_id:
            return self.market_id.amount_initial, "marché"
        signed = self.order_id.line_ids.filtered(lambda line: not line.amendment_id)
        return sum(signed.mapped("amount")), "bon de commande"

    # === Annexes === #

    def _printed_lines(self):
        """The lines by lot and heading, each with what has to stay on its page.

        :return: dicts ``lot`` and ``heading`` above a line, ``line``, ``totals`` below
            it: [(label, figures)]; ``together``: there is more than the line
        """
        lots = self.line_ids.grouped("lot_id")
        blocks = []
        for lot, lines in lots.items():
            name, heading = lot.display_name or "", None
            for line in lines:
                begins = line.heading and line.heading != heading
                heading = line.heading
                blocks.append(
                    {
                        "lot": name,
                        "heading": heading if begins else "",
                        "line": _printed_line(line),
                        "totals": [],
                    }
                )
                name = ""
            blocks[-1]["totals"] = [(WORDS["lot_total"], self._printed_totals(lines))]
        if len(lots) > 1:
            whole = self._printed_totals(self.line_ids)
            blocks[-1]["totals"].append((WORDS["lines_total"], whole))
        for block in blocks:
            block["together"] = any(
                block[name] for name in ("lot", "heading", "totals")
            )
        return blocks

    def _printed_totals(self, lines):
        names = ("amount", "cumulative_amount", "previous_amount", "month_amount")
        return [amount(sum(lines.mapped(name))) for name in names]

    def _printed_revision(self):
        """The *état liquidatif*: one row for each lot and rate."""
        return [
            {
                "lot": row.lot_id.display_name or "",
                "formula": row.lot_id.with_context(lang="fr_FR").formula or "",
                "base": amount(row.base),
                "month": period(row.month_index, row.month_index),
                "indices": [
                    f"{code} : {number(value, 4)} / {number(zero, 4)}"
                    for code, value, zero in row.index_values or ()
                ],
                "coefficient": amount(row.coefficient, 3),
                "state": "provisoire" if row.is_provisional else "définitif",
                "own": amount(row.own),
                "regularisation": amount(row.regularisation),
                "figures": [
                    amount(row.cumulative),
                    amount(row.previous),
                    amount(row.month),
                ],
            }
            for row in self._printed_revised()
        ]

    def _printed_subcontracts(self):
        """The requests that the client pays directly for this statement."""
        rows = []
        for request in self.request_ids:
            contract = request.subcontract_id
            paid = contract.opening_amount + sum(
                row.accepted_amount
                for row in contract.request_ids
                if row.statement_id.state == "posted" or row.statement_id == self
            )
            rows.append(
                {
                    "name": _party(contract.partner_id),
                    "dc4": day(contract.dc4_date),
                    "declared": amount(contract.declared_amount),
                    "request": " du ".join(
                        filter(None, (request.number, day(request.date_received)))
                    ),
                    "month": amount(request.accepted_amount),
                    "paid": amount(paid),
                }
            )
        return rows


def _party(partner, service=None):
    """Name a party with its SIRET and its service."""
    if not partner:
        return ""
    siret = partner.commercial_partner_id._chorus_siret()
    parts = [partner.name, f"SIRET {siret}" if siret else ""]
    if service:
        parts.append(f"service {service.code}")
    return ", ".join(filter(None, parts))


def _order(order):
    """Name an order with its day and its purpose."""
    dated = " du ".join(filter(None, (order.number, day(order.date))))
    return ", ".join(filter(None, (dated, order.purpose)))


def _printed_line(line):
    fixed = line.kind == "fixed"
    done = percent(line.cumulative_percent)
    if not fixed:
        done = number(line.cumulative_quantity, 4)
    return {
        "code": line.code or "",
        "name": line.name or "",
        "unit": line.unit or ("forfait" if fixed else ""),
        "quantity": "" if fixed else number(line.quantity, 4),
        "price": "" if fixed else price(line.price),
        "done": done,
        "figures": [
            amount(line.amount),
            amount(line.cumulative_amount),
            amount(line.previous_amount),
            amount(line.month_amount),
        ],
        "reason": line.reason or "",
    }
