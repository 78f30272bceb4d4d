# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What every verb of the portal stands on: one transport, and searches page by page."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Protocol, TypeVar

from ..errors import AnswerError
from . import answers
from .breaker import Breaker
from .credentials import Credentials, Tokens
from .deadline import Deadline
from .transport import Transport
from .values import Row

# The default of 10 rows a page has lost identifiers for others (portal.md §1.6).
PAGE_SIZE = 500
MAXIMUM_ROWS = 999999
# What no search of ours comes near: pages that never end must hold neither us nor the
# memory. The largest is the list of a ministry's services.
MOST_PAGES = 200
MOST_ROWS = 20_000
WALK = 300  # seconds for all pages of one search


class _Identified(Protocol):
    @property
    def identifier(self) -> str: ...


_Found = TypeVar("_Found", bound=_Identified)
_Me = TypeVar("_Me", bound="Conversation")


class Conversation:
    """A conversation with the portal on behalf of one technical account."""

    def __init__(
        self,
        credentials: Credentials,
        tokens: Tokens | None = None,
        breaker: Breaker | None = None,
        patience: float | None = None,
    ) -> None:
        self._transport = Transport(credentials, tokens, breaker, patience)

    def __enter__(self: _Me) -> _Me:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._transport.close()

    def _changes(
        self,
        path: str,
        criteria: Row,
        block: str,
        key: str,
        read: Callable[[Row], answers.FoundInvoice],
        wanted: tuple[datetime, datetime | None, int, int],
        **options: Any,
    ) -> answers.Page:
        """Ask for one page of what changed in a period, sorted by number.

        :param wanted: since, until (naive UTC; the latter may be None), number of the
            page, rows in a page
        :raise AnswerError: rows are announced on this page, and none is there
        """
        since, until, number, size = wanted
        # In UTC, and said so: a portal that overlooked the "Z" would read an earlier
        # moment in its own time (Paris), never a later one, and change no length.
        period = {"periodeDateHeureEtatCourantDu": since.isoformat() + "Z"}
        if until:
            period["periodeDateHeureEtatCourantAu"] = until.isoformat() + "Z"
        paging = {
            "pageResultatDemandee": number,
            "nbResultatsParPage": size,
            "triColonne": "NumeroFacture",
            "triSens": "Ascendant",
            **options,
        }
        answer = self._transport.read(path, {**criteria, **period, block: paging})
        page = answers.page(answer, key, read)
        if not page.rows and (number - 1) * size < (page.total or 0):
            raise AnswerError(path, 200, detail=f"no row of {page.total}")
        return page

    def _pages(
        self,
        path: str,
        body: Row,
        block: str,
        page_size: int,
        key: str,
        read: Callable[[Row], _Found],
        **options: Any,
    ) -> Iterator[_Found]:
        """Walk through a paginated search; each row once, in the portal's order.

        :raise AnswerError: rows are announced and none can be read: not the same as
            "nothing found", after which a lost deposit would be sent again; or pages
            come without end
        """
        number, seen = 1, set[str]()
        walk = Deadline(WALK)
        while True:
            paging = {
                "pageResultatDemandee": number,
                "nbResultatsParPage": page_size,
                **options,
            }
            page = answers.page(
                self._transport.read(path, {**body, block: paging}), key, read
            )
            if number == 1 and not page.rows and page.total:
                raise AnswerError(path, 200, detail=f"no {key} of {page.total}")
            fresh = [row for row in page.rows if row.identifier not in seen]
            seen.update(row.identifier for row in fresh)
            # Rows that come in meanwhile make a few more than the total, not many.
            most = MOST_ROWS if page.total is None else 2 * page.total + page_size
            if len(seen) > min(most, MOST_ROWS):
                raise AnswerError(path, 200, detail=f"{len(seen)} {key}")
            yield from fresh
            # A page that brings nothing new ends the walk, whatever total it tells:
            # a portal that always answers its first page must not hold us for ever.
            if not fresh or (page.pages is not None and number >= page.pages):
                return
            if number == MOST_PAGES or not walk.left():
                raise AnswerError(path, 200, detail=f"{number} pages of {key}")
            number += 1
