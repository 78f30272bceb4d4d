# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A portal that hands everything to the sandbox, and spoils what it answers."""

import json
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HALF_A_LETTER = "\ud83d"
NASTY = f"{HALF_A_LETTER} \x00\x07\x1b[31m \u202e <b>&\"' %s %(x)s {{}} \r\n"
HUGE = "é" * 20_000


def _members(spoil):
    """Return a mutation that puts ``spoil(value)`` in the place of each plain value."""

    def mutate(answer):
        return _walk(answer, spoil)

    return mutate


def _walk(value, spoil, key=""):
    if isinstance(value, dict):
        return {name: _walk(item, spoil, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_walk(item, spoil, key) for item in value]
    # Without its code every answer would be the same: one that is not understood.
    return value if key in ("codeRetour", "libelle") else spoil(value)


def _texts(change):
    return _members(lambda value: change(value) if isinstance(value, str) else value)


def _containers(change):
    def mutate(value):
        if isinstance(value, dict):
            return {name: _container(item) for name, item in value.items()}
        return value

    def _container(value):
        inner = mutate(value) if isinstance(value, dict) else value
        return change(inner) if isinstance(inner, dict | list) else inner

    return mutate


def _all_but_code(value):
    return lambda answer: {
        name: item if name == "codeRetour" else value for name, item in answer.items()
    }


# What → how an answer (a dict) is changed; bytes leave as they are.
POISONS = {
    "null": _members(lambda value: None),
    "empty texts": _members(lambda value: ""),
    "true": _members(lambda value: True),
    "negative": _members(lambda value: -1),
    "a fraction": _members(lambda value: 1.5),
    "not a number": _members(lambda value: float("nan")),
    "infinite": _members(lambda value: float("inf")),
    "beyond 64 bits": _members(lambda value: 10**40 + 1),
    "a float for a number": _members(
        lambda value: float(value) if isinstance(value, int) else value
    ),
    "numbers as texts": _members(str),
    "a list for a value": _members(lambda value: [value, value]),
    "an object for a value": _members(lambda value: {"a": {"b": [value]}}),
    "deeply nested": _members(lambda value: [[[[[[[[{"a": value}]]]]]]]]),
    "nasty letters": _texts(lambda text: NASTY + text + NASTY),
    "nothing but nasty": _texts(lambda text: NASTY),
    "huge texts": _texts(lambda text: text + HUGE),
    "a date that cannot be": _texts(lambda text: "2026-02-30T25:61:61Z"),
    "the first year": _texts(lambda text: "0001-01-01T00:00:00+14:00"),
    "the last year": _texts(lambda text: "9999-12-31T23:59:59-12:00"),
    "every row twice": _containers(
        lambda inner: inner + inner if isinstance(inner, list) else inner
    ),
    "every row null": _containers(
        lambda inner: [None] * len(inner) if isinstance(inner, list) else inner
    ),
    "empty lists": _containers(lambda inner: [] if isinstance(inner, list) else inner),
    "lists for objects": _containers(
        lambda inner: [inner] if isinstance(inner, dict) else inner
    ),
    "objects for lists": _containers(
        lambda inner: {"a": 1} if isinstance(inner, list) else inner
    ),
    "texts everywhere": _all_but_code("?"),
    "lists everywhere": _all_but_code([[]]),
    "no members": lambda answer: {},
    "nothing but a code": lambda answer: {"codeRetour": 0},
    "a code that is none": lambda answer: {**answer, "codeRetour": {"code": 0}},
    "a refusal in nasty words": lambda answer: {
        "codeRetour": 20001,
        "libelle": NASTY + HUGE,
    },
    "a list": lambda answer: [answer],
    "a text": lambda answer: HUGE,
    "html": lambda answer: b"<!DOCTYPE html><title>Maintenance</title>" + b"\xff\x00",
    "nothing": lambda answer: b"",
    "half of it": lambda answer: json.dumps(answer).encode()[:-7],
    "nested without end": lambda answer: b'{"codeRetour":' + b"[" * 50_000,
    "a number without end": lambda answer: b'{"codeRetour": 0' + b"0" * 9_000 + b"}",
}


class LyingPortal:
    """``mutate`` is what it does to answers at the moment; None: it tells the truth.

    :param target: address of the sandbox
    """

    def __init__(self, target):
        self.target = target
        self.mutate = None
        portal = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, content = portal.ask(self.path, self.headers, body)
                self.send_response(status)
                # The wrong type, too.
                self.send_header("Content-Type", "text/html; charset=latin-1")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_values):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def ask(self, path, headers, body):
        """Return (HTTP status, bytes) of the sandbox, spoiled."""
        kept = ("authorization", "cpro-account", "content-type")
        request = urllib.request.Request(
            self.target + path,
            body,
            {key: value for key, value in headers.items() if key.lower() in kept},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                status, content = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, content = error.code, error.read()
        if self.mutate is None:
            return status, content
        spoiled = self.mutate(json.loads(content))
        if not isinstance(spoiled, bytes):
            # In ASCII: half a letter cannot be written otherwise.
            spoiled = json.dumps(spoiled).encode()
        return status, spoiled

    @contextmanager
    def lying(self, mutate):
        self.mutate = mutate
        try:
            yield
        finally:
            self.mutate = None
