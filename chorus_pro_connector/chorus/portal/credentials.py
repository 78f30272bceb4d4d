# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What opens the portal: the two accounts, and the token of the moment."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from .deadline import Deadline

# Asks for a token: it, and the seconds it lives.
Fetch = Callable[[], tuple[str, int]]


class Credentials(NamedTuple):
    """Everything needed to talk to the portal; never logged, never shown."""

    oauth_url: str
    api_url: str
    client_id: str
    client_secret: str
    login: str
    password: str

    def __repr__(self) -> str:
        return "Credentials(…)"


class Tokens(Protocol):
    """Keeps the access token; the models' store is shared by all workers."""

    def get(self, fetch: Fetch, deadline: Deadline, refused: str | None = None) -> str:
        """Return a valid token, calling ``fetch() -> (token, seconds)`` if needed.

        :param deadline: until which somebody may wait
        :param refused: a token the portal has just refused; never returned again
        """


class MemoryTokens:
    """Keeps the access token of one process."""

    def __init__(self) -> None:
        self._token: str | None = None

    def get(self, fetch: Fetch, deadline: Deadline, refused: str | None = None) -> str:
        if self._token is None or self._token == refused:
            self._token, _seconds = fetch()
        return self._token
