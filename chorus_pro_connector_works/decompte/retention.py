# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The retention (*retenue de garantie*): cumulative, capped, and it may go down."""

from dataclasses import dataclass
from decimal import Decimal

from .inputs import Retention
from .money import cents


@dataclass(frozen=True, slots=True)
class Held:
    cumulative: Decimal
    cap: Decimal
    uncapped: Decimal


def held(
    terms: Retention,
    previous: Decimal,
    executed: Decimal,
    month: Decimal,
    market: Decimal,
    typed: Decimal | None = None,
) -> Held:
    """Return what is held once the statement is paid.

    ``executed`` is all that was executed or stored, with VAT, at initial prices;
    ``month`` the total of the month with VAT, revision included; ``market`` the market
    in force with VAT. Nothing is added nor given back while a guarantee stands: what
    was held before is then returned by a payment of its own.
    """
    cap = cents(terms.rate * market)
    if typed is not None:
        return Held(previous + typed, cap, previous + typed)
    if not terms.held:
        return Held(previous, cap, previous)
    if terms.base == "revised":
        uncapped = previous + cents(terms.rate * month)
    else:
        uncapped = cents(terms.rate * executed)
    return Held(min(uncapped, cap) if terms.capped else uncapped, cap, uncapped)
