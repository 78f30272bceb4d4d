# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Answers nobody should give: each one has an error class, none is a success."""

import gzip
import json
import tracemalloc
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from chorus import errors
from chorus.portal import http_answer, retry
from scripted_calls import (
    DEPOSIT,
    HTML,
    JSON_TYPE,
    OK,
    deposit,
    failure,
    report,
    search,
)

# === HTTP status === #


@pytest.mark.parametrize(
    ("status", "body", "read_error", "write_error"),
    [
        (202, OK, "UnavailableError", "UnknownOutcomeError"),
        (204, b"", "UnavailableError", "UnknownOutcomeError"),
        (304, b"", "UnavailableError", "UnknownOutcomeError"),
        (400, {"codeRetour": 20003, "libelle": "X"}, "DataError", "DataError"),
        (400, {"codeRetour": "20003"}, "DataError", "DataError"),
        (400, {"codeRetour": ["?"]}, "AnswerError", "AnswerError"),
        (400, HTML, "AnswerError", "AnswerError"),
        (403, HTML, "CredentialsError", "CredentialsError"),
        (404, HTML, "CredentialsError", "CredentialsError"),
        (405, b"", "AnswerError", "AnswerError"),
        (408, b"", "AnswerError", "UnknownOutcomeError"),
        (406, b"", "AnswerError", "AnswerError"),
        (409, b"", "AnswerError", "UnknownOutcomeError"),
        (410, b"", "AnswerError", "UnknownOutcomeError"),
        (411, b"", "AnswerError", "AnswerError"),
        (412, b"", "AnswerError", "UnknownOutcomeError"),
        (413, HTML, "DataError", "DataError"),
        (414, b"", "AnswerError", "AnswerError"),
        (415, {"error": "unsupported"}, "AnswerError", "AnswerError"),
        (416, b"", "AnswerError", "UnknownOutcomeError"),
        (417, b"", "AnswerError", "AnswerError"),
        (422, b"", "AnswerError", "AnswerError"),
        (429, b"", "WaitError", "WaitError"),
        (431, b"", "AnswerError", "AnswerError"),
        (499, b"", "AnswerError", "UnknownOutcomeError"),
        (500, {"codeRetour": 1}, "UnavailableError", "UnknownOutcomeError"),
        (502, HTML, "UnavailableError", "UnknownOutcomeError"),
        (503, b"", "UnavailableError", "UnknownOutcomeError"),
        (504, HTML, "UnavailableError", "UnknownOutcomeError"),
        (599, b"", "UnavailableError", "UnknownOutcomeError"),
    ],
)
def test_each_status_has_its_error(scripted, status, body, read_error, write_error):
    scripted.answers = [(status, {}, body)]
    for call, expected in ((report, read_error), (deposit, write_error)):
        error = failure(call, scripted)
        assert type(error).__name__ == expected
        assert error.http_status == status
        assert f"HTTP {status}" in error.reference
        assert error.path.startswith("/cpro/")


@pytest.mark.parametrize(
    ("status", "layer"),
    [
        (401, errors.LAYER_ACCOUNT),
        (403, errors.LAYER_SUBSCRIPTION),
        (404, errors.LAYER_SETTINGS),
    ],
)
def test_layer_to_fix(scripted, status, layer):
    scripted.answers = [(status, {}, {"error": "no"})]
    assert failure(deposit, scripted).layer == layer
    assert failure(report, scripted).layer == layer


@pytest.mark.parametrize("status", [400, 401, 403])
def test_refused_application(scripted, status):
    scripted.token = (
        status,
        {},
        {"error": "invalid_client", "error_description": "Inconnu"},
    )
    error = failure(deposit, scripted)
    assert error.layer == errors.LAYER_APPLICATION
    assert (error.code, error.label) == ("invalid_client", "Inconnu")
    assert not scripted.calls


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((500, {}, HTML), errors.UnavailableError),
        ((302, {"Location": "/"}, b""), errors.UnavailableError),
        ((429, {"Retry-After": "7"}, b""), errors.WaitError),
        ((404, {}, HTML), errors.CredentialsError),
        ((200, {}, HTML), errors.AnswerError),
        ((200, {}, [1]), errors.AnswerError),
        ((400, {}, {"error": ["x"], "error_description": {}}), errors.CredentialsError),
    ],
)
def test_without_a_token_nothing_was_deposited(scripted, answer, expected):
    scripted.token = answer
    error = failure(deposit, scripted)
    assert type(error) is expected
    assert not scripted.calls


def test_lost_bearer_is_a_refused_token(scripted):
    challenge = {"WWW-Authenticate": 'Bearer error="invalid_request"'}
    scripted.answers = [(400, challenge, {"error": "invalid_request"}), DEPOSIT]
    assert deposit(scripted).number == DEPOSIT["numeroFluxDepot"]
    assert len(scripted.requests) == 4  # two tokens, two calls with the same bytes
    assert scripted.calls[0][3] == scripted.calls[1][3]


