# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reports and downloads of the portal, against the sandbox and against odd answers."""

import base64
import io
import zipfile

import pytest
from chorus import errors
from chorus.portal import http_answer, proofs
from chorus.portal.client import PortalClient
from lxml import etree
from sandbox_calls import credentials, deposit, number


@pytest.fixture
def portal(fresh_sandbox):
    with PortalClient(credentials(fresh_sandbox)) as client:
        yield client


def integrated(sandbox, portal):
    """Return (flow number, identifier) of an invoice that the portal has."""
    invoice = number()
    flow = deposit(portal, invoice).number
    sandbox.control("POST", "clock", {"advance": 600})
    (found,) = portal.search_invoices(numeroFacture=invoice)
    return flow, found.identifier


def test_reports(fresh_sandbox, portal):
    flow, _identifier = integrated(fresh_sandbox, portal)
    raw = portal.raw_report(flow)
    assert raw["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert portal.printed_report(flow).startswith(b"%PDF-")
    with pytest.raises(errors.DataError):
        portal.printed_report("CPP9_1_99999999")


def test_one_invoice(fresh_sandbox, portal):
    _flow, identifier = integrated(fresh_sandbox, portal)
    pivot = etree.fromstring(portal.download_group([identifier], proofs.PIVOT))
    # The sandbox lengthens identifiers in its answers only, not inside files.
    assert identifier.endswith(pivot.findtext(".//IdCPRO"))
    for documents in (True, False):
        content = portal.download_group([identifier], proofs.PDF, documents)
        assert content.startswith(b"%PDF-")


def test_several_invoices(fresh_sandbox, portal):
    found = [integrated(fresh_sandbox, portal)[1] for _turn in range(2)]
    pivot = etree.fromstring(portal.download_group(found, proofs.PIVOT))
    inside = [one.text for one in pivot.iterfind(".//IdCPRO")]
    assert [one.endswith(two) for one, two in zip(found, inside, strict=True)] == [
        True,
        True,
    ]
    content = portal.download_group(found, proofs.PDF)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        folders = {name.split("/")[0] for name in archive.namelist()}
    assert len(folders) == 2


def test_too_large_together(fresh_sandbox, portal):
    _flow, identifier = integrated(fresh_sandbox, portal)
    order = {"kind": "http_413", "operation": "factures/telecharger/groupe", "count": 1}
    fresh_sandbox.control("POST", "faults", order)
    with pytest.raises(errors.DataError) as caught:
        portal.download_group([identifier], proofs.PDF)
    assert caught.value.http_status == proofs.TOO_LARGE


def test_larger_than_other_answers_may_be(scripted, monkeypatch):
    """A download may be large; what comes after it may not."""
    monkeypatch.setattr(http_answer, "MAX_ANSWER", 100_000)
    content = bytes(200_000)
    answer = {"codeRetour": 0, "fichierResultat": base64.b64encode(content).decode()}
    scripted.answers = [answer]
    with scripted.client() as portal:
        assert portal.download_group(["1"], proofs.PIVOT) == content
        with pytest.raises(errors.AnswerError):
            portal.raw_report("CPP9_1_00000001")


@pytest.mark.parametrize("content", [None, "", "no base 64", 7, ["a"], {"b": 1}])
def test_no_file_in_the_answer(scripted, content):
    scripted.answers = [{"codeRetour": 0, "fichierResultat": content}]
    with scripted.client() as portal, pytest.raises(errors.AnswerError):
        portal.download_group(["1"], proofs.PIVOT)
