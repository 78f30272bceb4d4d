# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The takeover, while somebody writes on the very invoices that it takes."""

import os
from pathlib import Path

import pytest
from databases import execute
from oca_database import LOOK, Database
from writer import Writer

FLOWS = 300
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def database():
    template, name = os.environ["CHORUS_BASE_TEMPLATE"], f"oca_busy_{os.getpid()}"
    execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    database = Database(name)
    try:
        many = (HERE / "many_invoices.py").read_text(encoding="utf-8")
        database.shell(many, CHORUS_INSTALL_INVOICES=str(FLOWS + 1))
        world = (HERE / "oca_world.py").read_text(encoding="utf-8")
        database.shell(world, CHORUS_OCA_VERSION="16", CHORUS_OCA_FLOWS=str(FLOWS))
        arguments = ("-i", "chorus_pro_connector", "--skip-auto-install")
        database.odoo(*arguments, "--stop-after-init")
        yield database
    finally:
        execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def test_neither_fails_nor_loses_anything(database):
    rows, _table = database.report(LOOK)
    planned = [row for row in rows if row[2] == "taken"]
    ids = [
        move
        for (move,) in database.query(
            "SELECT id FROM account_move WHERE chorus_oca_flow_id IS NOT NULL"
        )
    ]
    assert len(ids) >= FLOWS
    with Writer(database.name, ids) as writer:
        rows, _table = database.report("run.action_chorus_take_over()\n")
    assert writer.failure is None
    assert writer.written
    done = [row for row in rows if row[4]]
    assert len(done) >= len(planned) > FLOWS
    # What both wrote on is there, of both.
    assert database.query(
        "SELECT count(*) FROM account_move WHERE chorus_oca_flow_id IS NOT NULL"
        " AND chorus_flow_id IS NULL"
    ) == [(0,)]
    seen = database.query(
        "SELECT count(*) FROM account_move WHERE ref LIKE 'seen % times'"
    )
    assert seen == [(min(writer.written, len(ids)),)]
