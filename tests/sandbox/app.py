# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The WSGI application: routes, faults, records."""

import functools
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
    records,
    spaces,
)
from .console import views


class Sandbox:
    """One state folder behind HTTP; safe in several threads and processes."""

    def __init__(self, folder):
        self.spaces = spaces.Spaces(folder)
        self.operations = len(api.MODULES)

    def prepare(self, delays=None, switches=None):
        self.spaces.main.prepare(delays, switches)

    def __call__(self, environ, start_response):
        request = Request(environ)
        # A body above the limit is not read at all: the connection ends with it.
        large = (request.content_length or 0) > gateway.MAX_BODY
        raw = b"" if large else request.get_data(cache=True)
        if large:
            response = gateway.json_response(choices.TOO_LARGE, 413)
            response.headers["Connection"] = "close"
        else:
            response = self._answer(request, raw)
        return response(environ, start_response)

    def _answer(self, request, raw):
        path = request.path
        if path == "/api/oauth/token":
            return self._call(request, raw, "oauth/token")
        if path.startswith("/cpro/"):
            name = path[len("/cpro/") :].replace("/v1/", "/", 1)
            return self._call(request, raw, name)
        if path.startswith("/_sandbox/"):
            return self._control(request, raw)
        return views.serve(self.spaces, request)

    def _call(self, request, raw, name):
        space = self.spaces.of_call(request)
        serve = gateway.serve
        if name == "oauth/token":
            serve = functools.partial(self._oauth, space.name)
        with space.store.connection() as db:
            return self._exchange(space, db, request, raw, name, serve)

    def _control(self, request, raw):
        """Orders are for the main space, or for that of ``?classe=``."""
        try:
            space = self.spaces.get(request.args.get("classe", ""), make=True)
        except spaces.Unknown as unknown:
            return gateway.json_response({"error": str(unknown)}, 404)
        with space.store.connection() as db:
            return control.serve(space, db, request, raw)

    @staticmethod
    def _oauth(space, db, request, raw, exchange, fired):
        _settings, now = lifecycle.settings_and_now(db)
        try:
            return gateway.oauth(db, request, now, space)
        except gateway.Gate as refusal:
            return refusal.response

    def _exchange(self, space, db, request, raw, name, serve):
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
            exchange["own_status"] = response.status_code
            response = faults.after(fired, response)
        self._record(space, db, request, raw, exchange, response, started)
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

    @staticmethod
    def _record(space, db, request, raw, exchange, response, started):
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
        space.records.add(exchange)
