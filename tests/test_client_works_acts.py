# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Unconfirmed verbs of works against the sandbox, which is our reading of them."""

import pytest
from chorus.errors import DataError
from chorus.portal.acts import Complement
from chorus.portal.client import PortalClient
from chorus.portal.works_acts import Party, Piece, Tax
from sandbox_calls import credentials
from sandbox_samples import facturx
from sandbox_world import WORKS

MOE, MOA = "66612345600014", "77712345600011"
SUPPLIER = "33254021516357"


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
    following = Piece(
        "A22", "SIT-1-PG", "2026-09-14", 100.0, 20.0, 120.0, 120.0, previous=first
    )
    submitted = portal.submit_works(following)
    assert submitted.number == "SIT-1-PG" and submitted.identifier
    rows = portal.works_file(first)
    assert [row.number for row in rows] == ["SIT-1", "SIT-1-PG"]
    assert rows[0].status == "REMPLACEE_PAR_A22"
    with pytest.raises(DataError):
        portal.submit_works(following)


def test_the_first_piece_of_a_file_says_all_of_it(fresh_sandbox):
    """Parties, references, VAT by rate and documents, read back by its supplier."""
    with PortalClient(credentials(fresh_sandbox, "moe")) as moe:
        main = moe.add_file(b"%PDF-1.4 acompte", "acompte.pdf")
        plan = moe.add_file(b"%PDF-1.4 plan", "plan.pdf")
        submitted = moe.submit_works(
            Piece(
                "A15",
                "EA-1",
                "2026-09-14",
                150.0,
                20.0,
                170.0,
                160.0,
                main=Complement("acompte.pdf", "", main),
                joined=[Complement("plan.pdf", "AUT", plan)],
                taxes=[Tax(20.0, 50.0, 10.0), Tax(10.0, 100.0, 10.0)],
                parties={
                    "supplier": (SUPPLIER, ""),
                    "recipient": (MOA, "FINANCES"),
                    "moe": (MOE, "MOE1"),
                    "moa": (MOA, "MOA1"),
                },
                market="M-77",
                commitment="EJ-7",
                comment="Acompte corrigé",
            )
        )
    with PortalClient(credentials(fresh_sandbox)) as supplier:
        (row,) = supplier.search_works(numeroFactureTravaux="EA-1")
        body = {"idFactureTravaux": int(submitted.identifier)}
        answer = supplier._transport.read("/cpro/facturesTravaux/v1/consulter", body)
    assert (row.identifier, row.framework) == (
        submitted.identifier,
        "A15_ETAT_ACOMPTE_MOE",
    )
    assert (row.market, row.recipient) == ("M-77", MOA)
    assert (row.untaxed, row.amount, row.net) == (150.0, 170.0, 160.0)
    shown = answer["factureTravaux"]
    assert shown["commentaire"] == "Acompte corrigé"
    taxes = [
        (row["ligneTvaMontantBaseHtParTaux"], row["ligneTvaMontantTvaParTaux"])
        for row in shown["recapitulatifDeTva"]["ligneTva"]
    ]
    assert sorted(taxes) == [(50.0, 10.0), (100.0, 10.0)]
    assert shown["pieceJointePrincipale"]["idPieceJointePrincipale"] == int(main)
    (joined,) = shown["listeDesPiecesJointes"]["pieceJointe"]
    assert joined["pieceJointeId"] == int(plan)
