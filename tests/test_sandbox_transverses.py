# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""APIs without an official file: transverses, users, commitments (portal.md §2.12)."""

import base64
import io
import zipfile

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from sandbox import contract


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("transverses")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


# path, body, list, members of its first object
LISTS = [
    ("recuperer/tauxtva", {"codeLangue": "FR"}, "listeTauxTva")
    + ({"codeTauxTva", "libelleTauxTva", "valeurTauxTva"},),
    ("recuperer/motifs/exonerationtva", {}, "listeMotifsExonerationTva")
    + ({"codeMotifExonerationTva", "libelleMotifExonerationTva"},),
    ("recuperer/devises", {}, "listeDevises", {"codeDevise", "libelleDevise"}),
    ("recuperer/pays", {}, "listePays", {"codePays", "libellePays"}),
    ("recuperer/modereglements", {}, "listeModePaiement", {"modePaiement"}),
    ("recuperer/modedepot", {}, "listeModeDepot", {"modeDepot"}),
    ("recuperer/typedp", {}, "listeTypeDemandePaiement", {"typeDemandePaiement"}),
    ("recuperer/typefacturetravaux", {}, "listeTypeFactureTravaux")
    + ({"typeFactureTravaux"},),
    ("recuperer/typeidentifiant/structure", {}, "listeTypeIdentifiant")
    + ({"typeIdentifiantStructure"},),
    ("recuperer/formatflux", {}, "listeFormatFlux", {"formatFlux"}),
    ("recuperer/syntaxeflux", {"formatFlux": "IN_DP_E2_FACTURX"}, "listeSyntaxeFlux")
    + ({"syntaxeFlux"},),
    ("recuperer/cadrefacturation", {"typeDemandePaiement": "FACTURE"})
    + ("listeCadreFacturation", {"codeCadreFacturation"}),
    ("recuperer/etat/typedp", {"typeDemandePaiement": "FACTURE"})
    + ("listeEtatDemandePaiement", {"etatDemandePaiement"}),
    ("recuperer/etats/traitement", {"statutCourant": "MISE_A_DISPOSITION"})
    + ("listeStatutsPossiblesPourTraitement", {"statutPossiblePourTraitement"}),
    ("recuperer/typespj", {"typeObjet": "FACTURE"}, "listeTypePieceJointe")
    + (
        {
            "idTypePieceJointe",
            "codeTypePieceJointe",
            "libelleTypePieceJointe",
            "typeObjet",
        },
    ),
    ("recuperer/motifs/refus/Facture/AValider", {}, "listeMotifRefusFactureAValider")
    + ({"idMotif", "codeMotif", "libelleMotif"},),
    ("recuperer/coordbanc/valides", {"idStructure": world.SUPPLIER})
    + ("listeCoordonneeBancaire", {"idCoordonneeBancaire", "nomCoordonneeBancaire"}),
    ("recuperer/structures/actives/fournisseur", {}, "listeStructures")
    + ({"idStructureCPP", "identifiant", "designationStructure"},),
    ("rechercher/destinataire", {"identifiant": "12345678200051"})
    + (
        "listeDestinataires",
        {
            "idStructureCPP",
            "siret",
            "nomDestinataire",
            "adresseCodePostal",
            "adresseVille",
        },
    ),
]


@pytest.mark.parametrize(
    ("path", "body", "name", "members"), LISTS, ids=[x[0] for x in LISTS]
)
def test_lists(client, path, body, name, members):
    got = client.ok(f"transverses/{path}", body)
    assert set(got[name][0]) == members
    assert got["libelle"] in ("TRA_MSG_00.000", "GCU_MSG_01_000")


OTHERS = [
    ("recuperer/structures/actives/facturetravaux", {}),
    ("recuperer/structuresPourUtilisateur", {"espaceFo": "x"}),
    ("recuperer/services/executantetat", {}),
    ("recuperer/services/structure", {"idStructure": world.RECIPIENT}),
    ("recuperer/utilisateurs/service", {"idService": world.SERVICE}),
    ("rechercher/serviceexecutant", {"idDestinataireCPP": world.RECIPIENT}),
    ("rechercher/categorieSollicitation", {}),
    ("rechercher/sousCategorieSollicitation", {"idCategorie": 1}),
    ("recuperer/typestructure", {}),
]


