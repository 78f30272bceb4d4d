# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The client against the sandbox: every verb, its token, its faults."""

import base64
import logging

import pytest
from chorus import codes, errors
from chorus.portal.client import PortalClient
from sandbox_calls import (
    COUNTY,
    DEPOSIT,
    MANY_SERVICES,
    SEARCH,
    counts,
    credentials,
    deposit,
    fault,
    flows,
    number,
    structure,
)
from sandbox_samples import facturx, tar_gz, ubl


@pytest.fixture
def portal(fresh_sandbox):
    with PortalClient(credentials(fresh_sandbox)) as client:
        yield client


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
    current, events, _actions = portal.invoice_history(found.identifier)
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
