# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every invoice that changed since a moment, through a search that gives pages.

What makes it less simple than a loop:

* Between two pages invoices change. In a period without an end they can only come in:
  rows slide to later pages and come twice. In a period with an end they can only leave:
  rows slide to earlier pages, and would be skipped; the total falls, which tells how
  many rows must be looked at once more. Pages are sorted by invoice number, which
  never changes and has no equals, unlike the date of deposit (the default,
  portal.md §1.6).
* A page may fail and the next ones not. What it held is noted as :class:`Missing`, so
  that the next run asks for it alone; in smaller pages, in case one row is the cause.
* The pages may never end, or be cut in halves again and again: a run has a budget.
* A search may have a ceiling (200 rows, portal.md §1.6, although we ask for more): a
  round total may be one, and then the period is read in halves.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from ..errors import CredentialsError, PausedError, PortalError, WaitError
from .answers import FoundInvoice, Page
from .conversation import PAGE_SIZE
from .deadline import Deadline

_logger = logging.getLogger(__name__)

# (since, until, number, size) → a page
Ask = Callable[[datetime, datetime | None, int, int], Page]

LOWEST_CEILING = 200
# Where two halves meet, a portal that counts in minutes must lose nothing.
MEETING = timedelta(minutes=1)
SHORTEST = timedelta(minutes=4)
# Two pages in a row fail: it is not the page.
FAILURES = 2
# For one run: what pages without end would take in calls, memory and time. Nobody has
# as many changes at once, and what is left is missing: the next run goes on with it.
MOST_PAGES_OF_CHANGES = 3000
MOST_ROWS_OF_CHANGES = 100_000
MOST_SECONDS = 300


class Missing(NamedTuple):
    """Rows of one search that are still to be read.

    :param since: start of the period, naive UTC datetime
    :param until: its end, None when it is open
    :param start: number of rows before them
    :param count: how many, None for all that follow
    :param total: rows of the whole search at that time, None when unknown
    """

    since: datetime
    until: datetime | None
    start: int
    count: int | None  # type: ignore[assignment]  # hides that of tuples
    total: int | None

    def dump(self) -> list[Any]:
        """Return it as JSON values."""
        until = self.until and self.until.isoformat()
        return [self.since.isoformat(), until, *self[2:]]

    @classmethod
    def load(cls, values: Sequence[Any]) -> "Missing":
        since, until, *rest = values
        until = until and datetime.fromisoformat(until)
        return cls(datetime.fromisoformat(since), until, *rest)


