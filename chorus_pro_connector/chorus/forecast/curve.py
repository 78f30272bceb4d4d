# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How long something takes, as a curve; its median and bounds, at any moment of it.

The estimator is Kaplan and Meier's, with ``n + 1`` where they write ``n``: of ``n``
payments the next one falls before the first with a chance of one in ``n + 1``, and
after the last with the same. So the bounds hold as often as they say, also with few
payments, and *what is not known is not said*: the first tenth exists from nine payments
on (:data:`MINIMUM`), and the last one only where payments were seen that late.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from math import ceil, floor
from typing import NamedTuple

# Of ten invoices, eight lie within: one is earlier, one later.
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
# Fewest of those that waited as long, for the bounds to be known.
MINIMUM = 9
# Unusual: nineteen of twenty had gone on by then.
UNUSUAL = 0.95
_TINY = 1e-9


class Bounds(NamedTuple):
    """Whole days from the start: the first and last of the 80 %, and the middle."""

    low: int
    middle: int
    high: int


class Curve(NamedTuple):
    """Which part still lasts after so many days.

    :param days: knots, ascending; several of one day are spread over it
    :param left: the part that lasts beyond each knot, descending
    :param ended: number of cases seen to their end
    """

    days: tuple[float, ...]
    left: tuple[float, ...]
    ended: int

    def bounds(self, waited: int = -1) -> Bounds | None:
        """Return the bounds of what has lasted ``waited`` days already.

        :param waited: the end has not come on that day either; -1: nothing is known
        :return: None where too few have lasted as long, or too few were seen to end
        """
        first = bisect_left(self.days, waited + 0.5)
        whole = self.left[first - 1] if first else 1.0
        found = [self._day(first, whole * (1 - part)) for part in (LOW, MIDDLE, HIGH)]
        low, middle, high = found
        if low is None or middle is None or high is None:
            return None
        # Days that lie wholly inside; a narrow one may hold none.
        middle = max(floor(middle + 0.5), waited + 1)
        low, high = ceil(low - _TINY), floor(high + _TINY)
        return Bounds(min(low, middle), middle, max(high, middle))

    def _day(self, first: int, left: float) -> float | None:
        """Return where the part ``left`` lasts, between the knots from ``first`` on."""
        after = bisect_left(self.left, -left - _TINY, first, key=lambda part: -part)
        if after == len(self.left):
            return None
        if after == first:
            # Before the first knot nothing is known; on it, it is.
            return self.days[first] if self.left[first] >= left - _TINY else None
        share = (self.left[after - 1] - left) / (
            self.left[after - 1] - self.left[after]
        )
        return self.days[after - 1] + share * (self.days[after] - self.days[after - 1])

    def unusual(self) -> int | None:
        """Return the day by which nearly all had ended: longer is out of the common.

        :return: None where too few were seen to end; with fewer than nineteen, the
            longest of them
        """
        if self.ended < MINIMUM or self.bounds() is None:
            return None
        found = self._day(0, 1 - UNUSUAL)
        return floor((self.days[-1] if found is None else found) + 0.5)


def estimate(cases: Mapping[tuple[int, bool], int]) -> Curve:
    """Return the curve of what was seen.

    :param cases: {(days, ended): how many}; of those that did not end only so much is
        known, that they lasted longer
    """
    at_risk = sum(cases.values())
    days: list[float] = []
    left: list[float] = []
    part, total = 1.0, 0
    for day in sorted({day for day, _ended in cases}):
        ended = cases.get((day, True), 0)
        if ended:
            total += ended
            days.append(day - 0.5 + 0.5 / ended)
            left.append(part * at_risk / (at_risk + 1))
            part *= (at_risk - ended + 1) / (at_risk + 1)
            if ended > 1:
                days.append(day + 0.5 - 0.5 / ended)
                left.append(part)
        at_risk -= ended + cases.get((day, False), 0)
    return Curve(tuple(days), tuple(left), total)


def merge(
    parts: Iterable[Mapping[tuple[int, bool], int]],
) -> dict[tuple[int, bool], int]:
    """Return the cases of several together."""
    total: dict[tuple[int, bool], int] = {}
    for part in parts:
        for case, count in part.items():
            total[case] = total.get(case, 0) + count
    return total
