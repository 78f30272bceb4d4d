# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What can go wrong, sorted by what the caller must do about it.

::

    FileError               our own file cannot be made: fix the invoice or its PDF
    PortalError             a call failed
    ├── CredentialsError    fix the credentials; ``layer`` says which
    ├── DataError           fix the data: the portal understood and refused
    ├── WaitError           too many calls: wait ``retry_after`` seconds
    ├── UnavailableError    the portal did not take the request: try later
    │   └── CopyError       this is a copy of the real database: nothing was asked
    ├── PausedError         nothing was even asked: the portal has been silent
    ├── UnknownOutcomeError the request left, no answer came: ask before repeating
    └── AnswerError         an answer came that is not understood

An error keeps the facts (HTTP status, ``codeRetour``, ``libelle``, path) and never a
secret. It is not meant for people: the models turn it into words, once.
"""

from datetime import datetime
from typing import Any

# Declared there because that half imports nothing of this one; to be had here.
from .pdf.errors import FileError as FileError

# Layers between us and the portal, each fixed by someone else at another place.
LAYER_SETTINGS = "settings"  # nothing configured on our side
LAYER_APPLICATION = "application"  # PISTE application: client id and secret
LAYER_SUBSCRIPTION = "subscription"  # API not ticked in the PISTE application
LAYER_ACCOUNT = "account"  # Chorus Pro technical account: login and password

# ``detail`` of an answer that is a page, an empty body, half an object…
NOT_JSON = "not JSON"


class PortalError(Exception):
    """A call to the portal failed.

    :param path: endpoint, e.g. ``/cpro/factures/v1/deposer/flux``
    :param http_status: int, or ``None`` when no answer came
    :param code: ``codeRetour`` (int) or OAuth ``error`` (str), when given
    :param label: ``libelle`` or OAuth ``error_description``, when given
    """

    def __init__(
        self,
        path: str,
        http_status: int | None = None,
        code: int | str | None = None,
        label: str | None = None,
        detail: str = "",
    ) -> None:
        self.path = path
        self.http_status = http_status
        self.code = code
        self.label = label
        self.detail = detail
        facts = [path]
        if http_status is not None:
            facts.append(f"HTTP {http_status}")
        if code is not None:
            facts.append(f"codeRetour {code}")
        facts += [str(fact) for fact in (label, detail) if fact]
        super().__init__(" · ".join(facts))

    @property
    def reference(self) -> str:
        """Short technical reference to quote to a help desk, without the path."""
        return " ".join(
            str(fact)
            for fact in (
                f"HTTP {self.http_status}" if self.http_status is not None else None,
                self.code,
                self.label,
            )
            if fact is not None
        )


class CredentialsError(PortalError):
    """Somebody must fix the credentials of ``layer`` (portal.md §1.2–1.4)."""

    def __init__(self, layer: str, path: str, **facts: Any) -> None:
        super().__init__(path, **facts)
        self.layer = layer


class DataError(PortalError):
    """The portal understood the request and refused it: repeating it is useless."""


class WaitError(PortalError):
    """HTTP 429: the quota of the PISTE application is used up."""

    def __init__(
        self, path: str, retry_after: float | None = None, **facts: Any
    ) -> None:
        super().__init__(path, **facts)
        self.retry_after = retry_after


class UnavailableError(PortalError):
    """The portal is down or in maintenance, and surely did not take the request."""


class CopyError(UnavailableError):
    """Production was asked from a copy of the database that was connected to it."""


class PausedError(PortalError):
    """No call was made: too many failed, and the next one is due in ``seconds``.

    :param since: naive UTC datetime of the first call without an answer
    :param until: naive UTC datetime of the next attempt
    """

    def __init__(
        self, path: str, since: datetime, until: datetime, seconds: float
    ) -> None:
        super().__init__(path)
        self.since = since
        self.until = until
        self.seconds = seconds


class UnknownOutcomeError(PortalError):
    """A write left us and no clear answer came back: it may have been recorded."""

    def as_harmless(self) -> UnavailableError:
        """Return it as the failure of a call that may be repeated whatever it did."""
        return UnavailableError(
            self.path, self.http_status, self.code, self.label, self.detail
        )


def doubt_of(error: PortalError) -> UnknownOutcomeError:
    """Return the :class:`UnknownOutcomeError` that says the same as ``error``."""
    return UnknownOutcomeError(
        error.path, error.http_status, error.code, error.label, error.detail
    )


class AnswerError(PortalError):
    """The answer is not what the specification says; nothing may be concluded.

    After a write it only comes with an HTTP status by which the request was refused.
    """
