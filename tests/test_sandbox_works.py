# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Works invoices: the circuit, its API and the people who play it (portal.md §4)."""

import pytest
import sandbox_client
import sandbox_samples as samples
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


@pytest.fixture
def moe(client):
    return sandbox_client.Client(client.url, "moe")


@pytest.fixture
def moa(client):
    return sandbox_client.Client(client.url, "moa")


@pytest.fixture
def statement(client):
    """An A4 at the MOE's desk."""
    return world.invoice(client, numero="SIT-1", **world.WORKS)


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


def opening(client, cadre, numero, **changed):
    """Body of ``soumettre`` for a document without a previous one."""
    return {
        "cadreDeFacturation": {
            "codeCadreFacturation": codes.CADRES[cadre],
            "identifiantMoe": "66612345600014",
            "codeServiceMoe": "MOE1",
            "idMoa": MOA,
        },
        "numeroFactureSaisi": numero,
        "fournisseur": {"idFournisseur": world.SUPPLIER},
        "destinataire": {
            "codeDestinataire": "77712345600011",
            "codeServiceExecutant": "FINANCES",
        },
        "references": {"numeroMarche": "M-2026-1", "deviseFacture": "EUR"},
        "montantTotal": {
            "montantHtTotal": 100,
            "montantTVA": 20,
            "montantTtcTotal": 120,
            "montantAPayer": 90,
        },
    } | changed


@pytest.mark.parametrize("cadre", ["A5", "A6"])
def test_accounts_deposited_by_flow(client, cadre):
    """A5 goes to the MOA, A6 straight to the finance service."""
    number = world.invoice(client, numero="EA-F", **world.WORKS | {"cadre": cadre})
    expected = {"A5": "MISE_A_DISPOSITION_MOA", "A6": "MISE_A_DISPOSITION"}
    assert world.statut(client, number) == expected[cadre]
    (row,) = search(client, "FOURNISSEUR")["listeFacturesTravaux"]
    kind = {"A5": "ETAT_ACOMPTE", "A6": "ETAT_ACOMPTE_VALIDE"}
    assert row["typeFactureTravaux"] == kind[cadre]


def test_works_syntax_is_named_as_invented(client):
    formats = client.ok("transverses/recuperer/formatflux")["listeFormatFlux"]
    (own,) = [f["formatFlux"] for f in formats if "INVENTE" in f["formatFlux"]]
    body = {"formatFlux": own}
    listed = client.ok("transverses/recuperer/syntaxeflux", body)["listeSyntaxeFlux"]
    names = [s["syntaxeFlux"] for s in listed]
    assert names and all(name.startswith("SBX_INVENTE_") for name in names)
    file = samples.facturx(numero="SIT-E5", **world.WORKS)
    more = {"syntaxe": "SBX_INVENTE_TRAVAUX_FACTURX"}
    report = world.judged(client, file, **more)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert report["codeInterfaceDepotFlux"] == "FSO1137A"
    ubl = {"name": "a.xml", "syntaxe": "SBX_INVENTE_TRAVAUX_UBL"}
    report = world.judged(client, samples.ubl("SIT-E4"), **ubl)
    assert report["codeInterfaceDepotFlux"] == "FSO1130A"


LATE = "ABSENCE_VALIDATION_MOE_DELAI_REGLEMENTAIRE"


@pytest.mark.parametrize("taken", [False, True])
def test_the_moe_has_seven_days(client, moe, moa, statement, taken):
    """Then the MOA may go on without it; taking the document wins no time."""
    client.advance(6 * 86400)
    fresh(client, moe, moa)
    if taken:
        moe.ok(f"{API}/prendreEnCompte", {"idFactureTravaux": statement})
    assert world.statut(client, statement) != LATE
    assert submit(moa, statement, "A19", "EAV-0")["codeRetour"] != 0
    client.advance(86400)
    fresh(client, moe, moa)
    assert world.statut(client, statement) == LATE
    todo = moa.ok(f"{API}/rechercher/atraiter", {"roleUtilisateur": "MOA"})
    assert [x["idFactureTravaux"] for x in todo["listeFacturesTravaux"]] == [statement]
    assert submit(moa, statement, "A19", "EAV-1")["codeRetour"] == 0
    assert world.statut(client, statement) == "ASSOCIEE"


