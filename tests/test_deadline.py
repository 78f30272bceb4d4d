# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A call ends at its deadline, whatever the portal does with its bytes.

Each portal here would go on for a minute and then give a good answer: a call that waits
for it succeeds, and fails its test.
"""

import contextlib
import datetime
import http.server
import ipaddress
import itertools
import json
import socket
import ssl
import threading
import time

import pytest
from chorus import errors
from chorus.portal import transport
from chorus.portal.client import PortalClient
from chorus.portal.deadline import Deadline, Lines
from scripted_portal import TOKEN_ANSWER, ScriptedPortal

OK = {"codeRetour": 0, "libelle": "TRA_MSG_00.000"}
DEPOSIT = {**OK, "numeroFluxDepot": "CPP0011117000000000425903"}
SLICES, PAUSE = 600, 0.1
SHORT = 2.0  # seconds; enough for a good answer on a busy machine


def dripping(answer, head=False, length=True):
    """Return what the scripted portal does: a byte now and then, for a minute."""

    def drip(handler):
        body = json.dumps(answer).encode()
        lines = [b"HTTP/1.1 200 OK", b"Content-Type: application/json"]
        if length:
            lines.append(b"Content-Length: %d" % (len(body) + SLICES))
        start = b"\r\n".join(lines) + b"\r\n"
        if head:
            slow, rest = b"X-Slow: " + b"x" * SLICES, b"\r\n\r\n" + body
        else:
            slow, rest = b" " * SLICES, body
            start += b"\r\n"
        handler.wfile.write(start)
        for byte in slow:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(PAUSE)
        handler.wfile.write(rest)
        WAITED_FOR.append(handler.path)

    return drip


# Answers that somebody took to their end, whatever he said of them afterwards.
WAITED_FOR = []


@pytest.fixture(autouse=True)
def nobody_waits():
    WAITED_FOR.clear()
    yield
    assert not WAITED_FOR


SHAPES = {
    "head": {"head": True},
    "body": {},
    "body without an end": {"length": False},
}


@pytest.fixture(params=SHAPES)
def shape(request):
    return SHAPES[request.param]


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(transport, "READ_TIMEOUT", SHORT)
    monkeypatch.setattr(transport, "DEPOSIT_TIMEOUT", SHORT)


def deposit(portal):
    return portal.deposit_flow(b"content", "f.pdf", "IN_DP_E2_CII_FACTURX")


def test_a_reading_ends(scripted, short, shape):
    scripted.answers = [dripping(OK, **shape)]
    with scripted.client() as portal, pytest.raises(errors.UnavailableError):
        portal.flow_report("CPP1")


def test_a_deposit_ends_in_doubt(scripted, short, shape):
    scripted.answers = [dripping(DEPOSIT, **shape)]
    with scripted.client() as portal, pytest.raises(errors.UnknownOutcomeError):
        deposit(portal)
    assert len(scripted.calls) == 1


def test_a_token_ends_and_nothing_has_left(scripted, short, shape):
    scripted.token = dripping(TOKEN_ANSWER, **shape)
    scripted.answers = [DEPOSIT]
    with scripted.client() as portal, pytest.raises(errors.UnavailableError):
        deposit(portal)
    assert not scripted.calls


def test_a_deposit_does_not_wait_for_its_token_as_for_a_file(scripted, monkeypatch):
    monkeypatch.setattr(transport, "READ_TIMEOUT", SHORT)
    scripted.token = dripping(TOKEN_ANSWER)
    with scripted.client() as portal, pytest.raises(errors.UnavailableError):
        deposit(portal)


def test_a_kept_connection_is_under_the_deadline_of_its_call(scripted, short):
    scripted.keep_alive = True
    scripted.answers = [OK, dripping(OK)]
    with scripted.client() as portal:
        portal.flow_report("CPP1")
        with pytest.raises(errors.UnavailableError):
            portal.flow_report("CPP1")
    assert scripted.connections == 1


def test_a_connection_that_was_cut_is_not_used_again(scripted, short):
    scripted.answers = [dripping(OK), dripping(OK), dripping(OK), DEPOSIT]
    with scripted.client() as portal:
        for _attempt in range(3):
            with pytest.raises(errors.UnavailableError):
                portal.flow_report("CPP1")
        assert deposit(portal).number == DEPOSIT["numeroFluxDepot"]


def test_patience_is_for_all_calls_together(scripted, monkeypatch):
    def slow(handler):
        time.sleep(0.2)
        body = json.dumps(OK).encode()
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + body)

    scripted.answers = [slow]
    with PortalClient(scripted.credentials(), patience=1) as portal:
        # Each call is quick enough; a thousand of them are not.
        with pytest.raises(errors.UnavailableError):
            for _call in range(1000):
                portal.flow_report("CPP1")


def test_a_deposit_that_is_taken_byte_by_byte(short):
    """The portal reads so slowly that our file never leaves."""
    with ScriptedPortal() as portal:
        portal.before_reading = lambda path: time.sleep(
            SLICES * PAUSE if "deposer" in path else 0
        )
        portal.answers = [DEPOSIT]
        content = b"x" * 12 * 1024 * 1024  # more than the buffers of a connection
        with portal.client() as client, pytest.raises(errors.UnknownOutcomeError):
            client.deposit_flow(content, "f.pdf", "IN_DP_E2_CII_FACTURX")


def test_within_tls(short, tmp_path, monkeypatch):
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with ScriptedPortal(tls=context) as portal:
        portal.answers = [DEPOSIT, dripping(DEPOSIT)]
        with portal.client() as client:
            assert deposit(client).number == DEPOSIT["numeroFluxDepot"]
            with pytest.raises(errors.UnknownOutcomeError):
                deposit(client)


def self_signed(folder):
    """Write a key and a certificate of 127.0.0.1 into one file; return its path."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "portal.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


