# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tryton's client of the real portal (PyPI trytond-account-fr-chorus), unchanged.

Its scenario, which its authors play on the qualification platform, is played here: an
invoice without a VAT category ends in an error, the same with one is accepted.
``setup/lib/tryton.sh`` puts it into ``.odoo/tryton``.
"""

import os
import subprocess
import sys

import pytest
import sandbox_client
from conftest import ROOT

TRYTON = ROOT / ".odoo" / "tryton"
# Its database with the modules in it, kept from one run to the next.
CACHE = TRYTON / "cache"
pytestmark = pytest.mark.skipif(
    not TRYTON.exists(), reason="setup/test.sh puts Tryton into .odoo/tryton"
)


def environment(sandbox, tmp_path):
    keys = sandbox_client.Client(sandbox.url).credentials
    return os.environ | {
        "PYTHONPATH": str(TRYTON),
        "TRYTOND_DATABASE__URI": "sqlite://",
        "DB_NAME": ":memory:",
        "DB_CACHE": str(CACHE),
        "HOME": str(tmp_path),
        "OAUTHLIB_INSECURE_TRANSPORT": "1",
        "SANDBOX_URL": sandbox.url,
        "CHORUS_COMPANY_SIRET": "33254021516357",
        "CHORUS_CUSTOMER_SIRET": "12345678200051",
        "CHORUS_PISTE_CLIENT_ID": keys["client_id"],
        "CHORUS_PISTE_CLIENT_SECRET": keys["client_secret"],
        "CHORUS_LOGIN": keys["login"],
        "CHORUS_PASSWORD": keys["password"],
    }


def test_their_scenario(tmp_path):
    CACHE.mkdir(exist_ok=True)
    with sandbox_client.running(tmp_path / "state", "--integration", "1") as sandbox:
        played = subprocess.run(
            [sys.executable, ROOT / "tests" / "tryton_scenario.py"],
            env=environment(sandbox, tmp_path),
            capture_output=True,
            text=True,
            timeout=900,
        )
        assert played.returncode == 0, played.stdout[-4000:] + played.stderr[-4000:]
        flows = sandbox_client.Client(sandbox.url).control("GET", "flows")["flows"]
    states = sorted(flow["etat"] for flow in flows)
    assert states == ["IN_INTEGRE", "IN_REJETE"]
