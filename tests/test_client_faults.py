# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The client against the sandbox and its faults."""

import contextlib

import pytest
from chorus import codes, errors
from chorus.portal import transport
from chorus.portal.client import PortalClient
from sandbox_calls import (
    COUNTY,
    DEPOSIT,
    REPORT,
    SEARCH,
    SHORT,
    counts,
    credentials,
    deposit,
    fault,
    flows,
    number,
)


@pytest.fixture
def portal(fresh_sandbox):
    with PortalClient(credentials(fresh_sandbox)) as client:
        yield client


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
    current, events, _actions = portal.invoice_history(found.identifier)
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
