# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Statuses, who moves them, and the clock (spec §3.2, §3.3)."""

import base64
import io
import json
import zipfile

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from lxml import etree
from sandbox import codes, contract, formats, lifecycle

HISTORY = "factures/consulter/historique"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("lifecycle")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


@pytest.fixture
def buyer(client):
    return sandbox_client.Client(client.url, "acheteur")


@pytest.fixture
def validator(client):
    return sandbox_client.Client(client.url, "valideur")


def history(client, number):
    shown = client.ok(HISTORY, {"idFacture": number})
    return [x["histoStatutCode"] for x in shown["historiquesDesStatuts"]["histoStatut"]]


def test_the_56_statuses_have_labels():
    assert len(codes.STATUTS) == 56
    assert set(codes.STATUTS) == set(contract.ENUMS["STATUT_FACTURE"])


def test_flow_goes_through_its_states(client):
    client.control("POST", "clock", {"pause": True})
    number = world.deposited(client, samples.facturx())
    seen = []
    for _second in range(21):
        state = world.report(client, number)["etatCourantDepotFlux"]
        if state not in seen:
            seen.append(state)
        client.advance(1)
    assert seen == [
        "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP",
        "IN_RECU",
        "IN_TRAITE_SE_CPP",
        "IN_EN_ATTENTE_TRAITEMENT_CPP",
        "IN_EN_COURS_TRAITEMENT_CPP",
        "IN_INTEGRE",
    ]


def test_invoice_appears_when_the_flow_ends(client):
    client.control("POST", "clock", {"pause": True})
    world.deposited(client, samples.facturx())
    search = "factures/rechercher/fournisseur"
    client.advance(19)
    assert client.call(search).json["codeRetour"] == 20000
    seen = []
    for _second in range(25):
        client.advance(1)
        statut = client.ok(search)["listeFactures"][0]["statut"]
        if statut not in seen:
            seen.append(statut)
    assert seen == ["DEPOSEE", "EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION"]


def test_history_keeps_the_instants_of_a_long_absence(client):
    """Steps that fell due while nobody asked carry their own time."""
    client.control("POST", "clock", {"pause": True})
    world.deposited(client, samples.facturx())
    client.advance(86400)
    client.token = None  # an hour is all that a token lasts
    row = client.ok("factures/rechercher/fournisseur")["listeFactures"][0]
    number = row["identifiantFactureCPP"]
    rows = client.ok(HISTORY, {"idFacture": number})["historiquesDesStatuts"]
    moments = [x["histoStatutDatePassage"] for x in rows["histoStatut"]]
    assert [x["histoStatutCode"] for x in rows["histoStatut"]] == [
        "MISE_A_DISPOSITION",
        "EN_COURS_ACHEMINEMENT",
        "DEPOSEE",
    ]
    assert moments == sorted(moments, reverse=True)
    yesterday = client.control("GET", "clock")["epoch"] - 86000
    assert moments[0] < formats.minute(yesterday)


def test_pause_freezes_time(client):
    client.control("POST", "clock", {"pause": True})
    before = client.control("GET", "clock")["epoch"]
    assert client.control("GET", "clock")["epoch"] == before
    client.control("POST", "clock", {"advance": 60})
    assert client.control("GET", "clock")["epoch"] == before + 60
    client.control("POST", "clock", {"pause": False})
    assert client.control("GET", "clock")["epoch"] >= before + 60


@pytest.mark.parametrize("order", [{"advance": -1}, {"advance": "1"}, {"pause": 1}, []])
def test_wrong_clock_orders(client, order):
    got = client.send("POST", "/_sandbox/clock", json.dumps(order))
    assert got.status == 400


@pytest.mark.parametrize("start", sorted(lifecycle.RECIPIENT))
def test_recipient_transitions(client, buyer, start):
    """Every pair of statuses: the table's are accepted, all others are 20002."""
    number = world.invoice(client, numero=f"T-{start}"[:20])
    for target in codes.STATUTS:
        world.set_status(client, number, start, "retour", force=True)
        body = {"idFacture": number, "nouveauStatut": target, "motif": "Motif"}
        got = buyer.call("factures/traiter/recue", body).json
        if target in lifecycle.RECIPIENT[start]:
            assert (got["codeRetour"], got["nouveauStatut"]) == (0, target)
            assert world.statut(client, number) == target
        else:
            assert got["codeRetour"] == 20002, (start, target)


