# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the addons ask of an Odoo that somebody has: bounds, the same everywhere; exact
versions are ``setup/``'s, and within the bounds."""

import ast
import re
from importlib.metadata import packages_distributions, version

import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

SETUP = ROOT / "setup"
MANIFESTS = sorted(ROOT.glob("chorus_pro_connector*/__manifest__.py"))
# Libraries without which no Odoo 19 starts; urllib3 is what requests rests on.
OF_ODOO = {
    "asn1crypto",
    "cryptography",
    "lxml",
    "markupsafe",
    "openpyxl",
    "psycopg2",
    "psycopg2-binary",
    "python-dateutil",
    "reportlab",
    "urllib3",
    "werkzeug",
}


def lines(path):
    return [
        line.partition(" --hash=")[0].strip()
        for line in path.read_text().splitlines()
        if line.strip() and not line.startswith("#")
    ]


def declared():
    return {
        requirement
        for path in MANIFESTS
        for requirement in ast.literal_eval(path.read_text())
        .get("external_dependencies", {})
        .get("python", [])
    }


BOUNDS = sorted(declared())
# Installed by who wants that addon: it would move what Odoo pins.
APART = {"pyHanko"}


def test_the_manifests_declare_what_requirements_txt_has():
    everywhere = {one for one in BOUNDS if Requirement(one).name not in APART}
    assert everywhere == set(lines(ROOT / "requirements.txt"))


@pytest.mark.parametrize("requirement", BOUNDS)
def test_both_ends_are_bounded(requirement):
    operators = {part.operator for part in Requirement(requirement).specifier}
    assert operators == {">=", "<"}


@pytest.mark.parametrize("requirement", BOUNDS)
def test_the_version_that_we_test_with_is_within_the_bounds(requirement):
    bound = Requirement(requirement)
    assert bound.specifier.contains(version(bound.name))


@pytest.mark.parametrize("path", sorted(ROOT.glob("setup/*requirements.txt")))
def test_setup_pins_exactly(path):
    for line in lines(path):
        assert [part.operator for part in Requirement(line).specifier] == ["=="], line


def test_exact_versions_are_setup_s_only():
    folders = (ROOT, ROOT / "tests", *(path.parent for path in MANIFESTS))
    files = [path for folder in folders for path in folder.glob("*requirements*.txt")]
    assert files == [ROOT / "requirements.txt"]


def test_all_that_the_addons_import_is_declared():
    distributions = packages_distributions()
    imported = {
        canonicalize_name(distribution)
        for path in ROOT.glob("chorus_pro_connector*/**/*.py")
        if "tests" not in path.parts
        for name in re.findall(r"^\s*(?:import|from) (\w+)", path.read_text(), re.M)
        for distribution in distributions.get(name, ())
    }
    known = {canonicalize_name(Requirement(one).name) for one in BOUNDS}
    assert imported - {"odoo", "odoo-addon-queue-job"} - OF_ODOO == known


def test_pre_commit_has_the_versions_of_setup():
    """The lint says the same before a commit and in ``setup/test.sh``."""
    pinned = dict(line.split("==") for line in lines(SETUP / "tests-requirements.txt"))
    text = (ROOT / ".pre-commit-config.yaml").read_text()
    revisions = dict(re.findall(r"repo: \S+/(\S+)\n    rev: v(\S+)", text))
    assert revisions == {
        "ruff-pre-commit": pinned["ruff"],
        "pylint-odoo": pinned["pylint-odoo"],
    }