# === Retry-After === #


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        (" 120 ", 120),
        ("0", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("\xb2", None),
        ("9" * 5000, retry.DAY),
        ("Fri, 01 Jan 1999 00:00:00 GMT", 0),
        ("Fri, 01 Jan 9999 00:00:00 GMT", retry.DAY),
        ("Fri, 99 Jan 2026 00:00:00 GMT", None),
        (f"Fri, 01 Jan {10**30} 00:00:00 GMT", None),
    ],
)
def test_retry_after(scripted, value, seconds):
    scripted.answers = [(429, {"Retry-After": value}, b"")]
    assert failure(deposit, scripted).retry_after == seconds


def test_retry_after_as_a_date(scripted):
    later = datetime.now(timezone.utc) + timedelta(minutes=30)
    scripted.answers = [(429, {"Retry-After": format_datetime(later)}, b"")]
    assert 0 < failure(report, scripted).retry_after <= 1800


# === codeRetour === #


@pytest.mark.parametrize("code", [0, "0", 0.0, " 0 ", -0.0])
def test_every_zero_is_a_success(scripted, code):
    scripted.answers = [{**DEPOSIT, "codeRetour": code}]
    assert deposit(scripted).number == DEPOSIT["numeroFluxDepot"]


@pytest.mark.parametrize("code", [20001, "20001", 20001.0, -1, 1])
def test_every_other_number_is_a_refusal(scripted, code):
    scripted.answers = [{**DEPOSIT, "codeRetour": code, "libelle": "GDP_MSG_11.022"}]
    for call in (deposit, report):
        error = failure(call, scripted)
        assert type(error) is errors.DataError
        assert error.code == int(code) and error.label == "GDP_MSG_11.022"


@pytest.mark.parametrize("code", [None, "", "KO", True, False, [0], {}, 0.5, 10**40])
def test_a_code_that_is_no_number_concludes_nothing(scripted, code):
    scripted.answers = [{**DEPOSIT, "codeRetour": code}]
    assert type(failure(deposit, scripted)) is errors.UnknownOutcomeError
    assert type(failure(report, scripted)) is errors.AnswerError
    # The worst reading would be "nothing found": a lost deposit would be sent again.
    assert type(failure(search, scripted)) is errors.AnswerError


@pytest.mark.parametrize("label", [None, ["TRA_MSG_00.015"], {"a": 1}, 5, "é" * 10**5])
def test_a_label_that_is_no_sentence(scripted, label):
    scripted.answers = [{"codeRetour": 20000, "libelle": label}]
    error = failure(report, scripted)
    assert type(error) is errors.DataError and error.code == 20000
    assert len(str(error)) < 2000


@pytest.mark.parametrize("number", [None, "", " ", ["CPP1"], {"n": "CPP1"}, True])
def test_a_deposit_without_a_number_is_unknown(scripted, number):
    scripted.answers = [{**OK, "numeroFluxDepot": number}]
    assert type(failure(deposit, scripted)) is errors.UnknownOutcomeError


@pytest.mark.parametrize("date", [None, "soon", 20231301, ["2026-01-01"], {}])
def test_a_deposit_with_a_bad_date_is_a_deposit(scripted, date):
    scripted.answers = [{**DEPOSIT, "dateDepot": date}]
    assert deposit(scripted) == (DEPOSIT["numeroFluxDepot"], None)


# === Bodies === #


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        HTML,
        b"null",
        b"0",
        b'"0"',
        b"[]",
        b'[{"codeRetour": 0}]',
        b'{"codeRetour": 0',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"codeRetour":' + b"[" * 100_000,
        b'{"codeRetour": 0, "n": ' + b"9" * 5000 + b"}",
    ],
)
def test_bodies_that_are_no_json_object(scripted, body):
    scripted.answers = [(200, JSON_TYPE, body)]
    assert type(failure(deposit, scripted)) is errors.UnknownOutcomeError
    assert type(failure(report, scripted)) is errors.AnswerError
    assert type(failure(search, scripted)) is errors.AnswerError


def test_byte_order_mark(scripted):
    for headers in (JSON_TYPE, {"Content-Type": "application/json"}):
        body = b"\xef\xbb\xbf" + json.dumps(DEPOSIT).encode()
        scripted.answers = [(200, headers, body)]
        assert deposit(scripted).number == DEPOSIT["numeroFluxDepot"]


def test_latin_letters_do_not_lose_a_deposit(scripted):
    body = json.dumps({**DEPOSIT, "libelle": "reçu"}, ensure_ascii=False)
    scripted.answers = [
        (200, {"Content-Type": "text/plain; charset=nonsense"}, body.encode("latin-1"))
    ]
    assert deposit(scripted).number == DEPOSIT["numeroFluxDepot"]


