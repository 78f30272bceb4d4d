# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""HTTP with PISTE and Chorus Pro: authentication, and errors by what to do about them.

Spec §1.2–1.5. One request at a time, explicit time-outs, no redirects (each request
carries secrets), and for a request that writes, no guess about what became of it.
"""

import base64
import logging
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import requests

from .environments import is_safe_url
from .errors import (
    LAYER_ACCOUNT,
    LAYER_APPLICATION,
    LAYER_SETTINGS,
    LAYER_SUBSCRIPTION,
    AnswerError,
    CredentialsError,
    DataError,
    UnavailableError,
    UnknownOutcomeError,
    WaitError,
)

_logger = logging.getLogger(__name__)

CONNECT_TIMEOUT = 10  # seconds
READ_TIMEOUT = 30
DEPOSIT_TIMEOUT = 120  # a file of 10 MB on a slow line

# "Nothing found" is an answer, not an error (spec §2.4, §4.4).
_EMPTY_CODES = {(20000, "TRA_MSG_00.015"), (20007, "GFT_MSG_01.075")}

# Failures before the request left: the portal cannot have seen it.
_NOT_SENT = (
    requests.exceptions.ConnectTimeout,
    requests.exceptions.SSLError,
    requests.exceptions.ProxyError,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
)


class Credentials(NamedTuple):
    """Everything needed to talk to the portal; never logged, never shown."""

    oauth_url: str
    api_url: str
    client_id: str
    client_secret: str
    login: str
    password: str

    def __repr__(self):
        return f"Credentials({self.api_url!r}, …)"


class MemoryTokens:
    """Keeps the access token of one process.

    The models pass a store with the same two methods, shared by all workers.
    """

    def __init__(self):
        self._token = None

    def get(self, fetch, refused=None):
        """Return a valid token, calling ``fetch() -> (token, seconds)`` if needed.

        :param refused: a token the portal has just refused; never returned again
        """
        if self._token is None or self._token == refused:
            self._token, _seconds = fetch()
        return self._token


class Transport:
    """Posts JSON to the portal and raises a :class:`~.errors.PortalError` or answers.

    :param credentials: :class:`Credentials`
    :param tokens: object with ``get(fetch, refused=None)``, see :class:`MemoryTokens`
    """

    def __init__(self, credentials, tokens=None):
        self._credentials = credentials
        self._tokens = tokens or MemoryTokens()
        self._session = requests.Session()
        # Settings of the machine (.netrc, proxies with credentials) must neither add
        # an Authorization header nor send our secrets elsewhere; a proxy is allowed.
        self._session.auth = _NoAuth()
        for name, value in credentials._asdict().items():
            if not value:
                self.close()
                raise CredentialsError(LAYER_SETTINGS, "", detail=name)
        for url in (credentials.oauth_url, credentials.api_url):
            if not is_safe_url(url):
                self.close()
                raise CredentialsError(LAYER_SETTINGS, "", detail="url")

    def close(self):
        self._session.close()

    # === Requests === #

    def get(self, path):
        """GET ``path`` (health check only) and return the JSON object."""
        return self._authorized("GET", path, None, False, READ_TIMEOUT)

    def read(self, path, body):
        """POST a request that changes nothing: failing means try again later."""
        return self._authorized("POST", path, body, False, READ_TIMEOUT)

    def write(self, path, body, timeout=DEPOSIT_TIMEOUT):
        """POST a request that may be recorded: no clear answer means unknown."""
        return self._authorized("POST", path, body, True, timeout)

    def fetch_token(self):
        """Ask PISTE for an access token (spec §1.2).

        :return: (token, seconds of validity)
        :raise CredentialsError: layer ``application``
        """
        credentials = self._credentials
        path = "oauth/token"
        response = self._send(
            "POST",
            credentials.oauth_url,
            path,
            write=False,
            timeout=READ_TIMEOUT,
            data={
                "grant_type": "client_credentials",
                "client_id": credentials.client_id,
                "client_secret": credentials.client_secret,
                "scope": "openid",
            },
        )
        body = _json(response) or {}
        if response.status_code in (400, 401, 403):
            raise CredentialsError(
                LAYER_APPLICATION,
                path,
                http_status=response.status_code,
                code=body.get("error"),
                label=body.get("error_description"),
            )
        _raise_for_status(response, body, path, write=False)
        token, seconds = body.get("access_token"), body.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            raise AnswerError(path, response.status_code, detail="no access_token")
        return token, seconds

    def _authorized(self, method, path, body, write, timeout):
        """Send with a token; a token that has died is replaced once."""
        token = self._tokens.get(self.fetch_token)
        response = self._call(method, path, body, write, timeout, token)
        if _is_refused(response):
            # Refused before any work was done: repeating is safe, even for a deposit.
            token = self._tokens.get(self.fetch_token, refused=token)
            response = self._call(method, path, body, write, timeout, token)
        return self._interpret(response, path, write)

    def _call(self, method, path, body, write, timeout, token):
        account = f"{self._credentials.login}:{self._credentials.password}"
        return self._send(
            method,
            self._credentials.api_url.rstrip("/") + path,
            path,
            write=write,
            timeout=timeout,
            json=body,
            headers={
                "Authorization": f"Bearer {token}",
                "cpro-account": base64.b64encode(account.encode()).decode(),
                "Content-Type": "application/json;charset=utf-8",
                "Accept": "application/json",
            },
        )

    def _send(self, method, url, path, *, write, timeout, **request):
        try:
            response = self._session.request(
                method,
                url,
                timeout=(CONNECT_TIMEOUT, timeout),
                allow_redirects=False,
                **request,
            )
        except _NOT_SENT as error:
            raise UnavailableError(path, detail=type(error).__name__) from error
        except requests.exceptions.RequestException as error:
            if not write or _never_connected(error):
                raise UnavailableError(path, detail=type(error).__name__) from error
            raise UnknownOutcomeError(path, detail=type(error).__name__) from error
        _logger.debug("%s %s: HTTP %s", method, path, response.status_code)
        return response

    # === Answers === #

    def _interpret(self, response, path, write):
        body = _json(response)
        _raise_for_status(response, body or {}, path, write)
        if body is None:
            kind = UnknownOutcomeError if write else AnswerError
            raise kind(path, response.status_code, detail="not JSON")
        code = body.get("codeRetour")
        if code in (None, 0, "0"):
            return body
        label = body.get("libelle")
        if (code, label) in _EMPTY_CODES:
            return body
        raise DataError(path, response.status_code, code=code, label=label)


class _NoAuth(requests.auth.AuthBase):
    """Keeps requests from reading ``~/.netrc``."""

    def __call__(self, request):
        return request


def _json(response):
    """Return the JSON object of an answer, or ``None`` when it is something else."""
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _is_refused(response):
    """Tell whether the gateway refused the token (spec §1.2, §1.4)."""
    return response.status_code == 401 or (
        response.status_code == 400 and "WWW-Authenticate" in response.headers
    )


def _raise_for_status(response, body, path, write):
    """Turn an HTTP status other than 200 into the error that says what to do."""
    status = response.status_code
    if status == 200:
        return
    facts = {
        "http_status": status,
        "code": body.get("codeRetour"),
        "label": body.get("libelle"),
    }
    if _is_refused(response):
        raise CredentialsError(LAYER_ACCOUNT, path, **facts)
    if status == 403:
        raise CredentialsError(LAYER_SUBSCRIPTION, path, **facts)
    if status == 404:
        raise CredentialsError(LAYER_SETTINGS, path, detail="url", **facts)
    if status == 413 or (status == 400 and facts["code"] is not None):
        raise DataError(path, **facts)
    if status == 429:
        raise WaitError(path, retry_after=_retry_after(response), **facts)
    if 400 <= status < 500:
        raise AnswerError(path, **facts)
    # 5xx, but also 202 and redirects: something other than the portal may have
    # answered in its place after the portal did the work.
    raise (UnknownOutcomeError if write else UnavailableError)(path, **facts)


def _retry_after(response):
    """Return seconds from ``Retry-After`` (number or date), or ``None``."""
    raw = response.headers.get("Retry-After", "").strip()
    if raw.isdigit():
        return int(raw)
    try:
        moment = parsedate_to_datetime(raw)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0, int((moment - datetime.now(timezone.utc)).total_seconds()))


def _never_connected(error):
    """Tell whether no connection was ever made, so that nothing was sent."""
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", None)
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError")
