# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Statuses, who moves them, and the clock (portal.md §3.2, §3.3)."""

import json

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from sandbox import codes, contract, formats

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


@pytest.mark.parametrize("state", ["IN_INCIDENTE", "IN_EN_ATTENTE_RETRAITEMENT_CPP"])
def test_flow_held_by_the_exchange_system(client, state):
    number = world.deposited(client, samples.facturx())
    client.control("POST", f"flows/{number}/status", {"etat": state})
    client.advance(60)
    assert world.report(client, number)["etatCourantDepotFlux"] == state
    assert client.control("GET", "invoices")["invoices"] == []
    again = world.judged(client, samples.facturx())
    assert again["etatCourantDepotFlux"] == "IN_INTEGRE"
    for path, order in ((number, {"etat": "X"}), (number, {"etat": state})):
        got = client.send("POST", f"/_sandbox/flows/{path}/status", json.dumps(order))
        assert got.status == 400


# Written from portal.md §3.3, not from the sandbox's own table.
BACK = {"A_RECYCLER", "SUSPENDUE", "REJETEE"}
FORWARD = {"MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE", "MISE_EN_PAIEMENT"}
ALLOWED = {
    "MISE_A_DISPOSITION": BACK | FORWARD | {"SERVICE_FAIT", "MANDATEE"},
    "COMPLETEE": BACK | FORWARD | {"SERVICE_FAIT", "MANDATEE", "MISE_A_DISPOSITION"},
    "SERVICE_FAIT": BACK | FORWARD | {"MANDATEE", "MISE_A_DISPOSITION"},
    "MANDATEE": BACK | FORWARD | {"MISE_A_DISPOSITION"},
    "MISE_A_DISPOSITION_COMPTABLE": {
        "COMPTABILISEE",
        "MISE_EN_PAIEMENT",
        "SUSPENDUE",
        "REJETEE",
    },
    "COMPTABILISEE": {"MISE_EN_PAIEMENT", "SUSPENDUE", "REJETEE"},
    **dict.fromkeys(
        ("DEPOSEE", "EN_COURS_ACHEMINEMENT", "A_VALIDER_1", "SUSPENDUE", "A_RECYCLER"),
        set(),
    ),
    **dict.fromkeys(("REJETEE", "MISE_EN_PAIEMENT"), set()),
}


@pytest.mark.parametrize("start", ALLOWED)
def test_recipient_transitions(client, buyer, start):
    """Every pair of statuses: the table's are accepted, all others are 20002."""
    number = world.invoice(client, numero=f"T-{start}"[:20])
    for target in codes.STATUTS:
        world.set_status(client, number, start, "retour", force=True)
        body = {"idFacture": number, "nouveauStatut": target, "motif": "Motif"}
        got = buyer.call("factures/traiter/recue", body).json
        if target in ALLOWED[start]:
            assert (got["codeRetour"], got["nouveauStatut"]) == (0, target)
            assert world.statut(client, number) == target
        else:
            assert got["codeRetour"] == 20002, (start, target)


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


def test_force_sets_any_status(client):
    number = world.invoice(client)
    world.set_status(client, number, "STATUT_DE_DEMAIN", force=True)
    assert world.statut(client, number) == "STATUT_DE_DEMAIN"


def test_the_control_address_tells_what_happened(client):
    """Each status with its comment, what people did, and whose answer a call got."""
    number = world.invoice(client)
    world.set_status(client, number, "SUSPENDUE", "RIB")
    body = {"identifiantFactureCPP": number, "commentaire": "Voici"}
    client.ok("factures/completer", body)
    rows = client.send("GET", "/_sandbox/invoices?historique=1").json["invoices"]
    (row,) = [row for row in rows if row["id"] == number]
    told = [(event["statut"], event["motif"]) for event in row["evenements"]]
    assert told[-2:] == [("SUSPENDUE", "RIB"), ("COMPLETEE", "Voici")]
    assert row["actions"] == ["ACQUITTEMENT_SUSPENSION"]
    assert (
        "evenements" not in client.send("GET", "/_sandbox/invoices").json["invoices"][0]
    )
    order = {"kind": "http_503", "operation": "factures/completer", "count": 1}
    client.send("POST", "/_sandbox/faults", json.dumps(order))
    client.call("factures/completer", body)
    asked = client.send("GET", "/_sandbox/requests?operation=factures/completer").json
    assert [row.get("own_status") for row in asked["requests"]] == [200, None]
