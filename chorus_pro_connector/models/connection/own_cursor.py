# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A connection of its own for what all workers share and no rollback may undo, and
commits that not even a loss of power undoes."""

from contextlib import contextmanager

from odoo import modules

READ_COMMITTED = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"


@contextmanager
def own_cursor(env):
    """Yield a cursor that is committed at the end, whatever the caller's becomes.

    Workers that meet on a row wait for each other and read what the other wrote,
    instead of failing as under Odoo's own isolation (REPEATABLE READ). Inside a test
    the caller's cursor serves: only it can see the company.
    """
    if modules.module.current_test:
        yield env.cr
        return
    with env.registry.cursor() as cr:
        cr.execute(READ_COMMITTED)
        yield cr


def make_durable(cr):
    """Let the next commit on ``cr`` wait for the disk, whatever the server's default.

    With ``synchronous_commit = off``, which people choose for speed, PostgreSQL answers
    before it has written: a file would have left, and the database not know of it.
    What was committed before reaches the disk with it, in order.
    """
    cr.execute("SET LOCAL synchronous_commit = on")