def fresh(*clients):
    """Tokens last one hour of the sandbox's time."""
    for client in clients:
        client.token = None


def test_a_final_statement_has_no_such_deadline(client):
    number = world.invoice(client, numero="PDF-9", **world.WORKS | {"cadre": "A7"})
    client.advance(30 * 86400)
    assert world.statut(client, number) == "MISE_A_DISPOSITION_MOE"


def test_the_delay_of_the_moe_can_be_changed(client):
    client.control("POST", "clock", {"moe": 60})
    number = world.invoice(client, numero="SIT-M", **world.WORKS)
    client.advance(61)
    assert world.statut(client, number) == LATE
    client.control("POST", "clock", {"moe": 7 * 86400})


def test_a_silent_validator_lets_works_go_on(client):
    note = world.WORKS["note"] + "\nVALIDEUR:55512345600017"
    number = world.invoice(client, numero="ST-S", cadre="A10", note=note)
    client.advance(15 * 86400 - 120)
    assert world.statut(client, number) == "A_VALIDER_1"
    client.advance(240)
    assert world.statut(client, number) == "MISE_A_DISPOSITION_MOE"
    client.advance(7 * 86400)
    assert world.statut(client, number) == LATE


@pytest.mark.parametrize(
    "reason",
    [
        "Erreur de montant",
        "ERREUR DE MONTANT : trop cher",
        "Montant de la facture erroné",
        "Montant total errone",
        "MONTANT_ERR",
    ],
)
def test_amounts_are_no_reason_to_refuse(client, moe, statement, reason):
    body = {"idFactureTravaux": statement, "commentaire": reason}
    got = moe.call(f"{API}/refuser", body).json
    assert got["codeRetour"] != 0 and "19/02/2025" in got["libelle"]
    assert world.statut(client, statement) == "MISE_A_DISPOSITION_MOE"
    moe.ok(f"{API}/refuser", body | {"commentaire": "Montant non justifié"})


def test_validators_refuse_no_works_for_amounts(client):
    note = world.WORKS["note"] + "\nVALIDEUR:55512345600017"
    number = world.invoice(client, numero="ST-R", cadre="A10", note=note)
    validator = sandbox_client.Client(client.url, "valideur")
    body = {"idFacture": number, "action": "REFUS", "motifRefus": "Erreur de montant"}
    path = "factures/traiter/factureAValider"
    assert validator.call(path, body).json["codeRetour"] != 0
    validator.ok(path, body | {"motifRefus": "Mauvais valideur"})


def test_validators_see_moe_and_moa(client):
    note = world.WORKS["note"] + "\nVALIDEUR:55512345600017"
    world.invoice(client, numero="ST-V", cadre="A10", note=note)
    validator = sandbox_client.Client(client.url, "valideur")
    (row,) = validator.ok("factures/rechercher/valideur")["listeFactures"]
    assert (row["identifiantMoe"], row["codeServiceMoe"]) == ("66612345600014", "MOE1")
    assert row["identifiantMoa"] == "77712345600011"
    assert row["typeFactureTravaux"] == "DP_DE_SOUSTRAITANT_TRAVAUX"


def test_supplier_submits_with_moe_and_moa_in_the_framework(client, moe):
    got = client.ok(f"{API}/soumettre", opening(client, "A4", "API-1"))
    assert got["statutFactureTravaux"] == "DEPOSEE"
    client.advance(10)
    (row,) = search(moe, "MOE")["listeFacturesTravaux"]
    assert row["numeroFactureTravaux"] == "API-1"
    assert (row["codeServiceMoe"], row["identifiantMoa"]) == ("MOE1", "77712345600011")
    assert row["montantAPayer"] == 90, "the net is the document's own"
    number = {"idFactureTravaux": got["idFactureTravaux"]}
    shown = client.ok(f"{API}/consulter", number)["factureTravaux"]
    assert shown["cadreDeFacturation"]["idMoe"] == MOE


