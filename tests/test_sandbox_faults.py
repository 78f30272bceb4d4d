# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Faults on demand: each one does what its name says, when it should."""

import http.client
import json
import time
from email.utils import parsedate_to_datetime

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from sandbox import faults

HTTP_STATUSES = (401, 403, 413, 429, 500, 502, 503)
SEARCH = "factures/rechercher/fournisseur"
DEPOSIT = "factures/deposer/flux"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("faults")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    client = world.cleared(sandbox_client.Client(url))
    client.authenticate()
    return client


def fault(client, kind, operation=SEARCH, **more):
    order = {"kind": kind, "operation": operation, **more}
    return client.control("POST", "faults", order)["faults"][0]["id"]


def flows(client):
    return client.control("GET", "flows")["flows"]


@pytest.mark.parametrize(
    ("kind", "status"),
    [(f"http_{code}", code) for code in HTTP_STATUSES],
)
def test_http_statuses(client, kind, status):
    fault(client, kind, DEPOSIT, count=1)
    body = samples.deposit(samples.facturx())
    assert client.call(DEPOSIT, body).status == status
    assert flows(client) == []
    assert client.call(DEPOSIT, body).status == 200


def test_retry_after(client):
    fault(client, "http_429", retry_after=7)
    assert client.call(SEARCH).headers["Retry-After"] == "7"


def test_date_skew(client):
    for seconds in (-7200, 7200):
        number = fault(client, "date_skew", seconds=seconds)
        told = parsedate_to_datetime(client.call(SEARCH).headers["Date"])
        assert abs(told.timestamp() - time.time() - seconds) < 60
        client.control("DELETE", f"faults/{number}")


def test_drip(client):
    fault(client, "drip", DEPOSIT, seconds=0.5, count=1)
    started = time.monotonic()
    answer = client.call(DEPOSIT, samples.deposit(samples.facturx()))
    assert time.monotonic() - started >= 0.5
    assert answer.status == 200
    assert answer.json["numeroFluxDepot"] == flows(client)[0]["numeroFluxDepot"]


def test_poisoned(client):
    fault(client, "poisoned", DEPOSIT)
    answer = client.call(DEPOSIT, samples.deposit(samples.facturx())).json
    assert len(answer["libelle"]) > 10_000
    assert "\ud83d" in answer["libelle"] and "\x00" in answer["libelle"]
    assert answer["codeRetour"] == "0"
    assert str(answer["numeroFluxDepot"]) == flows(client)[0]["numeroFluxDepot"]
    # What tells the case is not touched: nothing found.
    fault(client, "poisoned")
    assert client.call(SEARCH).json["libelle"] == "TRA_MSG_00.015"
    # The records keep what no file in UTF-8 could hold.
    assert client.control("GET", "requests")["requests"][-1]["response"]


def test_error_after_the_deposit(client):
    fault(client, "http_500", DEPOSIT, when="after", count=1)
    assert client.call(DEPOSIT, samples.deposit(samples.facturx())).status == 500
    assert len(flows(client)) == 1


def test_latency(client):
    fault(client, "latency", seconds=0.4)
    started = time.monotonic()
    assert client.call(SEARCH).status == 200
    assert time.monotonic() - started >= 0.4


@pytest.mark.parametrize(
    ("kind", "recorded"), [("timeout_before", 0), ("timeout_after", 1)]
)
def test_timeouts(client, kind, recorded):
    fault(client, kind, DEPOSIT, seconds=30, count=1)
    with pytest.raises(TimeoutError):
        client.call(DEPOSIT, samples.deposit(samples.facturx()), timeout=0.8)
    assert len(flows(client)) == recorded


def test_timeout_that_the_server_ends(client):
    fault(client, "timeout_after", seconds=0.3)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        client.call(SEARCH)


def test_reset_mid_answer(client):
    fault(client, "reset", DEPOSIT, count=1)
    with pytest.raises((ConnectionResetError, http.client.IncompleteRead)):
        client.call(DEPOSIT, samples.deposit(samples.facturx()))
    assert len(flows(client)) == 1


def test_reset_before(client):
    fault(client, "reset_before", DEPOSIT, count=1)
    with pytest.raises(ConnectionResetError):
        client.call(DEPOSIT, samples.deposit(samples.facturx()))
    assert flows(client) == []


def test_html_and_truncated_json(client):
    fault(client, "html", count=1)
    got = client.call(SEARCH)
    assert got.headers["Content-Type"].startswith("text/html")
    assert b"<html" in got.raw
    fault(client, "truncated_json", count=1)
    with pytest.raises(json.JSONDecodeError):
        assert client.call(SEARCH).json


def test_wrong_types_and_lists(client):
    world.invoice(client)
    fault(client, "wrong_types", count=1)
    got = client.call(SEARCH).json
    assert isinstance(got["codeRetour"], str) and isinstance(got["listeFactures"], dict)
    fault(client, "empty_list", count=1)
    assert client.call(SEARCH).json["listeFactures"] == []
    fault(client, "missing_list", count=1)
    assert "listeFactures" not in client.call(SEARCH).json
    fault(client, "null_members", count=1)
    got = client.call(SEARCH).json
    assert got["codeRetour"] == 0 and got["listeFactures"] is None


def test_report_not_ready(client):
    number = world.deposited(client, samples.facturx())
    fault(client, "report_not_ready", "*", count=1)
    body = {"numeroFluxDepot": number}
    assert client.call(SEARCH).json["codeRetour"] == 20000  # untouched
    assert client.call("transverses/consulterCRDetaille", body).json["codeRetour"] != 0
    assert client.call("transverses/consulterCRDetaille", body).json["codeRetour"] == 0


