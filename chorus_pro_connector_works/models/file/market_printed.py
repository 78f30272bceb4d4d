# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a market has become: recapitulation, what is left to invoice."""

from odoo import api, fields, models

from ..market.access import PRICES, check_prices
from .words import amount, day, period


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    amount_invoiced = fields.Monetary(
        string="Works stated excl. VAT",
        compute="_compute_amount_invoiced",
        groups=PRICES,
        help="Cumulative works of the last posted statements, at initial prices.",
    )
    amount_to_invoice = fields.Monetary(
        string="Left to invoice excl. VAT",
        compute="_compute_amount_invoiced",
        groups=PRICES,
    )
    invoiced_percent = fields.Float(
        string="Stated (%)",
        digits=(16, 2),
        compute="_compute_amount_invoiced",
        groups=PRICES,
    )

    @api.depends(
        "statement_ids.state",
        "statement_ids.amount_works",
        "amount_untaxed",
        "line_ids.opening_mode",
        "line_ids.opening_value",
    )
    def _compute_amount_invoiced(self):
        for market in self:
            posted = market.statement_ids.filtered(lambda row: row.state == "posted")
            chains = posted.grouped("order_id")
            stated = 0.0
            # Of a market of orders: each order has a chain of its own.
            for order, lines in market.line_ids.grouped("order_id").items():
                if rows := chains.get(order):
                    last = rows.sorted(lambda row: row._works_place())[-1]
                    stated += last.amount_works_cumulative
                else:
                    # What other software stated before the takeover.
                    opened = lines.filtered("opening_value")
                    stated += sum(float(row._works_opening().amount) for row in opened)
            market.amount_invoiced = stated
            market.amount_to_invoice = market.amount_untaxed - stated
            whole = market.amount_untaxed
            market.invoiced_percent = 100 * stated / whole if whole else 0.0

    def _works_recapitulation(self):
        """Return what the printed recapitulation shows, in French.

        :return: dict ``title``, ``header``, ``columns``, ``rows``, ``totals``,
            ``recap``
        """
        check_prices(self)
        self.check_access("read")
        market = self.sudo()
        market.ensure_one()
        posted = market.statement_ids.filtered(lambda row: row.state == "posted")
        posted = posted.sorted(lambda row: (row.order_id.id, row._works_place()))
        today = fields.Date.context_today(market)
        names = (
            "amount_untaxed",
            "amount_total",
            "amount_retention",
            "amount_advance",
            "amount_subcontract",
            "amount_net",
        )
        totals = [amount(sum(posted.mapped(name))) for name in names]
        return {
            "title": f"Récapitulatif du marché {market.number}",
            "header": [
                ("Objet", market.purpose),
                ("Maître d'ouvrage", market.client_id.name or ""),
                ("Arrêté au", day(today)),
            ],
            "columns": RECAP_COLUMNS,
            "rows": [
                [
                    row._works_number_printed(),
                    period(row.period_start, row.period_end),
                    row.move_id.name or "",
                    day(row.date),
                    *(amount(row[name]) for name in names),
                    amount(row.amount_admitted) if row.amount_admitted else "–",
                    amount(_paid(row.move_id)),
                    _payment(row.move_id, today),
                ]
                for row in posted
            ],
            "totals": [
                "",
                "Total",
                "",
                "",
                *totals,
                amount(sum(posted.mapped("amount_admitted"))),
                amount(sum(_paid(row.move_id) for row in posted)),
                "",
            ],
            "recap": [
                ("Marché en vigueur HT", amount(market.amount_untaxed)),
                ("Travaux constatés HT", amount(market.amount_invoiced)),
                ("Reste à facturer HT", amount(market.amount_to_invoice)),
            ],
        }


MONEY = ("bank", "cash")  # types of journals
RECAP_COLUMNS = (
    "N°",
    "Mois",
    "Facture",
    "Établi le",
    "HT",
    "TTC",
    "Retenue",
    "Avance",
    "Sous-traitants",
    "Net",
    "Admis",
    "Payé",
    "Règlement",
)


def _paid(move):
    """Return the money that settled the invoice; no advance, no direct payment."""
    lines = move._chorus_works_term_lines()
    received = lines.matched_credit_ids.filtered(
        lambda found: found.credit_move_id.journal_id.type in MONEY
    )
    returned = lines.matched_debit_ids.filtered(
        lambda found: found.debit_move_id.journal_id.type in MONEY
    )
    return sum(received.mapped("amount")) - sum(returned.mapped("amount"))


def _payment(move, today):
    """Say whether the invoice is paid, else since when it is late."""
    if not move:
        return ""
    open_lines = move._chorus_works_term_lines().filtered(
        lambda line: not line.reconciled
    )
    if not open_lines:
        return "payée"
    due = move.invoice_date_due
    if due and due < today:
        return f"en retard de {(today - due).days} j"
    return f"échéance {day(due)}"