BAD_OPENINGS = [
    {"fournisseur": {}},
    {"fournisseur": {"identifiantFournisseur": "99999999999999"}},
    {"destinataire": {"codeDestinataire": "99999999999999"}},
    {"numeroFactureSaisi": "N" * 21},
    {"cadreDeFacturation": {"codeCadreFacturation": codes.CADRES["A16"]}},
    {"cadreDeFacturation": {"codeCadreFacturation": codes.CADRES["A1"]}},
    {
        "cadreDeFacturation": {
            "codeCadreFacturation": codes.CADRES["A4"],
            "identifiantMoe": "99999999999999",
        }
    },
    {
        "cadreDeFacturation": {
            "codeCadreFacturation": codes.CADRES["A4"],
            "idMoe": MOE,
            "codeServiceMoe": "INCONNU",
        }
    },
    {"cadreDeFacturation": {}},
    {"pieceJointePrincipale": [{"pieceJointePrincipaleId": 1}]},
]


@pytest.mark.parametrize("changed", BAD_OPENINGS)
def test_wrong_openings(client, changed):
    got = client.call(f"{API}/soumettre", opening(client, "A4", "API-2", **changed))
    assert got.status == 200 and got.json["codeRetour"] != 0
    assert client.control("GET", "invoices")["invoices"] == []


@pytest.mark.parametrize(
    ("role", "cadre", "desk"),
    [
        ("moe", "A15", "MISE_A_DISPOSITION_MOA"),
        ("moe", "A16", "MISE_A_DISPOSITION"),
        ("moe", "A17", "MISE_A_DISPOSITION_MOA"),
        ("moe", "A18", "A_ASSOCIER_FOURNISSEUR"),
        ("moa", "A19", "MISE_A_DISPOSITION"),
        ("moa", "A20", "A_ASSOCIER_FOURNISSEUR"),
    ],
)
def test_files_that_moe_or_moa_open(client, role, cadre, desk):
    """A15 to A20 without a previous document, each by its own party."""
    party = sandbox_client.Client(client.url, role)
    body = opening(client, cadre, f"O-{cadre}")
    assert client.call(f"{API}/soumettre", body).json["codeRetour"] != 0
    number = party.ok(f"{API}/soumettre", body)["idFactureTravaux"]
    client.advance(60)
    assert world.statut(client, number) == desk
    dossier = {"idFactureTravaux": number}
    file = client.ok(f"{API}/consulter/dossierfacturation", dossier)
    assert [x["idFactureTravaux"] for x in file["listeFactureTravaux"]] == [number]


def test_a_refused_document_is_not_followed(client, moe, statement):
    body = {"idFactureTravaux": statement, "commentaire": "Quantités"}
    moe.ok(f"{API}/refuser", body)
    got = submit(moe, statement, "A15", "EA-9")
    assert got["codeRetour"] != 0
    assert "Refusee par la MOE" in got["libelle"] and "REFUSEE" not in got["libelle"]
    assert world.statut(client, statement) == "REFUSEE_MOE"


def test_a_new_copy_of_a_refused_document(client, moe, statement):
    """Deposited with a new number that names the refused one: same file."""
    body = {"idFactureTravaux": statement, "commentaire": "Quantités"}
    moe.ok(f"{API}/refuser", body)
    again = world.WORKS | {"origine": "SIT-1"}
    number = world.invoice(client, numero="SIT-1B", **again)
    assert world.statut(client, statement) == "DUPLIQUE_APRES_REFUS"
    assert world.statut(client, number) == "MISE_A_DISPOSITION_MOE"
    file = client.ok(
        f"{API}/consulter/dossierfacturation", {"idFactureTravaux": number}
    )
    assert len(file["listeFactureTravaux"]) == 2


