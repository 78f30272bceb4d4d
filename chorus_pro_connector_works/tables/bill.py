# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A bill of prices (*DPGF*, *BPU*) out of rows of cells, row by row."""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from .numbers import NotANumber, decimals_of, number, unit_of
from .reading import Row

# Headings of what was executed that say how it is meant.
OPENING_PERCENT = ("avancement", "avancementcumule")
OPENING_AMOUNT = (
    "cumulht",
    "cumulexecuteht",
    "montantcumule",
    "montantcumuleht",
    "montantexecute",
    "montantexecuteht",
    "executeht",
)
# Column → its headings, without accents, signs or capitals.
HEADINGS = {
    "lot": ("lot",),
    "heading": ("titre", "chapitre", "section", "heading", "chapter"),
    "code": ("n", "no", "num", "numero", "code", "ref", "reference", "article", "item"),
    "name": ("designation", "libelle", "description", "intitule", "ouvrage", "name"),
    "kind": ("type", "nature", "kind", "forme"),
    "quantity": ("quantite", "quantites", "qte", "qt", "q", "quantity", "qty"),
    "unit": ("unite", "un", "u", "unit"),
    "price": (
        "prixunitaire",
        "prixunitaireht",
        "pu",
        "puht",
        "prixuht",
        "prixu",
        "unitprice",
        "price",
        "prix",
        "prixht",
    ),
    "amount": (
        "montant",
        "montantht",
        "total",
        "totalht",
        "prixtotal",
        "prixtotalht",
        "amount",
    ),
    "rate": ("tva", "tauxtva", "tauxdetva", "vat", "taux"),
    "opening": (
        *OPENING_PERCENT,
        *OPENING_AMOUNT,
        "cumul",
        "cumulexecute",
        "execute",
        "dejaexecute",
        "executed",
        "sofar",
        "quantiteexecutee",
        "quantitecumulee",
        "qteexecutee",
        "qtecumulee",
    ),
}
# Column → how other headings of it begin: "Prix unitaire en € HT", "N° de prix".
BEGINNINGS = {
    "code": ("nprix", "ndeprix", "nduprix", "numero", "nordre", "ndordre", "narticle"),
    "name": ("designation", "libelle", "description", "intitule"),
    "quantity": ("quantite", "qte"),
    "unit": ("unite",),
    "price": ("prixunit", "puen", "puht", "pueuro", "unitprice"),
    "amount": ("montant", "prixtotal", "total"),
}
# Columns of a table without headings: as the help of the window says.
ORDER = ("code", "name", "unit", "quantity", "price", "amount")
KINDS = {
    "fixed": ("f", "ft", "forfait", "forfaitaire", "fixe", "fixed", "global"),
    "unit": ("u", "unitaire", "unit", "prixunitaire", "mesure", "pu"),
    "day": ("r", "regie", "day", "daywork", "heures"),
}
FIXED_UNITS = ("ft", "fft", "forfait", "ens", "ensemble", "ff", "forf", "pm")
_TOTAL = re.compile(r"^(sous[- ]?total|total|montant total|tva|s/total|report)\b", re.I)
_CENT = Decimal("0.01")
NUMBERS = ("quantity", "price", "amount", "rate", "opening")


@dataclass(slots=True)
class BillRow:
    """One row, with the codes of what is wrong in it: nothing is left out in silence.

    ``status``: ``line``, ``heading``, ``skipped`` (a total) or ``error``. ``problems``
    are (code, words) pairs, a code being ``name``, ``number``, ``kind``, ``missing``,
    ``amount``, ``decimals``, ``percent``, ``beyond``, ``below``, ``twice``.
    ``opening_mode``: ``percent``, ``quantity`` or ``amount`` of ``opening``.
    """

    number: int
    status: str = "line"
    problems: list[tuple[str, str]] = field(default_factory=list)
    lot: str = ""
    heading: str = ""
    code: str = ""
    name: str = ""
    kind: str = ""
    unit: str = ""
    quantity: Decimal = Decimal(1)
    price: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    rate: Decimal | None = None
    opening: Decimal | None = None
    opening_mode: str = ""

    @property
    def executed(self) -> Decimal:
        """What was executed before, without VAT."""
        done = self.opening or Decimal(0)
        if self.opening_mode == "percent":
            done = self.amount * done / 100
        elif self.opening_mode == "quantity":
            done = self.price * done
        return done.quantize(_CENT, ROUND_HALF_UP)

    def wrong(self, code: str, words: object = "") -> None:
        self.status = "error"
        self.problems.append((code, str(words)))


