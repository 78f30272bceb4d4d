# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The verbs of works invoices against the sandbox."""

from datetime import timedelta

import pytest
from chorus import codes
from chorus.portal.client import PortalClient
from sandbox_calls import credentials
from sandbox_samples import facturx
from sandbox_world import WORKS

WORKS_SYNTAX = "SBX_INVENTE_TRAVAUX_FACTURX"


@pytest.fixture
def portal(fresh_sandbox):
    with PortalClient(credentials(fresh_sandbox)) as client:
        yield client


def deposit(sandbox, portal, number, **changed):
    content = facturx(numero=number, **changed)
    found = portal.deposit_flow(content, "situation.pdf", WORKS_SYNTAX)
    sandbox.control("POST", "clock", {"advance": 60})
    return found


def test_a_statement_is_found_among_works_only(fresh_sandbox, portal):
    flow = deposit(fresh_sandbox, portal, "SIT-1", **WORKS)
    report = portal.flow_report(flow.number, WORKS_SYNTAX)
    assert codes.flow_status(report.status).outcome == "integrated"
    assert list(portal.search_invoices(numeroFacture="SIT-1")) == []
    (row,) = portal.search_works(numeroFactureTravaux="SIT-1")
    (same,) = portal.search_works(numeroFluxDepot=flow.number)
    assert row == same and row.identifier and row.dossier
    assert row.status == "MISE_A_DISPOSITION_MOE"
    assert row.supplier == "33254021516357" and row.recipient and row.amount
    assert row.framework == "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR"
    assert row.untaxed and row.net
    assert row.untaxed < row.amount
    current, events, _actions = portal.invoice_history(row.identifier)
    assert current == row.status
    assert [event.code for event in events] == ["DEPOSEE", "MISE_A_DISPOSITION_MOE"]


def test_nothing_found_is_no_error(portal):
    assert list(portal.search_works(numeroFactureTravaux="NONE")) == []


def test_changes_of_works_by_pages(fresh_sandbox, portal):
    for rank in range(3):
        deposit(fresh_sandbox, portal, f"SIT-{rank}", **WORKS)
    since = portal.now() - timedelta(hours=1)
    pages = [portal.changed_works(since, None, number, 2) for number in (1, 2)]
    assert [page.total for page in pages] == [3, 3]
    numbers = [row.number for page in pages for row in page.rows]
    assert numbers == ["SIT-0", "SIT-1", "SIT-2"]
    assert (
        portal.changed_works(portal.now() + timedelta(hours=1), None, 1, 2).total == 0
    )


def test_lists_of_the_portal(portal):
    assert WORKS_SYNTAX in portal.works_lists("syntax")
    assert codes.SYNTAX_FACTURX in portal.works_lists("syntax")
    assert "PROJET_DECOMPTE_MENSUEL" in portal.works_lists("type")
    assert "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR" in portal.works_lists("framework")
    assert "01" in portal.works_lists("document")
    assert portal.works_lists("structure") == ["33254021516357"]
