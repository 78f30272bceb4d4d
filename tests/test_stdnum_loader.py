# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Factur-X library is imported behind Odoo's import hook.

On every Python that Odoo 19 runs on, with each version of python-stdnum.

``setup/lib/stdnum.sh`` puts all of it into ``.odoo/stdnum``.
"""

import os
import re
import subprocess

import pytest
from conftest import ROOT

STDNUM = ROOT / ".odoo" / "stdnum"
PYTHONS = ("3.10", "3.11", "3.12", "3.13")
VERSIONS = ("1.17", "1.18", "1.19", "2.2")

# What Odoo does before it loads an addon, without the rest of Odoo.
BEHIND_THE_HOOK = """
import odoo._monkeypatches as patches
patches.HOOK_IMPORT.add_hook("stdnum")
"""
IMPORT = """
import importlib.metadata
from chorus.formats import stdnum_loader
import facturx, stdnum, stdnum.iban
assert stdnum.iban.is_valid("FR7630006000011234567890189")
assert not stdnum.iban.is_valid("FR7630006000011234567890188")
from chorus import identifiers, rules
assert identifiers.french_vat("73282932000074") == "FR44732829320"
assert rules.has_siret_key("35600000009075") and rules.is_gtin("4006381333931")
assert stdnum.util.get_soap_client.__module__ == "odoo._monkeypatches.stdnum"
print(stdnum.__version__)
"""
WITHOUT_US = "import stdnum.iban; print(stdnum.__version__)"


def python(version):
    """Return the interpreter of this machine, or skip what is asked of it."""
    link = STDNUM / f"python-{version}"
    if not link.exists():
        pytest.skip(f"Python {version} is not on this machine")
    return link.read_text().strip()


def odoo_folder():
    return ROOT / ".odoo" / (ROOT / ".odoo" / "odoo.source").read_text().split()[1]


def run(script, version, stdnum):
    """Run ``script`` where Odoo's hook, our protocol and one stdnum are found."""
    folders = (
        STDNUM / stdnum,
        ROOT / "chorus_pro_connector",
        odoo_folder(),
        STDNUM / f"libraries-{version}",
    )
    return subprocess.run(
        [python(version), "-c", BEHIND_THE_HOOK + script],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, folders)),
            "PYTHONNOUSERSITE": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("stdnum", VERSIONS)
@pytest.mark.parametrize("version", PYTHONS)
def test_factur_x_is_imported_behind_the_hook(version, stdnum):
    done = run(IMPORT, version, stdnum)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == stdnum


@pytest.mark.parametrize("version", PYTHONS)
def test_the_hook_still_hides_the_data(version):
    """Once this fails, ``stdnum_loader`` is of no use any more."""
    done = run(WITHOUT_US, version, "1.19")
    # "Can't open orphan path", or a ValueError without words on Python 3.10.
    assert "_adapters.py" in done.stderr, done.stderr


def test_factur_x_is_imported_in_one_place():
    found = {
        path.relative_to(ROOT).parent.as_posix()
        for path in ROOT.glob("chorus_pro_connector*/**/*.py")
        if "tests" not in path.parts
        and re.search(r"^\s*(import|from) (facturx|stdnum)\b", path.read_text(), re.M)
    }
    assert found == {"chorus_pro_connector/chorus/formats"}
