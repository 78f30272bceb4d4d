# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading what changed: nothing is lost, whatever happens between two pages."""

import itertools
import random
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from chorus import errors
from chorus.portal import changes
from chorus.portal.answers import Page
from chorus.portal.changes import Missing, Reader

NOON = datetime(2026, 11, 2, 12)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Row(NamedTuple):
    identifier: str
    number: str
    changed: datetime


class Portal:
    """A search over invoices that change, as a portal answers it."""

    def __init__(self, count=0, changed=NOON, ceiling=None, seed=0):
        self.now = NOON + HOUR
        self.dice = random.Random(seed)
        self.rows = {}
        self.ceiling = ceiling
        self.asked = []
        self.before = lambda: None
        self.fails = lambda since, number, size: False
        for rank in range(count):
            self.change(rank, changed)

    def change(self, rank, when=None):
        self.rows[rank] = Row(
            str(5_000_000_000 + rank), f"F{rank:06}", when or self.now
        )

    def ask(self, since, until, number, size):
        self.asked.append((since, until, number, size))
        self.before()
        if self.fails(since, number, size):
            raise errors.UnavailableError("search", 500)
        found = [
            row
            for row in self.rows.values()
            if since <= row.changed and (until is None or row.changed <= until)
        ]
        found.sort(key=lambda row: row.number)
        found = found[: self.ceiling]
        start = (number - 1) * size
        return Page(found[start : start + size], number, None, len(found))

    def reader(self, size=10):
        return Reader(self.ask, self.now, size)


