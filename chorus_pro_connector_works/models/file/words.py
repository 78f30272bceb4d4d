# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""French as the file and the printed statement write it, whatever the user's language.

Their readers are French public accountants, and the same invoice must give the same
bytes.
"""

import re

from odoo.tools import get_lang

from odoo.addons.chorus_pro_connector.chorus.french import (
    amount,
    day,
    euros,
    number,
    percent,
)

# What the readers of this module take from it, besides what it adds.
__all__ = [
    "amount",
    "day",
    "euros",
    "in_words",
    "month",
    "number",
    "percent",
    "period",
    "price",
]

MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre "
    "décembre"
).split()


def price(value):
    """Write a unit price with its cents, and up to six decimals: ``0,125``."""
    text = number(value)
    decimals = len(text.partition(",")[2])
    return text if decimals > 2 else amount(value)


def month(date):
    """Write ``mai 2026``; nothing without a date."""
    return f"{MONTHS[date.month - 1]} {date.year}" if date else ""


def in_words(currency, value):
    """Write ``mille deux euros et dix centimes``.

    :param currency: record of ``res.currency``
    :return: nothing where French is not installed
    """
    french = currency.with_context(lang="fr_FR")
    if get_lang(french.env).code != "fr_FR":
        return ""
    text = french.amount_to_text(abs(value)).lower()
    # Odoo's French keeps the cents of other currencies.
    text = re.sub(r" cents$", " centimes", text)
    return f"moins {text}" if value < 0 else text


def period(start, end):
    """Write the months of a period: ``mai 2026``, ``avril à mai 2026``."""
    if not start or not end or (start.year, start.month) == (end.year, end.month):
        return month(end or start)
    first = MONTHS[start.month - 1]
    if start.year != end.year:
        first = month(start)
    return f"{first} à {month(end)}"
