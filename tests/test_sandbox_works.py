# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Works invoices: the circuit, its API and the people who play it (portal.md §4)."""

import pytest
import sandbox_client
import sandbox_world as world
from sandbox import codes, works

API = "facturesTravaux"
MOE, MOA = 26300003, 26300004


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("works")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


def search(client, role, **more):
    return client.call(f"{API}/rechercher", {"roleUtilisateur": role, **more}).json


def test_statement_reaches_the_moe(client, moe, statement):
    (row,) = search(moe, "MOE")["listeFacturesTravaux"]
    assert row["idFactureTravaux"] == statement
    assert row["statutFactureTravaux"] == "MISE_A_DISPOSITION_MOE"
    assert row["typeFactureTravaux"] == "PROJET_DECOMPTE_MENSUEL"
    assert row["identifiantMoe"] == "66612345600014" and row["codeServiceMoe"] == "MOE1"
    assert row["identifiantMoa"] == "77712345600011" and row["idMoa"] == MOA
    simple = client.call("factures/rechercher/fournisseur").json
    assert simple["codeRetour"] == 20000, "a works document is no simple invoice"


def test_recipient_sees_works_documents_once_they_are_his(client):
    buyer = sandbox_client.Client(client.url, "acheteur")
    body = {"typeDemandePaiement": "FACTURE_TRAVAUX"}
    path = "factures/rechercher/recipiendaire"
    number = world.invoice(client, numero="SIT-2", **world.WORKS)
    assert buyer.call(path, body).json["codeRetour"] == 20000
    for statut in ("ASSOCIEE", "REFUSEE_MOE", "A_COMPLETER", "A_ASSOCIER_MOA"):
        world.set_status(client, number, statut, force=True)
        assert buyer.call(path, body).json["codeRetour"] == 20000
    world.set_status(client, number, "MISE_A_DISPOSITION", force=True)
    (row,) = buyer.ok(path, body)["listeFactures"]
    assert row["typeFactureTravaux"] == "PROJET_DECOMPTE_MENSUEL"
    assert row["typeFacture"] == "FACTURE"
    assert row["codeMOE"] == "66612345600014"
    simple = buyer.call(path, {"typeDemandePaiement": "FACTURE"})
    assert simple.json["codeRetour"] == 20000


def test_search_says_when_there_is_nothing(client):
    got = search(client, "FOURNISSEUR")
    assert (got["codeRetour"], got["libelle"]) == (20007, "GFT_MSG_01.075")
    assert client.call(f"{API}/rechercher", {}).json["codeRetour"] != 0
    got = client.call(f"{API}/rechercher", {"roleUtilisateur": "VALIDATEUR"})
    assert got.status == 200


CRITERIA = [
    ({"montantHTMin": "100"}, {"montantHTMin": "100.01"}),
    ({"numeroFactureTravaux": "SIT-1"}, {"numeroFactureTravaux": "SIT-2"}),
    ({"idStructureMoe": MOE}, {"idStructureMoe": MOA}),
    (
        {"listeStatutCourant": ["MISE_A_DISPOSITION_MOE"]},
        {"listeStatutCourant": ["ASSOCIEE"]},
    ),
    (
        {"listeTypeFactureTravaux": ["PROJET_DECOMPTE_MENSUEL"]},
        {"listeTypeFactureTravaux": ["ETAT_ACOMPTE"]},
    ),
    (
        {"cadreFacturation": codes.CADRES["A4"]},
        {"cadreFacturation": codes.CADRES["A7"]},
    ),
]


@pytest.mark.parametrize(("good", "bad"), CRITERIA)
def test_criteria(client, statement, good, bad):
    assert len(search(client, "FOURNISSEUR", **good)["listeFacturesTravaux"]) == 1
    assert search(client, "FOURNISSEUR", **bad)["codeRetour"] == 20007


def submit(client, previous, cadre, numero):
    total = {"montantHtTotal": 90, "montantTVA": 18, "montantTtcTotal": 108}
    body = {
        "idPiecePrecedente": previous,
        "cadreFacturation": codes.CADRES[cadre],
        "numeroFactureSaisi": numero,
        "montantTotal": total | {"montantAPayer": 108},
    }
    return client.call(f"{API}/soumettre", body).json


