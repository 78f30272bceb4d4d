# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where the portal lives, and which addresses may be called at all (portal.md §1.1)."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from ..rules import Text


class Environment(NamedTuple):
    """Two base URLs without a trailing slash."""

    oauth_url: str
    api_url: str


QUALIFICATION = Environment(
    "https://sandbox-oauth.piste.gouv.fr/api/oauth/token",
    "https://sandbox-api.piste.gouv.fr",
)
PRODUCTION = Environment(
    "https://oauth.piste.gouv.fr/api/oauth/token",
    "https://api.piste.gouv.fr",
)
# Where people open the portal in a browser (portal.md §1.1).
PORTALS = {
    "qualification": "https://chorus-pro.gouv.fr/qualif",
    "production": "https://portail.chorus-pro.gouv.fr",
}
ENVIRONMENTS = {"qualification": QUALIFICATION, "production": PRODUCTION}

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def is_safe_url(url: Text) -> bool:
    """Tell whether credentials may travel to ``url``.

    Everything we send carries a secret, so clear text is only good enough for a
    portal on the same machine (the sandbox). Blanks, control characters and
    backslashes are read differently by different parsers: a host that one of them
    takes for this machine may be another's.
    """
    if not url or re.search(r"[\x00-\x20\x7f\\]", url):
        return False
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.password:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
