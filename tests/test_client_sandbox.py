# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The client against the sandbox: every verb, its token, its faults."""

import base64
import contextlib
import itertools
import logging

import pytest
from chorus import codes, errors
from chorus.portal import transport
from chorus.portal.client import PortalClient
from chorus.portal.credentials import Credentials
from sandbox_samples import facturx, tar_gz, ubl

NUMBERS = itertools.count(1)
SHORT = 0.5  # seconds to wait for an answer that will not come
DEPOSIT = "factures/deposer/flux"
SEARCH = "factures/rechercher/fournisseur"
REPORT = "transverses/consulterCRDetaille"
COUNTY = "12345678200051"
MANY_SERVICES = "12345678200101"  # 218 of them


def credentials(sandbox, role="fournisseur", **changed):
    accounts = sandbox.control("GET", "accounts")
    return Credentials(
        **{
            "oauth_url": sandbox.url + "/api/oauth/token",
            "api_url": sandbox.url,
            **accounts[role],
            **changed,
        }
    )


@pytest.fixture
def portal(fresh_sandbox):
    with PortalClient(credentials(fresh_sandbox)) as client:
        yield client


def number():
    return f"CLI-{next(NUMBERS):05}"


def deposit(portal, invoice=None, **changed):
    content = facturx(numero=invoice or number(), **changed)
    return portal.deposit_flow(content, "facture.pdf", codes.SYNTAX_FACTURX)


def counts(sandbox):
    return sandbox.control("GET", "requests")["counts"]


def fault(sandbox, kind, operation, **options):
    sandbox.control("POST", "faults", {"kind": kind, "operation": operation, **options})


def flows(sandbox):
    return sandbox.control("GET", "flows")["flows"]


def structure(portal, siret):
    (row,) = portal.search_structures(identifiantStructure=siret)
    return portal.structure(row)


# === One invoice from deposit to payment === #


def test_life_of_an_invoice(fresh_sandbox, portal, caplog):
    caplog.set_level(logging.DEBUG)
    invoice, keys = number(), credentials(fresh_sandbox)
    content = facturx(numero=invoice)
    deposited = portal.deposit_flow(content, "facture.pdf", codes.SYNTAX_FACTURX)
    assert len(deposited.number) == 25 and deposited.date
    kept = fresh_sandbox.control("GET", f"flows/{deposited.number}")
    assert base64.b64decode(kept["fichier"]) == content
    report = portal.flow_report(deposited.number, codes.SYNTAX_FACTURX)
    assert codes.flow_status(report.status).outcome == "integrated"
    assert report.date and not report.invoice_errors and not report.technical_errors
    (found,) = portal.search_invoices(numeroFluxDepot=deposited.number)
    assert (found.number, found.flow_number) == (invoice, deposited.number)
    assert (found.supplier, found.recipient) == ("33254021516357", COUNTY)
    assert found.amount == 120.0 and found.deposit_date == deposited.date
    assert isinstance(found.identifier, str)
    assert (int(found.identifier) > 2**32) == fresh_sandbox.long_identifiers
    order = {"statut": "SUSPENDUE", "motif": "Bon de livraison à joindre"}
    fresh_sandbox.control("POST", f"invoices/{found.identifier}/status", order)
    (found,) = portal.search_invoices(numeroFacture=invoice)
    assert (found.status, found.comment) == (order["statut"], order["motif"])
    current, events = portal.invoice_history(found.identifier)
    assert current == "SUSPENDUE" == events[-1].code
    assert events[-1].comment == order["motif"] and events[-1].author
    assert [event.code for event in events][0] == "DEPOSEE"
    assert all(codes.invoice_status(event.code).known for event in events)
    assert portal.invoice(found.identifier)["numeroFacture"] == invoice
    requests = fresh_sandbox.control("GET", "requests")
    assert requests["misplaced_secrets"] == 0
    assert requests["counts"]["oauth/token"] == 1
    for secret in (keys.client_secret, keys.password, keys.client_id, keys.login):
        assert secret not in caplog.text


def test_rejected_invoice(portal):
    invoice = number()
    deposited = deposit(portal, invoice, destinataire="99999999999999")
    report = portal.flow_report(deposited.number)
    assert codes.flow_status(report.status).outcome == "rejected"
    assert report.invoice_errors[0].number == invoice
    assert report.invoice_errors[0].message
    assert list(portal.search_invoices(numeroFacture=invoice)) == []


