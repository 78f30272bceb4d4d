# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A backup, database and filestore, restored an hour later finds back what was
deposited meanwhile: by number, and nothing is there twice."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from databases import execute, query
from oca_database import Database
from sandbox_client import Client, running

# The newest version's is the one whose server runs here.
PROGRAMS = sorted(
    Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
)
STORE = Path(os.environ.get("ODOO_RC", "/etc/odoo.conf")).parent / "data" / "filestore"
PROOF = """
    SELECT flow.sha256, file.store_fname
      FROM chorus_flow flow
      JOIN chorus_flow_line line ON line.flow_id = flow.id
      JOIN ir_attachment file ON file.id = flow.attachment_id
     WHERE line.number = 'FAC/before'"""


def play(database, moment, sandbox):
    database.play("restore_world", moment, CHORUS_SANDBOX_URL=sandbox.url)


def postgres(program, *arguments):
    subprocess.run([PROGRAMS[-1] / program, *arguments], check=True)


@pytest.fixture(scope="module")
def restored(tmp_path_factory):
    """(database, what the sandbox has) after a backup was put back."""
    folder, name = tmp_path_factory.mktemp("restore"), f"restore_{os.getpid()}"
    template = os.environ["CHORUS_TEMPLATE"]
    execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    database, files = Database(name), STORE / name
    try:
        shutil.copytree(STORE / template, files)
        with running(folder / "sandbox") as sandbox:
            play(database, "before", sandbox)
            # In this order: every file that the database knows is there.
            postgres("pg_dump", "-Fc", "-f", folder / "dump", name)
            shutil.copytree(files, folder / "files")
            play(database, "later", sandbox)
            execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            shutil.rmtree(files)
            execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
            postgres("pg_restore", "-d", name, folder / "dump")
            shutil.copytree(folder / "files", files)
            play(database, "restored", sandbox)
            yield database, Client(sandbox.url).control("GET", "invoices")["invoices"]
    finally:
        execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(files, ignore_errors=True)


def said(restored, name):
    return json.loads(restored[0].said(f"{name}: "))


def test_the_backup_knew_nothing_of_it(restored):
    states = said(restored, "forgotten")
    assert states == {
        "FAC/before": "delivered",
        "FAC/found": "ready",
        "FAC/sent": "ready",
        "FAC/never": "ready",
    }


def test_what_was_deposited_meanwhile_is_found_and_adopted(restored):
    assert said(restored, "read") == {
        "FAC/before": "known",
        "FAC/found": "adopt",
        "FAC/sent": "known",
    }
    assert said(restored, "after") == {
        "FAC/before": "delivered",
        "FAC/found": "delivered",
        "FAC/sent": "delivered",
        # It never left: nothing says that it did.
        "FAC/never": "ready",
    }
    told = said(restored, "told")
    assert "nothing was sent" in told["FAC/found"]
    assert "the second copy was refused" in told["FAC/sent"]


def test_nothing_is_there_twice(restored):
    numbers = sorted(row["numero"] for row in restored[1])
    assert numbers == ["FAC/before", "FAC/found", "FAC/sent"]


def test_the_proof_of_before_is_whole(restored):
    database = restored[0]
    ((digest, name),) = query(database.name, PROOF)
    content = (STORE / database.name / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == digest
