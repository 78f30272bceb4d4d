# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Each addon is installed for real in a database with years of invoices, while
somebody works in it: nobody is disturbed, and no row is rewritten.

setup/test.sh gives a database with Odoo's modules and without ours; the addons are
installed one after the other, those that others need first.
"""

import ast
import os
import subprocess
import sys
from functools import partial
from graphlib import TopologicalSorter
from pathlib import Path

import databases
import pytest
from writer import Writer

ROOT = Path(__file__).resolve().parents[2]
DATABASE = os.environ.get("CHORUS_INSTALL_DATABASE")
INVOICES = 20_000
WRITTEN = 200  # invoices that the writer changes, by turns
# Tables of Odoo that hold a company's work, and that an addon might fill.
WORK = "^(account_(move|payment|journal|account|tax)|sale_order|product_|res_partner)"
# What an installation writes there by itself; no row of these is anybody's work.
NOT_WORK = "res_partner_(category|industry|title)"


DEPENDS = {
    path.parent.name: ast.literal_eval(path.read_text(encoding="utf-8"))["depends"]
    for path in sorted(ROOT.glob("*/__manifest__.py"))
}
# Our addons, each after those it depends on.
ADDONS = [name for name in TopologicalSorter(DEPENDS).static_order() if name in DEPENDS]


query = partial(databases.query, DATABASE)


def odoo(*arguments, **values):
    """Run one Odoo that serves nothing; return its :class:`CompletedProcess`."""
    return subprocess.run(
        [sys.executable, "-m", "odoo", *arguments, "-d", DATABASE, "--no-http"],
        capture_output=True,
        text=True,
        timeout=600,
        **values,
    )


def install(*addons):
    """Install addons, and none that would follow by itself."""
    done = odoo("-i", ",".join(addons), "--skip-auto-install", "--stop-after-init")
    assert done.returncode == 0, done.stderr[-3000:]
    assert not missing(addons)


def missing(addons):
    """Return those of these addons that are not installed."""
    rows = query("SELECT name FROM ir_module_module WHERE state = 'installed'")
    return sorted(set(addons) - {name for (name,) in rows})


@pytest.fixture(scope="module")
def written():
    """Fill the database; the ids of the invoices that are the writer's."""
    assert DATABASE, "setup/test.sh gives the database"
    script = Path(__file__).with_name("many_invoices.py").read_text(encoding="utf-8")
    done = odoo(
        "shell",
        "--shell-interface=python",
        input=script,
        env={**os.environ, "CHORUS_INSTALL_INVOICES": str(INVOICES)},
    )
    assert f"invoices: {INVOICES}" in done.stdout, done.stderr
    return [
        move
        for (move,) in query(
            "SELECT id FROM account_move WHERE move_type = 'out_invoice'"
            " ORDER BY id LIMIT %s",
            [WRITTEN],
        )
    ]


def versions(written):
    """Return table → what tells the versions of all its rows but the writer's.

    A row that is written again, be it with the same values, has another ``xmin``.
    """
    tables = query(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'write_date'"
        " AND table_name ~ %s AND table_name !~ %s",
        [WORK, NOT_WORK],
    )
    found = {}
    for (table,) in tables:
        theirs = written if table == "account_move" else [0]
        rows = query(
            "SELECT count(*), md5(string_agg(concat_ws(' ', id, xmin, write_date), ','"
            f" ORDER BY id)) FROM {table} WHERE id <> ALL(%s)",  # noqa: S608
            [theirs],
        )
        found[table] = rows[0]
    return found


@pytest.mark.parametrize("addon", ADDONS)
def test_install(addon, written):
    if others := missing(DEPENDS[addon]):
        # What others do is theirs.
        install(*others)
    assert missing([addon])
    before = versions(written)
    assert before["account_move"][0] >= INVOICES - WRITTEN
    with Writer(DATABASE, written) as writer:
        install(addon)
    assert writer.failure is None and not writer.is_alive()
    assert writer.written > WRITTEN, "the writer was kept waiting"
    after = versions(written)
    assert {table: after[table] for table in before} == before