@pytest.mark.parametrize(("path", "body"), OTHERS, ids=[x[0] for x in OTHERS])
def test_other_lists_are_filled(client, path, body):
    got = client.ok(f"transverses/{path}", body)
    assert any(isinstance(v, list) and v for v in got.values())


def test_frameworks_of_simple_invoices(client):
    body = {"typeDemandePaiement": "FACTURE"}
    got = client.ok("transverses/recuperer/cadrefacturation", body)
    codes = [x["codeCadreFacturation"] for x in got["listeCadreFacturation"]]
    assert [c.split("_")[0] for c in codes] == ["A1", "A2", "A9", "A12"]
    assert codes == contract.ENUMS["CADRE_SIMPLE"]


def test_recipient_structures_of_a_buyer(client):
    buyer = sandbox_client.Client(client.url, "acheteur")
    path = "transverses/recuperer/structures/actives/destinataire"
    found = {x["identifiant"] for x in buyer.ok(path)["listeStructures"]}
    assert "12345678200051" in found
    assert "12345678200085" not in found  # inactive
    assert client.ok(path)["listeStructures"] == []


def test_two_hundred_and_eighteen_services(client):
    body = {"structure": {"identifiantStructure": "12345678200101"}}
    number = client.ok("structures/rechercher", body)["listeStructures"][0]
    request = {"idStructure": number["idStructureCPP"]}
    path = "structures/rechercher/services"
    first = client.ok(path, request)
    assert len(first["listeServices"]) == 10
    assert first["parametresRetour"]["total"] == 218
    request["parametresRechercherServicesStructure"] = {"nbResultatsParPage": 10000}
    assert len(client.ok(path, request)["listeServices"]) == 218


def test_private_structures_are_hidden_by_default(client):
    body = {"structure": {"identifiantStructure": "44467890100015"}}
    assert client.ok("structures/rechercher", body)["listeStructures"] == []
    body["restreindreStructuresPrivees"] = False
    assert len(client.ok("structures/rechercher", body)["listeStructures"]) == 1
    assert client.call("structures/rechercher", {}).json["codeRetour"] != 0


def test_what_each_structure_demands(client):
    flags = ("codeServiceDoitEtreRenseigne", "numeroEJDoitEtreRenseigne")
    wanted = {
        "12345678200051": (False, False),
        "12345678200036": (False, True),
        "12345678200028": (True, False),
        "12345678200044": (True, True),
        "11000201100044": (True, True),
    }
    for siret, values in wanted.items():
        body = {"structure": {"identifiantStructure": siret}}
        found = client.ok("structures/rechercher", body)["listeStructures"][0]
        number = {"idStructureCPP": found["idStructureCPP"]}
        shown = client.ok("structures/consulter", number)["parametres"]
        assert tuple(shown[f] for f in flags) == values


def test_password_expiry_of_the_own_structure_only(client):
    path, name = "structures/consulter", "dateExpirationMotPasseCompteTech"
    own = client.ok(path, {"idStructureCPP": world.SUPPLIER})["informationGenerales"]
    assert own[name] > client.control("GET", "clock")["now"]
    other = client.ok(path, {"idStructureCPP": world.RECIPIENT})["informationGenerales"]
    assert name not in other


def test_commitments(client):
    path = "engagementsJuridiques/rechercher"
    body = {"structureReceptriceEngagementJuridique": str(world.SUPPLIER)}
    found = client.ok(path, body | {"numeroEngagementJuridique": "EJ20260001"})
    (row,) = found["listeEngagementJuridique"]
    assert row["libelleEtatCourantEJ"] == "COMMANDE"
    missing = client.ok(path, body | {"numeroEngagementJuridique": "RIEN"})
    assert missing["listeEngagementJuridique"] == []
    other = sandbox_client.Client(client.url, "fournisseur2")
    assert other.ok(path, body)["listeEngagementJuridique"] == []