def plain(text: object) -> str:
    """Return a text without accents, signs and capitals, to compare headings by."""
    letters = unicodedata.normalize("NFKD", str(text or "").casefold())
    return re.sub(r"[^a-z0-9]", "", letters)


def columns(
    row: Row, headings: dict[str, tuple[str, ...]] = HEADINGS, needed: str = "name"
) -> dict[str, int]:
    """Return {column: place} of a row of headings, empty when it is none."""
    found: dict[str, int] = {}
    words = [plain(cell) for cell in row]
    for place, word in enumerate(words):
        name = next((name for name, known in headings.items() if word in known), "")
        if name and name not in found:
            found[name] = place
    if headings is HEADINGS:
        for place, word in enumerate(words):
            name = _begun(word)
            if name and name not in found and place not in found.values():
                found[name] = place
    return found if needed in found and len(found) > 1 else {}


def _begun(word: str) -> str:
    """Return the column that the beginning of a heading names."""
    if "ttc" in word:
        return ""
    return next((x for x, begin in BEGINNINGS.items() if word.startswith(begin)), "")


_LOT = re.compile(
    r"(?:lot\b\s*)?(?:n\s*[°o.]\s*)?(?P<code>[\w.]*\d[\w.]*)(?:\s*[-–—:/]\s*|\s+|$)(?P<name>.*)",
    re.I,
)


def lot_of(label: str) -> tuple[str, str]:
    """Return code and name of a lot out of ``Lot n° 2 – Plomberie``; one may be empty.

    A name alone has no code, a word alone is a code.
    """
    text = " ".join(label.split())
    if match := _LOT.fullmatch(text):
        return match["code"], match["name"].strip(" –—-:")
    text = re.sub(r"^lot\s+", "", text, flags=re.I).strip(" –—-:")
    return ("", text) if " " in text else (text, "")


def read(rows: list[Row], decimals: str, kind: str = "") -> list[BillRow]:
    """Return what each row of a bill says.

    :param decimals: see :func:`..numbers.number`; ``auto`` looks at the whole table
    :param kind: of lines whose row does not say it
    """
    places, start, meant = dict(zip(ORDER, range(len(ORDER)), strict=True)), 0, ""
    for index, row in enumerate(rows[:30]):
        if found := columns(row):
            places, start = found, index + 1
            meant = _opening_meant(row, found)
            break
    if decimals == "auto":
        wanted = [places[name] for name in NUMBERS if name in places]
        cells = [row[at] for row in rows[start:] for at in wanted if at < len(row)]
        decimals = decimals_of(cells)
    made, lot, heading = [], "", ""
    seen: set[tuple[str, str]] = set()
    for index, row in enumerate(rows[start:], start + 1):
        if not any(cell not in ("", None) for cell in row):
            continue
        bill = _row(index, row, places, decimals, kind)
        lot = bill.lot = bill.lot or lot
        if bill.status == "heading" and _is_lot(bill, places):
            lot, heading = bill.name, ""
        elif bill.status == "heading":
            heading = bill.name or bill.code
        elif bill.status != "skipped":
            bill.heading = bill.heading or heading
            _open(bill, row, places, meant)
            _check(bill, seen)
        made.append(bill)
    return made


def _is_lot(bill: BillRow, places: dict[str, int]) -> bool:
    """Tell whether a title names a lot, in a table that has no column of lots."""
    return "lot" not in places and bool(re.match(r"lot\b\s*\S", bill.name, re.I))


