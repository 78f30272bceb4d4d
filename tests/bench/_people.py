# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""People who use an Odoo that serves, over HTTP."""

import os

import requests


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
