# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""HTTP with PISTE and Chorus Pro: authentication, and errors by what to do about them.

portal.md §1.2–1.5. One request at a time, one deadline for each call (its token and its
repetitions included), no redirects (each request carries secrets), and for a request
that writes, no guess about what became of it.
"""

import base64
import json
import logging
import math
import re
import time
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any
from urllib.parse import urlencode

from ..errors import (
    LAYER_ACCOUNT,
    LAYER_APPLICATION,
    LAYER_SETTINGS,
    LAYER_SUBSCRIPTION,
    NOT_JSON,
    AnswerError,
    CredentialsError,
    DataError,
    PortalError,
    UnavailableError,
    UnknownOutcomeError,
    WaitError,
)
from . import retry
from .breaker import Breaker, NoBreaker, is_outage
from .credentials import Credentials, MemoryTokens, Tokens
from .deadline import Adapter, Deadline, Lines
from .environments import is_safe_url
from .http_answer import MAX_DOWNLOAD, Answer, Body, NoAuth, Session, read_answer
from .redaction import Redactor
from .values import Row, text, to_int

_logger = logging.getLogger(__name__)

CONNECT_TIMEOUT = 10  # seconds, for one address of the host
READ_TIMEOUT = 30  # for a whole reading; also to get a token for a deposit
DEPOSIT_TIMEOUT = 120  # for a whole deposit: a file of 10 MB on a slow line
MOMENT = 0.001  # seconds; a socket takes 0 for "do not wait at all"
TOKEN_PATH = "oauth/token"
MAX_LABEL = 1000  # characters of ``libelle`` worth keeping

# "Nothing found" is an answer, not an error (portal.md §2.4, §4.4).
_EMPTY_CODES = {(20000, "TRA_MSG_00.015"), (20007, "GFT_MSG_01.075")}

# Refusals that leave no doubt, even for a write: the request itself was not taken.
# 408, 409 and whatever proxies invent are not among them.
_REFUSALS = {400, 405, 406, 411, 414, 415, 417, 422, 431}

# A token travels in a header: no control characters, nothing beyond ASCII.
_TOKEN = re.compile(r"[\x21-\x7e]+")


class Transport:
    """Posts JSON to the portal and raises a :class:`~.errors.PortalError` or answers.

    :param credentials: :class:`Credentials`
    :param tokens: by default those of this process
    :param breaker: by default none
    :param patience: seconds for all calls together, where somebody waits for them
    """

    def __init__(
        self,
        credentials: Credentials,
        tokens: Tokens | None = None,
        breaker: Breaker | None = None,
        patience: float | None = None,
    ) -> None:
        for name, value in credentials._asdict().items():
            if not value or not _is_text(value):
                raise CredentialsError(LAYER_SETTINGS, "", detail=name)
            # Before the secrets, which another address has emptied.
            if name.endswith("_url") and not is_safe_url(_tidy(value)):
                raise CredentialsError(LAYER_SETTINGS, "", detail="url")
        self._credentials = credentials = credentials._replace(
            oauth_url=_tidy(credentials.oauth_url), api_url=_tidy(credentials.api_url)
        )
        account = f"{credentials.login}:{credentials.password}".encode()
        self._account = base64.b64encode(account).decode()
        client_id, client_secret, login, password = credentials[2:]
        self._redactor = Redactor(
            {self._account, client_secret, password}, {client_id, login}
        )
        self._tokens = tokens or MemoryTokens()
        self._breaker = breaker or NoBreaker()
        self._conversation = Deadline(patience or math.inf)
        # Whoever is typing waits for one attempt, not for three.
        self._once = bool(patience and patience < retry.PATIENCE)
        # How far our clock is ahead of the portal's, once it has answered.
        self.skew = timedelta()
        self.knows_skew = False
        self._most: int | None = None  # bytes of an answer, see :meth:`download`
        self._lines = Lines()
        self._session = Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, Adapter(self._lines))
        # Settings of the machine (.netrc) must not add an Authorization header.
        self._session.auth = NoAuth()

    def close(self) -> None:
        self._session.close()
        self._lines.close()

    # === Requests === #

    def read(self, path: str, body: Row) -> Row:
        """POST a request that changes nothing: failing means try again later."""
        return self._patiently(retry.READ, path, body, READ_TIMEOUT)

    def download(self, path: str, body: Row) -> Row:
        """Like :meth:`read`, of an answer that may be large."""
        self._most = MAX_DOWNLOAD
        try:
            return self._patiently(retry.READ, path, body, DEPOSIT_TIMEOUT)
        finally:
            self._most = None

    def write(self, path: str, body: Row, proof: str | None = None) -> Row:
        """POST a request that may be recorded: no clear answer means unknown.

        :param proof: member of the answer that tells a success where there is no
            ``codeRetour``
        """
        return self._patiently(retry.WRITE, path, body, DEPOSIT_TIMEOUT, proof)

    def fetch_token(self, deadline: Deadline | None = None) -> tuple[str, int]:
        """Ask PISTE for an access token (portal.md §1.2).

        :param deadline: :class:`.deadline.Deadline`; by default that of a reading
        :return: (token, seconds of validity)
        :raise CredentialsError: layer ``application``
        """
        credentials = self._credentials
        path = TOKEN_PATH
        answer = self._send(
            credentials.oauth_url,
            path,
            write=False,
            deadline=deadline or self._conversation.within(READ_TIMEOUT),
            content=urlencode(
                {
                    "grant_type": "client_credentials",
                    "client_id": credentials.client_id,
                    "client_secret": credentials.client_secret,
                    "scope": "openid",
                }
            ).encode(),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
        )
        body = answer.body or {}
        if answer.status in (400, 401, 403):
            raise CredentialsError(
                LAYER_APPLICATION,
                path,
                http_status=answer.status,
                code=self._words(body.get("error")),
                label=self._words(body.get("error_description")),
            )
        self._raise_for_status(answer, path, write=False)
        token, seconds = body.get("access_token"), to_int(body.get("expires_in"))
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise AnswerError(path, answer.status, detail="no access_token")
        if seconds is None or seconds <= 0:
            raise AnswerError(path, answer.status, detail="no expires_in")
        # No token outlives a day, whatever the answer says.
        return token, min(seconds, retry.DAY)

    def _patiently(
        self,
        verb: str,
        path: str,
        body: Row,
        timeout: float,
        proof: str | None = None,
    ) -> Row:
        """Make a call as often as the policy says (:mod:`.retry`).

        All attempts together have ``timeout`` seconds.
        """
        attempt, started = 0, time.monotonic()
        deadline = self._conversation.within(timeout)
        while True:
            self._breaker.check(path)
            attempt += 1
            try:
                write = verb == retry.WRITE
                answer = self._authorized(path, body, write, deadline, proof)
            except PortalError as error:
                if is_outage(error):
                    self._breaker.failed(error)
                else:
                    self._breaker.answered()
                elapsed = time.monotonic() - started
                decision = retry.decide(verb, error, attempt, elapsed)
                again = decision.action == retry.AGAIN and not self._once
                late = decision.seconds >= deadline.left()
                if not again or late or self._breaker.probing:
                    raise
                _logger.info("%s: %s; again in %.1f s", path, error, decision.seconds)
                time.sleep(decision.seconds)
            else:
                self._breaker.answered()
                return answer

    def _authorized(
        self,
        path: str,
        body: Row,
        write: bool,
        deadline: Deadline,
        proof: str | None = None,
    ) -> Row:
        """Send with a token; a token that has died is replaced once."""
        token = self._token(deadline)
        answer = self._call(path, body, write, deadline, token)
        if _is_refused(answer):
            # Refused before any work was done: repeating is safe, even for a deposit.
            token = self._token(deadline, refused=token)
            answer = self._call(path, body, write, deadline, token)
        return self._interpret(answer, path, write, proof)

    def _token(self, deadline: Deadline, refused: str | None = None) -> str:
        # What a deposit may take is for its file: a token is a small thing.
        deadline = deadline.within(READ_TIMEOUT)
        token = self._tokens.get(
            partial(self.fetch_token, deadline), deadline, refused=refused
        )
        self._redactor.add(token)
        return token

    def _call(
        self,
        path: str,
        body: Row,
        write: bool,
        deadline: Deadline,
        token: str,
    ) -> Answer:
        answer = self._send(
            self._credentials.api_url + path,
            path,
            write=write,
            deadline=deadline,
            content=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {token}",
                "cpro-account": self._account,
                "Content-Type": "application/json;charset=utf-8",
                "Accept": "application/json",
            },
        )
        return answer._replace(body=self._redactor.data(answer.body))

    def _send(
        self,
        url: str,
        path: str,
        *,
        write: bool,
        deadline: Deadline,
        content: bytes,
        headers: dict[str, str],
    ) -> Answer:
        """Send one request and read its whole answer.

        :raise UnknownOutcomeError: a write of which a part had left when it failed
        :raise UnavailableError: any other failure of the connection
        """
        request = Body(content)
        left = deadline.left() or MOMENT
        try:
            with (
                self._lines.until(deadline, CONNECT_TIMEOUT),
                self._session.request(
                    "POST",
                    url,
                    data=request,
                    headers={**headers, "Accept-Encoding": "identity"},
                    timeout=left,
                    allow_redirects=False,
                    stream=True,
                    # Clear text is for this machine only (is_safe_url): not through the
                    # proxy of the environment. https goes through it, in a tunnel.
                    proxies={"http": ""},
                ) as response,
            ):
                answer = read_answer(response, self._most)
        # Not only RequestException: a missing file of certificates is an OSError, and
        # there is no list of what an answer in pieces makes of the libraries that read
        # it. Of a request that has left, each is the same: its answer is lost.
        except Exception as error:  # pylint: disable=broad-except
            lost = write and request.started
            kind = UnknownOutcomeError if lost else UnavailableError
            raise kind(path, detail=type(error).__name__) from error
        _logger.debug("%s: HTTP %s", path, answer.status)
        if moment := retry.http_date(answer.headers.get("Date")):
            self.skew = datetime.now(timezone.utc) - moment
            self.knows_skew = True
        return answer

    # === Answers === #

    def _interpret(
        self,
        answer: Answer,
        path: str,
        write: bool,
        proof: str | None = None,
    ) -> Row:
        """Return the JSON object of a success, or raise what the answer means."""
        self._raise_for_status(answer, path, write)
        unclear = UnknownOutcomeError if write else AnswerError
        if answer.body is None:
            raise unclear(path, answer.status, detail=NOT_JSON)
        code = to_int(answer.body.get("codeRetour"))
        if code is None and proof and answer.body.get(proof):
            return answer.body
        if code is None:
            # Without it an empty object would read as "nothing found", and a deposit
            # that was lost from sight would be sent again.
            raise unclear(path, answer.status, detail="no codeRetour")
        label = self._words(answer.body.get("libelle"))
        if code == 0 or (code, label) in _EMPTY_CODES:
            return answer.body
        raise DataError(path, answer.status, code=code, label=label)

    def _raise_for_status(self, answer: Answer, path: str, write: bool) -> None:
        """Turn an HTTP status other than 200 into the error that says what to do."""
        status, body = answer.status, answer.body or {}
        if status == 200:
            return
        facts: dict[str, Any] = {
            "http_status": status,
            "code": to_int(body.get("codeRetour")),
            "label": self._words(body.get("libelle")),
        }
        if _is_refused(answer):
            raise CredentialsError(LAYER_ACCOUNT, path, **facts)
        if status == 403:
            raise CredentialsError(LAYER_SUBSCRIPTION, path, **facts)
        if status == 404:
            raise CredentialsError(LAYER_SETTINGS, path, detail="url", **facts)
        if status == 413 or (status == 400 and facts["code"] is not None):
            raise DataError(path, **facts)
        if status == 429:
            raise WaitError(
                path,
                retry_after=retry.retry_after(answer.headers.get("Retry-After")),
                **facts,
            )
        if status in _REFUSALS or (400 <= status < 500 and not write):
            raise AnswerError(path, **facts)
        # 5xx, but also 202, redirects and odd 4xx: something other than the portal may
        # have answered in its place after the portal did the work.
        raise (UnknownOutcomeError if write else UnavailableError)(path, **facts)

    def _words(self, value: object) -> str | None:
        """Return what the portal says as one short string that repeats no secret."""
        return self._redactor.words(text(value))[:MAX_LABEL] or None


def _tidy(url: str) -> str:
    """Return a pasted address without its blanks and its final slash."""
    return url.strip().rstrip("/")


def _is_text(value: Any) -> bool:
    """Tell whether ``value`` can be sent as UTF-8 (configuration files may fail)."""
    try:
        value.encode()
    except (AttributeError, UnicodeEncodeError):
        return False
    return True


def _is_refused(answer: Answer) -> bool:
    """Tell whether the gateway refused the token (portal.md §1.2, §1.4)."""
    return answer.status == 401 or (
        answer.status == 400 and "WWW-Authenticate" in answer.headers
    )