def test_table_of_transitions_is_the_specification():
    treatable = ("MISE_A_DISPOSITION", "COMPLETEE", "SERVICE_FAIT", "MANDATEE")
    for start in treatable:
        assert {"A_RECYCLER", "SUSPENDUE", "REJETEE", "MISE_EN_PAIEMENT"} <= set(
            lifecycle.RECIPIENT[start]
        )
    assert "MANDATEE" in lifecycle.RECIPIENT["MISE_A_DISPOSITION"]
    for final in ("REJETEE", "MISE_EN_PAIEMENT", "SUSPENDUE", "A_RECYCLER", "DEPOSEE"):
        assert final not in lifecycle.RECIPIENT


@pytest.mark.parametrize("statut", ["REJETEE", "SUSPENDUE"])
def test_reason_is_compulsory(client, buyer, statut):
    number = world.invoice(client)
    body = {"idFacture": number, "nouveauStatut": statut}
    assert buyer.call("factures/traiter/recue", body).json["codeRetour"] != 0
    got = client.send(
        "POST", f"/_sandbox/invoices/{number}/status", f'{{"statut": "{statut}"}}'
    )
    assert got.status == 400
    assert world.statut(client, number) == "MISE_A_DISPOSITION"


def test_recipient_that_does_not_report_payment(client, buyer):
    number = world.invoice(client, destinataire="12345678200093")
    body = {"idFacture": number, "nouveauStatut": "MISE_EN_PAIEMENT"}
    assert buyer.call("factures/traiter/recue", body).json["codeRetour"] == 20002
    body["nouveauStatut"] = "COMPTABILISEE"
    buyer.ok("factures/traiter/recue", body)


def test_suspended_then_completed(client):
    number = world.invoice(client)
    complete = {"identifiantFactureCPP": number, "commentaire": "Voici"}
    got = client.call("factures/completer", complete).json
    assert (got["codeRetour"], got["libelle"]) == (20002, "GDP_MSG_11.033")
    world.set_status(client, number, "SUSPENDUE", "Bon manquant")
    file = world.attachment(client)
    complete["pieceJointeComplementaire"] = [
        {
            "pieceJointeComplementaireDesignation": "Bon",
            "pieceJointeComplementaireType": "BDL",
            "pieceJointeComplementaireId": file,
        }
    ]
    client.ok("factures/completer", complete)
    assert history(client, number)[:2] == ["COMPLETEE", "SUSPENDUE"]
    shown = client.ok(
        "factures/consulter/fournisseur", {"identifiantFactureCPP": number}
    )
    pieces = shown["facture"]["listeDesPiecesJointes"]["pieceJointe"]
    assert [p["pieceJointeId"] for p in pieces] == [file]
    world.set_status(client, number, "MANDATEE")


def test_completing_with_someone_elses_file(client):
    other = sandbox_client.Client(client.url, "fournisseur2")
    file = world.attachment(other)
    number = world.invoice(client, ("SUSPENDUE", "Bon manquant"))
    piece = {
        "pieceJointeComplementaireDesignation": "Bon",
        "pieceJointeComplementaireType": "BDL",
        "pieceJointeComplementaireId": file,
    }
    body = {"identifiantFactureCPP": number, "pieceJointeComplementaire": [piece]}
    assert client.call("factures/completer", body).json["codeRetour"] != 0
    assert world.statut(client, number) == "SUSPENDUE"


def test_recycled_with_the_same_number(client):
    number = world.invoice(client, ("A_RECYCLER", "Mauvais service"), numero="RECYCLE")
    body = {
        "identifiantFactureCPP": number,
        "destinataire": {"codeDestinataire": "12345678200028"},
    }
    assert client.call("factures/recycler", body).json["codeRetour"] != 0
    body["destinataire"]["codeServiceExecutant"] = "SERVICE_DEST_SERV_OBL"
    got = client.ok("factures/recycler", body)
    assert got["statutFacture"] == "EN_COURS_ACHEMINEMENT"
    assert got["numeroFacture"] == "RECYCLE"
    client.advance(30)
    assert world.statut(client, number) == "MISE_A_DISPOSITION"
    shown = client.ok(
        "factures/consulter/fournisseur", {"identifiantFactureCPP": number}
    )
    recipient = shown["facture"]["destinataire"]
    assert recipient["codeDestinataire"] == "12345678200028"
    assert recipient["codeServiceExecutant"] == "SERVICE_DEST_SERV_OBL"
    assert client.call("factures/recycler", body).json["codeRetour"] != 0