def test_report_of_an_unknown_flow(portal):
    with pytest.raises(errors.DataError) as caught:
        portal.flow_report("CPP0011117000000000000000")
    assert caught.value.code >= 20000


def test_too_large_a_file_is_refused(fresh_sandbox, portal):
    with pytest.raises(errors.DataError) as caught:
        portal.deposit_flow(b"%PDF" * 3 * 2**20, "f.pdf", codes.SYNTAX_FACTURX)
    assert caught.value.code == 20001 and not flows(fresh_sandbox)


def test_more_invoices_than_a_page_and_than_200(fresh_sandbox, portal):
    count = 210
    batch = tar_gz([(f"f{n}.xml", ubl(f"LOT-{n:03}")) for n in range(count)])
    flow = portal.deposit_flow(batch, "lot.tar.gz", "IN_DP_E1_UBL_INVOICE")
    assert portal.flow_report(flow.number).status == "IN_INTEGRE"
    expected = [f"LOT-{n:03}" for n in range(count)]
    for size, calls in ((500, 1), (10, 21), (100, 3)):
        fresh_sandbox.control("DELETE", "requests")
        rows = list(portal.search_invoices(size, numeroFluxDepot=flow.number))
        assert sorted(row.number for row in rows) == expected
        assert counts(fresh_sandbox) == {SEARCH: calls}


# === Directory === #


def test_directory(portal):
    county = structure(portal, COUNTY)
    assert county.siret == COUNTY and county.active and county.name
    services = {row.code: row for row in portal.services(county.identifier)}
    assert {"COMPTA", "MARCHES", "FERME", "FACTURES_PUBLIQUES"} <= set(services)
    assert services["COMPTA"].active and not services["FERME"].active
    demands = {
        code: portal.service_demands_commitment(county.identifier, row.identifier)
        for code, row in services.items()
    }
    assert demands["MARCHES"] is True and demands["COMPTA"] is False


def test_demands_of_structures(portal):
    assert structure(portal, "12345678200036").commitment_required
    assert structure(portal, "12345678200028").service_required
    assert structure(portal, "12345678200069").service_or_commitment_required
    assert structure(portal, "12345678200077").works_only
    assert not structure(portal, "12345678200085").active
    assert structure(portal, "12345678200093").payment_not_reported
    assert list(portal.search_structures(identifiantStructure="99999999999999")) == []


def test_all_services_of_a_large_structure(portal, monkeypatch):
    large = structure(portal, MANY_SERVICES)
    for size in (500, 50):
        monkeypatch.setattr("chorus.portal.client.PAGE_SIZE", size)
        codes_found = [row.code for row in portal.services(large.identifier)]
        assert len(codes_found) == len(set(codes_found)) == 218


def test_own_structures_and_commitments(portal):
    ((identifier, siret, name),) = portal.my_structures()
    assert siret == "33254021516357" and name
    assert portal.commitment_exists(identifier, "EJ20260001") is True
    assert portal.commitment_exists(identifier, "EJ-ABSENT") is False


# === Token === #


def test_one_token_for_many_calls_and_another_after_an_hour(fresh_sandbox, portal):
    for _ in range(5):
        portal.my_structures()
    assert counts(fresh_sandbox)["oauth/token"] == 1
    fresh_sandbox.advance(3601)
    deposit(portal)
    assert counts(fresh_sandbox)["oauth/token"] == 2
    portal.my_structures()
    assert counts(fresh_sandbox)["oauth/token"] == 2
    assert len(flows(fresh_sandbox)) == 1


def test_a_refused_token_is_replaced_once(fresh_sandbox, portal):
    fault(fresh_sandbox, "http_401", "factures/*", count=1)
    deposit(portal)
    assert counts(fresh_sandbox) == {"oauth/token": 2, DEPOSIT: 2}
    assert len(flows(fresh_sandbox)) == 1


def test_refused_twice_it_is_the_account(fresh_sandbox, portal):
    fault(fresh_sandbox, "http_401", "factures/*", count=2)
    with pytest.raises(errors.CredentialsError) as caught:
        deposit(portal)
    assert caught.value.layer == errors.LAYER_ACCOUNT
    assert counts(fresh_sandbox) == {"oauth/token": 2, DEPOSIT: 2}
    assert not flows(fresh_sandbox)


