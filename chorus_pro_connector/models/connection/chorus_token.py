# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import logging
import time
from datetime import timedelta

from psycopg2.errors import LockNotAvailable

from odoo import fields, models
from odoo.tools import SQL

from ...chorus.errors import UnavailableError
from ...chorus.portal.transport import TOKEN_PATH
from .clock import possible
from .own_cursor import own_cursor, own_look

_logger = logging.getLogger(__name__)

# A token that dies within a call is worse than one asked a little early.
TOKEN_MARGIN = timedelta(minutes=4)
# PISTE gives an hour.
LONGEST_LIFE = timedelta(days=1)
# Who asks for longer than that may have died, and is not waited for: another one asks.
CLAIM = timedelta(seconds=10)
LOOK_AGAIN = 0.1  # seconds between two looks at what another worker asks for


class ChorusToken(models.Model):
    """The PISTE access token of a company, shared by all workers.

    A row of its own, so that refreshing it locks nothing else. Nobody has access:
    only :class:`TokenStore` reads it, with ``sudo()``.
    """

    _name = "chorus.token"
    _description = "Chorus Pro access token"
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    token = fields.Char(groups="base.group_system", copy=False)
    expires = fields.Datetime()
    # The token of other credentials or of another portal must not serve.
    origin = fields.Char(export_string_translation=False)
    # A worker is asking the portal for a token; the others wait, until then.
    fetching_until = fields.Datetime(export_string_translation=False)

    _company_unique = models.UniqueIndex("(company_id)")

    def _chorus_store(self, company):
        """Return the token store of ``company`` for the transport."""
        return TokenStore(self.sudo(), company)


class TokenStore:
    """Gives out the shared token; as :class:`~..chorus.portal.credentials.Tokens`."""

    def __init__(self, model, company):
        self._env = model.env
        self._company_id = company.id
        credentials = company._chorus_credentials()
        # A fingerprint, not the secret itself: it may be read in the database.
        secrets = "\0".join(credentials).encode(errors="surrogatepass")
        self._origin = hashlib.sha256(secrets).hexdigest()

    def get(self, fetch, deadline, refused=None):
        """Return a valid token, asking the portal at most once for all workers.

        Of those that wake up together one asks, and says so in the row; the others
        look at it again and again. Nobody holds the row meanwhile: who waits for a
        lock waits for as long as the portal likes, and keeps a connection from others.

        :param deadline: of the call, :class:`~..chorus.portal.deadline.Deadline`
        :raise UnavailableError: somebody else asks, and has no answer yet
        """
        claim = None
        while claim is None:
            try:
                token, claim = self._read_or_claim(refused)
            except LockNotAvailable:
                token = None
            if token:
                return token
            if claim is None and not deadline.left():
                raise UnavailableError(TOKEN_PATH, detail="token awaited")
            if claim is None:
                time.sleep(deadline.left(LOOK_AGAIN))
        token = None
        try:
            now = fields.Datetime.now()
            token, seconds = fetch()
            seconds = min(seconds, LONGEST_LIFE.total_seconds())
        finally:
            if token is None:
                self._write(SQL(""), claim)
        expires = now + max(timedelta(seconds=seconds) - TOKEN_MARGIN, timedelta())
        kept = SQL(
            "token = %s, expires = %s, origin = %s,", token, expires, self._origin
        )
        self._write(kept, claim)
        return token

    def _read_or_claim(self, refused):
        """Return (token, None); (None, None) when somebody asks for it; else, for us
        to ask, (None, the moment until which others wait)."""
        with own_look(self._env) as cr:
            cr.execute(
                """
                SELECT token, expires, origin FROM chorus_token WHERE company_id = %s
                """,
                [self._company_id],
            )
            for row in cr.fetchall():
                if token := self._valid(row, refused):
                    return token, None
        with own_cursor(self._env) as cr:
            # In one statement, which makes the row or locks it, for a moment.
            cr.execute(
                """
                INSERT INTO chorus_token AS row (company_id) VALUES (%s)
                ON CONFLICT (company_id) DO UPDATE SET token = row.token
                RETURNING token, expires, origin, fetching_until
                """,
                [self._company_id],
            )
            [(*row, until)] = cr.fetchall()
            if token := self._valid(row, refused):
                return token, None
            now = fields.Datetime.now()
            claim = now + CLAIM
            # What lies further ahead than anybody claims is the fault of a clock.
            if until and now < until <= claim:
                return None, None
            cr.execute(
                "UPDATE chorus_token SET fetching_until = %s WHERE company_id = %s",
                [claim, self._company_id],
            )
            return None, claim

    def _valid(self, row, refused):
        """Return the token of ``row``, when it may still serve."""
        token, expires, origin = row
        valid = token and token != refused and origin == self._origin
        # A date too far ahead was written by a clock that ran ahead.
        lives = possible(expires, LONGEST_LIFE)
        return token if valid and lives and lives > fields.Datetime.now() else None

    def _write(self, values, claim):
        """Write what came of asking, and let go of ``claim`` if it is still ours."""
        try:
            with own_cursor(self._env) as cr:
                cr.execute(
                    SQL(
                        """
                        UPDATE chorus_token
                           SET %s fetching_until = NULLIF(fetching_until, %s)
                         WHERE company_id = %s
                        """,
                        values,
                        claim,
                        self._company_id,
                    ),
                    # Odoo would write the token into its log.
                    log_exceptions=False,
                )
        except LockNotAvailable:
            # The token serves this call all the same; the claim ends by itself.
            _logger.warning("Token of company %s not kept", self._company_id)
