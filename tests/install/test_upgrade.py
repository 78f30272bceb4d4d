# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From version 19.0.1.0.0 of our addon: states, files and fingerprints are the same.

``old/`` has the code of that version, which makes the database; then the addon of today
takes its place and is updated, as a company does it.
"""

import os
import tarfile
from pathlib import Path

import pytest
from databases import query
from foreign import Foreign, script
from sandbox_client import running

HERE = Path(__file__).parent
OLD = HERE / "old" / "chorus_pro_connector-19.0.1.0.0.tar.xz"
ADDONS = "chorus_pro_connector,chorus_pro_connector_sale"
STATES = {
    "FAC/delivered": "delivered",
    "FAC/paid": "paid",
    "FAC/action": "action",
    "FAC/refused": "refused",
    "FAC/rejected": "rejected",
    "FAC/deposited": "deposited",
    "FAC/ready": "ready",
}
KEPT = {
    "invoices": """
        SELECT name, chorus_state, chorus_identifier, chorus_status,
               chorus_status_date::text, chorus_status_comment, chorus_format,
               chorus_file_name, chorus_file_fingerprint::text, buyer_reference
          FROM account_move WHERE move_type = 'out_invoice' ORDER BY name""",
    "flows": """
        SELECT flow.name, flow.state, flow.status, flow.sha256, flow.syntax,
               file.checksum, file.name, flow.attempts, flow.date::text
          FROM chorus_flow flow
          LEFT JOIN ir_attachment file ON file.id = flow.attachment_id
         ORDER BY flow.id""",
    "lines": """
        SELECT flow_id, move_id, number, amount, outcome, error, identifier, superseded
          FROM chorus_flow_line ORDER BY id""",
    "files of invoices": """
        SELECT res_id, checksum FROM ir_attachment
         WHERE res_field = 'chorus_file' ORDER BY res_id""",
    "events": """
        SELECT move_id, code, date::text, comment, author
          FROM chorus_status_event ORDER BY id""",
    "credentials": """
        SELECT chorus_client_id, chorus_client_secret, chorus_login, chorus_password,
               chorus_environment, chorus_api_url FROM res_company ORDER BY id""",
    "clients": """
        SELECT id, chorus_structure_id, chorus_structure_state, chorus_checked::text,
               invoice_sending_method::text FROM res_partner ORDER BY id""",
}


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    """(what the old code left, what the new one made of it, the Odoo, the database)"""
    odoo = Foreign("upgrade")
    try:
        with running(tmp_path_factory.mktemp("sandbox")) as sandbox:
            database = odoo.database("upgrade", os.environ["CHORUS_BASE_TEMPLATE"])
            with tarfile.open(OLD) as file:
                file.extractall(odoo.folder / "old", filter="data")
            odoo.use_addons(odoo.folder / "old")
            install(odoo, database, "-i")
            odoo.shell(database, script("old_world"), CHORUS_SANDBOX_URL=sandbox.url)
            before = {name: query(database, text) for name, text in KEPT.items()}
            odoo.use_addons(HERE.parents[1])
            install(odoo, database, "-u")
            after = {name: query(database, text) for name, text in KEPT.items()}
            yield before, after, odoo, database
    finally:
        odoo.remove()


def install(odoo, database, option):
    done = odoo.odoo(
        *("-d", database, option, ADDONS, "--skip-auto-install"),
        *("--stop-after-init", "--no-http"),
    )
    assert done.returncode == 0, done.stderr[-5000:]
    wrong = [line for line in done.stderr.splitlines() if " ERROR " in line]
    assert wrong == []


def test_the_old_code_made_every_state(upgraded):
    before, _after, _odoo, database = upgraded
    assert {name: state for name, state, *_rest in before["invoices"]} == STATES
    assert query(
        database,
        "SELECT latest_version FROM ir_module_module WHERE name ="
        " 'chorus_pro_connector'",
    ) == [("19.0.1.1.0",)]


@pytest.mark.parametrize("kept", KEPT)
def test_nothing_of_it_changes(upgraded, kept):
    before, after, _odoo, _database = upgraded
    assert before[kept]
    assert after[kept] == before[kept]


def test_the_new_code_computes_the_same_states(upgraded):
    _before, _after, odoo, database = upgraded
    script = """
moves = env["account.move"].search([("move_type", "=", "out_invoice")])
env.add_to_compute(moves._fields["chorus_state"], moves)
print("states:", sorted(f"{move.name}={move.chorus_state}" for move in moves))
flows = env["chorus.flow"].search([])
print("whole:", all(flow.action_open_file() for flow in flows))
"""
    out = odoo.shell(database, script)
    said = out.partition("states: ")[2].partition("\n")[0]
    assert said == str(sorted(f"{name}={state}" for name, state in STATES.items()))
    assert "whole: True" in out


def test_histories_say_of_which_invoice_they_tell(upgraded):
    """And the legal dates that follow from them are those of today's code."""
    _before, after, _odoo, database = upgraded
    told = query(
        database,
        """
        SELECT count(*), count(*) FILTER (
                   WHERE event.invoice_identifier = move.chorus_identifier)
          FROM chorus_status_event event
          JOIN account_move move ON move.id = event.move_id
         WHERE move.chorus_identifier IS NOT NULL
        """,
    )
    assert told[0][0] == told[0][1] > 0
    due = query(
        database,
        "SELECT count(*) FROM account_move WHERE chorus_state = 'delivered'"
        " AND chorus_legal_due IS NULL",
    )
    assert due == [(0,)]
