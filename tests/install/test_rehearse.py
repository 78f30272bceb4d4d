# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``setup/rehearse.sh`` beside a customer's Odoo that knows nothing of us."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
from databases import execute, query
from oca_database import Database

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup" / "lib"))

from rehearsal.read import connect

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
# What stands in the customer's data, and may stand in nothing of ours.
PRIVATE = ("secret", "jean", "FR7630006", "@secret", "40 11 22", "6 11 22")


@pytest.fixture(scope="module")
def customer():
    """(database, id of the client without SIRET, year of its invoices)"""
    template, name = os.environ["CHORUS_BASE_TEMPLATE"], f"customer_{os.getpid()}"
    execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    database = Database(name)
    try:
        database.shell((HERE / "customer_world.py").read_text(encoding="utf-8"))
        yield name, database.said("clinic: "), database.said("year: ")
    finally:
        execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def abroad():
    """A customer with two companies that invoice, other currencies and languages."""
    template, name = os.environ["CHORUS_BASE_TEMPLATE"], f"abroad_{os.getpid()}"
    execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        Database(name).play("customer_abroad", "abroad")
        yield name
    finally:
        execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def versions(name):
    """Return what tells the versions of all rows of all tables."""
    tables = query(
        name,
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    )
    return {
        table: query(
            name,
            "SELECT count(*), md5(string_agg(xmin::text, ',' ORDER BY ctid))"
            f' FROM "{table}"',  # noqa: S608
        )
        for (table,) in tables
    }


def rehearse(*arguments):
    return subprocess.run(
        [ROOT / "setup" / "rehearse.sh", *arguments],
        capture_output=True,
        text=True,
        timeout=900,
    )


@pytest.fixture(scope="module")
def copy(customer, tmp_path_factory):
    """(text of the copy, names) as they would lie on the disk for a moment."""
    name, clinic, _year = customer
    folder = tmp_path_factory.mktemp("copy")
    subprocess.run(
        [
            *(sys.executable, ROOT / "setup" / "lib" / "rehearsal" / "read.py"),
            *(name, folder / "copy.json", folder / "names.json"),
            *("--months", "6", "--client", clinic),
        ],
        check=True,
    )
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    return folder / "copy.json", json.loads((folder / "names.json").read_text())


def test_the_copy_holds_nothing_private(copy, customer):
    path, names = copy
    text = path.read_text(encoding="utf-8").lower()
    # A number of invoice is kept: this one was made to hold the word.
    text = text.replace(f"facture/secrete/{customer[2]}/0005", "")
    assert [word for word in PRIVATE if word.lower() in text] == []
    assert "21440109300015" in text and "44306184100013" not in text
    assert sorted(names.values()) == [
        "Clinique Secrete",
        "Commune de Secretbourg",
        "Département Secret",
    ]


def test_the_customer_s_database_cannot_be_written(customer):
    connection = connect(customer[0])
    try:
        with (
            connection.cursor() as cr,
            pytest.raises(psycopg2.errors.ReadOnlySqlTransaction),
        ):
            cr.execute("UPDATE res_partner SET name = 'written'")
    finally:
        connection.close()


def test_all_is_sent_and_reported(customer, tmp_path):
    name, clinic, year = customer
    before = versions(name)
    table = tmp_path / "out.csv"
    done = rehearse("--database", name, "--client", clinic, "--csv", table)
    assert done.returncode == 0, done.stderr[-5000:]
    assert versions(name) == before
    with table.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    found = {(row["Facture"], row["Résultat"], row["Contrôle"]) for row in rows}
    blocked = "bloquée avant l'envoi"
    assert found == {
        (f"FAC/{year}/0001", "acceptée", ""),
        (f"AVO/{year}/0001", "acceptée", ""),
        (f"FAC/{year}/0002", "acceptée", ""),
        (f"FAC/{year}/0003", blocked, "service_missing"),
        (f"FAC/{year}/0004", blocked, "client_siret"),
        (f"FACTURE/SECRETE/{year}/0005", blocked, "number_too_long"),
    }
    # The report says which client it is: it stays on this machine.
    assert {row["Client"] for row in rows} == {
        "Clinique Secrete",
        "Commune de Secretbourg",
        "Département Secret",
    }
    assert all(row["Montant TTC"] in ("360,00", "-360,00") for row in rows)
    assert not any(row["Montant recalculé"] for row in rows)
    assert "6 factures et avoirs" in done.stdout
    assert "À corriger, par client" in done.stdout
    assert copies() == []


def copies():
    """Return what a rehearsal has made beside its report."""
    text = "SELECT datname FROM pg_database WHERE datname ~ '^rehearsal_'"
    databases = [name for (name,) in query("postgres", text)]
    return databases + list((ROOT / ".odoo" / "run").glob("rehearsal-*"))


def test_several_companies(abroad):
    """Nobody can tell which one is meant: they are named."""
    done = rehearse("--database", abroad)
    assert done.returncode != 0
    assert "choose a company that invoices with --company: 1 (" in done.stderr
    assert "(Filiale)" in done.stderr and "(Sans facture)" not in done.stderr
    assert "Traceback" not in done.stderr


