# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When not to call at all: the portal has been silent for a while.

What is remembered between calls, and for how long, is the caller's business; here
stands only what counts as silence.
"""

from typing import Protocol

from ..errors import (
    NOT_JSON,
    AnswerError,
    PortalError,
    UnavailableError,
    UnknownOutcomeError,
)


class Breaker(Protocol):
    """What is called around each attempt; the models' remembers outages."""

    # True once ``check`` has let a single call through to see whether all is well.
    probing: bool

    def check(self, path: str) -> None:
        """Raise :class:`~.errors.PausedError` when no call should be made now."""

    def answered(self) -> None:
        """The portal is there, whatever it said."""

    def failed(self, error: PortalError) -> None:
        """The portal is not there: ``error`` is :func:`is_outage`."""


class NoBreaker:
    """Lets every call through."""

    probing = False

    def check(self, path: str) -> None:
        pass

    def answered(self) -> None:
        pass

    def failed(self, error: PortalError) -> None:
        pass


def is_outage(error: PortalError) -> bool:
    """Tell whether ``error`` means that the portal as a whole does not work.

    A page of HTML instead of JSON is what a maintenance looks like.
    """
    return isinstance(error, UnavailableError | UnknownOutcomeError) or (
        isinstance(error, AnswerError) and error.detail == NOT_JSON
    )
