# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One deadline over a whole call: connecting, sending, every byte of the answer.

The time-outs of a socket are for one operation each: a portal that takes or sends a
byte a second is never too slow for them. So the connections of a call are cut when its
time is over, whatever they are at. Only the lookup of a host name is not ours to end;
the resolver of the machine has limits of its own.
"""

import math
import socket
import threading
import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import requests
from urllib3.connection import HTTPConnection


class Deadline:
    """The end of a call, or of a whole conversation."""

    def __init__(self, seconds: float = math.inf) -> None:
        self._end = time.monotonic() + seconds

    def left(self, most: float = math.inf) -> float:
        """Return the seconds that are left, at most ``most``; 0 when it is over."""
        return max(0.0, min(self._end - time.monotonic(), most))

    def within(self, seconds: float) -> "Deadline":
        """Return the deadline that comes first: this one, or in ``seconds``."""
        return Deadline(self.left(seconds))


class Lines:
    """The open connections of a session that makes one call at a time.

    What is kept of each is a second handle on the same connection: TLS moves the first
    one away, and ending the connection through either ends whatever waits on it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handles: dict[Hashable, socket.socket] = {}
        self._call: list[bool] | None = None
        self._deadline = Deadline()
        self._connecting = math.inf

    @contextmanager
    def until(self, deadline: Deadline, connecting: float) -> Iterator[None]:
        """Cut every connection once ``deadline`` is over.

        :param connecting: seconds for one address of the host
        :raise TimeoutError: it was: what was read may end anywhere
        """
        self._deadline, self._connecting = deadline, connecting
        self._call = call = [False]  # whether it was cut
        timer = threading.Timer(deadline.left(), self._cut, [call])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                self._call = None
        if call[0]:
            raise TimeoutError

    def _cut(self, call: list[bool]) -> None:
        with self._lock:
            # A timer that is late must not end the call after its own.
            if call is not self._call:
                return
            call[0] = True
            for handle in self._handles.values():
                with suppress(OSError):
                    handle.shutdown(socket.SHUT_RDWR)

    def dial(self, host: str, port: int | None) -> socket.socket:
        """Return a connection to the first address of ``host`` that takes one."""
        failure: OSError = TimeoutError()
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise OSError from error
        for family, kind, protocol, _name, address in found:
            left = self._deadline.left(self._connecting)
            if not left:
                break
            opened = socket.socket(family, kind, protocol)
            try:
                opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                opened.settimeout(left)
                opened.connect(address)
            except OSError as error:
                opened.close()
                failure = error
            else:
                return opened
        raise failure

    def watch(self, key: Hashable, opened: socket.socket) -> socket.socket:
        """Take ``opened``, a socket, under the deadline of the call; return it."""
        left = self._deadline.left()
        with self._lock:
            if not left or self._call is None or self._call[0]:
                opened.close()
                raise TimeoutError
            # One call at a time: an earlier connection to the same host is not in use.
            if earlier := self._handles.pop(key, None):
                earlier.close()
            self._handles[key] = opened.dup()
        opened.settimeout(left)
        return opened

    def close(self) -> None:
        with self._lock:
            for handle in self._handles.values():
                handle.close()
            self._handles.clear()


class Adapter(requests.adapters.HTTPAdapter):
    """Makes connections that :class:`Lines` can cut, and reads no kind of content."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)  # type: ignore[no-untyped-call]
        self._guard(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **kwargs)  # type: ignore[no-untyped-call]
        if not known:
            self._guard(manager)
        return manager

    def build_response(
        self, req: requests.PreparedRequest, resp: Any
    ) -> requests.Response:
        # The bytes are read as JSON whatever they are called, and a charset without a
        # value (a head that was cut, a careless gateway) breaks requests.
        resp.headers.pop("Content-Type", None)
        return super().build_response(req, resp)

    def _guard(self, manager: Any) -> None:
        manager.pool_classes_by_scheme = {
            scheme: _guarded(pool, self._lines)
            for scheme, pool in manager.pool_classes_by_scheme.items()
        }


def _guarded(pool: Any, lines: Lines) -> type:
    """Return a pool (a class of urllib3) whose connections ``lines`` can cut."""
    known: Any = pool.ConnectionCls
    # A SOCKS proxy is dialled in a way of its own.
    plain = known._new_conn is HTTPConnection._new_conn

    class Connection(known):  # type: ignore[misc]  # known while it runs
        def _new_conn(self) -> Any:
            dialled = (
                lines.dial(self._dns_host, self.port) if plain else super()._new_conn()
            )
            # Behind a proxy, all have its address: what is behind it tells them apart.
            behind = self._tunnel_host, self._tunnel_port
            return lines.watch((self.host, self.port, *behind), dialled)

    return type(pool.__name__, (pool,), {"ConnectionCls": Connection})