@pytest.mark.parametrize(
    ("role", "changed", "layer"),
    [
        ("fournisseur", {"client_secret": "faux-secret"}, errors.LAYER_APPLICATION),
        ("fournisseur", {"client_id": "inconnu"}, errors.LAYER_APPLICATION),
        ("fournisseur", {"password": "faux-mot"}, errors.LAYER_ACCOUNT),
        ("fournisseur", {"login": "TECH_0@cpro.fr"}, errors.LAYER_ACCOUNT),
        ("fournisseur", {"password": "clé\r\nX-Intrus: 1"}, errors.LAYER_ACCOUNT),
        ("expire", {}, errors.LAYER_ACCOUNT),
        ("inactif", {}, errors.LAYER_ACCOUNT),
        ("restreint", {}, errors.LAYER_SUBSCRIPTION),
    ],
)
def test_who_must_fix_the_credentials(fresh_sandbox, role, changed, layer):
    keys = credentials(fresh_sandbox, role, **changed)
    with PortalClient(keys) as client, pytest.raises(errors.CredentialsError) as caught:
        client.my_structures()
    assert caught.value.layer == layer
    words = f"{caught.value} {caught.value!r} {caught.value.__cause__!r}"
    assert not any(secret in words for secret in keys[2:])


def test_a_wrong_address_is_settings(fresh_sandbox):
    keys = credentials(fresh_sandbox, api_url=fresh_sandbox.url + "/ailleurs")
    with PortalClient(keys) as client, pytest.raises(errors.CredentialsError) as caught:
        client.my_structures()
    assert caught.value.layer == errors.LAYER_SETTINGS


# === Faults === #


@pytest.mark.parametrize(
    ("kind", "recorded"),
    [
        ("timeout_before", 0),
        ("timeout_after", 1),
        ("reset_before", 0),
        ("reset", 1),
        ("html", 1),
        ("truncated_json", 1),
        ("http_500", 0),
        ("http_502", 0),
        ("http_503", 0),
    ],
)
def test_a_deposit_without_a_clear_answer(
    fresh_sandbox, portal, monkeypatch, kind, recorded
):
    """Recorded or not, we cannot tell: the same error, and one attempt only."""
    monkeypatch.setattr(transport, "DEPOSIT_TIMEOUT", SHORT)
    fault(fresh_sandbox, kind, DEPOSIT, seconds=20)
    with pytest.raises(errors.UnknownOutcomeError) as caught:
        deposit(portal)
    assert "deposer/flux" in caught.value.path
    assert counts(fresh_sandbox)[DEPOSIT] == 1
    assert len(flows(fresh_sandbox)) == recorded


@pytest.mark.parametrize("kind", ["http_500", "http_502", "http_503"])
def test_a_gateway_that_fails_after_the_deposit(fresh_sandbox, portal, kind):
    fault(fresh_sandbox, kind, DEPOSIT, when="after")
    invoice = number()
    with pytest.raises(errors.UnknownOutcomeError):
        deposit(portal, invoice)
    (found,) = portal.search_invoices(numeroFacture=invoice)
    assert found.flow_number == flows(fresh_sandbox)[0]["numeroFluxDepot"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("timeout_before", errors.UnavailableError),
        ("timeout_after", errors.UnavailableError),
        ("reset_before", errors.UnavailableError),
        ("reset", errors.UnavailableError),
        ("http_500", errors.UnavailableError),
        ("http_502", errors.UnavailableError),
        ("http_503", errors.UnavailableError),
        ("html", errors.AnswerError),
        ("truncated_json", errors.AnswerError),
        ("http_403", errors.CredentialsError),
        ("http_429", errors.WaitError),
    ],
)
def test_a_read_is_never_of_unknown_outcome(
    fresh_sandbox, portal, monkeypatch, kind, expected
):
    flow = deposit(portal).number
    monkeypatch.setattr(transport, "READ_TIMEOUT", SHORT)
    fault(fresh_sandbox, kind, REPORT, seconds=20)
    with pytest.raises(expected):
        portal.flow_report(flow)


