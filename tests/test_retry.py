# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What follows a failed call: the whole table, then the calls themselves."""

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from chorus import errors
from chorus.errors import NOT_JSON
from chorus.portal import retry, transport
from chorus.portal.client import PortalClient

OK = {"codeRetour": 0, "libelle": "TRA_MSG_00.000"}
DEPOSIT = {**OK, "numeroFluxDepot": "CPP0011117000000000425903"}
REPORT = {**OK, "etatCourantDepotFlux": "IN_INTEGRE"}
NOW = datetime(2026, 11, 2, 8, tzinfo=timezone.utc)
ERRORS = {
    "unavailable": errors.UnavailableError("p", 503),
    "copy": errors.CopyError("p"),
    "answer": errors.AnswerError("p", 200, detail=NOT_JSON),
    "wait": errors.WaitError("p", http_status=429),
    "wait_2": errors.WaitError("p", 2, http_status=429),
    "wait_30": errors.WaitError("p", 30, http_status=429),
    "wait_1h": errors.WaitError("p", 3600, http_status=429),
    "wait_month": errors.WaitError("p", 30 * retry.DAY, http_status=429),
    "paused": errors.PausedError("p", None, None, 417.0),
    "unknown": errors.UnknownOutcomeError("p", 500),
    "data": errors.DataError("p", 200, 20001),
    "credentials": errors.CredentialsError(errors.LAYER_ACCOUNT, "p"),
}
MINUTE, HOUR = 60.0, 3600.0
# As in real life: for most tests conftest.py sets it to nothing.
PATIENCE = retry.PATIENCE
# error: reading, first to fourth attempt; writing, first and fourth attempt
TABLE = {
    "unavailable": ("again again later later", "later later"),
    "copy": ("again again later later", "later later"),
    "answer": ("again again later later", "stop stop"),
    "wait": ("again again later later", "later later"),
    "wait_2": ("again again later later", "later later"),
    "wait_30": ("later later later later", "later later"),
    "wait_1h": ("later later later later", "later later"),
    "wait_month": ("later later later later", "later later"),
    "paused": ("later later later later", "later later"),
    "unknown": ("again again later later", "verify verify"),
    "data": ("stop stop stop stop", "stop stop"),
    "credentials": ("stop stop stop stop", "stop stop"),
}


@pytest.fixture
def naps(monkeypatch):
    """Patience as in real life; the waits are noted, not waited."""
    taken = []
    monkeypatch.setattr(retry, "PATIENCE", PATIENCE)
    monkeypatch.setattr(transport.time, "sleep", taken.append)
    return taken


@pytest.fixture
def patient(monkeypatch):
    monkeypatch.setattr(retry, "PATIENCE", PATIENCE)


@pytest.mark.parametrize("name", ERRORS)
def test_the_whole_table(patient, name):
    reading, writing = (row.split() for row in TABLE[name])
    error = ERRORS[name]
    actions = [retry.decide(retry.READ, error, n).action for n in (1, 2, 3, 4)]
    assert actions == reading
    actions = [retry.decide(retry.WRITE, error, n).action for n in (1, 4)]
    assert actions == writing


def test_every_error_stands_in_the_table():
    def kinds(error):
        yield error
        for kind in error.__subclasses__():
            yield from kinds(kind)

    known = {type(error) for error in ERRORS.values()} | {errors.PortalError}
    assert set(kinds(errors.PortalError)) == known


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
def test_a_deposit_is_never_repeated_blindly(patient, error):
    for attempt in range(1, 30):
        assert retry.decide(retry.WRITE, error, attempt).action != retry.AGAIN


@pytest.mark.parametrize("dice", [0.0, 0.37, 0.999])
def test_jitter_is_bounded_and_spreads(patient, dice):
    error = ERRORS["unavailable"]
    for attempt, most in ((1, 0.5), (2, 1.5)):
        decision = retry.decide(retry.READ, error, attempt, dice=lambda: dice)
        assert most / 2 <= decision.seconds <= most
        assert decision.seconds == pytest.approx(most * (0.5 + dice / 2))


def test_without_dice_two_workers_do_not_meet(patient):
    waits = {
        retry.decide(retry.READ, ERRORS["unavailable"], 1).seconds for _ in range(8)
    }
    assert len(waits) > 1


def test_figures():
    assert (PATIENCE, retry.READ_ATTEMPTS, retry.FIRST_WAIT) == (8.0, 3, 0.5)
    assert retry.DAY == 24 * 60 * 60


def test_patience_counts_the_wait_to_come(patient):
    """Half a second before the end there is room for a wait of as much, no more."""
    error = ERRORS["unavailable"]
    for elapsed, action in ((7.5, retry.AGAIN), (7.51, retry.LATER)):
        decision = retry.decide(retry.READ, error, 1, elapsed, dice=lambda: 1.0)
        assert decision.action == action


@pytest.mark.parametrize("elapsed", [7.6, 8.0, 31.0])
def test_nobody_is_kept_waiting(patient, elapsed):
    decision = retry.decide(
        retry.READ, ERRORS["unavailable"], 1, elapsed, dice=lambda: 0.9
    )
    assert decision == (retry.LATER, MINUTE)


