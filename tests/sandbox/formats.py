# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dates and amounts as each field of the portal writes them (portal.md §1.5)."""

import calendar
from datetime import datetime, timedelta, timezone


def _last_sunday(year, month):
    """Epoch seconds of 01:00 UTC on a month's last Sunday (European rule)."""
    day = max(week[6] for week in calendar.monthcalendar(year, month))
    return calendar.timegm((year, month, day, 1, 0, 0))


def paris(seconds):
    year = datetime.fromtimestamp(seconds, timezone.utc).year
    summer = _last_sunday(year, 3) <= seconds < _last_sunday(year, 10)
    zone = timezone(timedelta(hours=2 if summer else 1))
    return datetime.fromtimestamp(seconds, zone)


def day(seconds):
    """``2023-01-01``: dateDepot, dateFacture, dateTraitement."""
    return paris(seconds).strftime("%Y-%m-%d")


def minute(seconds):
    """``2015-12-03 10:36``: histories and validity of services."""
    return paris(seconds).strftime("%Y-%m-%d %H:%M")


def instant(seconds):
    """``2018-02-16T15:10:25.536+01:00``: flows and current states."""
    return paris(seconds).isoformat(timespec="milliseconds")


def parse(text, end=False):
    """Epoch seconds of a date criterion; a bare day means its last second if ``end``.

    :raises ValueError: when the text passes the pattern but is no real date.
    """
    text = text.replace(" ", "T").replace("Z", "+00:00")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        # Paris time: guess with the winter offset, then correct.
        guess = moment.replace(tzinfo=timezone.utc).timestamp() - 3600
        moment = moment.replace(tzinfo=paris(guess).tzinfo)
    if end and len(text) == 10:
        moment += timedelta(days=1, microseconds=-1)
    return moment.timestamp()


def amount(value):
    """A JSON number with at most six decimals, whole when it can be."""
    value = round(float(value), 6)
    return int(value) if value.is_integer() else value


def french(value, space="\u202f"):
    """``1 250,50``; a narrow no-break space, as French accountants print it."""
    if value is None:
        return ""
    return f"{value:,.2f}".replace(",", space).replace(".", ",")


def without_nulls(data):
    """The same object without unset members, at every depth."""
    if isinstance(data, dict):
        return {k: without_nulls(v) for k, v in data.items() if v is not None}
    if isinstance(data, list):
        return [without_nulls(item) for item in data]
    return data
