# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Half of their tables, none of them, and theirs and ours in one table."""

import os

from oca_database import LOOK, Database, execute, made, verdicts


def test_half_of_the_tables():
    with made(16, half=True) as database:
        rows, _table = database.report(LOOK + "run.action_chorus_take_over()")
        assert {row[0] for row in rows} == {"flow", "line", "invoice", "leftover"}
        assert len(verdicts(rows, "flow")) == 8
        assert database.query("SELECT count(*) FROM chorus_flow") == [(8,)]


def test_a_database_that_never_had_them():
    template, name = os.environ["CHORUS_BASE_TEMPLATE"], f"oca_none_{os.getpid()}"
    execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        database = Database(name)
        database.odoo(
            *("-i", "chorus_pro_connector", "--skip-auto-install", "--stop-after-init")
        )
        assert database.query("SELECT count(*) FROM chorus_takeover") == [(0,)]
        script = """
from odoo.exceptions import UserError
try:
    env["chorus.takeover"].action_chorus_look()
except UserError as error:
    print("said:", error)
hidden = env["ir.ui.menu"]._load_menus_blacklist()
print("hidden:", env.ref("chorus_pro_connector.menu_chorus_takeover").id in hidden)
"""
        out = database.shell(script)
        assert "there is nothing to take over" in out and "hidden: True" in out
    finally:
        execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


MIXED = """
client = env["res.partner"].create({"name": "A"})
move = env["account.move"].create({
    "move_type": "out_invoice", "partner_id": client.id,
    "invoice_date": "2026-03-02", "invoice_line_ids": [(0, 0, {"name": "Pose",
    "price_unit": 10.0})],
})
move.action_post()
other = move.copy({"invoice_date": "2026-03-02"})
other.action_post()
env.flush_all()
ours = env["chorus.flow"].sudo()._chorus_create(other)
ours._chorus_set_state("sending"); ours._chorus_set_state("deposited", name="CPPX")
env.flush_all()
env.cr.execute(
    "INSERT INTO chorus_flow (name, date, status, syntax, company_id, state) VALUES"
    " ('OLD1', '2024-01-01', 'IN_INTEGRE', 'xml_cii', 1, 'queued'),"
    " ('CPPX', '2024-01-01', 'IN_INTEGRE', 'xml_cii', 1, 'queued')"
)
env.cr.execute(
    "UPDATE account_move SET chorus_flow_id = (SELECT id FROM chorus_flow WHERE name ="
    " 'OLD1'), chorus_identifier = '8001', chorus_status = 'MISE_A_DISPOSITION'"
    " WHERE id = %s", [move.id])
env.cr.commit()
env.invalidate_all()
"""


def test_flows_that_an_older_version_adopted():
    """Both were installed at once, in one table; a number that both know is ours."""
    template, name = os.environ["CHORUS_BASE_TEMPLATE"], f"oca_mixed_{os.getpid()}"
    execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        database = Database(name)
        database.odoo(
            *("-i", "chorus_pro_connector", "--skip-auto-install", "--stop-after-init")
        )
        script = (
            MIXED
            + """
env["chorus.takeover"].action_chorus_look()
run = env["chorus.takeover"].search([], limit=1)
run.action_chorus_take_over()
"""
        )
        rows, _table = database.report(script)
        assert verdicts(rows, "flow") == {("OLD1", "no_file"), ("CPPX", "both_know")}
        assert database.query(
            "SELECT name, state, syntax FROM chorus_flow ORDER BY name"
        ) == [
            ("CPPX", "deposited", "IN_DP_E2_CII_FACTURX"),
            ("OLD1", "integrated", "IN_DP_E1_CII_16B"),
        ]
        assert database.query(
            "SELECT chorus_state, chorus_identifier FROM account_move"
            " WHERE chorus_identifier IS NOT NULL"
        ) == [("delivered", "8001")]
    finally:
        execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
