# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What goes through ``requests``: a body that knows it has left, a bounded answer."""

import io
import json
from collections.abc import Mapping
from typing import NamedTuple

import requests

MAX_ANSWER = 32 * 1024 * 1024  # bytes; a page of 500 invoices is about 1 MB


class NoAuth(requests.auth.AuthBase):
    """Keeps requests from reading ``~/.netrc``."""

    def __call__(self, request):
        return request


class Body(io.BytesIO):
    """The bytes of a request, which know whether the network has taken any of them.

    Headers alone make no deposit. The classes of the exceptions do not tell: an
    SSLError or, in older urllib3, a ProxyError may come before or after.
    """

    started = False

    def read(self, size=-1):
        self.started = True
        return super().read(size)


class Answer(NamedTuple):
    """An HTTP answer; ``body`` is its JSON object, None when it is anything else."""

    status: int
    headers: Mapping
    body: dict | None


def read_answer(response):
    """Read an answer of at most :data:`MAX_ANSWER` bytes; a longer one has no body."""
    content = bytearray()
    for chunk in response.iter_content(65536):
        content += chunk
        if len(content) > MAX_ANSWER:
            content = b""
            break
    return Answer(response.status_code, response.headers, _json(content))


def _json(content):
    """Return the JSON object in ``content``, or ``None`` when it is something else.

    JSON is UTF-8, whatever the headers say; a byte order mark is skipped, and a broken
    letter in a label must not lose the number of a deposit.
    """
    try:
        body = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
