# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Decimal arithmetic of one invoice line, without Odoo.

EN 16931 has one equation per line, and the portal's readers recompute it:

    net amount (BT-131) = quantity (BT-129) × net price (BT-146)
        ÷ base quantity (BT-149) − allowances (BG-27) + charges (BG-28)

Odoo keeps prices as floats of any precision and rounds the *total*; here the price is
written so that the equation holds to the cent, and what cannot fit into the price is
said openly, as an allowance or a charge of the line.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

ZERO = Decimal(0)
CENT = Decimal("0.01")
# Prices and quantities of Chorus Pro: decimal(19,6), portal.md §5.3.
MICRO = Decimal("0.000001")
BASE_QUANTITIES = tuple(Decimal(10) ** power for power in range(7))


class LinePrice(NamedTuple):
    """Result of :func:`fit_price`; Decimals, ready to be written.

    ``surplus`` is what quantity × price exceeds the net amount by: an allowance when
    positive, a charge when negative, nothing when zero. ``gross`` is quantity × price
    to the cent.
    """

    quantity: Decimal
    price: Decimal
    base_quantity: Decimal
    gross: Decimal
    surplus: Decimal


def to_decimal(value):
    """Turn a float into the Decimal that a person would read (0.1, not 0.1000…05)."""
    return Decimal(repr(float(value)))


def cents(value):
    """Round half up to two decimals; never ``-0.00``."""
    return Decimal(value).quantize(CENT, ROUND_HALF_UP) + ZERO


def to_cents(value):
    """Turn an amount that Odoo already rounded (a float) into cents."""
    return cents(to_decimal(value))


def plain(value, places=0):
    """Write a Decimal without exponent, with ``places`` decimals at least."""
    value = value.quantize(MICRO, ROUND_HALF_UP).normalize() + ZERO
    digits = max(places, -value.as_tuple().exponent, 0)
    return f"{value:.{digits}f}"


def express_price(price, quantity):
    """Write a price of any precision with six decimals at most.

    :return: (price, base quantity); a base above 1 only when six decimals would change
        the amount of the line, as with 100 000 pieces at 0.0033333333
    """
    for base in BASE_QUANTITIES:
        rounded = (price * base).quantize(MICRO, ROUND_HALF_UP)
        if abs(quantity * (rounded / base - price)) < CENT / 10:
            return rounded, base
    return rounded, base


def fit_price(quantity, price, net, contractual=True):
    """Find how to write a line so that its equation holds to the cent.

    :param quantity: Decimal, six decimals at most
    :param price: Decimal, unit price before discount and without VAT, any precision
    :param net: Decimal, what the line is booked for, in cents
    :param contractual: the price is the one agreed with the customer and must be
        written as it is; else it was derived (price with VAT) and may be adjusted
    :return: :class:`LinePrice`; a negative price is turned into a negative quantity
        (BR-27)
    """
    if price < 0:
        quantity, price = -quantity, -price
    unit, base = express_price(price, quantity)
    gross = cents(quantity * unit / base)
    if gross != net and not contractual and quantity and net / quantity >= 0:
        unit, base = express_price(net / quantity, quantity)
        gross = cents(quantity * unit / base)
    return LinePrice(quantity + ZERO, unit + ZERO, base, gross, gross - net)
