# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A portal on this machine that answers what a test dictates, however wrong.

The sandbox answers as the portal would; this one answers as nobody should.
"""

import contextlib
import http.server
import json
import ssl
import threading

from chorus.portal.client import PortalClient
from chorus.portal.credentials import Credentials

TOKEN = "jeton-dicte-0123456789"
TOKEN_ANSWER = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}
SECRETS = {
    "client_id": "identifiant-piste-dicte",
    "client_secret": "secret-piste-dicte",
    "login": "TECH_9_dicte@cpro.fr",
    "password": "mot-de-passe-dicte",
}


class ScriptedPortal:
    """``answers``: what the next calls get, the last one for ever; ``token``: likewise
    for the token. Each is (status, headers, bytes or JSON value), a JSON value, or what
    takes the handler and writes the answer itself, head included.

    ``requests`` keeps (method, path, headers, body) of everything received;
    ``connections`` counts those that were opened.

    :param tls: SSL context of the server, for https
    """

    def __init__(self, tls=None):
        self.requests = []
        self.connections = 0
        self.keep_alive = False
        self.before_reading = lambda path: None
        self.answers = []
        self.token = TOKEN_ANSWER
        portal = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def setup(self):
                portal.connections += 1
                if portal.keep_alive:
                    self.protocol_version = "HTTP/1.1"
                super().setup()

            def do_POST(self):
                with contextlib.suppress(ConnectionError, ssl.SSLError):
                    portal._answer(self)

            do_GET = do_POST

            def log_message(self, *_arguments):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
            self.url = f"https://127.0.0.1:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}
        )

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_exc):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def credentials(self, **changed):
        values = {
            "oauth_url": self.url + "/api/oauth/token",
            "api_url": self.url,
            **SECRETS,
            **changed,
        }
        return Credentials(**values)

    def client(self, **changed):
        return PortalClient(self.credentials(**changed))

    @property
    def calls(self):
        """The requests other than those for a token."""
        return [request for request in self.requests if "/cpro/" in request[1]]

    def _answer(self, handler):
        self.before_reading(handler.path)
        size = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(size)
        self.requests.append(
            (handler.command, handler.path, dict(handler.headers), body)
        )
        if handler.path.startswith("/api/oauth"):
            planned = self.token
        else:
            planned = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(planned):
            handler.close_connection = True
            planned(handler)
            return
        if not isinstance(planned, tuple):
            planned = (200, {}, planned)
        status, headers, content = planned
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
        handler.send_response(status)
        for name, value in {
            "Content-Type": "application/json;charset=utf-8",
            "Content-Length": str(len(content)),
            **headers,
        }.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)
