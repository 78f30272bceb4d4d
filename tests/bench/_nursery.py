# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo workers as processes of their own, forked as Odoo's own server forks them.

The parent has Odoo and the registry loaded; a worker costs milliseconds, not seconds,
so that a campaign can afford to kill many.
"""

import os
import signal
import time
import traceback
from contextlib import contextmanager

import psycopg2
from bench._crashes import foreseen, note

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry

PAUSE = 0.3  # seconds between two turns of a worker


@contextmanager
def transaction():
    """Yield a superuser environment; what is not committed is undone."""
    with Registry(os.environ["CHORUS_DB"]).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})
        cr.rollback()


class Worker:
    """A child that repeats ``turn(env)``, each time in a new transaction, for ever."""

    def __init__(self, turn):
        self._turn = turn
        # A connection must never be shared by two processes.
        sql_db.close_all()
        parent = os.getpid()
        self.pid = os.fork()
        if not self.pid:
            self._live(parent)

    def _live(self, parent):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            while os.getppid() == parent:
                try:
                    with transaction() as env:
                        self._turn(env)
                        env.cr.commit()
                except psycopg2.Error as error:
                    if not foreseen(error):
                        raise
                    # As in Odoo: the next turn takes a new connection.
                    sql_db.close_all()
                time.sleep(PAUSE)
        except BaseException:
            note(traceback.format_exc())
            os._exit(1)
        os._exit(0)

    def died(self):
        """Tell whether the process has ended; of its own accord it never does, except
        by a mistake, which is noted."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid and os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGKILL:
            note(f"a worker ended with status {status}")
        return bool(pid)

    def kill(self):
        """``kill -9``, and wait for its end."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def again(self):
        """Return a new worker that does the same."""
        return Worker(self._turn)

    def stop(self):
        """End the process, if there is still one."""
        try:
            os.kill(self.pid, signal.SIGTERM)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            return
