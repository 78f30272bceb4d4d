# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The WSGI application: routes, faults, records."""

import time
import traceback

from werkzeug.wrappers import Request

from . import (
    api,
    choices,
    control,
    faults,
    gateway,
    lifecycle,
    options,
    records,
    seeds,
    store,
)
from .console import views


class Sandbox:
    """One state folder behind HTTP; safe in several threads and processes."""

    def __init__(self, folder):
        self.store = store.Store(folder)
        self.records = records.Records(self.store.folder)
        self.operations = len(api.MODULES)

    def prepare(self, delays=None, switches=None):
        """First content when there is none; given switches count from now on."""
        self.store.prepare(lambda db: seeds.plant(db, delays or {}))
        with self.store.connection() as db:
            options.change(db, switches or {})

    def __call__(self, environ, start_response):
        request = Request(environ)
        # A body above the limit is not read at all: the connection ends with it.
        large = (request.content_length or 0) > gateway.MAX_BODY
        raw = b"" if large else request.get_data(cache=True)
        with self.store.connection() as db:
            if large:
                response = gateway.json_response(choices.TOO_LARGE, 413)
                response.headers["Connection"] = "close"
            else:
                response = self._answer(db, request, raw)
        return response(environ, start_response)

    def _answer(self, db, request, raw):
        path = request.path
        if path == "/api/oauth/token":
            return self._exchange(db, request, raw, "oauth/token", self._oauth)
        if path.startswith("/cpro/"):
            name = path[len("/cpro/") :].replace("/v1/", "/", 1)
            return self._exchange(db, request, raw, name, gateway.serve)
        if path.startswith("/_sandbox/"):
            return control.serve(self, db, request, raw)
        return self._guarded(views.serve, db, request)

    @staticmethod
    def _oauth(db, request, raw, exchange, fired):
        _settings, now = lifecycle.settings_and_now(db)
        try:
            return gateway.oauth(db, request, now)
        except gateway.Gate as refusal:
            return refusal.response

    def _exchange(self, db, request, raw, name, serve):
        """Run one portal call with its faults, and write it down before it leaves."""
        started = time.perf_counter()
        _settings, now = lifecycle.settings_and_now(db)
        fired = faults.draw(db, name)
        exchange = {
            "at": round(now, 3),
            "operation": name,
            "method": request.method,
            "path": request.path,
            "faults": [fault["kind"] for fault in fired],
        }
        response = faults.before(fired)
        if response is None and not faults.unprocessed(fired):
            response = self._guarded(serve, db, request, raw, exchange, fired)
            response = faults.after(fired, response)
        self._record(db, request, raw, exchange, response, started)
        return faults.release(fired, response, request.environ)

    @staticmethod
    def _guarded(serve, db, request, *more):
        """A defect of the sandbox answers 500, with its trace on the console only."""
        try:
            return serve(db, request, *more)
        except Exception:
            traceback.print_exc()
            if db.in_transaction:
                db.rollback()
            return gateway.json_response({"error": "internal_server_error"}, 500)

    def _record(self, db, request, raw, exchange, response, started):
        token = request.headers.get("Authorization", "").partition(" ")[2].strip()
        secrets = records.known_secrets(db, token)
        seen, misplaced = records.inspect(request, raw, exchange["operation"], secrets)
        exchange |= {
            "status": response.status_code if response else None,
            "ms": round((time.perf_counter() - started) * 1000, 2),
            "bytes_in": len(raw),
            "secrets": seen,
            "misplaced_secrets": misplaced,
            "headers": {
                key: records.redact(value, secrets)
                for key, value in request.headers.items()
            },
            "request": records.readable(raw, secrets),
            "response": records.readable(response.get_data(), secrets)
            if response
            else None,
        }
        self.records.add(exchange)