def test_rattachements(client):
    got = client.ok("utilisateurs/monCompte/recuperer/rattachements")
    (row,) = got["listeStructureRattachement"]
    assert row["identifiantStructure"] == "33254021516357"
    assert row["statutRattachementStructure"] == "VALIDEE"
    assert row["listeServicesRattache"][0]["codeService"] == "FACTURATION"


def test_files_of_the_account(client):
    number = world.attachment(client)
    for path, body in (
        ("rechercher/pj/moncompte", {}),
        ("rechercher/pj/structure", {"idStructureCPP": world.SUPPLIER}),
    ):
        (row,) = client.ok(f"transverses/{path}", body)["listePiecesJointes"]
        assert row["pieceJointeId"] == number
        assert row["pieceJointeExtension"] == "pdf"
    body = {"idStructureCPP": 26262963}
    got = client.call("transverses/rechercher/pj/structure", body).json
    assert got["codeRetour"] != 0
    client.ok("transverses/detacherPieceJointe", {"idPieceJointeObjet": number})
    assert client.ok("transverses/rechercher/pj/moncompte")["listePiecesJointes"] == []


@pytest.mark.parametrize(
    "changed",
    [
        {"pieceJointeFichier": "AAA"},
        {"pieceJointeExtension": "exe", "pieceJointeNom": "virus"},
        {"pieceJointeTypeMime": None},
    ],
)
def test_files_refused(client, changed):
    body = {
        "pieceJointeFichier": base64.b64encode(b"bon").decode(),
        "pieceJointeNom": "bon.pdf",
        "pieceJointeTypeMime": "application/pdf",
        "pieceJointeExtension": "pdf",
    } | changed
    assert client.call("transverses/ajouter/fichier", body).json["codeRetour"] != 0


def test_file_over_ten_megabytes(client):
    big = base64.b64encode(b"0" * (10 * 2**20 + 1)).decode()
    body = {
        "pieceJointeFichier": big,
        "pieceJointeNom": "gros.pdf",
        "pieceJointeTypeMime": "application/pdf",
        "pieceJointeExtension": "pdf",
    }
    got = client.call("transverses/ajouter/fichier", body)
    assert (got.status, got.json["codeRetour"]) == (200, 20003)


def test_file_of_an_invoice(client):
    file = samples.facturx()
    world.deposited(client, file)
    client.advance(60)
    number = client.ok("factures/rechercher/fournisseur")["listeFactures"][0]
    wanted = {
        "objetPieceJointe": "DEMANDE_PAIEMENT",
        "demandePaiement": {
            "format": "PDF",
            "listeFacture": [{"idFacture": number["identifiantFactureCPP"]}],
        },
    }
    got = client.call("transverses/telecharger/pieceJointe", wanted).json
    assert set(got) == {"pieceJointe"}
    assert base64.b64decode(got["pieceJointe"]) == file
    wanted["objetPieceJointe"] = "SOLLICITATION"
    got = client.call("transverses/telecharger/pieceJointe", wanted).json
    assert got["codeRetour"] != 0


def test_pdf_report(client):
    number = world.deposited(client, samples.facturx(paiement=""))
    client.advance(30)
    got = client.ok("transverses/consulterCR", {"numeroFluxDepot": number})
    assert got["etatCourantFlux"] == "IN_REJETE"
    assert base64.b64decode(got["fichierCR"]).startswith(b"%PDF-")


def test_unknown_flow(client):
    for name in ("consulterCR", "consulterCRDetaille"):
        body = {"numeroFluxDepot": "CPP0011117000000000000001"}
        assert client.call(f"transverses/{name}", body).json["codeRetour"] != 0
        assert client.call(f"transverses/{name}", {}).json["codeRetour"] != 0


def test_directory_is_a_zip(client):
    got = client.ok("transverses/telecharger/annuaire/destinataire")
    archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(got["fichierResultat"])))
    text = archive.read(archive.namelist()[0]).decode()
    assert "12345678200028" in text and "SERVICE_DEST_SERV_OBL" in text


def test_company_register(client):
    path = "transverses/consulter/information/siret"
    got = client.ok(path, {"siretStructure": "33254021516357"})
    assert (got["siren"], got["estActif"]) == ("332540215", True)
    assert client.call(path, {"siretStructure": "1"}).json["codeRetour"] != 0