def test_monthly_circuit(client, moe, moa, statement):
    """A4 by the holder, A15 by the MOE, A19 by the MOA, then the finance service."""
    moe.ok(f"{API}/prendreEnCompte", {"idFactureTravaux": statement})
    interim = submit(moe, statement, "A15", "EA-1")
    assert interim["codeRetour"] == 0
    assert world.statut(client, statement) == "ASSOCIEE"
    client.advance(10)
    interim = interim["idFactureTravaux"]
    assert world.statut(client, interim) == "MISE_A_DISPOSITION_MOA"
    assert submit(moe, interim, "A19", "EA-2")["codeRetour"] != 0
    final = submit(moa, interim, "A19", "EAV-1")["idFactureTravaux"]
    client.advance(60)
    assert world.statut(client, final) == "MISE_A_DISPOSITION"
    world.set_status(client, final, "MANDATEE")
    body = {"idFactureTravaux": statement}
    file = client.ok(f"{API}/consulter/dossierfacturation", body)["listeFactureTravaux"]
    assert [x["numeroFactureTravaux"] for x in file] == ["SIT-1", "EA-1", "EAV-1"]
    assert len({x["idDossierFacturation"] for x in file}) == 1
    assert file[2]["historiqueDemandePaiement"][0]["histoStatutCode"] == "MANDATEE"
    assert file[1]["montantHT"] == 90
    alone = search(client, "FOURNISSEUR", uniquementSansPieceSuivante=True)
    numbers = [x["numeroFactureTravaux"] for x in alone["listeFacturesTravaux"]]
    assert numbers == ["EAV-1"]


def test_next_piece_has_links_both_ways(client, moe, statement):
    submit(moe, statement, "A16", "EAV-9")
    shown = client.ok(f"{API}/consulter", {"idFactureTravaux": statement})
    following = shown["factureTravaux"]["pieceSuivante"]
    assert following["cadreFacturationPieceSuivante"] == codes.CADRES["A16"]
    number = following["idPieceSuivante"]
    back = client.ok(f"{API}/consulter", {"idFactureTravaux": number})
    previous = back["factureTravaux"]["piecePrecedente"]
    assert previous["idPiecePrecedente"] == statement
    assert submit(moe, statement, "A15", "ENCORE")["codeRetour"] != 0


def test_end_of_contract_and_tacit_procedure(client, moe, moa):
    works_data = world.WORKS | {"cadre": "A7"}
    final = world.invoice(client, numero="PDF-1", **works_data)
    tacit = submit(client, final, "A22", "A22-1")
    assert tacit["codeRetour"] == 0
    assert world.statut(client, final) == "REMPLACEE_PAR_A22"
    other = world.invoice(client, numero="PDF-2", **works_data)
    general = submit(moe, other, "A18", "DG-1")["idFactureTravaux"]
    client.advance(10)
    assert world.statut(client, general) == "A_ASSOCIER_FOURNISSEUR"
    signed = submit(client, general, "A8", "DGD-1")["idFactureTravaux"]
    client.advance(60)
    assert world.statut(client, signed) == "MISE_A_DISPOSITION"


def test_signed_statement_by_flow_joins_its_file(client, moe):
    final = world.invoice(client, numero="PDF-3", **world.WORKS | {"cadre": "A7"})
    general = submit(moe, final, "A18", "DG-3")["idFactureTravaux"]
    client.advance(10)
    signed = world.WORKS | {"cadre": "A8", "origine": "DG-3"}
    number = world.invoice(client, numero="DGD-3", **signed)
    shown = client.ok(f"{API}/consulter", {"idFactureTravaux": number})
    previous = shown["factureTravaux"]["piecePrecedente"]
    assert previous["idPiecePrecedente"] == general


def test_refusal_needs_a_reason_and_the_right_party(client, moe, moa, statement):
    body = {"idFactureTravaux": statement}
    assert moe.call(f"{API}/refuser", body).json["codeRetour"] != 0
    body["commentaire"] = "Quantités"
    assert moa.call(f"{API}/refuser", body).json["codeRetour"] == 20001
    moe.ok(f"{API}/refuser", body)
    assert world.statut(client, statement) == "REFUSEE_MOE"
    assert moe.call(f"{API}/prendreEnCompte", body).json["codeRetour"] != 0


