# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What goes through ``requests``: a body that knows it has left, a bounded answer."""

import io
import json
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import requests

# Bytes. A page of 500 invoices is about 1 MB; as Python values, a hostile one takes
# twenty times its size.
MAX_ANSWER = 8 * 1024 * 1024
# Of a download: what the portal hands over at once (portal.md §2.4), in Base64.
MAX_DOWNLOAD = 170 * 1024 * 1024
CHUNK = 65536


class NoAuth(requests.auth.AuthBase):
    """Keeps requests from reading ``~/.netrc``."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Session(requests.Session):
    """Goes where it was sent and nowhere else.

    Of a redirect that is not followed ``requests`` would still read the whole body,
    unpacked and without bound, and take its address apart.
    """

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


class Body(io.BytesIO):
    """The bytes of a request, which know whether the network has taken any of them.

    Headers alone make no deposit. The classes of the exceptions do not tell: an
    SSLError or, in older urllib3, a ProxyError may come before or after.
    """

    started = False

    def read(self, size: int | None = -1) -> bytes:
        self.started = True
        return super().read(size)


class Answer(NamedTuple):
    """An HTTP answer; ``body`` is its JSON object, None when it is anything else."""

    status: int
    headers: Mapping[str, str]
    body: dict[str, Any] | None


def read_answer(response: requests.Response, most: int | None = None) -> Answer:
    """Read an answer of at most ``most`` bytes; a longer one has no body.

    :param most: by default :data:`MAX_ANSWER`

    As it comes: ``requests`` would unpack what is compressed, however large it becomes.
    """
    most = most or MAX_ANSWER
    content = _unpacked(_bounded(response, most), response.headers, most)
    return Answer(response.status_code, response.headers, _json(content))


def _bounded(response: requests.Response, most: int) -> bytes:
    content = bytearray()
    while chunk := response.raw.read(CHUNK, decode_content=False):
        content += chunk
        if len(content) > most:
            return b""
    return bytes(content)


def _unpacked(content: bytes, headers: Mapping[str, str], most: int) -> bytes:
    """Undo the compression that nobody asked for: one layer, within the same bound."""
    encoding = headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("", "identity"):
        return content
    if encoding not in ("gzip", "x-gzip", "deflate"):
        return b""
    # 32: a header of gzip or of zlib, whichever is there.
    unpacker = zlib.decompressobj(32 + zlib.MAX_WBITS)
    try:
        unpacked = unpacker.decompress(content, most)
    except zlib.error:
        return b""
    return unpacked if unpacker.eof else b""


def _json(content: bytes) -> dict[str, Any] | None:
    """Return the JSON object in ``content``, or ``None`` when it is something else.

    JSON is UTF-8, whatever the headers say; a byte order mark is skipped, and a broken
    letter in a label must not lose the number of a deposit.
    """
    try:
        body = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
