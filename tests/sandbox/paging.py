# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pages and sorting of searches (portal.md §1.6)."""

import math

from . import contract, registry

DEFAULT_SIZE = 10
DEFAULT_MAXIMUM = 200
NO_CEILING = 2**31 - 1


class Page:
    """The paging block of a request.

    :param block: the request's paging block, or None.
    :param ceiling: most results over all pages when the request sets no
        ``nbResultatsMaximum``; None where the model has no such member.
    :raises Malformed: for a page or a size under one.
    """

    def __init__(self, block, suffix="", ceiling=None):
        block = block or {}
        self.number = block.get(f"pageResultatDemandee{suffix}", 1)
        self.size = block.get(f"nbResultatsParPage{suffix}", DEFAULT_SIZE)
        maximum = block.get("nbResultatsMaximum") or block.get("getnbResultatsMaximum")
        self.maximum = maximum or ceiling or NO_CEILING
        self.descending = block.get("triSens", "Descendant") == "Descendant"
        self.column = block.get("triColonne")
        if self.number < 1 or self.size < 1 or self.maximum < 1:
            raise contract.Malformed("la pagination commence a 1")

    def sql(self):
        """``LIMIT … OFFSET …``, inside the maximum asked for."""
        start = (self.number - 1) * self.size
        room = max(0, min(self.size, self.maximum - start))
        return f" LIMIT {room} OFFSET {start}"

    def cut(self, rows):
        start = (self.number - 1) * self.size
        return rows[: self.maximum][start : start + self.size]

    def answer(self, total, suffix=""):
        total = min(total, self.maximum)
        return {
            f"pageCourante{suffix}": self.number,
            f"pages{suffix}": math.ceil(total / self.size),
            f"nbResultatsParPage{suffix}": self.size,
            f"total{suffix}": total,
        }


def no_result(**members):
    """What an empty search answers (portal.md §2.4)."""
    raise registry.BusinessError(20000, "TRA_MSG_00.015", **members)
