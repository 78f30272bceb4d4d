# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When not to call at all: the portal has been silent for a while.

What is remembered between calls, and for how long, is the caller's business; here
stands only what counts as silence.
"""

from ..errors import NOT_JSON, AnswerError, UnavailableError, UnknownOutcomeError


class NoBreaker:
    """Lets every call through; the models pass one that remembers outages.

    A breaker has the same three methods, called around each attempt.
    """

    # True once ``check`` has let a single call through to see whether all is well.
    probing = False

    def check(self, path):
        """Raise :class:`~.errors.PausedError` when no call should be made now."""

    def answered(self):
        """The portal is there, whatever it said."""

    def failed(self, error):
        """The portal is not there: ``error`` is :func:`is_outage`."""


def is_outage(error):
    """Tell whether ``error`` means that the portal as a whole does not work.

    A page of HTML instead of JSON is what a maintenance looks like.
    """
    return isinstance(error, UnavailableError | UnknownOutcomeError) or (
        isinstance(error, AnswerError) and error.detail == NOT_JSON
    )
