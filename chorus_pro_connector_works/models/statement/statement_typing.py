# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Typing a month: a whole lot at once, a column of a spreadsheet."""

from odoo import Command, models
from odoo.exceptions import UserError, ValidationError

from ...tables import numbers, reading

SHOWN = 40  # characters of a wrong cell in its sentence


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
                self.env._("A lot is executed between 0 and 100 %: type a percentage.")
            )
        lines = self.line_ids.filtered(
            lambda line: not line.is_closed and lot_id in (False, line.lot_id.id)
        )
        # Of day work nobody agreed on a quantity to take a share of.
        lines = lines.filtered(lambda line: line.kind != "day")
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

        A sign beside a value says how it is meant (``50 %``, ``1 200,00 €``); without
        one it is meant as the line is typed.

        :param str text: rows of ``value``, or ``number of the line <tab or ;> value``
        :param int start_id: the line of the statement that a list was pasted on: values
            go on from there, and need not reach the last one
        """
        self.ensure_one()
        rows = self._works_pasted_rows(text)
        filled = {at for row in rows for at, cell in enumerate(row) if cell}
        if len(filled) > 1:
            cells = self._works_pasted_codes(rows, max(filled))
        else:
            cells = self._works_pasted_column(rows, max(filled), start_id)
        self._works_set_progress(self._works_read_cells(cells))

    def _works_pasted_rows(self, text):
        try:
            rows = reading.pasted(text or "")
        except reading.TableError as error:
            raise UserError(
                self.env._(
                    "What was pasted is no table that can be read: copy the cells from "
                    "your spreadsheet again."
                )
            ) from error
        if not rows:
            raise UserError(
                self.env._("Nothing was pasted: copy the column of your spreadsheet.")
            )
        return rows

    def _works_pasted_column(self, rows, place, start_id):
        """Return (row, line, text) of values alone, in the order of the lines."""
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
        return [
            (at, line, row[place] if place < len(row) else "")
            for at, (line, row) in enumerate(zip(lines, rows, strict=True), 1)
        ]

    def _works_pasted_codes(self, rows, place):
        """Return (row, line, text) of values behind the numbers of their lines.

        Rows without a value say nothing: titles of lots, lines that were not begun.
        """
        by_code = self.line_ids.filtered("code").grouped(lambda line: line.code.strip())
        cells, seen = [], set()
        for at, row in enumerate(rows, 1):
            code, text = row[0] if row else "", row[place] if place < len(row) else ""
            if not text or (not cells and self._works_is_title(code, text, by_code)):
                continue
            line = self._works_line_of(at, code, text, by_code)
            if code in seen:
                raise ValidationError(
                    self.env._(
                        "Pasted line %(at)s: number “%(code)s” stands twice.",
                        at=at,
                        code=code,
                    )
                )
            seen.add(code)
            if line:
                cells.append((at, line, text))
        return cells

    def _works_is_title(self, code, text, by_code):
        """Tell whether a row above all values says what the columns are."""
        try:
            numbers.number(text)
        except numbers.NotANumber:
            return code not in by_code
        return False

    def _works_line_of(self, at, code, text, by_code):
        """Return the one line of a number; none of a closed one that stays as it is."""
        found = by_code.get(code, self.line_ids.browse())
        lines = found.filtered(lambda line: not line.is_closed)
        if len(lines) == 1:
            return lines
        if found and not lines:
            return self._works_check_closed(at, found, text)
        if lines:
            raise ValidationError(
                self.env._(
                    "Pasted line %(at)s: %(count)s lines have the number “%(code)s”, "
                    "paste the values alone, in the order of the list.",
                    at=at,
                    count=len(lines),
                    code=code,
                )
            )
        raise ValidationError(
            self.env._(
                "Pasted line %(at)s: this statement has no line “%(code)s”.",
                at=at,
                code=code,
            )
        )

    def _works_check_closed(self, at, lines, text):
        """Let a closed line stand in what is pasted with what it has, only."""
        value = self._works_number(at, text)
        line = lines[:1].sudo()
        names = ("cumulative_quantity", "cumulative_percent", "cumulative_amount")
        if not any(abs(float(value or 0) - line[name]) < 1e-4 for name in names):
            raise ValidationError(
                self.env._(
                    "Pasted line %(at)s: an amendment closed line “%(code)s”, it stays "
                    "as it is.",
                    at=at,
                    code=line.code,
                )
            )
        return self.line_ids.browse()

    def _works_number(self, at, text, decimals=numbers.AUTO):
        try:
            return numbers.number(text, decimals)
        except numbers.NotANumber as error:
            raise ValidationError(
                self.env._(
                    "Pasted line %(at)s: “%(text)s” is not a number.",
                    at=at,
                    text=text if len(text) <= SHOWN else text[:SHOWN] + "…",
                )
            ) from error

    def _works_read_cells(self, cells):
        """Return ``{statement line: (mode, value)}`` of (row, line, text)."""
        decimals = numbers.decimals_of([text for _at, _line, text in cells])
        progress = {}
        for at, line, text in cells:
            value = self._works_number(at, text, decimals)
            if value is not None:
                progress[line] = (numbers.unit_of(text) or line.mode, value)
        return progress
