# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""State, several clients, and what is written down of each exchange."""

import base64
import collections
import concurrent.futures
import hashlib
import json
import os
import signal
import subprocess
import sys
import time

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world

SEARCH = "factures/rechercher/fournisseur"


@pytest.fixture
def sandbox(tmp_path):
    with sandbox_client.running(tmp_path / "state") as running:
        yield running


@pytest.fixture
def client(sandbox):
    client = sandbox_client.Client(sandbox.url)
    client.authenticate()
    return client


def test_state_survives_kill_and_restart(tmp_path):
    state = tmp_path / "state"
    first = sandbox_client.Sandbox(state)
    client = sandbox_client.Client(first.url)
    flow = world.deposited(client, samples.facturx())
    client.control("POST", "clock", {"advance": 60})
    row = client.ok(SEARCH)["listeFactures"][0]
    world.set_status(client, row["identifiantFactureCPP"], "SUSPENDUE", "Bon")
    first.stop(kill=True)
    with sandbox_client.running(state) as second:
        again = sandbox_client.Client(second.url)
        again.token = client.token  # the token is still good
        kept = again.ok(SEARCH)["listeFactures"][0]
        assert kept["identifiantFactureCPP"] == row["identifiantFactureCPP"]
        assert (kept["statut"], kept["commentaireEtatCourant"]) == ("SUSPENDUE", "Bon")
        assert world.report(again, flow)["etatCourantDepotFlux"] == "IN_INTEGRE"
        other = world.deposited(again, samples.facturx(numero="APRES"))
        assert other != flow
        counts = again.control("GET", "requests")["counts"]
        assert counts["factures/deposer/flux"] == 2


def test_kill_during_deposits(tmp_path):
    """What was answered is there after the kill, once; nothing is half there."""
    state = tmp_path / "state"
    first = sandbox_client.Sandbox(state)
    url, answered = first.url, []

    def deposit(rank):
        client = sandbox_client.Client(url)
        for turn in range(50):
            number = f"K-{rank}-{turn}"
            try:
                body = samples.deposit(samples.facturx(numero=number))
                got = client.ok("factures/deposer/flux", body)
            except (OSError, sandbox_client.http.client.HTTPException):
                return
            answered.append(got["numeroFluxDepot"])

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(deposit, rank) for rank in range(4)]
        deadline = time.monotonic() + 30
        while len(answered) < 8 and time.monotonic() < deadline:
            time.sleep(0.02)
        first.stop(kill=True)
    for job in jobs:
        job.result()
    assert len(answered) >= 8
    with sandbox_client.running(state) as second:
        client = sandbox_client.Client(second.url)
        kept = client.control("GET", "flows")["flows"]
        numbers = [f["numeroFluxDepot"] for f in kept]
        assert set(answered) <= set(numbers)
        assert len(numbers) == len(set(numbers))
        invoices = client.control("GET", "invoices")["invoices"]
        assert len(invoices) == len(kept)
        assert all(f["etatFinal"] == "IN_INTEGRE" for f in kept)


def workers(parent):
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True
    )
    return [int(pid) for pid in found.stdout.split()]


@pytest.mark.skipif(sys.platform != "linux", reason="process signals of Linux")
def test_workers_end_with_their_parent_and_are_replaced(tmp_path):
    first = sandbox_client.Sandbox(tmp_path / "state")
    client = sandbox_client.Client(first.url)
    before = workers(first.process.pid)
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    assert all(client.call(SEARCH).status == 200 for _ in range(10))
    deadline = time.monotonic() + 10
    while len(after := workers(first.process.pid)) < 2:
        assert time.monotonic() < deadline, "the killed worker is not replaced"
        time.sleep(0.05)
    assert before[0] not in after
    first.stop(kill=True)
    deadline = time.monotonic() + 5
    while any(os.path.exists(f"/proc/{pid}") for pid in after):
        assert time.monotonic() < deadline, "workers outlive their parent"
        time.sleep(0.05)


def test_many_clients_get_unique_numbers(client):
    """Eight clients deposit the same number: one is integrated, all get a flow."""
    files = samples.facturx(numero="UNIQUE")

    def deposit(_rank):
        return world.deposited(sandbox_client.Client(client.url), files)

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(deposit, range(8)))
    assert len(set(numbers)) == 8
    client.advance(21)
    states = collections.Counter(
        world.report(client, n)["etatCourantDepotFlux"] for n in numbers
    )
    assert states == {"IN_INTEGRE": 1, "IN_REJETE": 7}