def test_other_currencies_and_languages(abroad, tmp_path):
    """Amounts stay to the cent, or the yen; a tax that an addon computes is none."""
    table = tmp_path / "out.csv"
    done = rehearse("--database", abroad, "--company", "1", "--csv", table)
    assert done.returncode == 0, done.stderr[-5000:]
    with table.open(encoding="utf-8-sig") as file:
        rows = {row["Facture"]: row for row in csv.DictReader(file, delimiter=";")}
    assert {
        number: (row["Résultat"], row["Contrôle"], row["Montant TTC"], row["Devise"])
        for number, row in rows.items()
    } == {
        "FAC/EUR": ("acceptée", "", "360,00", "EUR"),
        "FAC/USD": ("acceptée", "", "360,00", "USD"),
        "FAC/JPY": ("acceptée", "", "360,00", "JPY"),
        "FAC/CODE": ("acceptée", "", "360,00", "EUR"),
    }
    assert not any(row["Montant recalculé"] for row in rows.values())
    assert "360,00 USD" in done.stdout.replace("\u202f", " ")


def test_the_second_company(abroad, tmp_path):
    table = tmp_path / "out.csv"
    companies = dict(query(abroad, "SELECT name, id FROM res_company"))
    company = str(companies["Filiale"])
    done = rehearse("--database", abroad, "--company", company, "--csv", table)
    assert done.returncode == 0, done.stderr[-5000:]
    with table.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    found = [(row["Facture"], row["Résultat"], row["Contrôle"]) for row in rows]
    assert found == [("FIL/1", "acceptée", "")]


def test_no_invoice_in_these_months(customer):
    done = rehearse("--database", customer[0], "--months", "1")
    assert done.returncode != 0
    assert "there is no confirmed invoice to a public client" in done.stderr


def test_no_invoice_at_all():
    template, name = os.environ["CHORUS_BASE_TEMPLATE"], f"empty_{os.getpid()}"
    execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        done = rehearse("--database", name)
    finally:
        execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    assert done.returncode != 0
    assert "no company has a confirmed customer invoice there" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_interrupted_rehearsal_leaves_nothing(customer, tmp_path):
    """As by Ctrl-C, in the middle of the sending."""
    command = [ROOT / "setup/rehearse.sh", "--database", customer[0]]
    running = subprocess.Popen(
        [*command, "--csv", tmp_path / "out.csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        for line in running.stdout:
            if "to the local Chorus Pro" in line:
                break
        assert len(copies()) == 2
        time.sleep(1)
        os.killpg(running.pid, signal.SIGINT)
        running.communicate(timeout=60)
    finally:
        running.kill()
        running.wait()
    assert running.returncode != 0
    assert copies() == []


def test_what_a_killed_rehearsal_left_is_removed():
    """Its number is that of no process any more."""
    with subprocess.Popen(["true"]) as process:
        gone = process.pid
    folder = ROOT / ".odoo" / "run" / f"rehearsal-{gone}"
    folder.mkdir()
    execute(f'CREATE DATABASE "rehearsal_{gone}"')
    rehearse("--file", HERE / "databases.py")
    assert copies() == []


@pytest.mark.parametrize(
    "database",
    [
        "postgresql://reader:Ses@me@127.0.0.1/x",
        "postgresql://reader:12/Sesame@127.0.0.1/x",
        "postgresql://reader:Sesame@127.0.0.1:1/x",
        "host=127.0.0.1 password=Open Sesame dbname=x",
        "host=127.0.0.1 port=1 password=Sesame dbname=x",
        "host=127.0.0.1 port=Sesame password=Sesame dbname=x",
    ],
)
def test_a_password_is_never_repeated(database):
    """Neither on the screen nor in the log, however the string is written."""
    done = rehearse("--database", database)
    assert done.returncode != 0
    assert "the database cannot be read: " in done.stderr
    log = (ROOT / ".odoo/log/setup.log").read_text(encoding="utf-8")
    for text in (done.stdout, done.stderr, log):
        assert "sesame" not in text.lower() and "me@127" not in text


def test_a_copy_made_elsewhere(copy, tmp_path):
    """The wheel's wizard gives a file; true names stay where it was made."""
    path, _names = copy
    content = json.loads(path.read_text(encoding="utf-8"))
    content["invoices"] = content["invoices"][:1]
    mine = tmp_path / "copy.json"
    mine.write_text(json.dumps(content), encoding="utf-8")
    table = tmp_path / "out.csv"
    done = rehearse("--file", mine, "--csv", table)
    assert done.returncode == 0, done.stderr[-5000:]
    assert "acceptée" in done.stdout
    text = table.read_text(encoding="utf-8-sig")
    assert "(nom changé)" in text and "secret" not in text.lower()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "give either --database or --file"),
        (("--database", "x", "--file", "y"), "give either --database or --file"),
        (("--database", "x", "--months", "0"), "--months takes 1 to 36"),
        (("--database", "x", "--months", "99"), "--months takes 1 to 36"),
        (("--database",), "--database needs a value"),
        (("--file", "/nowhere.json"), "cannot be read"),
        (("--file", str(HERE / "databases.py")), "is not a copy for a rehearsal"),
        (("--database", "no_such_database"), "the database cannot be read"),
        (("--database", "postgres"), "it is not a database of Odoo"),
        (("--surprise",), "unknown option --surprise"),
    ],
)
def test_wrong_orders_are_told_in_one_sentence(arguments, sentence):
    done = rehearse(*arguments)
    assert done.returncode != 0
    assert sentence in done.stderr and "Traceback" not in done.stderr


def test_a_database_of_another_series(customer):
    name = customer[0]
    version = "UPDATE ir_module_module SET latest_version = %s WHERE name = 'base'"
    was = "SELECT latest_version FROM ir_module_module WHERE name = 'base'"
    ((kept,),) = query(name, was)
    query(name, version, ["18.0.1.3"])
    try:
        done = rehearse("--database", name)
        assert "it is a database of Odoo 18.0.1.3, not of Odoo 19.0" in done.stderr
        assert done.returncode != 0
    finally:
        query(name, version, [kept])
