# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Databases in which the OCA modules were, and ours is installed afterwards."""

import csv
import io
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from databases import execute, query

HERE = Path(__file__).parent
# Report and takeover, in Odoo's shell; prints what a test looks at.
SCRIPT = """
import json
run = env["chorus.takeover"].search([], order="id desc", limit=1)
{before}
env.cr.commit()
rows = env["chorus.takeover.row"].search([("takeover_id", "=", run.id)], order="id")
print("report:", json.dumps([
    [row.kind, row.label, row.verdict, row.hand, row.done, row.detail] for row in rows
]))
print("csv:", json.dumps(run._chorus_csv()))
"""
LOOK = """
run.action_chorus_look()
run = env["chorus.takeover"].search([], order="id desc", limit=1)
"""


class Database:
    """:param timeout: seconds for one run of Odoo; None: however long it takes"""

    def __init__(self, name, timeout=600):
        self.name, self.timeout = name, timeout

    def query(self, statement, values=None):
        return query(self.name, statement, values)

    def odoo(self, *arguments, input=None, **environment):
        done = subprocess.run(
            [sys.executable, "-m", "odoo", *arguments, "-d", self.name, "--no-http"],
            input=input,
            capture_output=True,
            text=True,
            timeout=self.timeout,
            env={**os.environ, **environment},
        )
        assert done.returncode == 0, done.stderr[-5000:]
        assert "Traceback" not in done.stderr, done.stderr[-6000:]
        return done.stdout

    def shell(self, script, **environment):
        shell = ("shell", "--shell-interface=python", "--max-cron-threads=0")
        self.out = self.odoo(*shell, input=script, **environment)
        return self.out

    def play(self, name, moment, **environment):
        """Run a script of this folder, which may import its neighbours, at a moment."""
        self.shell(
            (HERE / f"{name}.py").read_text(encoding="utf-8"),
            CHORUS_MOMENT=moment,
            PYTHONPATH=f"{os.environ['PYTHONPATH']}:{HERE}",
            **environment,
        )
        assert f"done: {moment}" in self.out

    def said(self, name):
        """Return what the last script printed after ``name``."""
        return self.out.partition(name)[2].partition("\n")[0]

    def report(self, before=""):
        """Return (rows of the last report, its CSV), after doing ``before``."""
        self.shell(SCRIPT.format(before=before))
        rows = json.loads(self.said("report: "))
        text = json.loads(self.said("csv: "))
        return rows, list(csv.reader(io.StringIO(text), delimiter=";"))


@contextmanager
def made(version, half=False, scripts=()):
    """Make a database of a version, install our addon in it; yield it.

    :param scripts: (name of a script of this folder, its moment) to run before the
        installation
    """
    template, name = os.environ["CHORUS_BASE_TEMPLATE"], f"oca_{version}_{os.getpid()}"
    execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    database = Database(name)
    try:
        world = (HERE / "oca_world.py").read_text(encoding="utf-8")
        half = {"CHORUS_OCA_HALF": "1"} if half else {}
        database.shell(world, CHORUS_OCA_VERSION=str(version), **half)
        for name, moment in scripts:
            database.play(name, moment)
        arguments = ("-i", "chorus_pro_connector", "--skip-auto-install")
        database.odoo(*arguments, "--stop-after-init")
        yield database
    finally:
        execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def verdicts(rows, kind):
    return {(row[1], row[2]) for row in rows if row[0] == kind}


def snapshot(database):
    """What a takeover may change, and what tells whether a row was written again."""
    tables = (
        "account_move",
        "res_partner",
        "res_company",
        "chorus_flow",
        "chorus_service",
        "chorus_flow_line",
        "ir_attachment",
        "account_move_chorus_attachment_rel",
    )
    return {
        table: database.query(
            "SELECT count(*), md5(string_agg(xmin::text, ',' ORDER BY ctid))"
            f" FROM {table}"
        )
        for table in tables
    }
