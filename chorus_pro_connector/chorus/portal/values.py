# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One member of an answer as a plain Python value, read with tolerance.

Members may be null, missing, or an object where an array is announced (portal.md §1.5,
§2.3); dates come in three shapes, one per field. Texts are cleaned here, once: what
comes out can be stored, indexed, sent to a browser and written into XML.
"""

import math
import re
from datetime import date, datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from ..rules import NOT_XML

# An object of JSON.
Row = dict[str, Any]

# Characters. What people have typed may be long; a name, a code or a number that is
# longer is none, and PostgreSQL would not index it.
MAX_TEXT = 4000
MAX_NAME = 255
# Why an invoice came back is the most valuable sentence of all: no word of it is lost.
MAX_COMMENT = 20_000
# They turn round what is shown beside them.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BIGGEST = 2**63 - 1  # the portal's identifiers are int64
# A float holds whole numbers exactly up to here.
_EXACT = 2**53
# Odoo and the browsers can show these years in any time zone.
_YEARS = range(1000, 9999)

# The portal writes "2015-12-03 10:36" without an offset: legal time in Paris
# (portal.md §1.5).
PARIS = ZoneInfo("Europe/Paris")

# The portal's three shapes and no other: fromisoformat alone would also take a number
# of milliseconds for a day of the Middle Ages.
_DATETIME = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?)?"
    r"(Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)


def text(value: object, limit: int = MAX_TEXT) -> str:
    """Return a string or a number as a clean, stripped string, all else as ``""``.

    Not ``str(value)`` for all: a list would become an identifier that looks real.

    :param limit: characters; a longer text ends in ``…``
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    if not isinstance(value, str) and not abs(value) < 10**limit:  # NaN is not either
        return ""
    clean = _TURNING.sub("", NOT_XML.sub("", str(value))).strip()
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"


def code(value: object) -> str:
    """Return what names something (a code, a number): whole, or not at all."""
    found = text(value, MAX_NAME + 1)
    return found if len(found) <= MAX_NAME else ""


def identifier(value: object) -> str:
    """Return a key of the portal (int64) as digits, however it is written, or ``""``.

    Digits only, because it is sent back as a number.
    """
    if isinstance(value, float) and not abs(value) <= _EXACT:
        return ""  # the last digits are lost
    number = to_int(value)
    return str(number) if number and 0 < number <= _BIGGEST else ""


def to_int(value: object) -> int | None:
    """Return a whole number of at most 64 bits, or ``None``; "0" and 0.0 are 0."""
    raw = text(value)
    return int(raw) if re.fullmatch(r"-?[0-9]{1,19}", raw) else None


def to_bool(value: object) -> bool:
    """Return a boolean; ``"false"`` is false, null and the like are too."""
    return text(value).lower() in ("true", "1") or value is True


def member(answer: Row, key: str) -> Row:
    """Return the object ``answer[key]``, an empty one when it is something else."""
    return next(iter(rows(answer.get(key))), {})


def rows(value: object) -> list[Row]:
    """Return a list of objects, whatever the portal made of it."""
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list):
        return [row for row in value if isinstance(row, dict)]
    return []


def to_datetime(value: object) -> datetime | None:
    """Return a naive UTC datetime, or ``None`` for what cannot be read."""
    found = _DATETIME.fullmatch(text(value))
    if not found:
        return None
    day, time, fraction, offset = found.groups()
    # Python 3.10 reads neither "Z" nor "+0100", and fractions of 3 or 6 digits only.
    fraction = (fraction or "0")[:6].ljust(6, "0")
    offset = re.sub(r"(\d\d)(\d\d)$", r"\1:\2", (offset or "").replace("Z", "+00:00"))
    seconds = time or "00:00:00"
    seconds += ":00" if len(seconds) == 5 else ""
    try:
        moment = datetime.fromisoformat(f"{day}T{seconds}.{fraction}{offset}")
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=PARIS)
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
        return moment if moment.year in _YEARS else None
    except (ValueError, OverflowError):  # year 1 has no earlier hour
        return None


def to_date(value: object) -> date | None:
    """Return a date from any of the portal's shapes, or ``None``.

    A moment with its offset is a day in Paris: midnight there is still the day before
    in UTC.
    """
    found = _DATETIME.fullmatch(text(value))
    try:
        day = date.fromisoformat(found[1]) if found else None
        if found and found[4] and (moment := to_datetime(value)):
            day = in_paris(moment).date()
        return day if day and day.year in _YEARS else None
    except OverflowError:  # the last hour of year 9999 is in no year in Paris
        return None
    except ValueError:
        return None


def in_paris(moment: datetime) -> datetime:
    """Return a moment (naive UTC) as clocks in Paris show it, with its offset."""
    return moment.replace(tzinfo=timezone.utc).astimezone(PARIS)


def told(values: Row) -> Row:
    """Return the values that an answer tells: what it leaves out is ``None`` or ""."""
    return {name: value for name, value in values.items() if value not in ("", None)}


def to_amount(value: object) -> float | None:
    """Return a float, or ``None``: amounts are JSON numbers, sometimes strings."""
    raw = text(value)
    try:
        return float(raw) if math.isfinite(float(raw)) else None
    except ValueError:
        return None
