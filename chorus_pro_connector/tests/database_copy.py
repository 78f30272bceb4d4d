# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A database of its own for a test that installs or uninstalls, and scripts in it."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import psycopg2

from odoo.tools import config

from .outside import skip

TEMPLATE = "CHORUS_TEMPLATE"


@contextmanager
def database_copy(name):
    """Yield the name of a copy of the template database, which is dropped afterwards.

    :param name: what it is for, part of the name
    """
    template = os.environ.get(TEMPLATE)
    if not template:
        skip(
            f"This test copies a database that nobody uses, named by {TEMPLATE}:"
            f" setup/test.sh of the repository does that."
        )
    copy = f"test_{name}_{os.getpid()}"
    _run(f'CREATE DATABASE "{copy}" TEMPLATE "{template}"')
    try:
        # Its files too, else whatever deletes one finds that it is gone.
        shutil.copytree(filestore(template), filestore(copy), dirs_exist_ok=True)
        yield copy
    finally:
        _run(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        shutil.rmtree(filestore(copy), ignore_errors=True)


def filestore(database):
    return config.filestore(database)


def run_script(database, script, timeout=300):
    """Run ``script`` in Odoo's shell; return what it printed.

    :raise AssertionError: it failed, or Odoo logged an error
    """
    done = subprocess.run(
        [
            *(sys.executable, "-m", "odoo", "shell", "-c", os.environ["ODOO_RC"]),
            *("-d", database, "--no-http", "--max-cron-threads=0"),
            "--shell-interface=python",
        ],
        input=script,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    wrong = [
        line
        for line in done.stderr.splitlines()
        if " ERROR " in line or "rror:" in line
    ]
    assert not done.returncode and not wrong, done.stderr[-5000:]
    return done.stdout


def _run(query):
    connection = psycopg2.connect(
        dbname="postgres",
        host=config["db_host"],
        port=config["db_port"],
        user=config["db_user"],
    )
    connection.autocommit = True
    try:
        connection.cursor().execute(query)
    finally:
        connection.close()
