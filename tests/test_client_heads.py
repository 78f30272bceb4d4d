# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Heads of answers that break the libraries which read them."""

import pytest
from chorus import errors
from chorus.portal import http_answer

DEPOSIT = b'{"codeRetour": 0, "numeroFluxDepot": "CPP0011117000000000425903"}'


def raw(head, body=DEPOSIT):
    """Return an answer for ScriptedPortal that is sent byte for byte."""

    def write(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + head + body)
        handler.wfile.flush()

    return write


def deposit(scripted):
    with scripted.client() as portal:
        return portal.deposit_flow(b"content", "f.pdf", "IN_DP_E2_CII_FACTURX")


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: application/json;charset\r\n\r\n",
        b"Content-Type: application/json; charset; charset=\r\n\r\n",
        b"Content-Type: ;;=;charset=nonsense-8\r\n\r\n",
        b"Content-Type:\r\n\r\n",
        b"Date: 99\r\nSet-Cookie: ;=\x00;expires=never\r\n\r\n",
    ],
)
def test_odd_head_of_a_good_answer(scripted, head):
    scripted.answers = [raw(head)]
    assert deposit(scripted).number == "CPP0011117000000000425903"


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: application/json;charset",
        b"Content-Length: many\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"Content-Length: -5\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n-5\r\n",
        b": \r\n: \r\n\r\n",
        b"Content-Encoding: gzip, br\r\n\r\n",
        b"\xff\xfe: \xff\r\n" * 200 + b"\r\n",
    ],
)
def test_head_in_pieces(scripted, head):
    """The request has left: the deposit may exist, so it is looked for."""
    scripted.answers = [raw(head, b"")]
    with pytest.raises(errors.UnknownOutcomeError):
        deposit(scripted)
    assert len(scripted.calls) == 1


def test_what_breaks_a_library_is_a_lost_answer(scripted, monkeypatch):
    """Whatever it raises: nothing but an error of ours may leave a call."""

    def broken(response, most):
        if "/oauth/" in response.url:
            return http_answer.read_answer(response, most)
        raise AttributeError("no attribute strip")

    scripted.answers = [raw(b"\r\n")]
    monkeypatch.setattr("chorus.portal.transport.read_answer", broken)
    with pytest.raises(errors.UnknownOutcomeError):
        deposit(scripted)