def _row(
    index: int, row: Row, places: dict[str, int], decimals: str, kind: str
) -> BillRow:
    bill = BillRow(index)
    cells = {name: row[at] for name, at in places.items() if at < len(row)}
    for name in ("lot", "heading", "code", "name", "unit"):
        setattr(bill, name, _text(cells.get(name)))
    values = {}
    for name in NUMBERS:
        try:
            values[name] = number(cells.get(name), decimals)
        except NotANumber:
            bill.wrong("number", f"{cells[name]}")
            values[name] = None
    measured = any(values[name] is not None for name in ("quantity", "price"))
    if _TOTAL.match(bill.name or bill.code) and not measured:
        bill.status, bill.problems = "skipped", []
        return bill
    if not bill.problems and all(
        values[name] is None for name in ("quantity", "price", "amount")
    ):
        bill.status = "heading"
        return bill
    _fill(bill, values, _text(cells.get("kind")), kind)
    return bill


def _text(cell: object) -> str:
    # A number that stands for a code: 1.0 of a workbook is article 1.
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())


def _fill(
    bill: BillRow, values: dict[str, Decimal | None], word: str, kind: str
) -> None:
    """Fill kind, quantity, price and amount, each from what the others leave open."""
    bill.kind = next((key for key, words in KINDS.items() if plain(word) in words), "")
    if plain(word) and not bill.kind:
        bill.wrong("kind", word)
    if not bill.kind:
        is_fixed = plain(bill.unit) in FIXED_UNITS
        bill.kind = "fixed" if is_fixed else kind or ("unit" if bill.unit else "fixed")
    quantity, price, amount = (values[x] for x in ("quantity", "price", "amount"))
    if quantity is None:
        quantity = Decimal(0) if bill.kind == "day" else Decimal(1)
        if price is None:
            price = amount
    if price is None and amount is not None and quantity:
        price = amount / quantity
        # A price that does not come out even is none: the amount is the price of one.
        if price != round(price, 6) and bill.kind == "fixed":
            quantity, price = Decimal(1), amount
    if price is None:
        if not bill.problems:
            bill.wrong("missing")
        return
    bill.quantity, bill.price = quantity, price
    bill.amount = (quantity * price).quantize(_CENT, ROUND_HALF_UP)
    # Of a number that cannot be read, the amount that it makes says nothing.
    stated = bill.amount if amount is None or bill.problems else amount
    if stated.quantize(_CENT, ROUND_HALF_UP) != bill.amount:
        bill.wrong("amount", amount)
    bill.rate, bill.opening = values["rate"], values["opening"]
    if bill.rate is not None and abs(bill.rate) < 1 and bill.rate:
        bill.rate *= 100


def _opening_meant(row: Row, places: dict[str, int]) -> str:
    """Return how the heading of what was executed says that it is meant."""
    word = plain(row[places["opening"]]) if "opening" in places else ""
    if word in OPENING_AMOUNT:
        return "amount"
    return "percent" if word in OPENING_PERCENT else ""


def _open(bill: BillRow, row: Row, places: dict[str, int], meant: str) -> None:
    """Say how what was executed is meant: by its sign, its heading, or its line."""
    if bill.opening is None:
        return
    by_kind = "percent" if bill.kind == "fixed" else "quantity"
    bill.opening_mode = unit_of(row[places["opening"]]) or meant or by_kind
    if bill.kind == "fixed":
        whole = bill.amount if bill.opening_mode == "amount" else Decimal(100)
        if abs(bill.opening) > abs(whole):
            is_amount = bill.opening_mode == "amount"
            bill.wrong("beyond" if is_amount else "percent", bill.opening)
    if bill.opening < 0 and not (bill.opening_mode == "amount" and bill.amount < 0):
        bill.wrong("below", bill.opening)


def _check(bill: BillRow, seen: set[tuple[str, str]]) -> None:
    if not bill.name:
        bill.wrong("name")
    if bill.price != round(bill.price, 6):
        bill.wrong("decimals", bill.price)
    if bill.quantity != round(bill.quantity, 4):
        bill.wrong("quantity", bill.quantity)
    if bill.code:
        if (bill.lot, bill.code) in seen:
            bill.wrong("twice", bill.code)
        seen.add((bill.lot, bill.code))