def test_the_portal_says_how_long(patient):
    def wait(verb, name, attempt):
        return retry.decide(verb, ERRORS[name], attempt, dice=lambda: 0.5)

    assert wait(retry.READ, "wait_2", 1) == (retry.AGAIN, 2.5)
    assert wait(retry.READ, "wait_30", 1) == (retry.LATER, MINUTE)
    assert wait(retry.WRITE, "wait_30", 5) == (retry.LATER, 30 * MINUTE)
    assert wait(retry.WRITE, "wait_1h", 1) == (retry.LATER, HOUR)
    assert wait(retry.WRITE, "wait_month", 1) == (retry.LATER, retry.DAY)
    assert wait(retry.WRITE, "wait", 1) == (retry.LATER, MINUTE)
    assert wait(retry.WRITE, "paused", 9) == (retry.LATER, 417.0)


def test_longer_and_longer():
    minutes = [retry.back_off(attempt) / 60 for attempt in range(12)]
    assert minutes == [1, 1, 2, 5, 10, 30, 60, 120, 240, 360, 360, 360]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0),
        (format_datetime(NOW + timedelta(days=400), usegmt=True), retry.DAY),
        ("Mon, 02 Nov 2026 08:10:00", 600),
        ("45", 45),
        ("Fri, 01 Jan 0100 00:00:00 GMT", None),
        (None, None),
    ],
)
def test_retry_after(value, seconds):
    assert retry.retry_after(value, NOW) == seconds


# === The calls === #


def read(client):
    with client as portal:
        return portal.flow_report("CPP1")


def write(client):
    with client as portal:
        return portal.deposit_flow(b"content", "f.pdf", "IN_DP_E2_CII_FACTURX")


def test_a_reading_that_fails_twice_succeeds(scripted, naps):
    scripted.answers = [(503, {}, b""), (200, {}, b"<html>"), REPORT]
    assert read(scripted.client()).status == "IN_INTEGRE"
    assert len(scripted.calls) == 3 and len(naps) == 2
    assert 0.25 <= naps[0] <= 0.5 and 0.75 <= naps[1] <= 1.5


@pytest.mark.parametrize(
    ("patience", "calls"),
    [(None, 3), (0, 3), (4, 1), (7.9, 1), (8.0, 3), (60, 3)],
)
def test_patience_below_that_of_a_reading_means_one_attempt(
    scripted, naps, patience, calls
):
    """Whoever is typing waits for one failure, not for three of them."""
    scripted.answers = [(503, {}, b"")]
    with (
        PortalClient(scripted.credentials(), patience=patience) as portal,
        pytest.raises(errors.UnavailableError),
    ):
        portal.flow_report("CPP1")
    assert len(scripted.calls) == calls and len(naps) == calls - 1


def test_a_reading_gives_up(scripted, naps):
    scripted.answers = [(500, {}, b"")]
    with pytest.raises(errors.UnavailableError):
        read(scripted.client())
    assert len(scripted.calls) == 3


@pytest.mark.parametrize(
    "value",
    [
        "2",
        format_datetime(datetime.now(timezone.utc) + timedelta(days=20)),
    ],
)
def test_a_quota(scripted, naps, value):
    scripted.answers = [(429, {"Retry-After": value}, b""), REPORT]
    if value == "2":
        read(scripted.client())
        assert len(naps) == 1 and 2 <= naps[0] < 3
        return
    with pytest.raises(errors.WaitError) as caught:
        read(scripted.client())
    assert caught.value.retry_after == retry.DAY and not naps


@pytest.mark.parametrize("answer", [(500, {}, b""), (429, {}, b""), (200, {}, b"{")])
def test_a_deposit_leaves_once(scripted, naps, answer):
    scripted.answers = [answer, DEPOSIT]
    with pytest.raises(errors.PortalError):
        write(scripted.client())
    assert len(scripted.calls) == 1 and not naps


def test_refusals_are_not_repeated(scripted, naps):
    for answer in ({"codeRetour": 20001, "libelle": "Non"}, (403, {}, b"")):
        scripted.requests.clear()
        scripted.answers = [answer]
        with pytest.raises(errors.PortalError):
            read(scripted.client())
        assert len(scripted.calls) == 1
    assert not naps


# === The breaker around them === #


class Recorder:
    """A breaker that notes what it is told."""

    def __init__(self, probing=False, closed=True):
        self.told, self.probing, self.closed = [], probing, closed

    def check(self, path):
        if not self.closed:
            raise errors.PausedError(path, NOW, NOW, 60.0)

    def answered(self):
        self.told.append("answered")

    def failed(self, error):
        self.told.append(type(error).__name__)


def client(scripted, breaker):
    made = scripted.client()
    made._transport._breaker = breaker
    return made


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((503, {}, b""), ["UnavailableError"] * 3),
        ((200, {}, b"<html>"), ["AnswerError"] * 3),
        ((429, {"Retry-After": "60"}, b""), ["answered"]),
        ((403, {}, b""), ["answered"]),
        ({"codeRetour": 20001, "libelle": "Non"}, ["answered"]),
        ({"libelle": "no code"}, ["answered"] * 3),
        (REPORT, ["answered"]),
    ],
)
def test_what_the_breaker_is_told(scripted, naps, answer, told):
    scripted.answers = [answer]
    breaker = Recorder()
    try:
        read(client(scripted, breaker))
    except errors.PortalError:
        pass
    assert breaker.told == told


def test_a_probe_is_one_call(scripted, naps):
    scripted.answers = [(503, {}, b"")]
    with pytest.raises(errors.UnavailableError):
        read(client(scripted, Recorder(probing=True)))
    assert len(scripted.calls) == 1


def test_nothing_leaves_while_it_is_open(scripted, naps):
    scripted.answers = [DEPOSIT]
    for call in (read, write):
        with pytest.raises(errors.PausedError):
            call(client(scripted, Recorder(closed=False)))
    assert not scripted.requests