def test_amounts_of_the_moe_may_differ(client, moe, statement):
    number = submit(moe, statement, "A15", "EA-D")["idFactureTravaux"]
    body = {"idFactureTravaux": statement}
    file = client.ok(f"{API}/consulter/dossierfacturation", body)["listeFactureTravaux"]
    assert [x["montantTTC"] for x in file] == [120, 108]
    assert [x["idFactureTravaux"] for x in file] == [statement, number]


def test_final_statement_is_shown_to_both(client, moe, moa):
    """What proves that both have it, from which the delays run."""
    number = world.invoice(client, numero="PDF-B", **world.WORKS | {"cadre": "A7"})
    for party, role in ((moe, "MOE"), (moa, "MOA")):
        (row,) = search(party, role)["listeFacturesTravaux"]
        assert row["idFactureTravaux"] == number
        assert row["dateMiseADispositionMoe"] == row["dateMiseADispositionMoa"]
        assert row["dateMiseADispositionMoa"]
    monthly = world.invoice(client, numero="SIT-B", **world.WORKS)
    rows = search(moa, "MOA")["listeFacturesTravaux"]
    row = next(x for x in rows if x["idFactureTravaux"] == monthly)
    assert "dateMiseADispositionMoa" not in row


def test_tacit_procedure_waits_ten_days(client, moe, moa):
    """A22 at the MOA's desk, with a copy for the MOE; A23 and A24 after ten days."""
    final = world.invoice(client, numero="PDF-T", **world.WORKS | {"cadre": "A7"})
    draft = submit(client, final, "A22", "PDF-T-PG")["idFactureTravaux"]
    client.advance(10)
    assert world.statut(client, final) == "REMPLACEE_PAR_A22"
    assert world.statut(client, draft) == "MISE_A_DISPOSITION_MOA"
    rows = search(moe, "MOE")["listeFacturesTravaux"]
    row = next(x for x in rows if x["idFactureTravaux"] == draft)
    assert row["dateMiseADispositionMoe"], "the MOE has its copy"
    for party, cadre in ((client, "A23"), (moe, "A24")):
        got = submit(party, draft, cadre, "TROP-TOT")
        assert got["codeRetour"] != 0 and "ecoules" in got["libelle"]
    client.advance(10 * 86400)
    fresh(client, moe, moa)
    assert submit(moa, draft, "A23", "PAS-LUI")["codeRetour"] != 0
    tacit = submit(client, draft, "A23", "DGD-T")["idFactureTravaux"]
    client.advance(60)
    assert world.statut(client, tacit) == "MISE_A_DISPOSITION"
    assert world.statut(client, draft) == "ASSOCIEE"


def test_the_moe_may_deposit_the_tacit_statement(client, moe, moa):
    final = world.invoice(client, numero="PDF-U", **world.WORKS | {"cadre": "A7"})
    draft = submit(client, final, "A22", "PDF-U-PG")["idFactureTravaux"]
    client.advance(10 * 86400 + 60)
    fresh(client, moe, moa)
    assert submit(moe, draft, "A24", "DGD-U")["codeRetour"] == 0


def test_the_moa_answers_in_time(client, moa):
    final = world.invoice(client, numero="PDF-V", **world.WORKS | {"cadre": "A7"})
    draft = submit(client, final, "A22", "PDF-V-PG")["idFactureTravaux"]
    client.advance(60)
    assert submit(moa, draft, "A25", "DGD-V")["codeRetour"] == 0


def test_the_40_reasons_are_listed(client):
    got = client.ok(
        "transverses/recuperer/motifs/refus/Facture/AValider",
        {"codeCadreFacturationAValider": codes.CADRES["A9"]},
    )
    found = got["listeMotifRefusFactureAValider"]
    assert len(found) == 40
    assert {"ERR_VALIDEUR", "JUSTIF_ABS", "TX_TVA_ERR"} <= {
        x["codeMotif"] for x in found
    }
