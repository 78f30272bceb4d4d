# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever changes something at the portal happens there exactly once.

The portal has no idempotency key, and Odoo may replay a transaction at any moment.
Hence one protocol for deposits and for acts (architecture.md §5): write down what is
about to leave, commit, and only then let it leave. Whoever finds that note afterwards,
without an answer beside it, must not repeat but ask.
"""

import logging
from contextlib import contextmanager
from datetime import timedelta

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from ...chorus import errors
from ...chorus.portal import retry
from .own_cursor import commit, make_durable

_logger = logging.getLogger(__name__)

LOCK_ATTEMPTS = 5
FIRST_STATE = "queued"
# The first look at what was done, or after a doubt.
FIRST_CHECK = timedelta(seconds=retry.back_off(1))


class ChorusProtocol(models.AbstractModel):
    """What a deposit and an act have in common: states, locks, commits, waits.

    Whoever inherits has ``company_id``, ``state`` (``queued`` first, ``sending`` while
    it is on the wire, ``unknown`` after a lost answer, ``failed`` where somebody must
    act first), ``attempts``, ``attempt_date``, ``doubtful``, ``next_check``,
    ``check_count`` and ``error_message``.
    """

    _name = "chorus.protocol"
    _inherit = ["chorus.own.model"]
    _description = "What happens at Chorus Pro exactly once"

    # (from, to) → what makes it happen; any other step is refused.
    _chorus_transitions = {}

    # === States === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base'
        for vals in vals_list:
            state = vals.get("state", FIRST_STATE)
            if state != FIRST_STATE:
                raise UserError(self._chorus_transition_sentence(FIRST_STATE, state))
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS 'base'
        if new := vals.get("state"):
            for old in self.mapped("state"):
                if old != new and (old, new) not in self._chorus_transitions:
                    raise UserError(self._chorus_transition_sentence(old, new))
        return super().write(vals)

    def _chorus_transition_sentence(self, old, new):
        """Return the sentence for a step that the table does not know."""
        raise NotImplementedError

    def _chorus_set_state(self, state, **values):
        """Take one step of the protocol.

        :raise UserError: the table of steps does not know it
        """
        self.ensure_one()
        return self.sudo().write({"state": state, **values})

    # === Locks and commits === #

    def _chorus_claim(self):
        """Lock the row and read it afresh: two workers never take the same step."""
        try:
            self.lock_for_update()
        except LockError:
            return False
        self.invalidate_recordset()
        return True

    def _chorus_commit(self):
        """Commit: each step of the protocol outlives whatever happens to the next."""
        commit(self.env)

    def _chorus_claim_leaving(self, field, deadline):
        """Write down that it is about to leave: from here on, doubt is possible.

        :param field: the datetime that says so
        :param deadline: timedelta after which this worker counts as dead
        :return: False when this attempt is no longer the current one
        """
        attempt = self.attempts
        self.flush_recordset()
        self._chorus_commit()
        now = fields.Datetime.now()
        # In one statement: the row is locked, compared and written at once.
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s
                   SET %(field)s = %(now)s, attempt_date = %(now)s,
                       next_check = %(deadline)s
                 WHERE id = %(id)s AND state = 'sending' AND attempts = %(attempt)s
                """,
                table=SQL.identifier(self._table),
                field=SQL.identifier(field),
                now=now,
                deadline=now + deadline,
                id=self.id,
                attempt=attempt,
            )
        )
        claimed = bool(self.env.cr.rowcount)
        self.invalidate_recordset()
        make_durable(self.env.cr)
        self._chorus_commit()
        return claimed

    @api.model
    def _chorus_lock_next(self, domain, limit=1):
        """Return the next ones of ``domain`` that nobody else is at, locked.

        A commit releases the lock: each is locked anew, in a new transaction.
        """
        for _attempt in range(LOCK_ATTEMPTS):
            query = self._search(domain, order="id", limit=limit)
            locking = SQL("%s FOR UPDATE SKIP LOCKED", query.select())
            self.env.flush_query(locking)
            try:
                self.env.cr.execute(locking, log_exceptions=False)
            except SerializationFailure:
                # Another worker has just finished with one of them.
                self.env.cr.rollback()
                continue
            return self.browse(row[0] for row in self.env.cr.fetchall())
        return self.browse()

    @contextmanager
    def _chorus_apart(self):
        """Yield this in its people's language; a failure stops nothing else."""
        try:
            yield self.sudo().with_context(lang=self._chorus_language())
        except (SerializationFailure, LockNotAvailable):
            # Another worker, or somebody editing the invoice: not a failure, and
            # nothing may be written on what is in other hands.
            self.env.cr.rollback()
            _logger.info("%s %s is in other hands", self._name, self.id)
        except Exception:
            self.env.cr.rollback()
            _logger.exception("%s %s could not be followed", self._name, self.id)
            self._chorus_wait_if_free()

    def _chorus_language(self):
        """Return the language of whoever reads what became of this."""
        return self.env.lang

    # === No clear answer === #

    def _chorus_unanswered(self, error):
        """The write failed: do what chorus/portal/retry.py says."""
        follow = {
            retry.VERIFY: self._chorus_doubt,
            retry.LATER: self._chorus_postpone,
            retry.STOP: self._chorus_fail,
        }
        decision = retry.decide(retry.WRITE, error, self.check_count + 1)
        follow[decision.action](error)

    def _chorus_doubt(self, error):
        """It may have been done: ask before anything else."""
        self._chorus_set_state(
            "unknown",
            doubtful=True,
            error_message=self._chorus_doubt_sentence(error),
            check_count=0,
            next_check=fields.Datetime.now() + FIRST_CHECK,
        )
        self._chorus_trigger_follow()

    def _chorus_postpone(self, error):
        """Surely not done: the same bytes, later."""
        self._chorus_set_state(
            "queued",
            error_message=self._chorus_error_sentence(error),
            **self._chorus_next_check(error),
        )

    def _chorus_fail(self, error):
        """The portal refused the call: somebody must act before the next attempt."""
        self._chorus_set_state(
            "failed",
            error_message=self._chorus_error_sentence(error),
            next_check=False,
        )

    def _chorus_error_sentence(self, error):
        return self.env["chorus.words"]._chorus_sentence(error, self.company_id)

    def _chorus_doubt_sentence(self, error):
        return self._chorus_error_sentence(error)

    # === Waits === #

    def _chorus_wake(self, name):
        """Let one scheduled action run when the first of these is due."""
        due = min(filter(None, self.mapped("next_check")), default=None)
        if cron := self.env.ref(f"chorus_pro_connector.{name}", False):
            cron.sudo()._trigger(at=due)

    def _chorus_trigger_follow(self):
        """Wake the scheduled action when the next check of these is due."""
        if any(self.mapped("next_check")):
            self._chorus_wake("ir_cron_chorus_follow")

    def _chorus_wait(self, error=None):
        """Come back later, with longer and longer intervals."""
        values = self._chorus_next_check(error)
        if error is not None:
            values["error_message"] = self._chorus_error_sentence(error)
        self.sudo().write(values)

    def _chorus_wait_if_free(self):
        """Come back later; whoever is at this now decides that for himself."""
        try:
            with self.env.cr.savepoint():
                self._chorus_wait()
        except (SerializationFailure, LockNotAvailable):
            self.env.invalidate_all()

    def _chorus_next_check(self, error=None):
        """Return the fields that tell when to come back."""
        seconds = retry.later(self.check_count + 1, error)
        if isinstance(error, errors.PausedError):
            # A pause says nothing about this one: it makes its waits no longer.
            return {"check_count": self.check_count, "next_check": error.until}
        return {
            "check_count": self.check_count + 1,
            "next_check": fields.Datetime.now() + timedelta(seconds=seconds),
        }

    @api.model
    def _chorus_due_domain(self):
        # They stay as they are while the portal is silent (architecture.md §5).
        paused = self.env["chorus.outage"]._chorus_paused_companies()
        return [
            ("next_check", "<=", fields.Datetime.now()),
            ("company_id", "not in", paused.ids),
        ]
