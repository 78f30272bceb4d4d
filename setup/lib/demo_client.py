# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The little that the demo needs of two web interfaces, with the standard library."""

import http.cookiejar
import json
import urllib.error
import urllib.request


class DemoError(Exception):
    """One sentence for the person who started the demo."""


def open_json(opener, url, content=None, timeout=120):
    """Return the JSON answer to a GET, or to a POST when there is ``content``."""
    body = None if content is None else json.dumps(content).encode()
    request = urllib.request.Request(
        url, data=body, headers={"Content-Type": "application/json"}
    )
    try:
        with opener.open(request, timeout=timeout) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise DemoError(
            f"{url} answers {error.code}: {error.read()[:300]!r}"
        ) from error
    except OSError as error:
        raise DemoError(f"{url} does not answer: {error}") from error


def make_opener():
    """An opener with cookies, which never asks a proxy for loopback."""
    return urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
    )


class Odoo:
    """A session of one user, through the calls that the web client makes."""

    def __init__(self, url, database, login, password):
        self.url, self.opener = url, make_opener()
        session = self._call(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )
        if not session.get("uid"):
            raise DemoError(f"Odoo refuses the user {login}")
        # The web client says in which language its user works.
        self.context = session["user_context"]

    def call(self, model, method, *args, **kwargs):
        """Call a public method of a model; a record's ids are the first argument."""
        path = f"/web/dataset/call_kw/{model}/{method}"
        kwargs.setdefault("context", self.context)
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._call(path, params)

    def read(self, model, identifier, *names):
        """Return one record's values as a dict."""
        return self.call(model, "read", [identifier], list(names))[0]

    def _call(self, path, params):
        envelope = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = open_json(self.opener, self.url + path, envelope)
        if "error" in answer:
            data = answer["error"].get("data") or {}
            message = data.get("message") or answer["error"]["message"]
            raise DemoError(f"Odoo refuses {path}: {message.splitlines()[0]}")
        return answer["result"]


class Sandbox:
    """The sandbox's own pages, below ``/_sandbox/``."""

    def __init__(self, url):
        self.url, self.opener = url, make_opener()

    def get(self, path):
        return open_json(self.opener, f"{self.url}/_sandbox/{path}")

    def post(self, path, content):
        return open_json(self.opener, f"{self.url}/_sandbox/{path}", content)
