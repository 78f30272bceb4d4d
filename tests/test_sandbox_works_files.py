# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Works files: who opens and follows which, amounts, reasons and delays."""

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from sandbox import codes

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


def submit(client, previous, cadre, numero):
    total = {"montantHtTotal": 90, "montantTVA": 18, "montantTtcTotal": 108}
    body = {
        "idPiecePrecedente": previous,
        "cadreFacturation": codes.CADRES[cadre],
        "numeroFactureSaisi": numero,
        "montantTotal": total | {"montantAPayer": 108},
    }
    return client.call(f"{API}/soumettre", body).json


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


def test_a_document_that_the_portal_forgets(client):
    body = opening(client, "A4", "OUBLI-1")
    number = client.ok(f"{API}/soumettre", body)["idFactureTravaux"]
    client.control("DELETE", f"invoices/{number}")
    found = search(client, "FOURNISSEUR", numeroFactureTravaux="OUBLI-1")
    assert found["codeRetour"] == 20007
    history = client.call("factures/consulter/historique", {"idFacture": number}).json
    assert history["codeRetour"] == 20000
    path = f"/_sandbox/invoices/{number}"
    assert client.send("DELETE", path).status == 404
