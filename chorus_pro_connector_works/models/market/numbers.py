# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Between Odoo's floats and the exact numbers of ``decompte/``."""

from decimal import Decimal
from functools import lru_cache

from odoo.tools import formatLang

PRICE_DIGITS = (16, 6)
# Of a price the cents are always written, further decimals where it has them.
PRICE_SHOWN = 2
QUANTITY_DIGITS = (16, 4)
RATE_DIGITS = (16, 6)
INDEX_DIGITS = (16, 4)
# What a float may be off by after a sum; a seventh decimal is a hundred times more.
NOISE = 1e-9


# The same rates, quantities and prices come back on hundreds of lines.
@lru_cache(maxsize=4096, typed=True)
def exact(value, digits=6):
    """Return a stored float as the Decimal that was typed.

    :param digits: decimals of the field; what a float carries beyond is noise
    """
    return Decimal(str(round(value or 0.0, digits))) + 0


def said(env, value):
    """Write a number as the user's language does, without idle zeros: ``32,5``."""
    number = exact(value).normalize()
    decimals = max(0, -number.as_tuple().exponent)
    return formatLang(env, float(number), digits=decimals)


def has_more_decimals(value, digits):
    """Tell whether a number, as it came, has decimals that its field would drop."""
    return bool(value) and abs(value - round(value, digits)) > NOISE


def rate_of(tax):
    """Return the rate of a VAT as a fraction: 0.2 for 20 %; 0 without a tax."""
    return exact(tax.amount, 4) / 100