@pytest.mark.parametrize("kind", ["timeout_before", "reset", "http_503", "html"])
def test_a_token_that_does_not_come_deposits_nothing(
    fresh_sandbox, portal, monkeypatch, kind
):
    monkeypatch.setattr(transport, "READ_TIMEOUT", SHORT)
    fault(fresh_sandbox, kind, "oauth/token", seconds=20)
    with pytest.raises((errors.UnavailableError, errors.AnswerError)):
        deposit(portal)
    assert DEPOSIT not in counts(fresh_sandbox)


def test_a_slow_answer_is_an_answer(fresh_sandbox, portal):
    fault(fresh_sandbox, "latency", DEPOSIT, seconds=0.3)
    assert deposit(portal).number


def test_quota(fresh_sandbox, portal):
    fault(fresh_sandbox, "http_429", DEPOSIT, retry_after=17, count=1)
    with pytest.raises(errors.WaitError) as caught:
        deposit(portal)
    assert caught.value.retry_after == 17 and not flows(fresh_sandbox)
    assert deposit(portal).number


def test_report_not_ready(fresh_sandbox, portal):
    flow = deposit(portal).number
    fault(fresh_sandbox, "report_not_ready", "*", count=1)
    with pytest.raises(errors.DataError):
        portal.flow_report(flow)
    assert portal.flow_report(flow).status == "IN_INTEGRE"


def test_unknown_statuses_are_kept_and_no_success(fresh_sandbox, portal):
    flow = deposit(portal).number
    fault(fresh_sandbox, "status_unknown", "*")
    status = codes.flow_status(portal.flow_report(flow).status)
    assert status.code == "IN_ETAT_INCONNU_2031"
    assert (status.known, status.outcome) == (False, "pending")
    (found,) = portal.search_invoices(numeroFluxDepot=flow)
    status = codes.invoice_status(found.status)
    assert status.code == "STATUT_INCONNU_2031" and not status.known
    current, events = portal.invoice_history(found.identifier)
    assert {current, *(event.code for event in events)} == {status.code}


@pytest.mark.parametrize("kind", ["wrong_types", "empty_list", "missing_list"])
def test_found_rows_that_cannot_be_read(fresh_sandbox, portal, kind):
    flow = deposit(portal).number
    fault(fresh_sandbox, kind, SEARCH)
    with pytest.raises(errors.AnswerError):
        list(portal.search_invoices(numeroFluxDepot=flow))


def test_a_deposit_number_of_the_wrong_type(fresh_sandbox, portal):
    fault(fresh_sandbox, "wrong_types", DEPOSIT)
    with pytest.raises(errors.UnknownOutcomeError):
        deposit(portal)


@pytest.mark.parametrize(
    "kind", ["wrong_types", "empty_list", "missing_list", "null_members"]
)
def test_damaged_answers_never_crash(fresh_sandbox, portal, kind):
    flow = deposit(portal).number
    (found,) = portal.search_invoices(numeroFluxDepot=flow)
    (row,) = portal.search_structures(identifiantStructure=COUNTY)
    service = next(portal.services(row.identifier))
    fault(fresh_sandbox, kind, "[!o]*")  # all but oauth/token
    calls = [
        lambda: portal.flow_report(flow),
        lambda: list(portal.search_invoices(numeroFluxDepot=flow)),
        lambda: portal.invoice_history(found.identifier),
        lambda: portal.invoice(found.identifier),
        lambda: list(portal.search_structures(identifiantStructure=COUNTY)),
        lambda: portal.structure(row),
        lambda: list(portal.services(row.identifier)),
        lambda: portal.service_demands_commitment(row.identifier, service.identifier),
        lambda: portal.my_structures(),
        lambda: portal.commitment_exists("1", "EJ20260001"),
    ]
    for call in calls:
        with contextlib.suppress(errors.AnswerError, errors.DataError):
            call()
    fired = fresh_sandbox.control("GET", "faults")["faults"]
    assert sum(declared["fired"] for declared in fired) >= len(calls)


def test_damaged_report_is_no_success(fresh_sandbox, portal):
    flow = deposit(portal).number
    for kind in ("wrong_types", "null_members"):
        fresh_sandbox.control("DELETE", "faults")
        fault(fresh_sandbox, kind, REPORT)
        report = portal.flow_report(flow)
        status = codes.flow_status(report.status)
        assert (status.known, status.outcome) == (False, "pending")
