# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When each open invoice is paid, from what its service, client and all clients did."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .curve import Bounds, Curve, estimate, merge
from .history import PAYMENT, STAGES, STEP, read

# What a forecast rests on, the narrowest first.
SERVICE, CLIENT, COMPANY = "service", "client", "company"
# Payments of longer ago say little about today; days.
MEMORY = 730

_Cases = dict[tuple[int, bool], int]
# (client, service): both, the client alone, or neither.
Group = tuple[int, str]
ALL: Group = (0, "")
_Key = tuple[Group, str, int]


class Open(NamedTuple):
    """An invoice that waits for its client."""

    invoice: int
    client: int
    service: str
    stage: int
    since: int


class Forecast(NamedTuple):
    """When one invoice is paid; days as ``date.toordinal`` gives them.

    :param bounds: None: not enough data, neither of the client nor of all of them
    :param basis: what ``bounds`` rest on
    :param ended: number of payments that this rests on
    :param unusual: day from which the client takes longer than nearly always, of its
        own histories only; None when these are too few
    """

    bounds: Bounds | None
    basis: str
    ended: int
    unusual: int | None


class Paces:
    """The curves of all clients of one company."""

    def __init__(self, today: int) -> None:
        self._today = today
        self._seen: dict[Group, dict[tuple[str, int, int, bool], int]] = {}
        self._cases: dict[_Key, _Cases] = {}
        self._curves: dict[_Key, Curve | None] = {}
        self._known: dict[tuple[Group, int, int], Forecast] = {}

    def take(
        self,
        client: int,
        service: str,
        marks: Iterable[tuple[int, int]],
        until: int | None = None,
    ) -> tuple[int, int]:
        """Learn from one history.

        :param service: its code, "" without one
        :param marks: see :func:`~.history.read`
        :param until: last day on which it counts as open; by default today
        :return: (stage where the invoice waits or 0, day since when)
        """
        found = read(marks, self._today if until is None else until)
        group = self._seen.setdefault((client, service), {})
        first = self._today - MEMORY
        for what, stage, start, days, ended in found.seen:
            if start >= first:
                case = (what, stage, days, ended)
                group[case] = group.get(case, 0) + 1
        return found.stage, found.since

    def close(self) -> None:
        """Add up what services say of their client, and clients of all."""
        parts: dict[_Key, list[_Cases]] = {}
        for group, seen in self._seen.items():
            own: dict[tuple[str, int], _Cases] = {}
            for (what, stage, days, ended), count in seen.items():
                own.setdefault((what, stage), {})[days, ended] = count
            for key, cases in own.items():
                for one in {group, (group[0], ""), ALL}:
                    parts.setdefault((one, *key), []).append(cases)
        self._cases = {key: merge(several) for key, several in parts.items()}

    def curve(self, group: Group, what: str, stage: int) -> Curve | None:
        """Return what is known of one group, None when nothing is."""
        key = (group, what, stage)
        if key not in self._curves:
            cases = self._cases.get(key)
            self._curves[key] = estimate(cases) if cases else None
        return self._curves[key]

    def services(self, client: int) -> list[str]:
        """Return the services of a client of which something is known."""
        found = {group for group, _what, _stage in self._cases}
        return sorted(service for one, service in found if one == client and service)

    def keep(self) -> dict[str, Any]:
        """Return what is known of all clients together, as JSON takes it."""
        found = {
            f"{what} {stage}": self.curve(ALL, what, stage)
            for what in (STEP, PAYMENT)
            for stage in STAGES
        }
        return {key: list(curve) for key, curve in found.items() if curve}

    def remember(self, kept: Mapping[str, Any]) -> None:
        """Take what :meth:`keep` gave, where only some clients are read anew."""
        for what in (STEP, PAYMENT):
            for stage in STAGES:
                days, left, ended = kept.get(f"{what} {stage}") or ((), (), 0)
                curve = Curve(tuple(days), tuple(left), ended) if ended else None
                self._curves[ALL, what, stage] = curve
        self._known.clear()

    def forecast(self, invoice: Open) -> Forecast:
        """Return the :class:`Forecast` of an invoice, given that it still waits."""
        waited = max(0, self._today - invoice.since)
        key = ((invoice.client, invoice.service), invoice.stage, waited)
        if key not in self._known:
            self._known[key] = self._forecast(invoice, waited)
        found = self._known[key]
        return found._replace(
            bounds=found.bounds
            and Bounds(*(invoice.since + days for days in found.bounds)),
            unusual=None if found.unusual is None else invoice.since + found.unusual,
        )

    def _forecast(self, invoice: Open, waited: int) -> Forecast:
        """Return it in days since the stage began."""
        own = [
            (SERVICE, (invoice.client, invoice.service)),
            (CLIENT, (invoice.client, "")),
        ]
        own = own if invoice.service else own[1:]
        unusual = next(filter(None, (self._unusual(one, invoice) for one in own)), None)
        for basis, group in [*own, (COMPANY, ALL)]:
            curve = self.curve(group, PAYMENT, invoice.stage)
            if curve is None or curve.bounds() is None:
                continue
            # These are enough payments. None that came so late is an answer too: what
            # others do would say nothing of this client.
            bounds = curve.bounds(waited)
            return Forecast(bounds, basis, curve.ended, unusual)
        return Forecast(None, "", 0, unusual)

    def _unusual(self, own: tuple[str, Group], invoice: Open) -> int | None:
        curve = self.curve(own[1], STEP, invoice.stage)
        return curve.unusual() if curve else None