def test_rejection_is_handled_once_seen(client):
    number = world.invoice(client, ("REJETEE", "Prestation non faite"))
    todo = "factures/rechercher/atraiter/fournisseur"
    assert client.ok(todo)["listeFactures"][0]["identifiantFactureCPP"] == number
    assert client.call(todo, {"masquerRejetee": True}).json["codeRetour"] == 20000
    shown = client.ok(HISTORY, {"idFacture": number})["historiquesDesStatuts"]
    assert shown["histoStatut"][0]["histoStatutCommentaire"] == "Prestation non faite"
    client.ok(
        "factures/traiterRejet",
        {"listeDemandePaiement": [{"idDemandePaiement": number}]},
    )
    assert client.call(todo).json["codeRetour"] == 20000
    row = client.ok("factures/rechercher/fournisseur")["listeFactures"][0]
    assert (row["statut"], row["rejetTraite"]) == ("REJETEE", True)
    actions = client.ok(HISTORY, {"idFacture": number})
    assert actions["derniereAction"]["derniereActionCode"] == "TRAITEMENT_REJET"


def test_handling_is_all_or_nothing(client):
    rejected = world.invoice(client, ("REJETEE", "Non"), numero="R-1")
    other = world.invoice(client, numero="R-2")
    listed = [{"idDemandePaiement": rejected}, {"idDemandePaiement": other}]
    got = client.call("factures/traiterRejet", {"listeDemandePaiement": listed}).json
    assert got["codeRetour"] != 0
    handled = client.call("factures/rechercher/fournisseur", {"rejetTraite": True})
    assert handled.json["codeRetour"] == 20000


def subcontracted(client, number="A9-1"):
    body = world.submission(number, **world.SUBCONTRACTOR)
    got = client.ok("factures/soumettre", body)
    assert got["statutFacture"] == "A_VALIDER_1"
    return got["identifiantFactureCPP"]


def test_validated(client, validator):
    number = subcontracted(client)
    body = {"idFacture": number, "action": "VALIDATION"}
    assert validator.ok("factures/traiter/factureAValider", body)
    client.advance(60)
    assert history(client, number) == [
        "MISE_A_DISPOSITION",
        "EN_COURS_ACHEMINEMENT",
        "DEPOSEE",
        "VALIDEE_1",
        "A_VALIDER_1",
    ]
    got = validator.call("factures/traiter/factureAValider", body).json
    assert got["codeRetour"] != 0


def test_refused_by_the_validator(client, validator):
    number = subcontracted(client)
    body = {"idFacture": number, "action": "REFUS"}
    path = "factures/traiter/factureAValider"
    assert validator.call(path, body).json["codeRetour"] != 0
    validator.ok(path, body | {"motifRefus": "Erreur de montant"})
    assert world.statut(client, number) == "REFUSEE_1"
    assert client.call(path, body).json["codeRetour"] == 20001


def test_validator_who_says_nothing(client):
    number = subcontracted(client)
    client.advance(15 * 86400 - 60)
    assert world.statut(client, number) == "A_VALIDER_1"
    client.advance(120)
    client.token = None
    assert "ABSENCE_VALIDATION_1_HORS_DELAI" in history(client, number)
    assert world.statut(client, number) == "MISE_A_DISPOSITION"


def test_wrong_validator_is_corrected(client, validator):
    number = subcontracted(client)
    body = {"idFacture": number, "action": "ERREUR_VALIDEUR"}
    validator.ok("factures/traiter/factureAValider", body)
    assert world.statut(client, number) == "ERREUR_FOURNISSEUR_SUR_VALIDEUR"
    path = "factures/corriger/valideur/facture"
    unknown = {"idFacture": number, "identifiantStructure": "99999999999999"}
    assert client.call(path, unknown).json["codeRetour"] != 0
    client.ok(path, {"idFacture": number, "idStructure": world.VALIDATOR})
    assert world.statut(client, number) == "A_VALIDER_1"


