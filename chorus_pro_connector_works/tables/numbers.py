# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Numbers as spreadsheets write them: French or English, with signs around."""

import re
from decimal import Decimal, InvalidOperation

AUTO, COMMA, DOT = "auto", "comma", "dot"
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*|[-+]?[.,][0-9]+")
# Thousands are set apart by blanks of every width, or by an apostrophe.
_APART = re.compile(r"[\s\u00a0\u202f\u2009'’]")
_AROUND = re.compile(r"^(?:€|EUR)|(?:€|EUR|%|HT|H\.T\.)+$", re.I)
_MONEY = re.compile(r"^-?(?:€|EUR)|(?:€|EUR)(?:HT|H\.T\.)?$", re.I)
# A float out of a formula carries noise in its last digits.
_FLOAT_DIGITS = 10


class Percent(Decimal):
    """A number that a workbook shows as a percentage, in points."""


class Money(Decimal):
    """A number that a workbook shows as an amount of money."""


class NotANumber(ValueError):
    """The text of a cell is no number."""


def number(cell: object, decimals: str = AUTO) -> Decimal | None:
    """Return the number in a cell, None when it is empty.

    :param cell: text, or a number out of a workbook
    :param decimals: which sign comes before the decimals
    :raise NotANumber: there is something, and it is no number
    """
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, int | float | Decimal):
        return Decimal(str(round(cell, _FLOAT_DIGITS))) + 0
    text = _AROUND.sub("", _APART.sub("", str(cell))).replace("−", "-")
    if text in ("", "-"):
        return None
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    if not _NUMBER.fullmatch(text):
        raise NotANumber(str(cell))
    try:
        return Decimal(_with_dot(text, decimals))
    except InvalidOperation as error:
        raise NotANumber(str(cell)) from error


def unit_of(cell: object) -> str:
    """Return what the sign beside a number says of it: percent, amount, or nothing."""
    if isinstance(cell, Percent):
        return "percent"
    if isinstance(cell, Money):
        return "amount"
    text = _APART.sub("", str(cell))
    if text.endswith("%"):
        return "percent"
    return "amount" if _MONEY.search(text) else ""


def _with_dot(text: str, decimals: str) -> str:
    """Return a number whose one sign is a dot before its decimals."""
    if decimals == AUTO:
        # The last of two signs comes before the decimals; a repeated one does not.
        last = max(text.rfind(","), text.rfind("."))
        sign = text[last] if last >= 0 else ","
        if text.count(sign) > 1:
            sign = "." if sign == "," else ","
    else:
        sign = "," if decimals == COMMA else "."
    other = "." if sign == "," else ","
    whole, _, rest = text.partition(sign)
    # Thousands come by three, and before the decimals.
    if other in rest or any(len(group) != 3 for group in whole.split(other)[1:]):
        raise NotANumber(text)
    return text.replace(other, "").replace(sign, ".")


def decimals_of(cells: list[object]) -> str:
    """Return the sign before the decimals of a whole table, where one is plain.

    ``1,234.50`` and ``12.5`` say a dot, ``1.234,50`` and ``12,5`` a comma; a table that
    says both, or neither, is read number by number.
    """
    said = set()
    for cell in cells:
        if not isinstance(cell, str):
            continue
        text = _AROUND.sub("", _APART.sub("", cell))
        if not _NUMBER.fullmatch(text):
            continue
        comma, dot = text.rfind(","), text.rfind(".")
        if comma >= 0 and dot >= 0:
            said.add(COMMA if comma > dot else DOT)
        elif comma >= 0 and (
            len(text) - comma - 1 != 3 or text.startswith(("0,", "-0,"))
        ):
            if text.count(",") == 1:
                said.add(COMMA)
        elif dot >= 0 and (len(text) - dot - 1 != 3 or text.startswith(("0.", "-0."))):
            if text.count(".") == 1:
                said.add(DOT)
    return said.pop() if len(said) == 1 else AUTO
