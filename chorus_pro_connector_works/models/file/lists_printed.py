# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lists of all markets as an accountant files them: retentions, what is left.

In French, as all prints of works.
"""

from odoo import fields, models
from odoo.exceptions import UserError

from ..market.access import check_prices
from .words import amount, day, percent

HELD = [
    ("chorus_is_retention", "=", True),
    ("parent_state", "=", "posted"),
    ("amount_residual", "!=", 0),
]
OPEN_STATES = ("running", "received", "final")
GUARANTEES = {
    "first_demand": "garantie à première demande",
    "surety": "caution personnelle et solidaire",
}
RETENTION_COLUMNS = (
    "Échéance",
    "Maître d'ouvrage",
    "Marché",
    "Situation",
    "Facture",
    "Retenu",
    "Encore tenu",
)
LEFT_COLUMNS = (
    "Marché",
    "Objet",
    "Maître d'ouvrage",
    "En vigueur HT",
    "Constaté HT",
    "%",
    "Reste HT",
)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def chorus_action_print_retentions(self):
        """Button *Print*: the retentions that are selected, else all that are held."""
        lines = self or self.search(HELD)
        if not lines:
            raise UserError(
                self.env._("No client holds a retention: there is nothing to print.")
            )
        report = self.env.ref("chorus_pro_connector_works.action_report_retentions")
        return report.report_action(lines, config=False)

    def _chorus_works_retentions_printed(self):
        """Return what the printed list of retentions shows.

        :return: dict ``title``, ``subtitle``, ``columns``, ``rows`` and ``totals`` of
            texts; ``before``: [(market, amount)] held since before a takeover, which no
            invoice of Odoo knows; ``guarantees``: those to be released, by date
        """
        check_prices(self)
        self.check_access("read")
        today = fields.Date.context_today(self)
        lines = self.sudo().filtered("chorus_is_retention")
        lines = lines.sorted(lambda line: (line.date_maturity, line.id))
        over = lines.filtered(lambda line: line.date_maturity < today)
        return {
            "title": "Retenues de garantie à restituer",
            "subtitle": f"Arrêté au {day(today)}, par échéance",
            "columns": RETENTION_COLUMNS,
            "rows": [_retention(line) for line in lines],
            "totals": [
                ("Total", *_sums(lines)),
                (f"dont échu avant le {day(today)}", *_sums(over)),
            ],
            "guarantees": lines.company_id._works_guarantees_printed(),
            "before": [
                (market.display_name, amount(market.opening_retention))
                for market in self.env["chorus.works.market"].search(
                    [
                        ("opening_retention", ">", 0),
                        ("state", "in", OPEN_STATES),
                        ("company_id", "in", lines.company_id.ids),
                    ]
                )
            ],
        }


def _retention(line):
    statement = line.move_id.chorus_works_statement_id
    return [
        day(line.date_maturity),
        line.partner_id.commercial_partner_id.name or "",
        statement.market_id.number or "",
        statement._works_number_printed(),
        line.move_id.name or "",
        amount(line.balance),
        amount(line.amount_residual),
    ]


class ResCompany(models.Model):
    _inherit = "res.company"

    def _works_guarantees_printed(self):
        """Return the guarantees to be released, in the order of their dates.

        They stand in the place of a retention, so that no line of an entry has them.

        :return: [(day, market, guarantor, what it is)], all of it texts
        """
        domain = [
            ("retention_mode", "!=", "held"),
            ("state", "in", OPEN_STATES),
            ("company_id", "in", self.ids),
        ]
        markets = self.env["chorus.works.market"].search(domain)
        far = fields.Date.to_date("9999-12-31")
        return [
            (
                day(market.date_retention_due) or "à dater",
                market.display_name,
                market.guarantor_id.name or "",
                GUARANTEES.get(market.retention_mode, ""),
            )
            for market in markets.sorted(lambda row: row.date_retention_due or far)
        ]


def _sums(lines):
    return [amount(sum(lines.mapped(name))) for name in ("balance", "amount_residual")]


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    def action_print_left(self):
        """Button *Print*: the markets that are selected, else all under way."""
        markets = self or self.search([("state", "in", OPEN_STATES)])
        if not markets:
            raise UserError(
                self.env._("No market is under way: there is nothing to print.")
            )
        report = self.env.ref("chorus_pro_connector_works.action_report_left")
        return report.report_action(markets, config=False)

    def _works_left_printed(self):
        """Return what the printed list *Reste à facturer* shows, all of it texts."""
        check_prices(self)
        self.check_access("read")
        markets = self.sudo().sorted("number")
        names = ("amount_untaxed", "amount_invoiced", "amount_to_invoice")
        whole, stated, left = (sum(markets.mapped(name)) for name in names)
        return {
            "title": "Reste à facturer",
            "subtitle": f"Arrêté au {day(fields.Date.context_today(self))}, travaux "
            "aux prix initiaux, hors révision",
            "columns": LEFT_COLUMNS,
            "rows": [
                [
                    market.number,
                    market.purpose,
                    market.client_id.name or "",
                    amount(market.amount_untaxed),
                    amount(market.amount_invoiced),
                    percent(round(market.invoiced_percent, 2)),
                    amount(market.amount_to_invoice),
                ]
                for market in markets
            ],
            "totals": [
                (
                    "Total",
                    amount(whole),
                    amount(stated),
                    percent(round(100 * stated / whole, 2)) if whole else "",
                    amount(left),
                )
            ],
            "before": [],
            "guarantees": [],
        }
