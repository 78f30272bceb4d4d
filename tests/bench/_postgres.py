# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What befalls the campaign's own PostgreSQL; a keeper starts it again each time.

``setup/lib/campaign.sh`` says how it is configured: ``synchronous_commit`` is off.
"""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psycopg2
from bench._crashes import foreseen

from odoo import sql_db, tools

PATIENCE = 60  # seconds in which the server must be there again


def patiently(ask):
    """Return ``ask()``, tried again while the database server is not there."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return ask()
        except (psycopg2.Error, subprocess.CalledProcessError) as error:
            sql_db.close_all()
            lost = foreseen(error) or not isinstance(error, psycopg2.Error)
            if not lost or time.monotonic() > end:
                raise
            time.sleep(0.2)


def sessions(pid=None):
    """Return the processes that serve an Odoo: all, or those of the process ``pid``."""
    name = f"odoo-{pid}" if pid else "odoo-%"
    return _ask(
        "SELECT pid FROM pg_stat_activity"
        " WHERE datname = %s AND application_name LIKE %s",
        name,
    )


def elected_runner():
    """Return the process of the job runner that is elected, 0 when there is none."""
    names = _ask(
        "SELECT application_name FROM pg_stat_activity"
        " WHERE datname = %s AND application_name LIKE %s AND pid IN"
        " (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)",
        "odoo-%",
    )
    return int(names[0].removeprefix("odoo-")) if names else 0


def cut(pid):
    """End every database session of the process ``pid``, as a broken line does."""
    with suppress(psycopg2.Error):
        _ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND application_name = %s",
            f"odoo-{pid}",
        )


def _ask(query, name):
    database = os.environ["CHORUS_DB"]
    _name, options = sql_db.connection_info_for(database)
    options["application_name"] = "bench-cutter"
    connection = psycopg2.connect(**options)
    try:
        with connection.cursor() as cr:
            cr.execute(query, [database, name])
            return [row[0] for row in cr.fetchall()]
    finally:
        connection.close()


def kill_session(pid=None, choose=min):
    """``kill -9`` one session: PostgreSQL ends all others, and recovers.

    :return: whether there was one
    """
    with suppress(psycopg2.Error, ProcessLookupError):
        if found := sessions(pid):
            os.kill(choose(found), signal.SIGKILL)
            return True
    return False


def kill_postmaster():
    """``kill -9`` the server itself; its sessions notice, and end."""
    return _signal_postmaster(signal.SIGKILL)


def stop_immediately():
    """What ``pg_ctl stop -m immediate`` does: nothing more is written."""
    return _signal_postmaster(signal.SIGQUIT)


def _signal_postmaster(number):
    with suppress(OSError, ValueError, IndexError):
        file = Path(os.environ["CHORUS_PG_DATA"], "postmaster.pid")
        os.kill(int(file.read_text().split()[0]), number)
        return True
    return False


class Backup:
    """A dump of the database, then a copy of the filestore, made while all work."""

    def __init__(self, folder):
        self._dump = os.path.join(folder, "backup.dump")
        self._files = os.path.join(folder, "filestore")

    def take(self):
        database = os.environ["CHORUS_DB"]
        patiently(lambda: _run("pg_dump", "-Fc", "-Z0", "-f", self._dump, database))
        shutil.copytree(tools.config.filestore(database), self._files)

    def restore(self):
        """Put it back; nobody may be at work."""
        database = os.environ["CHORUS_DB"]
        store = tools.config.filestore(database)
        sql_db.close_all()
        patiently(lambda: _run("dropdb", "--force", "--if-exists", database))
        patiently(lambda: _run("createdb", "-T", "template0", database))
        _run("pg_restore", "-d", database, self._dump)
        shutil.rmtree(store)
        shutil.copytree(self._files, store)


def _run(program, *arguments):
    path = os.path.join(os.environ["CHORUS_PG_BIN"], program)
    subprocess.run([path, *arguments], check=True)