@pytest.mark.parametrize(
    ("kind", "statut"),
    [
        ("status_skip", "MISE_EN_PAIEMENT"),
        ("status_back", "DEPOSEE"),
        ("status_unknown", "STATUT_INCONNU_2031"),
    ],
)
def test_statuses(client, kind, statut):
    number = world.invoice(client)
    fault(client, kind, "*", count=2)
    assert client.call(SEARCH).json["listeFactures"][0]["statut"] == statut
    flow = flows(client)[0]["numeroFluxDepot"]
    state = world.report(client, flow)["etatCourantDepotFlux"]
    assert state in ("IN_INTEGRE", "IN_RECU", "IN_ETAT_INCONNU_2031")
    assert world.statut(client, number) == "MISE_A_DISPOSITION"
    assert (
        client.call(SEARCH).json["listeFactures"][0]["statut"] == "MISE_A_DISPOSITION"
    )


def test_token_endpoint_can_fail_too(client):
    fault(client, "http_503", "oauth/token", count=1)
    assert client.send("POST", "/api/oauth/token", "").status == 503
    assert client.call(SEARCH).status == 200


def outcomes(client, seed):
    client.control("DELETE", "faults")
    fault(client, "http_500", probability=0.5, seed=seed)
    return [client.call(SEARCH).status for _ in range(24)]


def test_seeded_draws_repeat(client):
    first = outcomes(client, 3)
    assert {200, 500} == set(first)
    assert outcomes(client, 3) == first
    assert outcomes(client, 4) != first


def test_operation_pattern_and_removal(client):
    number = fault(client, "http_500", "structures/*")
    assert client.call(SEARCH).status == 200
    assert client.call("structures/rechercher").status == 500
    listed = client.control("GET", "faults")["faults"][0]
    assert (listed["matched"], listed["fired"]) == (1, 1)
    client.control("DELETE", f"faults/{number}")
    assert client.call("structures/rechercher").status == 200


def test_faulty_exchanges_are_recorded(client):
    fault(client, "http_500", count=1)
    client.call(SEARCH)
    record = client.control("GET", f"requests?operation={SEARCH}")["requests"][-1]
    assert record["faults"] == ["http_500"] and record["status"] == 500


@pytest.mark.parametrize(
    "order",
    [{}, {"kind": "autre"}, {"kind": "html", "count": "1"}, {"kind": "html", "x": 1}]
    + [{"kind": "html", "probability": 2}, [{"kind": "html"}, {"kind": "autre"}]],
)
def test_wrong_orders(client, order):
    got = client.send("POST", "/_sandbox/faults", json.dumps(order))
    assert got.status == 400
    assert client.control("GET", "faults")["faults"] == []


def test_every_kind_is_tested():
    """This module's own text names each kind, so none is left untried."""
    with open(__file__, encoding="utf-8") as text:
        source = text.read()
    http = {f"http_{code}" for code in HTTP_STATUSES}
    assert http <= set(faults.KINDS)
    for kind in set(faults.KINDS) - http:
        assert f'"{kind}"' in source, kind


def test_long_identifiers(client):
    short = world.invoice(client)
    fault(client, "long_identifiers")
    row = client.ok(SEARCH)["listeFactures"][0]
    assert row["identifiantFactureCPP"] - short == 5_000_000_000
    assert row["idDestinataire"] > 2**32


def test_ceiling_of_a_search(client):
    order = {"nombre": 7, "prefixe": "PLAFOND-", "il_y_a": 3600}
    loaded = client.control("POST", "invoices", order)["invoices"]
    assert [row["numero"] for row in loaded][0] == "PLAFOND-00001"
    fault(client, "ceiling", rows=5)
    paging = {"nbResultatsParPage": 3, "nbResultatsMaximum": 999999}
    found = []
    for number in (1, 2, 3):
        block = paging | {"pageResultatDemandee": number}
        answer = client.ok(SEARCH, {"rechercheFactureParFournisseur": block})
        assert answer["parametresRetour"]["total"] == 5
        found += answer.get("listeFactures", [])
    assert len(found) == 5
    assert found[0]["statut"] == "MISE_A_DISPOSITION"


def test_many_pieces_of_works(client):
    order = {"nombre": 2, "cadre": "A15", "marche": "M-9"}
    loaded = client.control("POST", "invoices", order)["invoices"]
    body = {"roleUtilisateur": "FOURNISSEUR", "numeroMarche": "M-9"}
    answer = client.ok("facturesTravaux/rechercher", body)
    rows = answer["listeFacturesTravaux"]
    assert {row["idFactureTravaux"] for row in rows} == {row["id"] for row in loaded}
    assert {row["cadreFacturation"] for row in rows} == {"A15_ETAT_ACOMPTE_MOE"}
    assert len({row["numeroDossierFacturation"] for row in rows}) == 2


def test_wrong_orders_load_nothing(client):
    for order in ({}, {"nombre": 0}, {"nombre": True}, {"nombre": 1, "il_y_a": -1}):
        answer = client.send("POST", "/_sandbox/invoices", json.dumps(order))
        assert answer.status == 400, order
    for more in (
        {"statut": "NULLE_PART"},
        {"cadre": "A1"},
        {"cadre": "A4", "marche": 1},
    ):
        wrong = json.dumps({"nombre": 1, **more})
        assert client.send("POST", "/_sandbox/invoices", wrong).status == 400, more
    assert client.control("GET", "invoices")["invoices"] == []
