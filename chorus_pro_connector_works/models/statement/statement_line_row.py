# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lines of a statement as ``decompte`` takes them, saved or still being typed."""

from decimal import Decimal
from typing import Any, NamedTuple

from odoo import models

from ...decompte import inputs
from ...decompte.statement import cumulative, executed_quantity
from ..market.numbers import exact

# All that a row is made of: read at once, and nothing beside it.
ROW_FIELDS = (
    "line_id",
    "lot_id",
    "rate",
    "kind",
    "quantity",
    "price",
    "amount",
    "previous_amount",
    "mode",
    "value",
    "reason",
)


class Row(NamedTuple):
    """A line in force, what was executed of it before, and what is typed."""

    record: Any
    line: inputs.Line
    progress: inputs.Progress
    previous: Decimal
    reason: str

    @property
    def amount(self):
        """What is executed in all, without VAT."""
        return cumulative(self.line, self.progress, self.previous)

    @property
    def month(self):
        return self.amount - self.previous

    @property
    def quantity(self):
        """What is executed in all; of an amount, what it would have bought."""
        return executed_quantity(self.line, self.progress)


class ChorusWorksStatementLine(models.Model):
    _inherit = "chorus.works.statement.line"

    def _works_rows(self, typed=None):
        """Return the :class:`Row` of each line, with one query for all.

        :param dict typed: ``{id of a line: {"mode": …, "value": …, "reason": …}}``,
            what a form holds and has not saved
        """
        self.fetch(ROW_FIELDS)
        typed = typed or {}
        return [line._works_row(typed.get(line.id)) for line in self]

    def _works_row(self, typed=None):
        typed = typed or {}
        key = self.line_id.id
        line = inputs.Line(
            key=key,
            lot=self.lot_id.id,
            rate=exact(self.rate),
            kind=self.kind or "fixed",
            quantity=exact(self.quantity, 4),
            price=exact(self.price),
            amount=exact(self.amount, 2),
        )
        mode = typed.get("mode", self.mode) or "percent"
        value = exact(typed.get("value", self.value), 4)
        return Row(
            record=self,
            line=line,
            progress=inputs.Progress(key, mode, value),
            previous=exact(self.previous_amount, 2),
            reason=typed.get("reason", self.reason) or "",
        )