class Reader:
    """Reads periods; afterwards ``rows`` and ``missing`` tell what came of it.

    :param ask: ``ask(since, until, number, size)`` → :class:`.answers.Page`, sorted by
        a key that never changes; may raise :class:`.errors.PortalError`
    :param now: naive UTC datetime, the end of a period without one
    """

    def __init__(self, ask: Ask, now: datetime, size: int = PAGE_SIZE) -> None:
        self.ask = ask
        self.now = now
        self._size = size
        self.rows: dict[str, FoundInvoice] = {}  # the latest row of each identifier
        self.missing: list[Missing] = []
        self.error: PortalError | None = None  # the last one
        self.asked = 0  # pages
        self._budget = Deadline(MOST_SECONDS)

    def read(self, since: datetime, until: datetime | None = None) -> bool:
        """Read every change of a period.

        :return: False when nothing at all could be learned of it
        """
        walk = _Walk(self, since, until, self._size)
        if not walk.go(0, None, None):
            return self._read_halves(since, until)
        if walk.blind:
            return False
        self.missing += walk.missing
        return True

    def read_again(self, missing: Missing) -> None:
        """Ask for what an earlier run could not read, and for nothing else."""
        size, end = self._size, None
        if missing.start == 0 and missing.count is None:
            if not self.read(missing.since, missing.until):
                self.missing.append(missing)
            return
        if missing.count is not None:
            # A page that fails again and again may hold one row that breaks it.
            size = max(1, min(size, missing.count // 10))
            end = missing.start + missing.count
        walk = _Walk(self, missing.since, missing.until, size)
        walk.halves = False
        walk.go(missing.start - missing.start % size, end, missing.total)
        self.missing += [missing] if walk.blind else walk.missing

    def _read_halves(self, since: datetime, until: datetime | None) -> bool:
        middle = since + ((until or self.now) - since) / 2
        middle = middle.replace(microsecond=0)
        for half in ((since, middle), (middle - MEETING, until)):
            if not self.read(*half):
                self.missing.append(Missing(*half, 0, None, None))
        return True

    @property
    def is_spent(self) -> bool:
        """True when this run may ask for no other page."""
        return (
            self.asked >= MOST_PAGES_OF_CHANGES
            or len(self.rows) >= MOST_ROWS_OF_CHANGES
            or not self._budget.left()
        )

    def can_halve(self, since: datetime, until: datetime | None) -> bool:
        return (until or self.now) - since > SHORTEST


class _Walk:
    """One way through the pages of one period."""

    def __init__(
        self, reader: Reader, since: datetime, until: datetime | None, size: int
    ) -> None:
        self._reader = reader
        self._period = since, until
        self._size = size
        self._total: int | None = None
        self._seen: set[str] = set()
        self._asked = self._answered = self._most = 0
        # Positions [from, to) whose rows were read, or whose failure was noted.
        self._covered: list[tuple[int, int]] = []
        self.missing: list[Missing] = []
        self.halves = True  # whether the period may be cut in two

    @property
    def blind(self) -> bool:
        """True when not even one page could be read."""
        return not self._answered and bool(self.missing)

    def go(self, start: int, end: int | None, total: int | None) -> bool:
        """Read the rows from position ``start`` to ``end`` (None: the last).

        :param total: what the search had when these rows stood there
        :return: False when the period must be read in halves instead
        """
        self._total = total
        self._covered = [(0, start)]
        failures = 0
        while not self._is_done(end):
            front = self._front()
            position = front - front % self._size
            if self._is_endless():
                self._give_up(position, end)
                break
            page = self._page(position)
            if page is not None and self._is_cut(page):
                return False
            failures = 0 if page is not None else failures + 1
            if failures and (failures == FAILURES or self._is_down()):
                self._give_up(position - (failures - 1) * self._size, end)
                break
            if failures:
                self._miss(position, self._size)
            self._cover(position, position + self._size)
        self._complete()
        return self._is_whole()

    def _page(self, position: int) -> Page | None:
        number = position // self._size + 1
        self._asked += 1
        self._reader.asked += 1
        try:
            page = self._reader.ask(*self._period, number, self._size)
        except PortalError as error:
            _logger.warning("Page %s of the changes was not read: %s", number, error)
            self._reader.error = error
            return None
        self._answered += 1
        self._seen.update(row.identifier for row in page.rows)
        for row in page.rows:
            self._reader.rows[row.identifier] = row
        total = page.total
        if total is None and len(page.rows) < self._size:
            # Without a total, a page that is not full is the last one.
            total = position + len(page.rows)
        if total is not None and self._total is not None and total < self._total:
            # Wherever these rows left, what was read now ends that much earlier.
            left = self._total - total
            self._covered = [
                (start, max(start, end - left)) for start, end in self._covered
            ]
        self._total = total
        self._most = max(self._most, total or 0, len(self._seen))
        return page

    def _cover(self, start: int, end: int) -> None:
        """Note that these positions were dealt with; neighbours become one."""
        merged: list[tuple[int, int]] = []
        for one in sorted([*self._covered, (start, end)]):
            if merged and one[0] <= merged[-1][1]:
                one = merged[-1][0], max(one[1], merged.pop()[1])
            merged.append(one)
        self._covered = merged

    def _front(self) -> int:
        """Return the first position that was not read."""
        start, end = min(self._covered)
        return end if start <= 0 else 0

    def _is_done(self, end: int | None) -> bool:
        limit = min(
            self._total if self._total is not None else float("inf"),
            end if end is not None else float("inf"),
        )
        return self._asked > 0 and self._front() >= limit

    def _is_endless(self) -> bool:
        """A portal that always gives its first page must not hold us for ever."""
        many = self._asked > 20 + 5 * self._most / self._size
        return many or self._reader.is_spent

    def _is_down(self) -> bool:
        """Tell whether asking for another page is pointless."""
        kinds = (PausedError, CredentialsError, WaitError)
        return isinstance(self._reader.error, kinds)

    def _is_cut(self, page: Page) -> bool:
        """Tell whether a total looks like a ceiling rather than a count."""
        total = page.total or 0
        return (
            self.halves
            and total >= LOWEST_CEILING
            and total % 100 == 0
            and self._reader.can_halve(*self._period)
        )

    def _miss(self, start: int, count: int | None) -> None:
        # With an end, so that the rows of later changes do not come between these.
        since, until = self._period
        until = until or self._reader.now
        self.missing.append(Missing(since, until, start, count, self._total))

    def _give_up(self, start: int, end: int | None) -> None:
        """Note that everything from ``start`` on is missing."""
        self.missing = [one for one in self.missing if one.start < start]
        self._miss(start, None if end is None else end - start)

    def _complete(self) -> None:
        """Fill in the total where a page failed before any had told it."""
        known = [
            one if one.total is not None else one._replace(total=self._total)
            for one in self.missing
        ]
        # Beyond the end there was nothing to miss.
        self.missing = [
            one for one in known if one.total is None or one.start < one.total
        ]

    def _is_whole(self) -> bool:
        """Tell whether as many rows came as were announced (a ceiling on rows)."""
        short = (
            self.halves and not self.missing and len(self._seen) < (self._total or 0)
        )
        if short:
            _logger.warning("%s of %s changes came", len(self._seen), self._total)
        return not (
            short
            and (self._total or 0) >= LOWEST_CEILING
            and self._reader.can_halve(*self._period)
        )
