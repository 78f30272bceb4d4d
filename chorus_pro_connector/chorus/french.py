# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""French as printed documents write it, whatever the language of the user.

Their readers are French public accountants, and the same document must give the same
bytes.
"""

from datetime import date, datetime
from decimal import Decimal

from .portal.values import in_paris

NO_BREAK = "\N{NO-BREAK SPACE}"


def amount(value: float | Decimal | None, digits: int = 2) -> str:
    """Write a number as in ``149 373,60``; the minus sign stands before it."""
    number = Decimal(str(round(value or 0, digits)))
    text = f"{number:,.{digits}f}".replace(",", NO_BREAK).replace(".", ",")
    return text.removeprefix("-") if not number else text


def euros(value: float | Decimal | None) -> str:
    """Write ``4 323,75 €``."""
    return f"{amount(value)}{NO_BREAK}€"


def number(value: float | Decimal | None, most: int = 6) -> str:
    """Write a number without idle zeros: ``428``, ``12,5``, ``0,15``."""
    text = amount(value, most)
    return text.rstrip("0").rstrip(",") if "," in text else text


def percent(value: float | Decimal | None) -> str:
    """Write ``5,5 %`` of a value in points."""
    return f"{number(value, 3)}{NO_BREAK}%"


def day(value: date | None) -> str:
    """Write ``02/04/2026``; nothing without a date."""
    return f"{value:%d/%m/%Y}" if value else ""


def minute(value: datetime | None) -> str:
    """Write ``02/04/2026 14:05``, in Paris, of a moment (naive UTC)."""
    return f"{in_paris(value):%d/%m/%Y %H:%M}" if value else ""


def moment(value: datetime | None) -> str:
    """Write ``02/04/2026 à 14:05:09 (heure de Paris, UTC+02:00)``.

    :param value: naive UTC

    The offset tells the hour that comes twice in October from its double.
    """
    if not value:
        return ""
    shown = in_paris(value)
    offset = shown.strftime("%z")
    zone = f"UTC{offset[:3]}:{offset[3:]}"
    return f"{shown:%d/%m/%Y} à {shown:%H:%M:%S} (heure de Paris, {zone})"
