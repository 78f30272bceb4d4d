# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From what was pasted or uploaded to rows of cells."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import openpyxl

from .numbers import Money, Percent

Row = list[object]

MOST_ROWS = 5_000
MOST_COLUMNS = 40
MOST_BYTES = 10 * 1024 * 1024
# What a workbook may unfold to: a small file can hold gigabytes of blanks.
MOST_UNFOLDED = 200 * 1024 * 1024


class TableError(ValueError):
    """No table can be read; ``code`` says why: ``size``, ``rows`` or ``format``."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def pasted(text: str) -> list[Row]:
    """Return the rows of a pasted range: tabs as spreadsheets copy, else semicolons."""
    separator = "\t" if "\t" in text else ";"
    return _separated(text, separator)


def file(
    content: bytes, name: str, wanted: Callable[[list[Row]], bool] = bool
) -> list[Row]:
    """Return the rows of an XLSX or CSV file: of the sheet that is wanted, or has any.

    :raise TableError: neither, or more than a market can have
    """
    if len(content) > MOST_BYTES:
        raise TableError("size")
    if content[:2] == b"PK":
        return _workbook(content, wanted)
    if b"\0" in content[:2000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableError("format")
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    separator = max("\t;,", key=first.count)
    return _separated(text, separator)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What French spreadsheets still write.
        return content.decode("cp1252", "replace")


def _separated(text: str, separator: str) -> list[Row]:
    # Empty cells above the first value are rows, too.
    reader = csv.reader(io.StringIO(text.rstrip("\r\n")), delimiter=separator)
    try:
        return _kept(reader)
    except csv.Error as error:
        raise TableError("format") from error


def _workbook(content: bytes, wanted: Callable[[list[Row]], bool]) -> list[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNFOLDED:
                raise TableError("size")
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True
        )
        first: list[Row] = []
        for sheet in book.worksheets:
            # A sheet may state dimensions that are not its own.
            sheet.reset_dimensions()
            rows = _kept(map(_shown, sheet.iter_rows(max_col=MOST_COLUMNS)))
            if rows and wanted(rows):
                return rows
            first = first or rows
    except TableError:
        raise
    except Exception as error:  # whatever a damaged workbook makes the library raise
        raise TableError("format") from error
    return first


def _shown(cells: Iterable[Any]) -> Iterator[object]:
    """Give the values of cells as their sheet means them: 0.5 may be shown as 50 %."""
    for cell in cells:
        value, shown = cell.value, cell.number_format or ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            if "%" in shown:
                value = Percent(str(round(value * 100, 10)))
            elif "€" in shown or "EUR" in shown:
                value = Money(str(round(value, 10)))
        yield value


def _kept(source: Iterable[Iterable[object]]) -> list[Row]:
    """Return the rows with anything in them, cells without blanks at their ends."""
    rows = []
    for cells in source:
        row = [
            cell.strip() if isinstance(cell, str) else cell
            for cell in list(cells)[:MOST_COLUMNS]
        ]
        # Kept empty rows would only move the numbers that people read in the preview.
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise TableError("rows")
    while rows and not any(cell not in ("", None) for cell in rows[-1]):
        rows.pop()
    return rows if any(cell not in ("", None) for row in rows for cell in row) else []
