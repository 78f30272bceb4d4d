# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is spoiled of theirs, and what ours knows already: each has its row in the
report, none stops the rest, nothing is overwritten; and the portal is left alone."""

import json
from pathlib import Path

import pytest
from oca_accounts import unaccounted
from oca_database import LOOK, made
from sandbox_client import running

HERE = Path(__file__).parent
OURS = """
    SELECT move.name, chorus_identifier, chorus_status, buyer_reference,
           purchase_order_reference, partner.company_registry
      FROM account_move move JOIN res_partner partner ON partner.id = move.partner_id
     WHERE move.name IN ('T1', 'T3', 'H1') ORDER BY move.name"""
PARTIES = """
    SELECT partner.name, chorus_structure_id, chorus_service_required, service.code
      FROM res_partner partner
      LEFT JOIN chorus_service service ON service.id = partner.chorus_service_id
     WHERE partner.name IN ('Hôpital B', 'Urgences', 'Région C') ORDER BY 1"""
COMPANY = """
    SELECT chorus_login, chorus_referent_email, chorus_password_expiry::text
      FROM res_company ORDER BY id LIMIT 1"""
FLOWS = """
    SELECT id, name, state, company_id FROM chorus_flow
     WHERE name IN ('CPPOURS', 'CPP05', 'OURS6') ORDER BY name"""
KEPT = (OURS, PARTIES, COMPANY, FLOWS)
# (kind, what it is, as the report names it) → what becomes of it.
BAD = {
    ("flow", "CPP05"): "both_know",
    ("flow", "CPP06"): "id_used",
    ("flow", "CPP99"): "no_company",
    ("line", "T5"): "flow_left",
    ("line", "T4"): "both_know",
    ("line", "/"): "live",  # T7, which has no number any more
    ("invoice", "T1"): "both_know",
    ("invoice", "S1"): "no_flow",
    ("service_code", "H1"): "filled",
    ("reference", "T3"): "filled",
    ("reference", "S1"): "reference_left",
    ("service", "[ ]"): "no_code",
    ("siret", "Commune A"): "filled",
    ("siret", "Hôpital B"): "bad_siret",
    ("demands", "Région C"): "filled",
    ("structure", "Hôpital B"): "filled",
    ("contact", "Urgences"): "filled",
    ("company", "credentials"): "filled",
    ("company", "password expiry"): "filled",
    ("company", "reminder"): "filled",
    ("company", "Filiale: credentials"): "server_file",
    ("company", "Filiale: format"): "format_by_client",
    ("past", "Commune A"): "past",
    ("past", "T9"): "unsent",
}


@pytest.fixture(scope="module")
def bad():
    """(database, rows of the first report, of what was done, ours before and after)"""
    with made(17, scripts=[("oca_bad", "theirs")]) as database:
        database.play("oca_bad", "ours")
        before = [database.query(text) for text in KEPT]
        looked, _table = database.report(LOOK)
        ((run,),) = database.query("SELECT max(id) FROM chorus_takeover")
        missing = unaccounted(database.query, run)
        taken, _table = database.report("run.action_chorus_take_over()")
        after = [database.query(text) for text in KEPT]
        yield database, (looked, taken, missing), (before, after)


def found(rows):
    """Return {(kind, name): verdict}, of our company without its name."""
    verdicts = {}
    for kind, label, verdict, *_rest in rows:
        label = label or ""  # an invoice without a number
        name = label if label.startswith("Filiale") else label.rpartition(": ")[2]
        verdicts[kind, name if kind == "company" else label] = verdict
    return verdicts


@pytest.mark.parametrize(("what", "verdict"), BAD.items())
def test_each_is_in_the_report(bad, what, verdict):
    _database, (looked, _taken, _missing), _kept = bad
    assert found(looked).get(what) == verdict


def test_nothing_is_left_out_of_it(bad):
    assert bad[1][2] == {}


def test_none_stops_the_rest(bad):
    database, (_looked, taken, _missing), _kept = bad
    assert found(taken) == found(bad[1][0])
    states = dict(database.query("SELECT name, state FROM chorus_flow"))
    assert {"CPP01", "CPP02", "CPP03", "CPP04", "CPP07", "CPP08"} <= states.keys()
    assert "CPP99" not in states
    # The number that both know is there once, and is ours.
    assert database.query("SELECT count(*) FROM chorus_flow WHERE name = 'CPP05'") == [
        (1,)
    ]
    assert database.query("SELECT DISTINCT state FROM chorus_takeover ORDER BY 1") == [
        ("done",),
        ("looked",),
    ]


def test_nothing_is_overwritten(bad):
    _database, _rows, (before, after) = bad
    # What was empty beside it may be filled: of H1 the identifier, of T3 its status.
    for kept, found_rows in zip(before, after, strict=True):
        for was, now in zip(kept, found_rows, strict=True):
            assert [n for w, n in zip(was, now, strict=True) if w is not None] == [
                w for w in was if w is not None
            ]
    rows = {row[0]: row[1:] for row in after[0]}
    assert rows["T1"][:2] == ("999001", "MANDATEE")
    assert rows["T1"][4] == rows["T3"][4] == "12345678200044"
    assert rows["H1"][2] == "OURS"
    assert rows["T3"][3] == "OURS"


def test_every_verdict_is_provoked_somewhere():
    """By a database of this folder: none is a word without a case."""
    # Read and not imported: this Python has no Odoo.
    source = HERE.parents[1] / "chorus_pro_connector/models/takeover/report.py"
    namespace = {}
    exec(compile(source.read_text("utf-8"), source, "exec"), namespace)  # noqa: S102
    tests = "".join(path.read_text("utf-8") for path in HERE.glob("test_takeover*.py"))
    for verdict in namespace["VERDICTS"]:
        assert f'"{verdict}"' in tests, verdict


def test_without_the_server_s_files(bad):
    """Credentials that are nowhere: they are to be typed."""
    database = bad[0]
    database.query("DELETE FROM ir_module_module WHERE name = 'server_environment'")
    rows, _table = database.report(LOOK)
    assert found(rows)["company", "Filiale: credentials"] == "no_password"


def test_no_request_before_somebody_says_so(bad, tmp_path):
    """All scheduled actions run, and the portal sees nothing; then it is asked of what
    was under way, and of the history of each invoice that is not at its end."""
    database = bad[0]
    with running(tmp_path) as sandbox:
        database.play("oca_asked", "asked", CHORUS_SANDBOX_URL=sandbox.url)
    crons, held, kept, asked = json.loads(database.said("asked: "))
    assert crons > 5
    assert held == {} and kept
    assert asked["factures/consulter/historique"] > 2
    assert "factures/deposer/flux" not in asked
