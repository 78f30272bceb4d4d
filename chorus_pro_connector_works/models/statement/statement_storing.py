# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A statement follows its market and what is typed, until it is posted."""

from contextlib import contextmanager

from odoo import Command, models

from ..market.numbers import rate_of
from .statement_figures import FIGURES
from .statement_other import CUMULATIVE


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def _works_begin(self):
        # EXTENDS: with the lines of the market, at what was executed so far.
        result = super()._works_begin()
        own = self.sudo()
        with own._works_together():
            own._works_refresh_lines()
            own._works_carry_others()
            if not own.request_ids:
                own.request_ids = own._works_open_requests(own.market_id)
        own._works_store()
        return result

    def write(self, vals):
        # Lines and other amounts that come with it are computed once, at the end.
        typed = vals.keys() & {
            "line_ids",
            "other_ids",
            "request_ids",
            "period_end",
            "is_retention_typed",
            "retention_typed",
            "is_advance_typed",
            "advance_typed",
        }
        if not typed:
            return super().write(vals)
        with self._works_together() as outermost:
            done = super().write(vals)
        for statement in outermost.sudo():
            if statement.state == "draft":
                if "period_end" in vals:
                    statement._works_refresh_lines()
                statement._works_store()
        return done

    @contextmanager
    def _works_together(self):
        """Compute nothing for what is typed inside; yield what is computed after."""
        # Kept with the cursor, where no caller from outside reaches it.
        held = self.env.cr.cache.setdefault("chorus_works_together", set())
        mine = self.filtered(lambda found: found.id not in held)
        held.update(mine.ids)
        try:
            yield mine
        finally:
            held.difference_update(mine.ids)

    def _works_touched(self, lines=None):
        """Compute again after a line or another amount of drafts was typed."""
        held = self.env.cr.cache.get("chorus_works_together", ())
        for statement in self.sudo():
            if statement.state == "draft" and statement.id not in held:
                statement._works_store()

    # === Lines follow the market === #

    def _works_refresh_lines(self):
        """Take the lines in force at the end of the period, and what was executed."""
        self.ensure_one()
        with self._works_together():
            self._works_follow_market()

    def _works_follow_market(self):
        terms = self.market_id._works_lines_on(self.period_end, self.order_id)
        # Those of an amendment stand in their lot, not behind all others.
        terms = sorted(terms, key=lambda each: each.line._works_place())
        rows = {row.line_id: row for row in self.line_ids}
        executed = self._works_executed_before([each.line for each in terms])
        Line = self.env["chorus.works.statement.line"]
        new = []
        for sequence, each in enumerate(terms):
            values = {**Line._works_snapshot(each), "sequence": sequence}
            values.update(executed[each.line])
            if each.closed:
                values.update(mode="amount", value=values["previous_amount"])
            row = rows.pop(each.line, None)
            if row is None:
                new.append({**values, "statement_id": self.id, "line_id": each.line.id})
            else:
                if not each.closed:
                    del values["mode"], values["value"]
                changed = {
                    name: value
                    for name, value in values.items()
                    if row._works_differs(name, value)
                }
                if changed:
                    row.write(changed)
        for row in rows.values():
            row.unlink()
        Line.create(new)

    def _works_executed_before(self, lines):
        """Return {line of the market: values of its row at what was executed}."""
        before = {row.line_id: row for row in self.previous_id.line_ids}
        found = {}
        for line in lines:
            if row := before.get(line):
                found[line] = {
                    "previous_quantity": row.cumulative_quantity,
                    "previous_percent": row.cumulative_percent,
                    "previous_amount": row.cumulative_amount,
                    "mode": row.mode,
                    "value": row.value,
                }
                continue
            opening = line._works_opening()
            mode = line.opening_mode or ("percent" if line.kind == "fixed" else False)
            found[line] = {
                "previous_quantity": float(opening.quantity),
                "previous_percent": float(opening.percent),
                "previous_amount": float(opening.amount),
                "mode": mode or "quantity",
                "value": line.opening_value,
            }
        return found

    def _works_carry_others(self):
        """Go on from the cumulative amounts of the last statement."""
        self.ensure_one()
        values = [
            {
                "statement_id": self.id,
                "kind": row.kind,
                "name": row.name,
                "lot_id": row.lot_id.id,
                "tax_id": row.tax_id.id,
                "sequence": row.sequence,
                "amount": row.amount,
                "previous_amount": row.amount,
                "previous_id": row.id,
            }
            for row in self.previous_id.other_ids
            if row.kind in CUMULATIVE and row.amount
        ]
        if not self.previous_id and not self.order_id:
            values += self._works_opening_materials()
        if values:
            self.env["chorus.works.statement.other"].create(values)

    def _works_opening_materials(self):
        """Return the rows of what a market that was taken over had on site."""
        return [
            {
                "statement_id": self.id,
                "kind": "materials",
                "name": self.env._("Stored materials"),
                "lot_id": lot.id,
                "tax_id": tax.id,
                "amount": stored,
                "previous_amount": stored,
            }
            for lot in self.market_id.lot_ids
            for tax, _revision, stored, _vat in lot._works_openings()
            if stored
        ]

    # === Figures === #

    def _works_store(self):
        """Compute, and store what was computed."""
        self.ensure_one()
        result = self._works_result()
        values = self._works_totals(result)
        values["revision_ids"] = [
            Command.clear(),
            *(Command.create(each) for each in self._works_revision_rows(result)),
        ]
        values["rate_ids"] = [
            Command.clear(),
            *(Command.create(each) for each in self._works_rate_rows(result)),
        ]
        self.sudo().write(values)

    def _works_totals(self, result):
        """Return the values of the header: also what is shown while typing."""
        values = {
            "amount_net": float(result.net),
            "executed_total": float(result.executed),
            "market_untaxed": float(result.market_untaxed),
            "market_total": float(result.market),
            "progress_ratio": float(round(result.ratio * 100, 4)),
            "retention_cap": float(result.retention_cap),
            "retention_uncapped": float(result.retention_uncapped),
            "advance_target": float(result.advance_target),
            "is_advance_before_vat": result.advance_before_vat,
            "is_provisional": any(
                row.coefficient.provisional for row in result.revisions if row.base
            ),
        }
        for name, engine in FIGURES.items():
            figure = getattr(result, engine)
            values[f"amount_{name}"] = float(figure.month)
            values[f"amount_{name}_cumulative"] = float(figure.cumulative)
        return values

    def _works_taxes(self):
        """Return {rate: the VAT of this statement that has it}."""
        taxes = self.line_ids.tax_id | self.other_ids.tax_id
        taxes = self.market_id.lot_ids.tax_id | taxes
        # The first of a rate stays: that of the lots.
        return {rate_of(tax): tax.id for tax in reversed(taxes)}

    def _works_revision_rows(self, result):
        taxes = self._works_taxes()
        lots = self.env["chorus.works.lot"].sudo()
        return [
            {
                "lot_id": row.lot,
                "index_values": lots.browse(row.lot)._works_index_values(
                    row.coefficient.month
                ),
                "rate": float(row.rate),
                "tax_id": taxes.get(row.rate),
                "base": float(row.base),
                "month_index": row.coefficient.month,
                "coefficient": float(row.coefficient.value),
                "is_provisional": row.coefficient.provisional,
                "previous": float(row.amount.previous),
                "cumulative": float(row.amount.cumulative),
                "month": float(row.amount.month),
                "own": float(row.own),
                "regularisation": float(row.regularisation),
            }
            for row in result.revisions
            if row.lot
        ]

    def _works_rate_rows(self, result):
        taxes = self._works_taxes()
        return [
            {
                "rate": float(row.rate),
                "tax_id": taxes.get(row.rate),
                "base": float(row.taxed),
                "tax": float(row.tax.month),
                "tax_cumulative": float(row.tax.cumulative),
                "advance": float(row.advance),
                "works_cumulative": float(row.works.cumulative),
            }
            for row in result.rates
        ]


class ChorusWorksStatementLine(models.Model):
    _inherit = "chorus.works.statement.line"

    def _works_differs(self, name, value):
        """Tell whether a value of the market is another than the row's."""
        field = self._fields[name]
        now = self[name].id if field.type == "many2one" else self[name]
        if field.type in ("float", "monetary"):
            return abs((now or 0.0) - (value or 0.0)) > 1e-7
        return (now or False) != (value or False)
