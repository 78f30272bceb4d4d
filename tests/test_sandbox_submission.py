# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices keyed or sent as PDF, and downloads (portal.md §2.4–2.6)."""

import base64
import io
import zipfile

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world

HISTORY = "factures/consulter/historique"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("submission")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


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
    actions = client.ok(HISTORY, {"idFacture": first})
    assert actions["derniereAction"]["derniereActionCode"] == "TELECHARGEMENT_FACTURE"
