# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ...decompte.money import tax_of, total
from .access import PRICES
from .numbers import exact


def with_tax(sums):
    """Return what ``{rate: amount without VAT}`` makes with VAT, rounded by rate."""
    return total(base + tax_of(base, rate) for rate, base in sums.items())


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    signed_amount = fields.Monetary(
        string="Signed amount excl. VAT",
        groups=PRICES,
        tracking=True,
        help="As on the deed of commitment, firm tranches only: the lines must add up "
        "to it before the market starts.",
    )
    amount_initial = fields.Monetary(
        string="Lines excl. VAT",
        compute="_compute_amount_initial",
        store=True,
        groups=PRICES,
    )
    signed_gap = fields.Monetary(
        string="Lines less signed amount",
        compute="_compute_signed_gap",
        groups=PRICES,
    )
    amount_initial_total = fields.Monetary(
        string="Initial amount incl. VAT",
        compute="_compute_amount_initial",
        store=True,
        groups=PRICES,
    )
    amount_untaxed = fields.Monetary(
        string="In force excl. VAT", compute="_compute_amount_in_force", groups=PRICES
    )
    amount_total = fields.Monetary(
        string="In force incl. VAT", compute="_compute_amount_in_force", groups=PRICES
    )
    amount_amendments = fields.Monetary(
        string="Amendments excl. VAT", compute="_compute_amount_in_force", groups=PRICES
    )
    line_count = fields.Integer(compute="_compute_line_count")
    amendment_count = fields.Integer(compute="_compute_counts", groups=PRICES)
    subcontract_count = fields.Integer(compute="_compute_counts", groups=PRICES)
    pending_request_count = fields.Integer(compute="_compute_counts", groups=PRICES)

    @api.depends(
        "line_ids.amount",
        "line_ids.tax_id.amount",
        "line_ids.amendment_id",
        "line_ids.tranche_id.kind",
    )
    def _compute_amount_initial(self):
        for market in self:
            sums = market._works_initial_sums()
            market.amount_initial = float(total(sums.values()))
            market.amount_initial_total = float(with_tax(sums))

    @api.depends("amount_initial", "signed_amount")
    def _compute_signed_gap(self):
        for market in self:
            lines = exact(market.amount_initial, 2)
            market.signed_gap = float(lines - exact(market.signed_amount, 2))

    @api.depends(
        "amount_initial",
        "line_ids.amount",
        "amendment_ids.state",
        "amendment_ids.date_effect",
        "tranche_ids.date_affirmed",
        "order_ids.state",
    )
    def _compute_amount_in_force(self):
        for market in self:
            sums = market._works_sums_on()
            untaxed = total(sums.values())
            market.amount_untaxed = float(untaxed)
            market.amount_total = float(with_tax(sums))
            in_force = market.amendment_ids.filtered(
                lambda amendment: amendment.state == "in_force"
            )
            amounts = (exact(amendment.amount, 2) for amendment in in_force)
            market.amount_amendments = float(total(amounts))

    @api.depends("line_ids")
    def _compute_line_count(self):
        groups = self.env["chorus.works.line"]._read_group(
            [("market_id", "in", self.ids)], ["market_id"], ["__count"]
        )
        counts = {market.id: count for market, count in groups}
        for market in self:
            market.line_count = counts.get(market.id, len(market.line_ids))

    @api.depends("amendment_ids", "subcontract_ids", "request_ids.decision")
    def _compute_counts(self):
        for market in self:
            market.amendment_count = len(market.amendment_ids)
            market.subcontract_count = len(market.subcontract_ids)
            pending = market.request_ids.filtered(lambda row: row.decision == "pending")
            market.pending_request_count = len(pending)

    def _works_total_on(self, date=None, order=None):
        """Return what is in force on a day with VAT, rounded by rate, exact."""
        return with_tax(self._works_sums_on(date, order))

    def _works_follow_amendment(self):
        """Read again what an amendment changes: amounts computed on the fly."""
        self.invalidate_recordset(
            ["amount_untaxed", "amount_total", "amount_amendments"]
        )
