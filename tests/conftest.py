# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Plain pytest: ``chorus``, ``decompte`` and our tools, without Odoo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# `chorus` and `decompte` are imported from inside their addons, as the packages that
# they are there.
FOLDERS = ("tests", "chorus_pro_connector", "chorus_pro_connector_works")
for folder in (ROOT / name for name in FOLDERS):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


@pytest.fixture(scope="session")
def sandbox_url(tmp_path_factory):
    """Address of a running sandbox: the given one, or one of our own on a free port."""
    given = os.environ.get("CHORUS_SANDBOX_URL")
    if given:
        yield given
        return
    state = tmp_path_factory.mktemp("sandbox")
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--port", "0", "--state", str(state)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests")},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline().strip()
        assert line.startswith("listening on "), f"the sandbox did not start: {line!r}"
        yield line.removeprefix("listening on ")
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


@pytest.fixture(scope="session")
def _client_sandbox(tmp_path_factory):
    """A sandbox of their own for the client's tests: they break it and reset it."""
    from sandbox_client import Client, running

    state = tmp_path_factory.mktemp("client_sandbox")
    delays = ("--integration", "0", "--routing", "0", "--delivery", "0")
    with running(state, *delays) as server:
        yield Client(server.url)


@pytest.fixture(params=[False, True], ids=["short", "long"])
def fresh_sandbox(_client_sandbox, request):
    """The :class:`sandbox_client.Client` of a sandbox as on its first day.

    Once with identifiers of seven digits, once with identifiers past 32 bits.
    """
    _client_sandbox.control("POST", "reset")
    _client_sandbox.control("POST", "options", {"long_identifiers": request.param})
    _client_sandbox.long_identifiers = request.param
    return _client_sandbox


@pytest.fixture(autouse=True)
def one_attempt(monkeypatch):
    """A failing call is not repeated: most tests look at one failure at a time."""
    from chorus.portal import retry

    monkeypatch.setattr(retry, "PATIENCE", 0)


@pytest.fixture
def scripted():
    """A portal that answers what the test dictates."""
    from scripted_portal import ScriptedPortal

    with ScriptedPortal() as portal:
        yield portal


# === The works circuit: ``client`` is the module's own sandbox ===


@pytest.fixture
def moe(client):
    import sandbox_client

    return sandbox_client.Client(client.url, "moe")


@pytest.fixture
def moa(client):
    import sandbox_client

    return sandbox_client.Client(client.url, "moa")


@pytest.fixture
def statement(client):
    """An A4 at the MOE's desk."""
    import sandbox_world

    return sandbox_world.invoice(client, numero="SIT-1", **sandbox_world.WORKS)
