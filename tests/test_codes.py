# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The portal's enumerations: complete, coherent, and honest about what is unknown."""

import re

import openapi_files
import pytest
from chorus import codes

STATES = {"integrated", "delivered", "action", "refused", "paid"}
LANES = {
    codes.LANE_DELIVERY,
    codes.LANE_DECISION,
    codes.LANE_PAYMENT,
    codes.LANE_WORKS,
    codes.LANE_UNKNOWN,
}
ACTORS = {
    codes.ACTOR_PORTAL,
    codes.ACTOR_SUPPLIER,
    codes.ACTOR_VALIDATOR,
    codes.ACTOR_CLIENT,
    codes.ACTOR_NOBODY,
}
# Simple invoices, in the order of their life (portal.md §3.3).
SIMPLE = """
    BROUILLON INTERPRETEE_OCR A_VALIDER_1 A_VALIDER_2 VALIDEE_1 VALIDEE_2 REFUSEE_1
    REFUSEE_2 ABSENCE_VALIDATION_1_HORS_DELAI ABSENCE_VALIDATION_2_HORS_DELAI
    ERREUR_FOURNISSEUR_SUR_VALIDEUR ERREUR_COTRAITANT_SUR_VALIDEUR DEPOSEE
    EN_COURS_ACHEMINEMENT MISE_A_DISPOSITION A_RECYCLER REJETEE SUSPENDUE COMPLETEE
    SERVICE_FAIT MANDATEE MISE_A_DISPOSITION_COMPTABLE COMPTABILISEE MISE_EN_PAIEMENT
    ABANDONNEE SUPPRIMEE TECHNIQUE_INCONNU
""".split()
ENDED_WELL = {"MISE_EN_PAIEMENT"}
ENDED_BADLY = {"REJETEE", "REFUSEE_1", "REFUSEE_2", "ABANDONNEE", "SUPPRIMEE"}


def enumerations(node, holding):
    """Every ``enum`` of an API description that contains the value ``holding``."""
    if isinstance(node, dict):
        if holding in node.get("enum", ()):
            yield set(node["enum"])
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from enumerations(item, holding)


def official():
    return openapi_files.load("factures")


def test_every_official_status_and_no_other():
    found = list(enumerations(official(), "MISE_EN_PAIEMENT"))
    assert found
    assert set().union(*found) == set(codes.INVOICE_STATUSES)


def test_every_syntax_and_framework_is_official():
    description = official()
    syntaxes = list(enumerations(description, codes.SYNTAX_FACTURX))
    assert syntaxes
    for accepted in syntaxes:
        assert set(codes.SYNTAXES) <= accepted
    frameworks = set().union(*enumerations(description, "A1_FACTURE_FOURNISSEUR"))
    assert set(codes.FRAMEWORKS.values()) <= frameworks


def test_no_simple_status_is_missing():
    assert set(SIMPLE) <= set(codes.INVOICE_STATUSES)
    assert len(codes.INVOICE_STATUSES) == len(codes._INVOICE_ROWS) == 56


@pytest.mark.parametrize("code", codes.INVOICE_STATUSES)
def test_a_status_is_coherent(code):
    status = codes.invoice_status(code)
    assert status.code == code and status.known and status.label != code
    assert re.fullmatch(r"[A-ZÀ-Ý].*", status.label)
    assert status.state in STATES and status.lane in LANES and status.actor in ACTORS
    # Whoever waits for us must find us told so, and an end asks nothing of the client.
    if status.state == "action":
        assert status.actor in (codes.ACTOR_SUPPLIER, codes.ACTOR_CLIENT)
    if status.terminal:
        assert status.state in ("paid", "refused")
        assert status.actor in (codes.ACTOR_SUPPLIER, codes.ACTOR_NOBODY)


def test_ends():
    assert {
        code for code in SIMPLE if codes.invoice_status(code).terminal
    } == ENDED_WELL | ENDED_BADLY
    assert {
        code
        for code, status in codes.INVOICE_STATUSES.items()
        if status.state == "paid"
    } == ENDED_WELL
    for code in codes.TERMINAL_WITHOUT_PAYMENT:
        status = codes.invoice_status(code)
        assert not status.terminal and status.state == "delivered"


@pytest.mark.parametrize(
    ("code", "state", "actor"),
    [
        ("DEPOSEE", "integrated", codes.ACTOR_PORTAL),
        ("MISE_A_DISPOSITION", "delivered", codes.ACTOR_CLIENT),
        ("A_VALIDER_1", "integrated", codes.ACTOR_VALIDATOR),
        ("SUSPENDUE", "action", codes.ACTOR_SUPPLIER),
        ("A_RECYCLER", "action", codes.ACTOR_SUPPLIER),
        ("REJETEE", "refused", codes.ACTOR_SUPPLIER),
        ("MISE_EN_PAIEMENT", "paid", codes.ACTOR_NOBODY),
    ],
)
def test_what_accountants_look_for(code, state, actor):
    status = codes.invoice_status(code)
    assert (status.state, status.actor) == (state, actor)


@pytest.mark.parametrize("code", ["", "STATUT_2031", "mise_en_paiement", "MANDATEE "])
def test_an_unknown_status_is_shown_as_it_came(code):
    status = codes.invoice_status(code)
    assert status.code == status.label == code
    assert not status.known and not status.terminal
    assert status.lane == codes.LANE_UNKNOWN and status.state not in ("paid", "refused")


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP", "pending"),
        ("IN_RECU", "pending"),
        ("IN_TRAITE_SE_CPP", "pending"),
        ("IN_EN_ATTENTE_TRAITEMENT_CPP", "pending"),
        ("IN_EN_COURS_TRAITEMENT_CPP", "pending"),
        ("IN_EN_ATTENTE_RETRAITEMENT_CPP", "pending"),
        ("IN_INTEGRE", "integrated"),
        ("IN_INTEGRE_PARTIEL", "partial"),
        ("IN_REJETE", "rejected"),
        ("IN_INCIDENTE", "rejected"),
        ("IN_A_RELANCER", "rejected"),
        ("IN_ERREUR_INTERNE", "rejected"),
    ],
)
def test_flow_states(code, outcome):
    status = codes.flow_status(code)
    assert (status.outcome, status.known) == (outcome, True)


@pytest.mark.parametrize("code", ["", "IN_NOUVEAU", "in_integre", "IN_INTEGRE_2"])
def test_an_unknown_flow_state_is_no_success(code):
    status = codes.flow_status(code)
    assert (status.code, status.outcome, status.known) == (code, "pending", False)


def test_frameworks_with_a_validator():
    assert set(codes.FRAMEWORKS_WITH_VALIDATOR) <= set(codes.FRAMEWORKS)
    for short, name in codes.FRAMEWORKS.items():
        assert name.startswith(short + "_")
