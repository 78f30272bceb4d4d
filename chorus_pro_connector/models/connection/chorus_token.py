# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from .own_cursor import own_cursor

# A token that dies within a call is worse than one asked a little early.
MARGIN = timedelta(minutes=4)


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

    _company_unique = models.UniqueIndex("(company_id)")

    def _chorus_store(self, company):
        """Return the token store of ``company`` for the transport."""
        return TokenStore(self.sudo(), company)


class TokenStore:
    """Gives out the shared token; see ``chorus.transport.MemoryTokens``."""

    def __init__(self, model, company):
        self._env = model.env
        self._company_id = company.id
        credentials = company._chorus_credentials()
        # A fingerprint, not the secret itself: it may be read in the database.
        secrets = "\0".join(credentials).encode(errors="surrogatepass")
        self._origin = hashlib.sha256(secrets).hexdigest()

    def get(self, fetch, refused=None):
        """Return a valid token, asking the portal at most once for all workers.

        The row stays locked while the token is fetched: workers that wake up
        together wait for the first one and read what it got.
        """
        with own_cursor(self._env) as cr:
            if token := self._read(cr, refused, SQL("")):
                return token
            cr.execute(
                """
                INSERT INTO chorus_token (company_id) VALUES (%s)
                ON CONFLICT (company_id) DO NOTHING
                """,
                [self._company_id],
            )
            if token := self._read(cr, refused, SQL("FOR NO KEY UPDATE")):
                return token
            now = fields.Datetime.now()
            token, seconds = fetch()
            cr.execute(
                """
                UPDATE chorus_token SET token = %s, expires = %s, origin = %s
                 WHERE company_id = %s
                """,
                [
                    token,
                    now + max(timedelta(seconds=seconds) - MARGIN, timedelta()),
                    self._origin,
                    self._company_id,
                ],
            )
            return token

    def _read(self, cr, refused, lock):
        """Return the token that is stored, when it may still serve."""
        cr.execute(
            SQL(
                """
                SELECT token, expires, origin FROM chorus_token
                 WHERE company_id = %s %s
                """,
                self._company_id,
                lock,
            )
        )
        token, expires, origin = cr.fetchone() or (None, None, None)
        valid = token and token != refused and origin == self._origin
        return token if valid and expires > fields.Datetime.now() else None
