# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the OCA modules of each version left is taken over, whole, and once.

Databases made to the published schema of each version, without our addons; these are
then installed for real, the report is read, and the takeover is done for real.
"""

import hashlib
import json

import pytest
from oca_accounts import unaccounted
from oca_database import LOOK, made, snapshot, verdicts

VERSIONS = (12, 14, 15, 16, 17, 18)
RECOMPUTE = """
env.invalidate_all()
moves = env["account.move"].search([("move_type", "=", "out_invoice")])
stored = {move.id: (move.chorus_state, move.chorus_past, move.chorus_flow_id.id)
          for move in moves}
for name in ("chorus_state", "chorus_past", "chorus_flow_id"):
    env.add_to_compute(moves._fields[name], moves)
print("moved:", json.dumps([
    [move.name, *map(str, stored[move.id]), move.chorus_state, str(move.chorus_past),
     str(move.chorus_flow_id.id)]
    for move in moves
    if stored[move.id] != (move.chorus_state, move.chorus_past, move.chorus_flow_id.id)
]))
"""


@pytest.fixture(scope="module", params=VERSIONS)
def version(request):
    return request.param


@pytest.fixture(scope="module")
def database(version):
    with made(version) as database:
        yield database


def test_installing_takes_nothing_and_silences(database):
    """The installation only makes room; what would still act no longer does."""
    assert database.query("SELECT count(*) FROM chorus_flow") == [(0,)]
    assert database.query("SELECT count(*) FROM chorus_oca_flow") == [(8,)]
    for table in ("ir_cron", "ir_ui_view", "ir_model_access"):
        assert database.query(
            f"SELECT DISTINCT active FROM {table} WHERE id IN (SELECT res_id FROM"
            " ir_model_data WHERE module = 'l10n_fr_chorus_account' AND model = %s)",
            [
                {"ir_cron": "ir.cron", "ir_ui_view": "ir.ui.view"}.get(
                    table, "ir.model.access"
                )
            ],
        ) == [(False,)]
    assert database.query(
        "SELECT state FROM ir_module_module WHERE name = 'l10n_fr_chorus_account'"
    ) == [("uninstalled",)]
    states = database.query("SELECT DISTINCT chorus_state FROM account_move")
    assert states == [("no",)]


@pytest.fixture(scope="module")
def looked(database):
    """(rows of the report, its table, whether looking changed anything)"""
    before = snapshot(database)
    rows, table = database.report(LOOK)
    return rows, table, snapshot(database) != before


@pytest.fixture(scope="module")
def taken(database, looked):
    """(rows of the report once done, invoices of which Odoo would compute another
    state)"""
    rows, _table = database.report("run.action_chorus_take_over()\n" + RECOMPUTE)
    return rows, json.loads(database.said("moved: "))


def test_the_report_changes_nothing(looked, version):
    rows, table, changed = looked
    assert not changed
    assert not any(done for *_row, done, _detail in rows)
    assert len(table) == len(rows) + 1
    flows = verdicts(rows, "flow")
    assert flows == {
        ("CPP01", "taken"),
        ("CPP02", "empty" if version == 12 else "taken"),
        ("CPP03", "taken"),
        ("CPP04", "open"),
        ("CPP05", "empty"),
        ("CPP06", "file_gone"),
        ("CPP07", "no_file"),
        ("CPP08", "taken"),
    }
    lines = verdicts(rows, "line")
    expected = {
        ("T1", "live"),
        ("T3", "live"),
        ("T4", "live"),
        ("T5", "live"),
        ("T6", "live"),
        ("T7", "live"),
        ("H1", "live"),
    }
    if version > 12:
        # Only a version that kept the invoices as sent knows of these.
        expected |= {("T2", "rejected"), ("H1", "history")}
    assert lines == expected
    invoices = verdicts(rows, "invoice")
    assert {("T1", "taken"), ("T6", "twice"), ("T7", "twice")} <= invoices
    assert ("T4", "no_identifier") in invoices or ("T4", "already") in invoices
    assert "leftover" in {row[0] for row in rows}
    assert "Secret-1234" not in json.dumps([rows, table])


def test_every_row_of_theirs_is_accounted_for(database, looked):
    ((run,),) = database.query("SELECT max(id) FROM chorus_takeover")
    assert unaccounted(database.query, run) == {}


def test_parties_in_the_report(looked, version):
    rows, _table, _changed = looked
    services = {label.strip(): verdict for label, verdict in verdicts(rows, "service")}
    assert services == {
        "[URG] Urgences": "taken",
        "[urg] Twin": "merged",
        "[OLD] Closed": "taken",
    }
    methods = verdicts(rows, "method")
    assert {("Commune A", "taken"), ("Hôpital B", "taken")} <= methods
    if version < 18:
        assert ("Région C", "other_method") in methods
        assert verdicts(rows, "siret") == {
            ("Commune A", "taken"),
            ("Hôpital B", "bad_siret"),
        }
    company = {
        label.rpartition(": ")[2]: verdict
        for label, verdict in verdicts(rows, "company")
    }
    assert company["credentials"] == ("server_defaults" if version == 16 else "taken")
    assert company["environment"] == {
        14: "qualification",
        18: "environment_unknown",
    }.get(version, "production")
    assert company["password expiry"] == ("expired" if version == 15 else "taken")
    assert company["reminder"] == "first_person"
    assert ("T9", "unsent") in verdicts(rows, "past")
    references = verdicts(rows, "reference")
    assert ("T1", "reference") in references and ("H1", "reference") in references


def test_for_real(database, version, looked, taken):
    rows, moved = taken
    assert [row[:4] for row in rows] == [row[:4] for row in looked[0]]
    assert moved == []
    left = {row[2] for row in rows if not row[4]}
    assert left <= {
        "already",
        "other_method",
        "bad_siret",
        "reference_left",
        "format_by_client",
        "no_equivalent",
        "off",
        "filled",
        "server_file",
    }
    found = dict(
        (name, values)
        for name, *values in database.query(
            "SELECT flow.name, flow.state, flow.syntax, flow.sha256,"
            " flow.id = theirs.id, flow.next_check, file.res_model, file.res_id ="
            " flow.id FROM chorus_flow flow JOIN chorus_oca_flow theirs USING (name)"
            " LEFT JOIN ir_attachment file ON file.id = flow.attachment_id"
        )
    )
    facturx = "IN_DP_E2_CII_FACTURX"
    digest = hashlib.sha256(b"%PDF one.pdf").hexdigest()
    assert found["CPP01"] == [
        "integrated",
        facturx,
        digest,
        True,
        None,
        "chorus.flow",
        True,
    ]
    assert found["CPP02"][0] == "rejected"
    assert found["CPP03"][0] == "partial"
    assert found["CPP04"][0] == "deposited"
    assert found["CPP06"][2] == "lost"
    assert found["CPP07"][2] is None and found["CPP07"][5] is None
    assert len(found) == 8


def test_invoices_afterwards(database, version, taken):
    found = dict(
        (name, values)
        for name, *values in database.query(
            "SELECT name, chorus_state, chorus_identifier, chorus_status, chorus_past,"
            " buyer_reference, purchase_order_reference FROM account_move"
            " WHERE move_type = 'out_invoice' AND name <> '/'"
        )
    )
    assert found["T1"][:3] == ["paid", "7001", "MISE_EN_PAIEMENT"]
    assert found["T3"][:3] == ["refused", "7003", "REJETEE"]
    assert found["T4"][:3] == ["deposited", None, None]  # identifier 0
    assert found["T5"][:2] == ["delivered", "7005"]
    assert found["T6"][:3] == ["delivered", None, "MISE_A_DISPOSITION"]  # 7006 twice
    assert found["H1"][:3] == ["action", "7010", "SUSPENDUE"]
    assert found["T1"][5] == "EJ-T1"
    if version >= 16:
        assert found["H1"][4] == "URG"
    # Nothing of the past is ready; what nobody sent stays outside.
    assert found["T9"][0] == "no" and found["T9"][3] is True
    if version > 12:
        assert found["T2"][0] == "rejected"
        error = database.query("SELECT error FROM chorus_flow_line WHERE number = 'T2'")
        assert error == [("Le code service est obligatoire",)]
        assert database.query(
            "SELECT superseded, outcome FROM chorus_flow_line WHERE number = 'H1'"
            " ORDER BY id"
        ) == [(True, "rejected"), (False, "accepted")]
    assert not database.query("SELECT 1 FROM account_move WHERE chorus_state = 'ready'")


def test_parties_afterwards(database, version, taken):
    found = dict(
        (name, values)
        for name, *values in database.query(
            "SELECT partner.name, chorus_structure_id, chorus_service_required,"
            " chorus_commitment_required, chorus_service_or_commitment,"
            " invoice_sending_method ->> '1', company_registry, service.code"
            " FROM res_partner partner"
            " LEFT JOIN chorus_service service ON service.id = chorus_service_id"
            " WHERE partner.name IN ('Commune A', 'Hôpital B', 'Urgences', 'Région C')"
        )
    )
    siret = None if version == 18 else "12345678200051"
    assert found["Commune A"] == ["4001", False, True, False, "chorus_pro", siret, None]
    assert found["Hôpital B"][:5] == ["4002", True, True, False, "chorus_pro"]
    assert found["Urgences"][6] == "URG"
    assert found["Région C"][0] is None and found["Région C"][4] == "email"
    services = database.query(
        "SELECT code, name, active, identifier, commitment_required, demands_known"
        " FROM chorus_service ORDER BY code"
    )
    assert services == [
        ("OLD", "Closed", False, "502", False, True),
        ("URG", "Urgences", True, "501", True, True),
    ]
    if version >= 14:
        assert database.query(
            "SELECT count(*) FROM account_move_chorus_attachment_rel"
        ) == [(1,)]


def test_credentials_afterwards(database, version, taken):
    ours = database.query(
        "SELECT chorus_login, chorus_password, chorus_environment,"
        " chorus_password_expiry::text, chorus_referent_email, chorus_held,"
        " chorus_start_date = CURRENT_DATE FROM res_company WHERE id = 1"
    )
    environment = "qualification" if version in (14, 18) else "production"
    expiry = "2025-01-31" if version == 15 else "2030-01-31"
    assert ours == [
        (
            "TECH_1@cpro.fr",
            "Secret-1234",
            environment,
            expiry,
            "anne@example.fr",
            True,
            True,
        )
    ]
    if version == 16:
        (kept,) = database.query("SELECT server_env_defaults FROM res_company")[0]
        assert json.loads(kept) == {"other_env_default": "kept"}
    else:
        assert database.query(
            "SELECT fr_chorus_api_login, fr_chorus_api_password FROM res_company"
        ) == [(None, None)]


def test_a_second_run_changes_nothing(database, taken):
    before = snapshot(database)
    rows, _table = database.report(LOOK + "run.action_chorus_take_over()")
    assert snapshot(database) == before
    taken = {(row[0], row[1], row[2]) for row in rows if row[4]}
    assert {kind for kind, *_rest in taken} <= {"company", "past"}, taken


def test_our_next_flow_has_a_number_of_its_own(database):
    assert database.query(
        "SELECT nextval('chorus_flow_id_seq') > (SELECT max(id) FROM chorus_oca_flow)"
    ) == [(True,)]


def test_nothing_is_asked_before_somebody_says_so(database):
    script = """
