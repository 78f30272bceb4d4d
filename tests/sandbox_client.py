# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A running sandbox and a plain HTTP client, for the tests of the sandbox itself."""

import base64
import contextlib
import http.client
import json
import os
import pathlib
import subprocess
import sys
import urllib.parse

TESTS = pathlib.Path(__file__).parent


class Sandbox:
    """One process tree serving one state folder."""

    def __init__(self, state, *options):
        command = [sys.executable, "-m", "sandbox", "--port", "0", "--state", state]
        self.process = subprocess.Popen(
            [*map(str, command), *options],
            env=os.environ | {"PYTHONPATH": str(TESTS)},
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), line
        self.url = line.split()[-1]

    def stop(self, kill=False):
        (self.process.kill if kill else self.process.terminate)()
        self.process.wait(10)
        self.process.stdout.close()


@contextlib.contextmanager
def running(state, *options):
    sandbox = Sandbox(state, *options)
    try:
        yield sandbox
    finally:
        sandbox.stop()


class Answer:
    def __init__(self, status, headers, raw):
        self.status, self.headers, self.raw = status, headers, raw

    @property
    def json(self):
        return json.loads(self.raw)


class Client:
    """Calls one sandbox as one account; ``role`` is a name of /_sandbox/accounts."""

    def __init__(self, url, role="fournisseur"):
        self.url = url
        self.role = role
        self.host = urllib.parse.urlsplit(url).netloc
        self.token = None

    def send(self, method, path, body=None, headers=None, timeout=20):
        connection = http.client.HTTPConnection(self.host, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            reply = connection.getresponse()
            return Answer(reply.status, dict(reply.getheaders()), reply.read())
        finally:
            connection.close()

    def control(self, method, path, order=None):
        body = None if order is None else json.dumps(order)
        answer = self.send(method, f"/_sandbox/{path}", body)
        assert answer.status == 200, (path, answer.raw)
        return answer.json

    @property
    def credentials(self):
        return self.control("GET", "accounts")[self.role]

    def authenticate(self):
        keys = self.credentials
        form = {"grant_type": "client_credentials", "scope": "openid"}
        form |= {k: keys[k] for k in ("client_id", "client_secret")}
        answer = self.send(
            "POST",
            "/api/oauth/token",
            urllib.parse.urlencode(form),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        self.token = answer.json["access_token"]
        return answer

    def headers(self):
        if self.token is None:
            self.authenticate()
        keys = self.credentials
        pair = f"{keys['login']}:{keys['password']}".encode()
        return {
            "Authorization": f"Bearer {self.token}",
            "cpro-account": base64.b64encode(pair).decode(),
            "Content-Type": "application/json;charset=utf-8",
        }

    def call(self, path, body=None, **more):
        """POST ``/cpro/<api>/v1/<path>`` for ``api/path``."""
        api, _, rest = path.partition("/")
        raw = json.dumps(body or {})
        target = f"/cpro/{api}/v1/{rest}"
        return self.send("POST", target, raw, self.headers(), **more)

    def ok(self, path, body=None):
        answer = self.call(path, body)
        assert answer.status == 200, (path, answer.status, answer.raw)
        assert answer.json.get("codeRetour", 0) == 0, (path, answer.json)
        return answer.json

    def advance(self, seconds):
        return self.control("POST", "clock", {"advance": seconds})