class Tunnel(http.server.BaseHTTPRequestHandler):
    """A proxy, as firms have one between them and the world."""

    def do_CONNECT(self):
        host, port = self.path.split(":")
        with socket.create_connection((host, int(port))) as there:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=pour, args=(there, self.connection))
            back.start()
            pour(self.connection, there)
            back.join()

    def log_message(self, *_arguments):
        pass


def pour(source, target):
    with contextlib.suppress(OSError):
        while content := source.recv(65536):
            target.sendall(content)
        target.shutdown(socket.SHUT_WR)


@pytest.fixture
def proxy(monkeypatch):
    for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tunnel) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        for name in ("https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.server_port}")
        yield
        server.shutdown()


def test_each_connection_through_a_proxy(short, proxy, tmp_path, monkeypatch):
    """That of the token is under the deadline although another came after it."""
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with ScriptedPortal(tls=context) as piste, ScriptedPortal(tls=context) as portal:
        piste.keep_alive = portal.keep_alive = True
        portal.answers = [OK, (401, {}, b""), OK]
        oauth_url = piste.credentials().oauth_url
        with portal.client(oauth_url=oauth_url) as client:
            client.flow_report("CPP1")
            piste.token = dripping(TOKEN_ANSWER)
            with pytest.raises(errors.UnavailableError):
                client.flow_report("CPP1")
    assert (piste.connections, portal.connections) == (1, 1)


# === Its parts === #


def test_the_earlier_of_two_deadlines(monkeypatch):
    clock = itertools.count(100.0).__next__
    monkeypatch.setattr(time, "monotonic", clock)
    deadline = Deadline(10)  # at 110
    assert deadline.left() == 9
    assert deadline.left(most=3) == 3
    assert deadline.within(100).left() <= 7
    assert Deadline(0).left() == 0
    assert Deadline().left(30) == 30


def test_a_late_timer_does_not_end_the_next_call():
    lines = Lines()
    with lines.until(Deadline(60), 1):
        earlier = lines._call
    with lines.until(Deadline(60), 1):
        lines._cut(earlier)
        assert not lines._call[0]


def test_a_connection_that_comes_too_late_is_not_used(scripted):
    """Its host took so long to be found that the call is over."""
    lines = Lines()
    with pytest.raises(TimeoutError), lines.until(Deadline(60), 1):
        opened = lines.dial("127.0.0.1", scripted.port)
        lines._cut(lines._call)
        lines.watch("key", opened)
    assert opened.fileno() == -1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_address_that_nobody_listens_on_is_not_the_last(host):
    lines = Lines()
    with lines.until(Deadline(5), 1), pytest.raises(OSError):
        lines.dial(host, 9)


def test_no_thread_stays_behind(scripted):
    scripted.answers = [OK]
    with scripted.client() as portal:
        for _call in range(5):
            portal.flow_report("CPP1")
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join(10)  # READ_TIMEOUT is longer
            assert not thread.is_alive()