def test_recipient_does_not_see_an_invoice_to_validate(client, buyer):
    subcontracted(client)
    assert buyer.call("factures/rechercher/recipiendaire").json["codeRetour"] == 20000


SUBMIT_ERRORS = [
    ({"numeroFactureSaisi": "N" * 21}, "20 caracteres"),
    ({"lignePoste": []}, "lignePoste"),
    ({"modeDepot": "DEPOT_PDF_API"}, "pieceJointePrincipale"),
    ({"destinataire": {"codeDestinataire": "12345678200028"}}, "codeServiceExecutant"),
    ({"destinataire": {"codeDestinataire": "99999999999999"}}, "codeDestinataire"),
    ({"fournisseur": {"idFournisseur": 26262963}}, "idFournisseur"),
    (
        {"cadreDeFacturation": {"codeCadreFacturation": "A12_FACTURE_COTRAITANT"}},
        "codeStructureValideur",
    ),
    (
        {
            "references": {
                "deviseFacture": "EUR",
                "typeFacture": "FACTURE",
                "typeTva": "EXONERATION",
            }
        },
        "motifExonerationTva",
    ),
]


@pytest.mark.parametrize(("changed", "part"), SUBMIT_ERRORS)
def test_submission_errors(client, changed, part):
    got = client.call("factures/soumettre", world.submission(**changed)).json
    assert got["codeRetour"] != 0 and part in got["libelle"]


def test_submission_and_certificate(client):
    got = client.ok("factures/soumettre", world.submission())
    assert len(got["empreinteCertificatDepot"]) == 64
    assert got["identifiantStructure"] == "33254021516357"
    again = client.call("factures/soumettre", world.submission()).json
    assert "deja depose" in again["libelle"]


def test_pdf_then_submission(client):
    file = base64.b64encode(samples.facturx(numero="OCR-1")).decode()
    body = {
        "fichierFacture": file,
        "nomFichier": "f.pdf",
        "formatDepot": "PDF_NON_SIGNE",
    }
    read = client.ok("factures/deposer/pdf", body)
    assert (read["numeroFacture"], read["montantAPayer"]) == ("OCR-1", 120)
    todo = client.ok("factures/rechercher/atraiter/fournisseur")["listeFactures"]
    assert [x["statut"] for x in todo] == ["INTERPRETEE_OCR"]
    main = {
        "pieceJointePrincipaleDesignation": "Facture",
        "pieceJointePrincipaleId": read["pieceJointeId"],
    }
    order = world.submission("OCR-1", modeDepot="DEPOT_PDF_API")
    got = client.ok("factures/soumettre", order | {"pieceJointePrincipale": [main]})
    assert got["statutFacture"] == "DEPOSEE"
    rows = client.ok("factures/rechercher/fournisseur")["listeFactures"]
    assert [x["identifiantFactureCPP"] for x in rows] == [got["identifiantFactureCPP"]]


def download(client, *numbers, **more):
    body = {"listeFacture": [{"idFacture": n} for n in numbers], "format": "PDF"} | more
    got = client.ok("factures/telecharger/groupe", body)
    return base64.b64decode(got["fichierResultat"])


def test_downloads(client):
    file = samples.facturx(numero="TEL-1")
    number = world.deposited(client, file)
    client.advance(60)
    row = client.ok("factures/rechercher/fournisseur", {"numeroFluxDepot": number})
    first = row["listeFactures"][0]["identifiantFactureCPP"]
    assert download(client, first) == file
    keyed = client.ok("factures/soumettre", world.submission())["identifiantFactureCPP"]
    assert download(client, keyed).startswith(b"%PDF-")
    group = zipfile.ZipFile(io.BytesIO(download(client, first, keyed)))
    assert {n.split("/")[0] for n in group.namelist()} == {"TEL-1", "SAISIE-1"}
    pivot = etree.fromstring(download(client, first, keyed, format="PIVOT"))
    assert [n.text for n in pivot.iter("NumeroFacture")] == ["TEL-1", "SAISIE-1"]
    actions = client.ok(HISTORY, {"idFacture": first})
    assert actions["derniereAction"]["derniereActionCode"] == "TELECHARGEMENT_FACTURE"


def test_force_sets_any_status(client):
    number = world.invoice(client)
    world.set_status(client, number, "STATUT_DE_DEMAIN", force=True)
    assert world.statut(client, number) == "STATUT_DE_DEMAIN"
