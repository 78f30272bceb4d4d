# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pieces of before a takeover, out of rows of cells: what was sent, and its amounts."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .bill import columns
from .numbers import NotANumber, decimals_of, number
from .reading import Row

HEADINGS = {
    "number": ("n", "no", "numero", "facture", "piece", "numerodefacture", "number"),
    "statement": ("situation", "statement", "numerodesituation", "sit"),
    "framework": ("cadre", "framework"),
    "date": ("date", "du", "datedefacture"),
    "untaxed": ("ht", "montantht", "totalht", "untaxed", "exclvat"),
    "total": ("ttc", "montantttc", "totalttc", "total", "inclvat"),
    "net": ("net", "netapayer", "nettopay"),
}
ORDER = tuple(HEADINGS)
AMOUNTS = ("untaxed", "total", "net")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?")


@dataclass(slots=True)
class PieceRow:
    """One piece; ``problem``: ``missing``, ``date``, ``value``, ``twice`` or none."""

    at: int
    number: str = ""
    statement: int = 0
    framework: str = ""
    day: date | None = None
    untaxed: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    problem: str = ""
    word: str = ""

    def wrong(self, code: str, cell: object) -> None:
        if not self.problem:
            self.problem, self.word = code, str(cell)


def day_of(cell: object) -> date | None:
    """Return the day that a cell names, None when it names none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell or "").strip()
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, match.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read(rows: list[Row]) -> list[PieceRow]:
    """Return the pieces of a table: headings, or the columns of ``ORDER``."""
    places, start = dict(zip(ORDER, range(len(ORDER)), strict=True)), 0
    if rows and (found := columns(rows[0], HEADINGS, "number")):
        places, start = found, 1
    wanted = [places[name] for name in AMOUNTS if name in places]
    cells = [row[at] for row in rows[start:] for at in wanted if at < len(row)]
    decimals = decimals_of(cells)
    made: list[PieceRow] = []
    for at, row in enumerate(rows[start:], start + 1):
        if any(cell not in ("", None) for cell in row):
            by_name = {
                name: row[place] for name, place in places.items() if place < len(row)
            }
            made.append(_piece(at, by_name, decimals))
    seen: set[str] = set()
    for piece in made:
        if piece.number in seen:
            piece.wrong("twice", piece.number)
        seen.add(piece.number)
    return made


def _piece(at: int, cells: dict[str, object], decimals: str) -> PieceRow:
    piece = PieceRow(at)
    piece.number = _text(cells.get("number"))
    piece.framework = _text(cells.get("framework")).upper()
    if not piece.number:
        piece.wrong("missing", "")
    if (cell := cells.get("date")) not in ("", None):
        piece.day = day_of(cell)
        if piece.day is None:
            piece.wrong("date", cell)
    for name in ("statement", *AMOUNTS):
        cell = cells.get(name)
        try:
            value = number(cell, decimals) or Decimal(0)
        except NotANumber:
            piece.wrong("value", cell)
            continue
        if name != "statement":
            setattr(piece, name, value)
        elif value != int(value) or value < 0:
            piece.wrong("value", cell)
        else:
            piece.statement = int(value)
    return piece


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())
