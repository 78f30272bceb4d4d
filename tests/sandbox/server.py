# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Several worker processes behind one listening socket, several threads in each."""

import ctypes
import os
import signal
import socket
import sys
import time

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from . import app

PR_SET_PDEATHSIG = 1


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # An idle kept-alive connection gives its thread back after this many seconds.
    timeout = 120

    def connection_dropped(self, error, environ=None):
        """No second request on a connection that broke."""
        self.close_connection = True

    def send_header(self, keyword, value):
        """An application that tells another time than the server's is believed."""
        if keyword == "Date":
            buffer = getattr(self, "_headers_buffer", [])
            buffer[:] = [line for line in buffer if not line.startswith(b"Date: ")]
        super().send_header(keyword, value)

    def log_request(self, code="-", size="-"):
        """The records keep every exchange; a log would only repeat them."""

    def log(self, type, message, *args):
        if type == "error":
            sys.stderr.write((message % args if args else message) + "\n")


class Server(ThreadedWSGIServer):
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, listener, application):
        host, port = listener.getsockname()[:2]
        super().__init__(host, port, application, Handler, fd=listener.fileno())
        # Two workers may wake for one connection: the loser must not block.
        self.socket.setblocking(False)

    def shutdown_request(self, request):
        """Close at once a connection that must end with a reset."""
        size = 8
        linger = request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, size)
        if linger[0]:
            self.close_request(request)
        else:
            super().shutdown_request(request)


def listen(host, port):
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(512)
    return listener


def _worker(listener, folder):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        # The parent may be killed without a chance to say so.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    Server(listener, app.Sandbox(folder)).serve_forever()


def _fork(listener, folder):
    pid = os.fork()
    if pid:
        return pid
    try:
        _worker(listener, folder)
    finally:
        os._exit(1)


def run(host, port, folder, workers, delays, switches):
    """Serve until a signal; a worker that dies is replaced."""
    try:
        listener = listen(host, port)
    except OSError as error:
        sys.exit(f"Le port {port} ne peut pas être ouvert : {error.strerror}.")
    app.Sandbox(folder).prepare(delays, switches)
    children = {_fork(listener, folder) for _ in range(workers)}

    def stop(signum, frame):
        for pid in children:
            os.kill(pid, signal.SIGTERM)
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    address = listener.getsockname()
    print(f"listening on http://{address[0]}:{address[1]}", flush=True)
    while True:
        pid, _status = os.wait()
        children.discard(pid)
        # A worker that cannot live (a full disk) must not be replaced in a frenzy.
        time.sleep(0.2)
        children.add(_fork(listener, folder))