def read(portal, since=NOON - HOUR, **values):
    reader = portal.reader(**values)
    assert reader.read(since)
    return reader


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 100, 1234])
def test_every_row_in_as_few_calls_as_there_are_pages(count):
    portal = Portal(count)
    reader = read(portal)
    assert len(reader.rows) == count and not reader.missing
    assert len(portal.asked) == max(1, -(-count // 10))


def test_what_comes_in_between_two_pages_pushes_nothing_out():
    portal = Portal(60, NOON - 2 * HOUR)
    for rank in range(30, 60):
        portal.change(rank, NOON)
    arrivals = iter(range(29))
    portal.before = lambda: portal.change(next(arrivals))
    reader = read(portal)
    assert {f"F{rank:06}" for rank in range(30, 60)} <= {
        row.number for row in reader.rows.values()
    }


def test_what_leaves_between_two_pages_takes_nothing_along():
    portal = Portal(95)
    leaving = iter(range(95))

    def leave():
        if len(portal.asked) % 2 == 0:
            portal.change(next(leaving), portal.now + HOUR)

    portal.before = leave
    reader = portal.reader()
    reader.read(NOON - HOUR, NOON + MINUTE)
    missing = {
        row.number
        for row in portal.rows.values()
        if row.changed == NOON and row.identifier not in reader.rows
    }
    assert not missing and not reader.missing


@pytest.mark.parametrize("failing", [1, 2, 5, 10])
def test_one_page_failing_does_not_lose_the_others(failing):
    portal = Portal(95)
    portal.fails = lambda since, number, size: number == failing
    reader = read(portal)
    assert len(reader.rows) == (85 if failing < 10 else 90)
    (missing,) = reader.missing
    assert missing == Missing(NOON - HOUR, portal.now, failing * 10 - 10, 10, 95)
    assert Missing.load(missing.dump()) == missing
    # The next run asks for that page alone, in smaller ones.
    portal.fails, portal.asked = lambda *_page: False, []
    again = portal.reader()
    again.read_again(missing)
    assert not again.missing
    assert len({**reader.rows, **again.rows}) == 95
    wanted = 10 if failing < 10 else 5
    assert len(portal.asked) == wanted and {size for *_page, size in portal.asked} == {
        1
    }


def test_a_row_that_breaks_its_page_is_cornered():
    portal = Portal(1001)
    # Whatever page holds the row number 737 cannot be written by the portal.
    portal.fails = (
        lambda since, number, size: (number - 1) * size <= 737 < number * size
    )
    reader = portal.reader(size=500)
    reader.read(NOON - HOUR)
    rows, missing = dict(reader.rows), reader.missing
    for _run in range(3):
        reader = portal.reader(size=500)
        for one in missing:
            reader.read_again(one)
        rows |= reader.rows
        missing = reader.missing
    assert len(rows) == 1000 and missing == [
        Missing(NOON - HOUR, portal.now, 737, 1, 1001)
    ]


def test_two_pages_failing_mean_that_the_portal_is_down():
    portal = Portal(95)
    portal.fails = lambda since, number, size: number >= 4
    reader = read(portal)
    assert len(reader.rows) == 30 and len(portal.asked) == 5
    assert reader.missing == [Missing(NOON - HOUR, portal.now, 30, None, 95)]
    portal.fails = lambda *_page: False
    again = portal.reader()
    again.read_again(reader.missing[0])
    assert len({**reader.rows, **again.rows}) == 95


def test_nothing_learned():
    portal = Portal(95)
    portal.fails = lambda *_page: True
    reader = portal.reader()
    assert not reader.read(NOON - HOUR)
    assert isinstance(reader.error, errors.UnavailableError) and len(portal.asked) == 2


@pytest.mark.parametrize(
    "error",
    [
        errors.PausedError("p", NOON, NOON, 60.0),
        errors.WaitError("p", 60),
        errors.CredentialsError(errors.LAYER_ACCOUNT, "p"),
    ],
)
def test_no_second_page_after_a_refusal_of_everything(error):
    asked = []

    def ask(*page):
        asked.append(page)
        raise error

    assert not Reader(ask, NOON).read(NOON - HOUR)
    assert len(asked) == 1


@pytest.mark.parametrize("ceiling", [200, 1000, 700, 999])
def test_a_ceiling_splits_the_period(ceiling):
    portal = Portal(ceiling=ceiling)
    for rank in range(3000):
        portal.change(rank, NOON + rank * timedelta(seconds=1))
    reader = read(portal, size=100)
    if ceiling == 999:  # nothing tells it from a count
        assert len(reader.rows) == 999
        return
    assert len(reader.rows) == 3000 and not reader.missing


def test_a_ceiling_on_rows_that_the_total_does_not_tell():
    portal = Portal()
    for rank in range(3001):
        portal.change(rank, NOON + rank * timedelta(seconds=1))
    honest = portal.ask

    def ask(since, until, number, size):
        page = honest(since, until, number, size)
        return page if number * size <= 200 else page._replace(rows=[])

    reader = Reader(ask, portal.now, 100)
    reader.read(NOON - HOUR)
    assert len(reader.rows) == 3001


def test_a_round_total_costs_one_more_call():
    portal = Portal()
    for rank in range(1000):
        portal.change(rank, NOON + rank * timedelta(seconds=3))
    reader = read(portal, since=NOON, size=500)
    assert len(reader.rows) == 1000 and len(portal.asked) <= 6


def test_more_in_one_minute_than_a_ceiling_lets_through():
    """Nothing can be split any more: what can be read is read, and it ends."""
    portal = Portal(500, ceiling=200)
    reader = read(portal, size=100)
    assert len(reader.rows) == 200 and len(portal.asked) < 40


@pytest.mark.parametrize("total", [95, 200, 10**6, None])
def test_a_portal_that_always_gives_its_first_page(total):
    rows = [Row(str(rank), f"F{rank}", NOON) for rank in range(10)]
    asked = []

    def ask(*page):
        asked.append(page)
        assert len(asked) < 10**5
        return Page(rows, 1, None, total if total != 10**6 else 1001)

    Reader(ask, NOON, 10).read(NOON - MINUTE)
    assert len(asked) < 250


@pytest.mark.parametrize("total", [None, 200, 10**9])
def test_pages_that_never_end(monkeypatch, total):
    """A run ends, and notes that the rest is missing; rows stay within bounds."""
    monkeypatch.setattr(changes, "MOST_PAGES_OF_CHANGES", 50)
    monkeypatch.setattr(changes, "MOST_ROWS_OF_CHANGES", 300)
    rank = itertools.count()

    def ask(*_page):
        rows = [Row(str(next(rank)), "F", NOON) for _row in range(10)]
        return Page(rows, 1, None, total)

    reader = Reader(ask, NOON, 10)
    assert reader.read(NOON - 60 * 24 * HOUR)
    assert len(reader.rows) <= 310 and reader.asked <= 50
    assert reader.missing
    asked = reader.asked
    for one in reader.missing[:]:
        reader.read_again(one)
    assert reader.asked == asked, "the budget is for the run"


def test_a_run_that_was_too_long_is_gone_on_with(monkeypatch):
    monkeypatch.setattr(changes, "MOST_PAGES_OF_CHANGES", 4)
    portal = Portal(95)
    known, missing = {}, None
    for _run in range(3):
        reader = portal.reader()
        if missing is None:
            assert reader.read(NOON - HOUR)
        else:
            for one in missing:
                reader.read_again(Missing.load(one.dump()))
        known.update(reader.rows)
        missing = reader.missing
    assert len(known) == 95 and not missing


def test_a_portal_without_totals():
    portal = Portal(95)

    def ask(*page):
        return portal.ask(*page)._replace(total=None)

    reader = Reader(ask, portal.now, 10)
    assert reader.read(NOON - HOUR)
    assert len(reader.rows) == 95 and len(portal.asked) == 10


@pytest.mark.parametrize("seed", range(24))
def test_days_of_changes_and_failures(seed):
    """Whatever is late, no change is lost once the portal answers again."""
    portal = Portal(200, NOON - 2 * HOUR, seed=seed)
    dice = portal.dice
    if seed % 3 == 0:
        portal.ceiling = 200

    def tick():
        portal.now += timedelta(seconds=dice.randrange(1, 20))
        for _change in range(dice.choice((0, 0, 1, 3))):
            portal.change(dice.randrange(400))

    portal.before = tick
    portal.fails = lambda *_page: dice.random() < 0.25
    known, missing, since = {}, [], NOON - 3 * HOUR
    for run in range(12):
        if run == 11:
            portal.fails, portal.before = lambda *_page: False, lambda: None
        started, reader = portal.now, portal.reader(size=20)
        if reader.read(since - HOUR):
            since = started
        for one in missing:
            reader.read_again(Missing.load(one.dump()))
        missing = reader.missing
        for identifier, row in reader.rows.items():
            if identifier not in known or known[identifier].changed < row.changed:
                known[identifier] = row
        for _pause in range(6):
            portal.now += timedelta(minutes=1)
            if run < 10:
                portal.change(dice.randrange(400))
    assert not missing
    assert known == {row.identifier: row for row in portal.rows.values()}


def walk(size=10):
    return changes._Walk(Portal().reader(size), NOON - HOUR, NOON, size)


def test_neighbouring_positions_become_one():
    one = walk()
    one._covered = [(0, 10)]
    for part in ((20, 30), (40, 50), (30, 35), (5, 12)):
        one._cover(*part)
    assert one._covered == [(0, 12), (20, 35), (40, 50)]


@pytest.mark.parametrize(("most", "size", "asked"), [(0, 10, 20), (1000, 10, 520)])
def test_how_many_pages_are_too_many(most, size, asked):
    """Five times those that there can be, and twenty for what moves meanwhile."""
    one = walk(size)
    one._most, one._asked = most, asked
    assert not one._is_endless()
    one._asked += 1
    assert one._is_endless()
