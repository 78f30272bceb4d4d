# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The PIVOT download, read as the software of a payer reads it."""

import base64
import io
import pathlib
import zipfile

import pytest
import sandbox
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from lxml import etree

SCHEMA = etree.XMLSchema(
    etree.parse(pathlib.Path(sandbox.__file__).parent / "pivot.xsd")
)
ATTACHED = samples.pdf(
    samples.cii(numero="PIV-1"), files=[("bon.pdf", b"%PDF-1.4 bon")]
)


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("pivot")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


def integrated(client, content):
    number = world.deposited(client, content)
    client.advance(60)
    rows = client.control("GET", "invoices")["invoices"]
    return next(x["id"] for x in rows if x["numeroFluxDepot"] == number)


def pivot(client, *numbers):
    body = {"listeFacture": [{"idFacture": n} for n in numbers], "format": "PIVOT"}
    got = client.ok("factures/telecharger/groupe", body)["fichierResultat"]
    root = etree.fromstring(base64.b64decode(got))
    SCHEMA.assertValid(root)
    return root


def test_structure_of_the_payers_file(client):
    number = integrated(client, ATTACHED)
    keyed = client.ok("factures/soumettre", world.submission())["identifiantFactureCPP"]
    root = pivot(client, number, keyed)
    assert root.tag == "CPPFacturePivot" and "version" not in root.attrib
    assert "reconstituée" in root.xpath("string(comment())"), "marked as reconstructed"
    codes = root.findall("Enveloppe/EnveloppeUnitaire/Parametres/ParametreIndiv/Code")
    assert [code.text for code in codes] == ["DtPrd", "IdFlx"]
    assert root.find("CPPFactures").get("Compteur") == "2"
    first, second = root.findall("CPPFactures/CPPFacturePivotUnitaire")
    assert [child.tag for child in first] == [
        "Fournisseur",
        "Debiteur",
        "DonneesFacture",
        "PJ",
        "PJ",
    ]
    assert first.findtext("Fournisseur/ReferenceBancaire/Compte").startswith("FR76")
    assert first.findtext("DonneesFacture/Id") == "PIV-1"
    assert first.findtext("DonneesFacture/IdCPRO") == str(number)
    assert first.findtext("DonneesFacture/Cadre") == "A1"
    assert first.findtext("DonneesFacture/DateMiseADispositionMOE") is None
    amounts = [float(x.text) for x in first.find("DonneesFacture/Montants")]
    assert amounts == [100.0, 120.0, 120.0]
    assert first.findtext("DonneesFacture/TVAs/TVA/Taux") == "20.000000"
    modes = [x.findtext("Fournisseur/ModeEmission") for x in (first, second)]
    assert modes == ["flux", "saisie"]


def test_each_file_is_zipped_under_its_own_name(client):
    number = integrated(client, ATTACHED)
    pieces = pivot(client, number).findall(".//PJ")
    found = {}
    for piece in pieces:
        packed = io.BytesIO(base64.b64decode(piece.findtext("Contenu")))
        archive = zipfile.ZipFile(packed)
        assert archive.namelist() == [piece.findtext("NomPJ")]
        found[piece.findtext("TypePJ")] = archive.read(piece.findtext("NomPJ"))
    assert found == {"01": ATTACHED, "02": b"%PDF-1.4 bon"}


def test_what_happened_to_the_invoice(client):
    number = integrated(
        client, samples.facturx(numero="R-1", type="381", paiement="", origine="PIV-0")
    )
    facts = pivot(client, number).find(".//DonneesFacture")
    assert (facts.findtext("Type"), facts.findtext("Renvoi")) == ("381", "Non")
    assert facts.findtext("IdFactureOrigine") == "PIV-0"
    world.set_status(client, number, "SUSPENDUE", "Bon")
    client.ok("factures/completer", {"identifiantFactureCPP": number})
    assert pivot(client, number).findtext(".//Renvoi") == "Complétée"


def test_works_document_says_when_the_moe_had_it(client):
    number = world.invoice(client, numero="SIT-1", **world.WORKS)
    facts = pivot(client, number).find(".//DonneesFacture")
    assert facts.findtext("Cadre") == "A4"
    day = client.control("GET", "clock")["now"][:10]
    assert facts.findtext("DateMiseADispositionMOE") == day


def test_long_names_and_numbers_still_fit(client):
    name = "n" * 60 + ".pdf"
    file = samples.pdf(samples.cii(engagement="E" * 51), files=[(name, b"%PDF-1.4 x")])
    piece = pivot(client, integrated(client, file)).findall(".//PJ")[1]
    assert len(piece.findtext("NomPJ")) == 50
    assert piece.findtext("NomPJ").endswith(".pdf")


def test_a_draft_is_no_invoice(client):
    body = {
        "fichierFacture": base64.b64encode(samples.pdf()).decode(),
        "nomFichier": "f.pdf",
        "formatDepot": "PDF_NON_SIGNE",
    }
    client.ok("factures/deposer/pdf", body)
    draft = client.control("GET", "invoices")["invoices"][0]["id"]
    body = {"listeFacture": [{"idFacture": draft}], "format": "PIVOT"}
    got = client.call("factures/telecharger/groupe", body)
    assert got.status == 200 and got.json["codeRetour"] != 0


def test_the_schema_can_fail(client):
    root = pivot(client, integrated(client, ATTACHED))
    root.find(".//Debiteur/Identifiant").text = "1"
    assert not SCHEMA.validate(root)
