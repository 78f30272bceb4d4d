# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Each addon, uninstalled alone, leaves no file and takes none of anybody else's.

That the deposits are offered as an archive first is tested inside Odoo, by
``test_proof_rights.py`` and ``test_uninstall.py`` of the addon.
"""

import ast
import json
import os
import re
import shutil
from pathlib import Path

import pytest
from databases import execute
from oca_database import Database

ROOT = Path(__file__).resolve().parents[2]
STORE = Path(os.environ.get("ODOO_RC", "/etc/odoo.conf")).parent / "data" / "filestore"
# What others are built on comes last.
ADDONS = (
    "chorus_pro_connector_works_sale",
    "chorus_pro_connector_dashboard",
    "chorus_pro_connector_certificate",
    "chorus_pro_connector_sale",
    "chorus_pro_connector_works",
    "chorus_pro_connector",
)


@pytest.fixture(scope="module")
def uninstalled():
    """{addon: what became of it}"""
    template, name = os.environ["CHORUS_TEMPLATE"], f"uninstall_{os.getpid()}"
    execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        shutil.copytree(STORE / template, STORE / name)
        database = Database(name)
        database.play("uninstall_world", "uninstall", CHORUS_ADDONS=json.dumps(ADDONS))
        rows = json.loads(database.said("uninstalled: "))
        yield {row["addon"]: row for row in rows}
    finally:
        execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(STORE / name, ignore_errors=True)


@pytest.mark.parametrize("addon", ADDONS)
def test_no_file_stays(uninstalled, addon):
    row = uninstalled[addon]
    assert row["state"] == "uninstalled"
    assert row["orphans"] == []
    assert (row["unknown_before"], row["unknown"], row["lost"]) == ([], [], [])
    assert row["fewer"] >= row["made"]
    assert not [text for text in row["texts"] if text.startswith("ours")]
    assert f"theirs, beside {addon}.txt" in row["texts"]


def test_files_were_there():
    """Two of them keep files: the others have no model and no field that does."""
    for addon in ADDONS[:4]:
        code = "".join(p.read_text("utf-8") for p in (ROOT / addon).rglob("*.py"))
        assert not re.search(r"fields\.(Binary|Image)", code), addon


def test_the_two_that_keep_files(uninstalled):
    """No deposit was made: of that addon nothing would be a proof."""
    assert {name for name, row in uninstalled.items() if row["refused"]} == {
        "chorus_pro_connector_works"
    }
    assert uninstalled["chorus_pro_connector"]["made"] > 20
    assert uninstalled["chorus_pro_connector_works"]["made"] > 20


def test_the_page_says_what_goes_with_it():
    depends = {
        path.parent.name: set(ast.literal_eval(path.read_text("utf-8"))["depends"])
        for path in ROOT.glob("*/__manifest__.py")
    }

    def built_on(addon):
        """Return what is uninstalled with an addon."""
        first = {name for name, needed in depends.items() if addon in needed}
        return first.union(*map(built_on, first))

    page = (ROOT / "docs/fr/installer.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `?([\w ]+)`? \| ([^|]+) \|", page, re.M))
    assert built_on("chorus_pro_connector") == depends.keys() - {"chorus_pro_connector"}
    assert rows["chorus_pro_connector"].startswith("tous nos autres modules")
    named = rows["chorus_pro_connector_works"]
    assert built_on("chorus_pro_connector_works") == {"chorus_pro_connector_works_sale"}
    assert "`chorus_pro_connector_works_sale`" in named
    assert len(depends) - len([name for name in rows if name in depends]) == 4
    assert not built_on("chorus_pro_connector_sale")
    assert "les quatre autres" in rows


def test_no_table_stays(uninstalled):
    works = uninstalled["chorus_pro_connector_works"]["tables"]
    assert not [name for name in works if name.startswith("chorus_works")]
    assert uninstalled["chorus_pro_connector"]["tables"] == []