import json
company = env["res.company"].browse(1)
company.write({"chorus_client_id": "id", "chorus_client_secret": "secret"})
flow = env["chorus.flow"]
due = flow.search_count(flow._chorus_due_domain())
before = [company._chorus_is_configured(), company._chorus_may_be_asked(), due]
env["chorus.takeover"].search([], limit=1).action_chorus_release()
due = flow.search(flow._chorus_due_domain()).mapped("name")
owed = company.chorus_status_missing["histories"]
print("asked:", json.dumps([before, company._chorus_may_be_asked(), due, owed]))
"""
    database.shell(script)
    asked = json.loads(database.said("asked: "))
    # T1 is at its end, and so is T3: what the client refused is dealt with by people.
    assert asked[:3] == [[True, False, 0], True, ["CPP04"]]
    assert {"7005", "7010"} <= set(asked[3]) and "7001" not in asked[3]


def test_a_run_after_that_stops_nobody(database):
    """What is asked again by a person's word stays so: nothing was left to take."""
    release = "env['chorus.takeover'].search([], limit=1).action_chorus_release()"
    database.shell(f"{release}\nenv.cr.commit()")
    before = snapshot(database)
    database.report(LOOK + "run.action_chorus_take_over()")
    assert database.query("SELECT DISTINCT chorus_held FROM res_company") == [(False,)]
    assert snapshot(database) == before
