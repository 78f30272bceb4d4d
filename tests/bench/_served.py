# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo servers on the benchmark's database, and people who use them over HTTP."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import requests

START = 300  # seconds; a loaded machine is slow


class Server:
    """One Odoo: threads for its users, one for its scheduled actions."""

    def __init__(self):
        self.url = f"http://127.0.0.1:{_free_port()}"
        database = os.environ["CHORUS_DB"]
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "odoo", "-c", os.environ["ODOO_RC"]),
                *("-d", database, "--db-filter", f"^{database}$"),
                *("--http-port", self.url.rpartition(":")[2]),
                *("--workers", "0", "--max-cron-threads", "1", "--log-level", "error"),
            ]
        )

    def wait(self):
        end = time.monotonic() + START
        while time.monotonic() < end:
            try:
                if requests.get(f"{self.url}/web/health", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.3)
        raise AssertionError("Odoo does not answer")

    def stop(self):
        self._process.terminate()
        self._process.wait()


@contextmanager
def servers(count):
    """Yield the addresses of ``count`` Odoo servers on the same database."""
    started = [Server() for _rank in range(count)]
    try:
        for server in started:
            server.wait()
        yield [server.url for server in started]
    finally:
        for server in started:
            server.stop()


class Failed(Exception):
    """What the browser would show; ``name`` is the exception's class on the server."""

    def __init__(self, error):
        data = error.get("data") or {}
        self.name = data.get("name") or str(error.get("code"))
        self.message = str(data.get("message") or error.get("message"))
        super().__init__(f"{self.name}: {self.message}")


class Person:
    """A user's browser: a session, and calls as the web client makes them."""

    def __init__(self, url, login, password):
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False
        database = os.environ["CHORUS_DB"]
        self._post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )

    def call(self, model, method, *args, **kwargs):
        """Call a method as a button does.

        :raise Failed: what the user would see instead of a result
        """
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def _post(self, path, params):
        answer = self._session.post(
            self._url + path,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=600,
        )
        answer.raise_for_status()
        content = answer.json()
        if "error" in content:
            raise Failed(content["error"])
        return content.get("result")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
