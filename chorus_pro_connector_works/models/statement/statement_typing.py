# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Typing a month: a whole lot at once, a column of a spreadsheet."""

import re
from decimal import Decimal, InvalidOperation

from odoo import Command, models
from odoo.exceptions import UserError, ValidationError

# Blanks that French spreadsheets put between thousands, and what they add to numbers.
_DROPPED = re.compile(r"[\s\u00a0\u202f€%']")


def number_of(text):
    """Return a number as French or English spreadsheets write it, None of no text.

    :raise ValueError: it is none
    """
    plain = _DROPPED.sub("", text)
    if not plain:
        return None
    if "," in plain and "." in plain:
        # The last of the two is the decimal mark.
        thousands = "," if plain.rfind(".") > plain.rfind(",") else "."
        plain = plain.replace(thousands, "")
    plain = plain.replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite():
        raise ValueError(text)
    return value


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    # === Many lines at once === #

    def _works_set_progress(self, progress):
        """Write ``{statement line: (mode, value)}`` and compute once."""
        self._works_check_draft()
        commands = [
            Command.update(line.id, {"mode": mode, "value": float(value)})
            for line, (mode, value) in progress.items()
            if (line.mode, line.value) != (mode, float(value))
        ]
        if commands:
            self.write({"line_ids": commands})

    def action_set_lot(self, lot_id, percent):
        """Set the lines of a lot to a percentage; quantities follow.

        :param int lot_id: of ``chorus.works.lot``; False for the whole statement
        :param float percent: in points
        """
        self.ensure_one()
        if not 0 <= percent <= 100:
            raise ValidationError(
                self.env._("A lot is executed between 0 and 100 %%: type a percentage.")
            )
        lines = self.line_ids.filtered(
            lambda line: not line.is_closed and lot_id in (False, line.lot_id.id)
        )
        progress = {}
        for line in lines:
            if line.kind == "fixed":
                progress[line] = ("percent", percent)
            else:
                progress[line] = ("quantity", round(line.quantity * percent / 100, 4))
        self._works_set_progress(progress)

    def action_copy_last_month(self):
        """Button *As last month*: all lines at what the last statement had."""
        self.ensure_one()
        executed = self.sudo()._works_executed_before(self.line_ids.line_id)
        self._works_set_progress(
            {
                line: (executed[line.line_id]["mode"], executed[line.line_id]["value"])
                for line in self.line_ids
            }
        )

    def action_paste(self, text, start_id=False):
        """Take a column that was pasted: all of it, or nothing with the line at fault.

        :param str text: rows of ``value``, or ``number of the line <tab or ;> value``
        :param int start_id: the line of the statement that a list was pasted on: values
            go on from there, and need not reach the last one
        """
        self.ensure_one()
        rows = (text or "").splitlines()
        while rows and not rows[-1].strip():
            rows.pop()
        if not rows:
            raise UserError(
                self.env._("Nothing was pasted: copy the column of your spreadsheet.")
            )
        by_code = any(re.search(r"[;\t]", row) for row in rows)
        if by_code:
            progress = self._works_pasted_codes(rows)
        else:
            progress = self._works_pasted_column(rows, start_id)
        self._works_set_progress(progress)

    def _works_pasted_column(self, rows, start_id):
        lines = self.line_ids.filtered(lambda line: not line.is_closed)
        if start_id:
            start = lines.ids.index(start_id) if start_id in lines.ids else 0
            lines = lines[start : start + len(rows)]
        if len(rows) != len(lines):
            raise ValidationError(
                self.env._(
                    "%(pasted)s values were pasted for %(lines)s lines: paste one "
                    "value for each, or put the number of the line before each value.",
                    pasted=len(rows),
                    lines=len(lines),
                )
            )
        return self._works_read_values(zip(lines, rows, strict=True))

    def _works_pasted_codes(self, rows):
        by_code = {line.code.strip(): line for line in self.line_ids if line.code}
        pairs = []
        for at, row in enumerate(rows, 1):
            if not row.strip():
                continue
            code, *rest = re.split(r"[;\t]", row)
            line = by_code.get(code.strip())
            if line is None:
                raise ValidationError(
                    self.env._(
                        "Pasted line %(at)s: this statement has no line “%(code)s”.",
                        at=at,
                        code=code.strip(),
                    )
                )
            pairs.append((line, rest[-1] if rest else ""))
        return self._works_read_values(pairs)

    def _works_read_values(self, pairs):
        progress = {}
        for at, (line, text) in enumerate(pairs, 1):
            try:
                value = number_of(text)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "Pasted line %(at)s: “%(text)s” is not a number.",
                        at=at,
                        text=text.strip(),
                    )
                ) from error
            if value is not None:
                mode = "percent" if line.kind == "fixed" else "quantity"
                progress[line] = (mode, value)
        return progress
