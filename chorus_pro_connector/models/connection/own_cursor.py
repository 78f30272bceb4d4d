# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A connection of its own for what all workers share and no rollback may undo, and
commits that not even a loss of power undoes."""

from contextlib import contextmanager

from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo import modules
from odoo.tools import SQL

# Seconds to wait for a row: whoever holds one here writes a line and commits.
LOCK_TIMEOUT = 5
DURABLE = {"synchronous_commit": "on"}


def in_test():
    """Tell whether a test of Odoo's is running: what it made, its cursor alone sees,
    and that cursor refuses to commit. Odoo has no other way to tell; asked here only.
    """
    return bool(modules.module.current_test)


def commit(env):
    """Commit, except inside a test: a step of the protocol outlives what follows."""
    if not in_test():
        env.cr.commit()  # pylint: disable=invalid-commit


@contextmanager
def own_cursor(env, durable=False):
    """Yield a cursor that is committed at the end, whatever the caller's becomes.

    Workers that meet on a row wait for each other and read what the other wrote,
    instead of failing as under Odoo's own isolation (REPEATABLE READ). Inside a test
    the caller's cursor serves: only it can see the company.

    :param durable: its commit waits for the disk, see :func:`make_durable`
    :raise LockNotAvailable: (psycopg2) a row was held for :data:`LOCK_TIMEOUT`
    """
    if in_test():
        if durable:
            make_durable(env.cr)
        yield env.cr
        return
    with apart(env, durable) as cr:
        yield cr


@contextmanager
def own_look(env):
    """Yield a cursor that sees what others committed, for one SELECT that locks nothing
    and so waits for nobody. Inside a test, the caller's."""
    if in_test():
        yield env.cr
        return
    with env.registry.cursor() as cr:
        yield cr


@contextmanager
def apart(env, durable=False):
    """Yield a cursor on another connection than the one of ``env``."""
    with env.registry.cursor() as cr:
        # Told with the BEGIN; Odoo sets its own again for whoever comes next.
        cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
        settings = {"lock_timeout": str(round(LOCK_TIMEOUT * 1000))}
        if durable:
            settings.update(DURABLE)
        _set_locally(cr, settings)
        yield cr


def make_durable(cr):
    """Let the next commit on ``cr`` wait for the disk, whatever the server's default.

    With ``synchronous_commit = off``, which people choose for speed, PostgreSQL answers
    before it has written: a file would have left, and the database not know of it.
    What was committed before reaches the disk with it, in order.
    """
    _set_locally(cr, DURABLE)


def _set_locally(cr, settings):
    """Change settings of PostgreSQL (dict of texts) for this transaction, in one go."""
    calls = [SQL("set_config(%s, %s, true)", *item) for item in settings.items()]
    cr.execute(SQL("SELECT %s", SQL(", ").join(calls)))