def test_port_in_use(sandbox, tmp_path):
    port = sandbox.url.rpartition(":")[2]
    command = [sys.executable, "-m", "sandbox", "--port", port, "--state", tmp_path]
    done = subprocess.run(
        command,
        env=os.environ | {"PYTHONPATH": str(sandbox_client.TESTS)},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode != 0
    assert port in done.stderr and len(done.stderr.splitlines()) == 1


def test_requests_are_counted(client):
    client.call(SEARCH)
    client.call(SEARCH)
    client.call("structures/rechercher")
    got = client.control("GET", "requests")
    assert got["counts"] == {"oauth/token": 1, SEARCH: 2, "structures/rechercher": 1}
    assert got["total"] == 4
    assert [x["operation"] for x in got["requests"]][-1] == "structures/rechercher"
    only = client.control("GET", f"requests?operation={SEARCH}&limit=1")
    assert only["total"] == 2 and len(only["requests"]) == 1
    client.control("DELETE", "requests")
    assert client.control("GET", "requests")["total"] == 0


def test_secrets_in_their_places(client):
    client.call(SEARCH)
    got = client.control("GET", "requests")
    assert got["misplaced_secrets"] == 0
    kinds = [{s["kind"] for s in x["secrets"]} for x in got["requests"]]
    assert kinds == [{"client_secret"}, {"access_token", "cpro-account"}]


def test_secrets_are_never_written_down(client, tmp_path):
    client.call(SEARCH)
    keys = client.credentials
    with open(tmp_path / "state" / "requests.jsonl", encoding="utf-8") as text:
        written = text.read()
    assert SEARCH in written
    pair = base64.b64encode(f"{keys['login']}:{keys['password']}".encode()).decode()
    for secret in (keys["client_secret"], keys["password"], pair, client.token):
        assert secret not in written
    assert "«access_token»" in written and "«cpro-account»" in written


@pytest.mark.parametrize("kind", ["client_secret", "password"])
@pytest.mark.parametrize("where", ["body", "query", "header", "file"])
def test_misplaced_secrets_are_seen(client, kind, where):
    secret = client.credentials[kind]
    body, query, headers = {}, "", client.headers()
    if where == "body":
        body = {"numeroFacture": secret}
    elif where == "query":
        query = f"?mot={secret}"
    elif where == "header":
        headers["User-Agent"] = secret
    else:
        body = samples.deposit(b"bonjour " * 20 + secret.encode())
    target = "/cpro/factures/v1/rechercher/fournisseur" + query
    client.send("POST", target, json.dumps(body), headers)
    got = client.control("GET", "requests")
    assert got["misplaced_secrets"] == 1
    assert got["requests"][-1]["misplaced_secrets"][0]["kind"] == kind
    assert secret not in json.dumps(got)


def test_token_sent_to_the_token_endpoint_is_misplaced(client):
    client.send("POST", "/api/oauth/token", f"x={client.token}")
    assert client.control("GET", "requests")["misplaced_secrets"] == 1


def test_flows_return_the_very_bytes(client):
    file = samples.facturx()
    number = world.deposited(client, file, name="facture à moi.pdf")
    got = client.control("GET", f"flows/{number}")
    assert base64.b64decode(got["fichier"]) == file
    assert got["sha256"] == hashlib.sha256(file).hexdigest()
    assert got["nomFichier"] == "facture à moi.pdf"
    assert client.send("GET", "/_sandbox/flows/CPP000").status == 404


def test_reset(client):
    world.deposited(client, samples.facturx())
    client.control("POST", "clock", {"pause": True, "delivery": 3})
    client.control("POST", "faults", {"kind": "html"})
    client.control("POST", "reset")
    assert client.control("GET", "flows")["flows"] == []
    assert client.control("GET", "faults")["faults"] == []
    assert client.control("GET", "requests")["total"] == 0
    clock = client.control("GET", "clock")
    assert (clock["paused_at"], clock["offset"], clock["delivery"]) == (None, 0, 3)
    assert client.call(SEARCH).status == 401


def test_delays_given_at_start(tmp_path):
    options = ("--integration", "0", "--routing", "0", "--delivery", "0")
    with sandbox_client.running(tmp_path / "state", *options) as sandbox:
        client = sandbox_client.Client(sandbox.url)
        flow = world.deposited(client, samples.facturx())
        assert world.report(client, flow)["etatCourantDepotFlux"] == "IN_INTEGRE"
        row = client.ok(SEARCH)["listeFactures"][0]
        assert row["statut"] == "MISE_A_DISPOSITION"