def test_gigantic_answers(scripted, monkeypatch):
    monkeypatch.setattr(http_answer, "MAX_ANSWER", 100_000)
    plain = json.dumps({**DEPOSIT, "libelle": "x" * 100_000}).encode()
    bomb = {**JSON_TYPE, "Content-Encoding": "gzip"}
    for headers, body in ((JSON_TYPE, plain), (bomb, gzip.compress(plain))):
        scripted.answers = [(200, headers, body)]
        assert type(failure(deposit, scripted)) is errors.UnknownOutcomeError
        assert type(failure(report, scripted)) is errors.AnswerError


def test_compressed_answers(scripted):
    body = gzip.compress(json.dumps(DEPOSIT).encode())
    scripted.answers = [(200, {**JSON_TYPE, "Content-Encoding": "gzip"}, body)]
    assert deposit(scripted).number == DEPOSIT["numeroFluxDepot"]
    scripted.answers = [(200, {**JSON_TYPE, "Content-Encoding": "gzip"}, b"no gzip")]
    assert type(failure(deposit, scripted)) is errors.UnknownOutcomeError
    assert type(failure(report, scripted)) is errors.AnswerError


def test_no_compression_is_asked_for(scripted):
    scripted.answers = [DEPOSIT]
    deposit(scripted)
    assert {call[2]["Accept-Encoding"] for call in scripted.requests} == {"identity"}


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "gzip, gzip", "br"])
def test_bombs_are_not_unpacked(scripted, encoding):
    """200 MB in 200 kB, or two gigabytes in a few bytes of two layers."""
    bomb = gzip.compress(b" " * 200 * 2**20)
    if "," in encoding:
        bomb = gzip.compress(bomb)
    headers = {**JSON_TYPE, "Content-Encoding": encoding}
    scripted.answers = [(200, headers, bomb)]
    tracemalloc.start()
    try:
        assert type(failure(deposit, scripted)) is errors.UnknownOutcomeError
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 6 * http_answer.MAX_ANSWER


def test_a_chunk_that_never_ends(scripted):
    def endless(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _turn in range(10_000):
            handler.wfile.write(b"f" * 65536)

    scripted.answers = [endless]
    assert type(failure(deposit, scripted)) is errors.UnknownOutcomeError
    assert type(failure(report, scripted)) is errors.UnavailableError


@pytest.mark.parametrize("size", [b"-5", b"f" * 60, b"5 5", b"\xff", b""])
def test_a_chunk_whose_size_is_none(scripted, size):
    def answer(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        handler.wfile.write(size + b"\r\n{}\r\n")

    scripted.answers = [answer]
    assert type(failure(deposit, scripted)) is errors.UnknownOutcomeError
    assert type(failure(report, scripted)) is errors.UnavailableError


@pytest.mark.parametrize(
    "place", [b"http://[x", b"http://x/\xff", b"http://x:99999999/"]
)
def test_a_redirect_to_no_address(scripted, place):
    def answer(handler):
        handler.wfile.write(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n")
        handler.wfile.write(b"Location: " + place + b"\r\n\r\n")

    scripted.answers = [answer]
    assert type(failure(deposit, scripted)) is errors.UnknownOutcomeError
    assert type(failure(report, scripted)) is errors.UnavailableError


def test_the_body_of_a_redirect_is_not_unpacked_either(scripted):
    bomb = gzip.compress(b" " * 200 * 2**20)
    scripted.answers = [(307, {"Location": "/", "Content-Encoding": "gzip"}, bomb)]
    tracemalloc.start()
    try:
        assert type(failure(deposit, scripted)) is errors.UnknownOutcomeError
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 6 * http_answer.MAX_ANSWER


@pytest.mark.parametrize("levels", [100, 300, 600, 900, 5000])
def test_deep_answers(scripted, levels):
    """None ends in an error that is not ours, and none that can be read loses a deposit
    of which it tells."""
    deep = json.dumps(DEPOSIT)[:-1] + ', "more": ' + "[" * levels + "]" * levels + "}"
    scripted.answers = [(200, JSON_TYPE, deep.encode())]
    try:
        found = deposit(scripted).number
    except errors.UnknownOutcomeError as error:
        assert levels > 300 and error.detail == errors.NOT_JSON
    else:
        assert found == DEPOSIT["numeroFluxDepot"]


def test_less_than_announced(scripted):
    body = json.dumps(DEPOSIT).encode()
    headers = {**JSON_TYPE, "Content-Length": str(len(body) + 10)}
    scripted.answers = [(200, {**headers, "Connection": "close"}, body)]
    assert type(failure(deposit, scripted)) is errors.UnknownOutcomeError
    assert type(failure(report, scripted)) is errors.UnavailableError
