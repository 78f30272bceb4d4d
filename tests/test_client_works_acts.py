# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Unconfirmed verbs of works against the sandbox, which is our reading of them."""

import pytest
from chorus.errors import DataError
from chorus.portal.acts import Complement
from chorus.portal.client import PortalClient
from chorus.portal.works_acts import Party
from sandbox_calls import credentials
from sandbox_samples import facturx
from sandbox_world import WORKS

MOE, MOA = "66612345600014", "77712345600011"


@pytest.fixture
def portal(fresh_sandbox):
    with PortalClient(credentials(fresh_sandbox)) as client:
        yield client


@pytest.fixture
def piece(fresh_sandbox, portal):
    """Return a function that gives one statement a status; its identifier is ``.id``"""

    def give(status, number="SIT-1", **changed):
        content = facturx(numero=number, **WORKS | changed)
        portal.deposit_flow(content, "situation.pdf", "IN_DP_E2_CII_FACTURX")
        fresh_sandbox.control("POST", "clock", {"advance": 60})
        (row,) = portal.search_works(numeroFactureTravaux=number)
        if status:
            body = {"statut": status, "motif": "Voir", "force": True}
            fresh_sandbox.control("POST", f"invoices/{row.identifier}/status", body)
        return row.identifier

    return give


def status(portal, identifier):
    return portal.invoice_history(identifier).current


def test_complete(portal, piece):
    identifier = piece("A_COMPLETER")
    file = portal.add_file(b"%PDF-1.4 plan", "plan.pdf")
    portal.complete_works(identifier, [Complement("plan.pdf", "AUT", file)], "Voici")
    assert status(portal, identifier) == "MISE_A_DISPOSITION_MOE"
    with pytest.raises(DataError):
        portal.complete_works(identifier, [], "Encore")


def test_correct_the_parties(portal, piece):
    identifier = piece("ERREUR_DE_MOE")
    with pytest.raises(DataError):
        portal.correct_works_parties(identifier, {"moe": Party("1")})
    (found,) = portal.search_structures(
        everybody=True, identifiantStructure=MOE, typeIdentifiantStructure="SIRET"
    )
    service = next(iter(portal.services(found.identifier)))
    party = Party(found.identifier, service.identifier)
    portal.correct_works_parties(identifier, {"moe": party}, "Le bon service")
    assert status(portal, identifier) == "MISE_A_DISPOSITION_MOE"


def test_recycle(portal, piece):
    identifier = piece("A_RECYCLER")
    portal.recycle_works(identifier, MOA, "MOA1", "EJ-1", "Corrigé")
    events = portal.invoice_history(identifier).events
    assert "EN_COURS_ACHEMINEMENT" in [event.code for event in events]
    with pytest.raises(DataError):
        portal.recycle_works(identifier, MOA, "MOA1", "EJ-1")


def test_correct_the_validator(portal, piece):
    note = WORKS["note"] + "\nVALIDEUR:55512345600017"
    validated = {"cadre": "A10", "note": note}
    identifier = piece("ERREUR_FOURNISSEUR_SUR_VALIDEUR", **validated)
    portal.correct_works_validator(identifier, "55512345600025")
    assert status(portal, identifier) == "A_VALIDER_1"


def test_the_next_piece_and_its_file(portal, piece):
    first = piece(None, cadre="A7")
    body = {
        "idPiecePrecedente": int(first),
        "cadreFacturation": "A22_PROJET_DECOMPTE_GENERAL_FOURNISSEUR_PROCEDURE_TACITE",
        "numeroFactureSaisi": "SIT-1-PG",
        "montantTotal": {
            "montantHtTotal": 100.0,
            "montantTVA": 20.0,
            "montantTtcTotal": 120.0,
            "montantAPayer": 120.0,
        },
    }
    submitted = portal.submit_works(body)
    assert submitted.number == "SIT-1-PG" and submitted.identifier
    rows = portal.works_file(first)
    assert [row.number for row in rows] == ["SIT-1", "SIT-1-PG"]
    assert rows[0].status == "REMPLACEE_PAR_A22"
    with pytest.raises(DataError):
        portal.submit_works(body)
