# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A load balancer: the jobs of one runner reach every server, by turns."""

import itertools
import selectors
import socket
import socketserver
import threading

PIECE = 65536


class Balancer(socketserver.ThreadingTCPServer):
    """Passes each connection on to the next of ``ports`` that answers."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, ports):
        super().__init__(("127.0.0.1", 0), _Passage)
        self.port = self.server_address[1]
        self._ports, self._turns = ports, itertools.count()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def reach(self):
        """Return a connection to a server, None when there is none."""
        first = next(self._turns)
        for rank in range(len(self._ports)):
            port = self._ports[(first + rank) % len(self._ports)]
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=5)
            except OSError:
                continue
        return None

    def handle_error(self, request, client_address):
        """A server that is killed breaks its connections: on purpose, so not news."""


class _Passage(socketserver.BaseRequestHandler):
    def handle(self):
        if server := self.server.reach():
            with server, selectors.DefaultSelector() as both:
                both.register(self.request, selectors.EVENT_READ, server)
                both.register(server, selectors.EVENT_READ, self.request)
                while self._pass_on(both):
                    pass

    @staticmethod
    def _pass_on(both):
        for key, _events in both.select():
            piece = key.fileobj.recv(PIECE)
            if not piece:
                return False
            key.data.sendall(piece)
        return True
