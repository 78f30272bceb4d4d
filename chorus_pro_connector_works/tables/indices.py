# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Values of published indices out of rows: one a row, or a month a column."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .bill import plain
from .numbers import NotANumber, decimals_of, number
from .reading import Row

MONTHS = {
    word: place
    for place, words in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev feb february",
            "mars mar march",
            "avril avr apr april",
            "mai may",
            "juin jun june",
            "juillet juil jul july",
            "aout aug august",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        1,
    )
    for word in words.split()
}
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ]?(?:M|m)?(\d{1,2})(?:[-/.]\d{1,2})?")
_YEAR_LAST = re.compile(r"(?:\d{1,2}[-/.])?(\d{1,2})[-/. ](\d{4})")
_NAMED = re.compile(r"([^\W\d]+)\.?[-/. ]*(\d{4}|\d{2})")
_CODE = re.compile(r"[A-Z]{2,4}\d{1,3}[A-Z]{0,2}", re.I)


@dataclass(slots=True)
class IndexRow:
    """One value; ``problem`` is ``""``, ``code``, ``month``, ``value`` or ``twice``."""

    number: int
    code: str = ""
    month: date | None = None
    value: Decimal | None = None
    problem: str = ""
    word: str = ""


def month_of(cell: object) -> date | None:
    """Return the first day of the month that a cell names, None when it names none."""
    if isinstance(cell, datetime | date):
        return date(cell.year, cell.month, 1)
    text = str(cell or "").strip()
    for pattern, year, month in ((_YEAR_FIRST, 1, 2), (_YEAR_LAST, 2, 1)):
        if match := pattern.fullmatch(text):
            return _day(int(match[year]), int(match[month]))
    if (match := _NAMED.fullmatch(text)) and plain(match[1]) in MONTHS:
        year_said = int(match[2])
        return _day(
            year_said + (2000 if year_said < 100 else 0), MONTHS[plain(match[1])]
        )
    return None


def _day(year: int, month: int) -> date | None:
    return date(year, month, 1) if 1 <= month <= 12 and 1900 < year < 2200 else None


def read(rows: list[Row], decimals: str, code: str = "") -> list[IndexRow]:
    """Return the values of a table: code, month, value; or months as headings.

    :param code: the index of a table that names none
    """
    if decimals == "auto":
        decimals = decimals_of([cell for row in rows for cell in row[1:]])
    filled = [
        (at, row)
        for at, row in enumerate(rows, 1)
        if any(cell not in ("", None) for cell in row)
    ]
    if not filled:
        return []
    heads = [month_of(cell) for cell in filled[0][1]]
    if sum(head is not None for head in heads) > 1:
        made = list(_across(filled[1:], heads, decimals, code))
    else:
        made = [_down(at, row, decimals, code) for at, row in filled]
        # The first row may only say what the columns are.
        if made and made[0].problem == "month" and len(made) > 1:
            made = made[1:]
    seen: set[tuple[str, date | None]] = set()
    for row in made:
        key = (row.code, row.month)
        if not row.problem and key in seen:
            row.problem, row.word = "twice", row.code
        seen.add(key)
    return made


def _across(
    filled: list[tuple[int, Row]], heads: list[date | None], decimals: str, code: str
) -> Iterator[IndexRow]:
    for at, row in filled:
        named = code or next(
            (str(cell) for cell in row if _CODE.fullmatch(_joined(cell))), ""
        )
        for place, head in enumerate(heads):
            if head and place < len(row) and row[place] not in ("", None):
                yield _value(IndexRow(at, _joined(named), head), row[place], decimals)


def _down(at: int, row: Row, decimals: str, code: str) -> IndexRow:
    cells = [cell for cell in row if cell not in ("", None)]
    found = IndexRow(at, code)
    if cells and _CODE.fullmatch(_joined(cells[0])) and month_of(cells[0]) is None:
        found.code = _joined(cells.pop(0))
    found.month = month_of(cells[0]) if cells else None
    if found.month is None:
        found.problem, found.word = "month", str(cells[0] if cells else "")
        return found
    return _value(found, cells[1] if len(cells) > 1 else "", decimals)


def _joined(cell: object) -> str:
    return "".join(str(cell or "").split()).upper()


def _value(found: IndexRow, cell: object, decimals: str) -> IndexRow:
    with suppress(NotANumber):
        found.value = number(cell, decimals)
    if found.value is None or found.value <= 0:
        found.problem, found.word = "value", str(cell)
    elif not found.code:
        found.problem = "code"
    return found
