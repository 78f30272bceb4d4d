# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from contextlib import contextmanager
from datetime import timedelta

from psycopg2.errors import LockNotAvailable

from odoo import api, fields, models

from ...chorus.errors import PausedError
from ...chorus.portal.transport import DEPOSIT_TIMEOUT
from .clock import SKEW, possible
from .own_cursor import own_cursor, own_look

_logger = logging.getLogger(__name__)

# Attempts in a row without an answer after which none is made for a while.
THRESHOLD = 5
# Minutes until the next attempt: after the first silence, the second…
PAUSES = (5, 10, 20, 30)
LONGEST_PAUSE = timedelta(minutes=max(PAUSES))
# The one call that sees whether all is well again; who makes it may die. Twice as long
# as the longest call takes.
PROBE = timedelta(seconds=2 * DEPOSIT_TIMEOUT)


class ChorusOutage(models.Model):
    """A company whose portal does not answer: how often, since when, until when.

    No row, no trouble. Rows of their own, so that telling other workers locks nothing;
    nobody has access but :class:`Breaker`, with ``sudo()``.
    """

    _name = "chorus.outage"
    _description = "Chorus Pro outage"
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade"
    )
    # Which portal: what another one did means nothing.
    origin = fields.Char(export_string_translation=False)
    failures = fields.Integer(export_string_translation=False)
    since = fields.Datetime(export_string_translation=False)
    # The breaker is open until then, then half-open: the next call is a trial.
    paused_until = fields.Datetime(export_string_translation=False)
    pauses = fields.Integer(export_string_translation=False)

    _company_unique = models.UniqueIndex("(company_id)")

    def _chorus_breaker(self, company, insist=False):
        """Return the breaker of ``company`` for the transport.

        :param insist: somebody wants to know now: try whatever happened before
        """
        return Breaker(self.sudo(), company, insist)

    @api.model
    def _chorus_pause_of(self, company):
        """Return (since, until) while calls of ``company`` are paused, else None.

        ``until`` may be past: then the next call, whoever makes it, is a trial.
        """
        row = self.sudo().search([("company_id", "=", company.id)])
        until = possible(row.paused_until, LONGEST_PAUSE)
        if not until or row.origin != company._chorus_urls().api_url:
            return None
        return row.since, until

    @api.model
    def _chorus_paused_companies(self):
        """Return the companies for which nothing should be attempted now."""
        now = fields.Datetime.now()
        # Later than that only a clock that ran ahead has written.
        longest = now + LONGEST_PAUSE + SKEW
        rows = self.sudo().search(
            [("paused_until", ">", now), ("paused_until", "<=", longest)]
        )
        return rows.filtered(
            lambda row: row.origin == row.company_id._chorus_urls().api_url
        ).company_id


class Breaker:
    """Stops calls when the portal is silent, as ``chorus.portal.breaker`` wants it."""

    def __init__(self, model, company, insist=False):
        self._env = model.env
        self._company_id = company.id
        self._origin = company._chorus_urls().api_url
        self._insist = insist
        self._troubled = False  # whether there is a row, as far as we know
        self.probing = insist

    def check(self, path):
        """Raise :class:`PausedError` unless a call may be made now."""
        if self._insist:
            self._troubled = True
            return
        if pause := self._pause():
            since, until = pause
            seconds = (until - fields.Datetime.now()).total_seconds()
            raise PausedError(path, since, until, seconds)

    def _pause(self):
        """Return (since, until) when no call should be made now, else None."""
        with own_look(self._env) as cr:
            cr.execute(
                """
                SELECT since, paused_until FROM chorus_outage
                 WHERE company_id = %s AND origin = %s
                """,
                [self._company_id, self._origin],
            )
            row = cr.fetchone()
        self._troubled = bool(row)
        since, until = row or (None, None)
        until = possible(until, LONGEST_PAUSE)
        now = fields.Datetime.now()
        if not until:
            return None
        if until > now:
            return since, until
        with _unless_held("claimed"), own_cursor(self._env) as cr:
            self.probing = self._claim_trial(cr, until, now + PROBE)
            return None if self.probing else (since, now + PROBE)
        return None

    def _claim_trial(self, cr, until, deadline):
        """Let one of all workers that wake up make the call that tells."""
        cr.execute(
            """
            UPDATE chorus_outage SET paused_until = %s
             WHERE company_id = %s AND paused_until = %s
            """,
            [deadline, self._company_id, until],
        )
        return bool(cr.rowcount)

    def answered(self):
        """The portal is there: forget everything. Nothing is written on a good day."""
        if self._troubled:
            with _unless_held("removed"), own_cursor(self._env) as cr:
                cr.execute(
                    "DELETE FROM chorus_outage WHERE company_id = %s",
                    [self._company_id],
                )
        self._troubled = self.probing = False

    def failed(self, _error):
        """Count one more silence; after some of them, pause."""
        now = fields.Datetime.now()
        with _unless_held("counted"), own_cursor(self._env) as cr:
            failures, since, until, pauses = self._lock(cr, now)
            failures += 1
            over = until is None or until <= now or self.probing
            if failures >= THRESHOLD and over:
                until = now + timedelta(minutes=PAUSES[min(pauses, len(PAUSES) - 1)])
                pauses += 1
            cr.execute(
                """
                UPDATE chorus_outage
                   SET failures = %s, since = %s, paused_until = %s, pauses = %s,
                       origin = %s
                 WHERE company_id = %s
                """,
                [failures, since, until, pauses, self._origin, self._company_id],
            )
        self._troubled = True

    def _lock(self, cr, now):
        """Lock the row, made anew when it speaks of another portal.

        :return: (failures, since, paused until, pauses)
        """
        # In one statement: between two, a worker that got an answer may delete the row.
        cr.execute(
            """
            INSERT INTO chorus_outage AS row (company_id) VALUES (%s)
            ON CONFLICT (company_id) DO UPDATE SET failures = row.failures
            RETURNING origin, failures, since, paused_until, pauses
            """,
            [self._company_id],
        )
        [(origin, failures, since, until, pauses)] = cr.fetchall()
        if origin != self._origin:
            return 0, now, None, 0
        until = possible(until, LONGEST_PAUSE)
        return failures or 0, possible(since) or now, until, pauses or 0


@contextmanager
def _unless_held(what):
    """Go on without the row when somebody holds it: it is a help, not a condition."""
    try:
        yield
    except LockNotAvailable:
        _logger.warning("Outage of Chorus Pro not %s: its row is held", what)
