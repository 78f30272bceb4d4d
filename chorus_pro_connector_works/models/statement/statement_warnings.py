# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a statement is warned of: legal, and worth a second look."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ..market.access import PRICES
from ..market.numbers import exact, said

# An index is published within three months; later, somebody forgot to type it.
INDEX_MONTHS = 4
# Sentences on lines: of hundreds nobody reads the last one.
MOST_SENTENCES = 10


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    warnings = fields.Text(
        compute="_compute_warnings", groups=PRICES, export_string_translation=False
    )

    @api.depends(
        "line_ids.value",
        "line_ids.mode",
        "line_ids.reason",
        "reason",
        "period_end",
        "date",
        "kind",
        "state",
    )
    def _compute_warnings(self):
        for statement in self:
            found = []
            if statement.state == "draft":
                found = statement._works_warnings(
                    statement.line_ids._works_rows(),
                    exact(statement.executed_total, 2),
                    exact(statement.market_total, 2),
                )
            statement.warnings = "\n".join(found)

    def _works_warnings(self, rows, executed, market):
        """Return the sentences, those of lines first.

        :param rows: ``Row`` of each line, with what is typed
        :param executed: incl. VAT, of all rows
        :param market: in force, incl. VAT
        """
        self.ensure_one()
        return [
            *self._works_line_warnings(rows),
            *self._works_amount_warnings(executed, market),
            *self._works_date_warnings(),
            *self._works_index_warnings(),
        ]

    def _works_line_warnings(self, rows):
        found = []
        provisional = self._works_provisional_lines()
        for row in rows:
            line = row.record
            name = line.code or line.name
            month, over = row.month, round(row.quantity, 4) - row.line.quantity
            if line.kind == "unit" and over > 0 and not line.is_closed:
                found.append(
                    self.env._(
                        "Line %(line)s: %(over)s %(unit)s above the quantity of the "
                        "market.",
                        line=name,
                        over=said(self.env, over),
                        unit=line.unit or "",
                    )
                )
            if month < 0 and not (row.reason or self.reason):
                found.append(
                    self.env._(
                        "Line %(line)s goes down by %(amount)s: type the reason, it is "
                        "printed.",
                        line=name,
                        amount=self.currency_id.format(float(-month)),
                    )
                )
            if row.line.key in provisional and month:
                found.append(
                    self.env._(
                        "Line %(line)s is paid at a provisional price.", line=name
                    )
                )
        if (more := len(found) - MOST_SENTENCES) > 0:
            rest = self.env._("%(count)s more remarks on lines.", count=more)
            found = [*found[:MOST_SENTENCES], rest]
        return found

    def _works_provisional_lines(self):
        """Return the ids of the market's lines whose price is provisional."""
        domain = [("market_id", "=", self.market_id.id), ("is_provisional", "=", True)]
        return set(self.env["chorus.works.line"].search(domain).ids)

    def _works_amount_warnings(self, executed, whole):
        if executed > whole:
            yield self.env._(
                "%(excess)s more than the market incl. VAT is executed: an amendment "
                "may be needed.",
                excess=self.currency_id.format(float(executed - whole)),
            )
        market = self.market_id
        if market.retention_mode != "held" and not market.guarantee_file:
            yield self.env._(
                "A guarantee replaces the retention, and its document is not in the "
                "market: without it the client takes the retention."
            )
        changed = self.request_ids.subcontract_id.version_ids.filtered(
            lambda version: self.period_start <= version.date <= self.period_end
        )
        for contract in changed.subcontract_id:
            yield self.env._(
                "The declared amount of %(partner)s changed in this period.",
                partner=contract.partner_id.display_name,
            )

    def _works_date_warnings(self):
        last = self.previous_id.period_end or self.market_id.opening_date
        if last and self.period_start > last + relativedelta(days=1):
            yield self.env._(
                "Nothing was stated from %(start)s to %(end)s: this statement takes it "
                "up.",
                start=format_date(self.env, last + relativedelta(days=1)),
                end=format_date(self.env, self.period_start - relativedelta(days=1)),
            )
        if self.kind == "monthly" and self.date > self.period_end:
            yield self.env._(
                "The period ended on %(end)s: statements are due before the end of the "
                "month.",
                end=format_date(self.env, self.period_end),
            )
        if self.kind == "final" and not self.market_id.date_reception_effect:
            yield self.env._(
                "The works are not accepted yet: a final statement sent before the "
                "acceptance starts no delay."
            )
        if self.kind == "final" and self.market_id._works_reserves_open():
            yield self.env._(
                "Reserves of the acceptance are not lifted: where the contract wants "
                "them lifted first, a final statement sent now starts no delay."
            )

    def _works_index_warnings(self):
        for row in self.revision_ids.filtered(lambda row: row.base and row.lot_id):
            limit = self.period_end - relativedelta(months=INDEX_MONTHS)
            if row.is_provisional and (not row.month_index or row.month_index < limit):
                yield self.env._(
                    "Lot %(lot)s: its index has been missing for more than %(months)s "
                    "months, type it.",
                    lot=row.lot_id.code,
                    months=INDEX_MONTHS,
                )