def test_complement(client, moe, statement):
    path = f"{API}/suspendre/demander/completer/factureTravaux"
    got = moe.ok(path, {"idFactureTravaux": statement, "commentaire": "Attachement"})
    assert set(got) == {"codeRetour", "libelle"}
    assert world.statut(client, statement) == "A_COMPLETER"
    client.ok(f"{API}/completer", {"idFactureTravaux": statement})
    assert world.statut(client, statement) == "MISE_A_DISPOSITION_MOE"


def test_missing_moe_is_named_later(client, moe):
    alone = {"cadre": "A4", "note": "MOA:77712345600011"}
    number = world.invoice(client, numero="SANS-MOE", **alone)
    assert world.statut(client, number) == "ERREUR_FOURNISSEUR_SUR_MOE"
    body = {"idFactureTravaux": number, "idMoe": MOE}
    client.ok(f"{API}/completermoe", body)
    assert world.statut(client, number) == "MISE_A_DISPOSITION_MOE"
    assert len(search(moe, "MOE")["listeFacturesTravaux"]) == 1


def test_previous_document_is_recycled(client, moe, moa, statement):
    interim = submit(moe, statement, "A15", "EA-1")["idFactureTravaux"]
    client.advance(10)
    got = moa.ok(f"{API}/demander/recyclage", {"idFactureTravaux": interim})
    assert got["idPiecePrecedente"] == statement
    assert world.statut(client, statement) == "EN_ATTENTE_RECYCLAGE_FOURNISSEUR"
    todo = client.ok(f"{API}/rechercher/atraiter")["listeFacturesTravaux"]
    assert [x["idFactureTravaux"] for x in todo] == [statement]
    body = {"idFactureTravaux": statement, "reference": {"numeroBonCommande": "EJ9"}}
    client.ok(f"{API}/recycler", body)
    assert world.statut(client, statement) == "MISE_A_DISPOSITION_MOE"


def test_subcontractor_in_works(client, moe):
    note = world.WORKS["note"] + "\nVALIDEUR:55512345600017"
    number = world.invoice(client, numero="ST-1", cadre="A10", note=note)
    assert world.statut(client, number) == "A_VALIDER_1"
    world.set_status(client, number, "ERREUR_FOURNISSEUR_SUR_VALIDEUR", force=True)
    body = {"idFactureTravaux": number, "identifiantStructure": "55512345600025"}
    client.ok(f"{API}/corrigerValideur", body)
    body = {"idFacture": number, "action": "VALIDATION"}
    validator = sandbox_client.Client(client.url, "valideur")
    validator.ok("factures/traiter/factureAValider", body)
    client.advance(10)
    assert world.statut(client, number) == "MISE_A_DISPOSITION_MOE"


def test_outsiders_see_nothing(client, statement):
    other = sandbox_client.Client(client.url, "fournisseur2")
    for path in ("consulter", "consulter/dossierfacturation"):
        got = other.call(f"{API}/{path}", {"idFactureTravaux": statement})
        assert got.json["codeRetour"] != 0


def test_both_kinds_in_one_search(client, statement):
    world.invoice(client, numero="SIMPLE")
    got = client.ok("factures/rechercher/demandePaiement")
    kinds = {x["typeDemandePaiement"] for x in got["listeDemandePaiement"]}
    assert kinds == {"FACTURE", "FACTURE_TRAVAUX"}
    body = {"roleUtilisateur": "MOE", "numeroDossierFacturation": str(statement)}
    moe = sandbox_client.Client(client.url, "moe")
    assert moe.ok("factures/rechercher/demandePaiement", body)["total"] == 1


def test_tables_speak_of_known_codes():
    known = set(codes.STATUTS) | set(codes.LATER_STATUTS)
    for action, steps in works.STEPS.items():
        assert set(steps) <= known, action
        assert {s for s in steps.values() if s} <= known, action
        assert works.LABELS[action]
    for follow in works.FOLLOWS:
        assert set(follow.after + follow.cadres) <= set(codes.TRAVAUX_TYPES)
        assert set(follow.statuses) <= known
        assert not set(works.REFUSED) & set(follow.statuses)
    for cadres in works.OPENERS.values():
        assert set(cadres) <= set(codes.TRAVAUX_TYPES)
