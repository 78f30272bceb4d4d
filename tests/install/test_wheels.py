# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Our wheels in an Odoo that knows nothing of this repository."""

import ast
import json
import os
import re
import subprocess
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest
from foreign import ROOT, Foreign, script
from sandbox_client import running

MANIFESTS = {
    path.parent.name: ast.literal_eval(path.read_text(encoding="utf-8"))
    for path in sorted(ROOT.glob("*/__manifest__.py"))
}
# One class that needs nothing, one that needs a judge here and there, one the sandbox.
CLASSES = ("TestIdentifiers", "TestFacturxRefusals", "TestFlow")


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheels")
    subprocess.run([ROOT / "setup" / "wheels.sh", folder], check=True)
    return sorted(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def foreign(wheels):
    odoo = Foreign("foreign")
    try:
        odoo.pip(*wheels)
        yield odoo
    finally:
        odoo.remove()


@pytest.fixture(scope="module")
def installed(foreign):
    """(database, log of the installation and of the addon's own tests)."""
    template = os.environ["CHORUS_BASE_TEMPLATE"]
    database = foreign.database("foreign", template)
    done = foreign.odoo(
        *("-d", database, "-i", "chorus_pro_connector", "--stop-after-init"),
        *("--test-enable", "--test-tags", tags(*CLASSES), "--http-port=0"),
    )
    assert done.returncode == 0, done.stderr[-5000:]
    return database, done.stderr


def tags(*names):
    return ",".join(f"/chorus_pro_connector:{name}" for name in names)


def counted(log):
    """Return (failed, errors, all) of Odoo's last word on the tests."""
    found = re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", log)
    assert found, log[-3000:]
    return tuple(map(int, found[-1]))


def content(wheel, pattern):
    with zipfile.ZipFile(wheel) as file:
        (name,) = (one for one in file.namelist() if re.search(pattern, one))
        return file.read(name).decode()


def test_a_wheel_for_each_addon(wheels):
    names = [path.name.partition("-")[0] for path in wheels]
    assert names == sorted(f"odoo_addon_{name}" for name in MANIFESTS)


@pytest.mark.parametrize("addon", MANIFESTS)
def test_a_wheel_has_all_that_git_has(addon, wheels):
    (wheel,) = (one for one in wheels if f"_{addon}-" in one.name)
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files"],
        cwd=ROOT / addon,
        capture_output=True,
        text=True,
    )
    with zipfile.ZipFile(wheel) as file:
        packed = {
            name.partition(f"odoo/addons/{addon}/")[2] for name in file.namelist()
        }
    # An unpacked archive has no git; then the manifest says what must be there.
    wanted = set(listed.stdout.split("\n")) if listed.returncode == 0 else set()
    wanted |= {"__manifest__.py", *MANIFESTS[addon].get("data", [])}
    assert wanted - packed <= {"", "pyproject.toml"}


@pytest.mark.parametrize("addon", MANIFESTS)
def test_metadata(addon, wheels):
    manifest = MANIFESTS[addon]
    (wheel,) = (one for one in wheels if f"_{addon}-" in one.name)
    metadata = HeaderParser().parsestr(content(wheel, r"dist-info/METADATA$"))
    assert metadata["Name"] == f"odoo-addon-{addon}"
    assert metadata["Version"].startswith(manifest["version"])
    assert metadata["Home-page"] == manifest["website"]
    assert metadata["License"] == "LGPL-3"
    asked = set(metadata.get_all("Requires-Dist"))
    ours = {name for name in manifest["depends"] if name in MANIFESTS}
    assert {f"odoo-addon-{name}==19.0.*" for name in ours} <= asked
    assert set(manifest.get("external_dependencies", {}).get("python", [])) <= asked


def test_its_own_tests_run_there(installed):
    """Without the repository and without a sandbox: what cannot run says so."""
    _database, log = installed
    failed, errors, ran = counted(log)
    assert (failed, errors) == (0, 0), log[-3000:]
    assert ran > 10
    assert "Skipped: TestFlow needs a running sandbox" in log
    assert "Skipped: checkers.check_xsd is not beside this addon" in log


def test_what_is_left_out_is_counted(installed):
    """The last line has the sum, and a class counts with all its tests."""
    _database, log = installed
    sums = [int(one) for one in re.findall(r"tests left out so far: (\d+)\)", log)]
    assert sums == sorted(set(sums))
    whole = ROOT / "chorus_pro_connector/tests/test_flow.py"
    flow = len(re.findall(r"    def test_", whole.read_text("utf-8")))
    assert sums[-1] >= flow > 10


def test_with_a_sandbox_they_all_run(foreign, installed, tmp_path):
    database, _log = installed
    with running(tmp_path) as sandbox:
        done = foreign.odoo(
            *("-d", database, "-u", "chorus_pro_connector", "--stop-after-init"),
            *("--test-tags", tags("TestFlow"), "--http-port=0"),
            CHORUS_SANDBOX_URL=sandbox.url,
        )
    assert counted(done.stderr)[:2] == (0, 0), done.stderr[-5000:]
    assert counted(done.stderr)[2] > 10
    assert "Skipped: TestFlow" not in done.stderr


def test_main_job(foreign, installed, tmp_path):
    """Last, for what it commits stays: the sandbox would give the same identifiers."""
    database, _log = installed
    with running(tmp_path) as sandbox:
        url = sandbox.url
        out = foreign.shell(database, script("main_job"), CHORUS_SANDBOX_URL=url)
    found = json.loads(out.partition("main job: ")[2].partition("\n")[0])
    assert found["states"] == ["ready", "deposited", "delivered"], found
    assert found["number"] == found["portal"]
    assert Path(found["addon"]).is_relative_to(foreign.folder / "venv")
