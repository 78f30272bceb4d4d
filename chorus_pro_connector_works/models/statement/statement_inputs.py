# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The one adapter between the models and ``decompte``: what a statement is fed with."""

from dataclasses import replace

from odoo import models

from ...decompte import inputs, revision, statement
from ...decompte.money import ZERO, total
from ..market.numbers import exact, rate_of
from .statement_other import CUMULATIVE, PENALTIES


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def _works_result(self, rows=None):
        """Return the :class:`~decompte.result.Result` of what is typed now.

        :param rows: list of ``Row`` to compute instead of the stored lines
        """
        self.ensure_one()
        # What is computed does not depend on who types: a site user sees no price.
        own = self.sudo()
        rows = own.line_ids._works_rows() if rows is None else rows
        return statement.compute(
            own._works_contract(rows), own._works_before(rows), own._works_month(rows)
        )

    def _works_contract(self, rows):
        market = self.market_id
        advance = market._works_advance_terms()
        if self.order_id:
            # Which order repays what of an advance, only the contract says: typed.
            advance = replace(advance, received=ZERO)
        return inputs.Contract(
            lines=tuple(row.line for row in rows),
            retention=market._works_retention_terms(),
            advance=advance,
            revise_materials=market.revise_materials,
        )

    def _works_month(self, rows):
        amounts = {name: [] for name in CUMULATIVE.values()}
        for other in self.other_ids:
            if other.kind in CUMULATIVE:
                amounts[CUMULATIVE[other.kind]].append(other._works_amount())
        penalties = self.other_ids.filtered(lambda other: other.kind in PENALTIES)
        return inputs.Month(
            number=self._works_place(),
            progress=tuple(row.progress for row in rows),
            coefficients=self._works_coefficients(),
            subcontracts=self._works_subcontracts(),
            penalties=total(exact(other.amount, 2) for other in penalties),
            advance=exact(self.advance_typed, 2) if self.is_advance_typed else None,
            retention=exact(self.retention_typed, 2)
            if self.is_retention_typed
            else None,
            **{name: tuple(found) for name, found in amounts.items()},
        )

    # === The revision === #

    def _works_coefficients(self):
        """Return C of each lot for this statement and the earlier ones, as of today."""
        market = self.market_id
        formulas = {lot.id: lot._works_formula() for lot in market.lot_ids}
        once = market.lot_ids.filtered(lambda lot: lot.variation == "updated").ids
        if not any(formulas.values()):
            return ()
        table = market._works_index_table()
        months = {one._works_place(): one.period_end for one in self._works_earlier()}
        months[self._works_place()] = self.period_end
        return tuple(
            revision.updated(
                number, lot, formula, table, market.date_start, market.month_zero
            )
            if lot in once
            else revision.known(
                number, lot, formula, table, month, market.date_end or None
            )
            for number, month in months.items()
            for lot, formula in formulas.items()
        )

    # === What came before === #

    def _works_before(self, rows):
        """Return the figures that the last posted statement, or the takeover, left."""
        opening = self._works_opening_before()
        previous = self.previous_id
        lines = {row.line.key: row.previous for row in rows}
        if not previous:
            return replace(opening, lines=lines)
        others = previous.other_ids
        return inputs.Before(
            lines=lines,
            slices=self._works_slices(),
            revision=tuple(
                inputs.Amount(row.lot_id.id, exact(row.rate), exact(row.cumulative, 2))
                for row in previous.revision_ids
            ),
            revision_opening=opening.revision_opening,
            taxes={
                exact(row.rate): exact(row.tax_cumulative, 2)
                for row in previous.rate_ids
            },
            retention=exact(previous.amount_retention_cumulative, 2),
            advance=exact(previous.amount_advance_cumulative, 2),
            subcontracts=exact(previous.amount_subcontract_cumulative, 2),
            penalties=exact(previous.amount_penalty_cumulative, 2),
            **{
                name: tuple(row._works_amount() for row in others if row.kind == kind)
                for kind, name in CUMULATIVE.items()
            },
        )

    def _works_slices(self):
        """Return what each earlier statement had to revise."""
        return tuple(
            inputs.Slice(
                row.statement_id._works_place(),
                row.lot_id.id,
                exact(row.rate),
                exact(row.base, 2),
            )
            for row in self._works_earlier().revision_ids
            if row.base
        )

    def _works_opening_before(self):
        """Return the figures of a market that was taken over, but for its lines."""
        market = self.market_id
        if self.order_id:
            return inputs.Before()
        revised, materials, taxes = [], [], {}
        for lot in market.lot_ids:
            for tax, revision_, stored, vat in lot._works_openings():
                rate = rate_of(tax)
                for amount, rows in ((revision_, revised), (stored, materials)):
                    if amount:
                        rows.append(inputs.Amount(lot.id, rate, exact(amount, 2)))
                if vat:
                    taxes[rate] = taxes.get(rate, ZERO) + exact(vat, 2)
        paid = market.subcontract_ids.mapped("opening_amount")
        return inputs.Before(
            revision=tuple(revised),
            revision_opening=tuple(revised),
            materials=tuple(materials),
            taxes=taxes,
            retention=exact(market.opening_retention, 2),
            advance=exact(market.opening_advance_repaid, 2),
            subcontracts=total(exact(amount, 2) for amount in paid),
            penalties=exact(market.opening_penalty, 2),
        )


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    def _works_index_table(self):
        """Return {index: {first day of a month: value}} of the formulas' indices."""
        self.ensure_one()
        table = {}
        for index in self.sudo().lot_ids.formula_ids.index_id:
            table[index.id] = {
                row.month: revision.IndexValue(exact(row.value, 4), row.is_provisional)
                for row in index.value_ids
            }
        return table


class ChorusWorksLot(models.Model):
    _inherit = "chorus.works.lot"

    def _works_formula(self):
        """Return the formula of revision as ``decompte`` takes it, None without one."""
        self.ensure_one()
        terms = self.sudo().formula_ids.filtered("value_zero")
        if not terms:
            return None
        return revision.Formula(
            fixed=exact(self.sudo().fixed_part),
            terms=tuple(
                revision.Term(
                    term.index_id.id, exact(term.weight), exact(term.value_zero, 4)
                )
                for term in terms
            ),
            shift=self.sudo().month_shift,
        )
