# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""UBL: the places that the portal reads, and what a published template ships."""

import base64
import io
import zipfile

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("judge")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


def judged_ubl(client, syntaxe="IN_DP_E2_UBL_INVOICE_MIN", **replaced):
    more = {"name": "u.xml", "syntaxe": syntaxe}
    number = world.deposited(client, samples.ubl(**replaced), **more)
    client.advance(60)
    flow = client.control("GET", f"flows/{number}")
    return flow, [o["regle"] for o in flow["observations"]]


def consulted(client):
    number = client.control("GET", "invoices")["invoices"][0]["id"]
    body = {"identifiantFactureCPP": number}
    return client.ok("factures/consulter/fournisseur", body)["facture"]


def test_ubl_places_of_the_portal_come_first(client):
    """Framework, service, market, VAT regime and validator where the official
    stylesheet reads them, though EN 16931's places say something else."""
    extension = (
        '<UBLExtensions xmlns="urn:oasis:names:specification:ubl:schema:xsd:'
        'CommonExtensionComponents-2"><UBLExtension><ExtensionContent>'
        '<aife:FactureExtension xmlns:aife="urn:AIFE:Facture:Extension">'
        "<aife:CategoryCode>A9</aife:CategoryCode></aife:FactureExtension>"
        "</ExtensionContent></UBLExtension></UBLExtensions>"
        "<cbc:ProfileID>A1</cbc:ProfileID>"
    )
    contract = (
        samples.UBL_PARTS["currency"]
        + "<cbc:BuyerReference>FERME</cbc:BuyerReference>"
        + "".join(
            f"<cac:ContractDocumentReference><cbc:ID>{number}</cbc:ID>"
            f"<cbc:DocumentTypeCode>{kind}</cbc:DocumentTypeCode>"
            "</cac:ContractDocumentReference>"
            for number, kind in (("C-1", "Compte commercial"), ("M-7", "Marché"))
        )
        + "<cac:ContractDocumentReference><cbc:ID>EJ-9</cbc:ID><cbc:DocumentTypeCode>"
        "Bon de commande</cbc:DocumentTypeCode></cac:ContractDocumentReference>"
    )
    agent = (
        "<cac:PartyTaxScheme><cac:TaxScheme><cbc:TaxTypeCode>TVA_SUR_ENCAISSEMENT"
        "</cbc:TaxTypeCode></cac:TaxScheme></cac:PartyTaxScheme><cac:AgentParty>"
        '<cac:PartyIdentification><cbc:ID schemeName="1">55512345600017</cbc:ID>'
        "</cac:PartyIdentification></cac:AgentParty>" + samples.UBL_PARTS["supplier"]
    )
    service = (
        "</cac:Party><cac:AccountingContact><cbc:ID>MARCHES</cbc:ID>"
        "</cac:AccountingContact></cac:AccountingCustomerParty>"
    )
    flow, _rules = judged_ubl(
        client,
        "IN_DP_E1_UBL_INVOICE",
        profile=extension,
        currency=contract,
        supplier=agent,
        customer=service,
    )
    assert flow["etat"] == "IN_INTEGRE", flow["erreurs"]
    shown = consulted(client)
    assert shown["cadreDeFacturation"]["codeCadreFacturation"] == (
        "A9_FACTURE_SOUSTRAITANT"
    )
    assert shown["cadreDeFacturation"]["codeValideur1"] == "55512345600017"
    assert shown["destinataire"]["codeServiceExecutant"] == "MARCHES"
    references = shown["references"]
    assert (references["numeroMarche"], references["numeroBonCommande"]) == (
        "M-7",
        "EJ-9",
    )
    assert references["typeTva"] == "TVA_SUR_ENCAISSEMENT"


def test_published_minimal_ubl(client):
    """VAT by the portal's code, no payment means, the PDF zipped under its ID."""
    pdf = b"%PDF-1.4 facture"
    zipped = base64.b64encode(samples.zipped([("facture.pdf", pdf)])).decode()
    attached = (
        samples.UBL_PARTS["currency"]
        + "<cac:AdditionalDocumentReference><cbc:ID>facture.pdf</cbc:ID>"
        "<cbc:DocumentTypeCode>01</cbc:DocumentTypeCode><cac:Attachment>"
        '<cbc:EmbeddedDocumentBinaryObject mimeCode="application/zip">'
        f"{zipped}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>"
        "</cac:AdditionalDocumentReference>"
    )
    rate = "<cac:TaxScheme><cbc:TaxTypeCode>TVA12</cbc:TaxTypeCode></cac:TaxScheme>"
    flow, rules = judged_ubl(
        client,
        means="",
        currency=attached,
        total_vat=f"{rate}</cac:TaxCategory>",
        line_vat=f"{rate}</cac:ClassifiedTaxCategory>",
    )
    assert flow["etat"] == "IN_INTEGRE", flow["erreurs"]
    assert rules == ["payment.required_ubl"]
    shown = consulted(client)
    (line,) = shown["recapitulatifDeTva"]["ligneTva"]
    assert line["ligneTvaTauxRefValeur"] == 20
    pieces = shown["listeDesPiecesJointes"]["pieceJointe"]
    assert [p["pieceJointeDesignation"] for p in pieces] == ["facture.pdf"]
    number = shown["identifiantFactureCPP"]
    got = client.ok(
        "factures/telecharger/groupe",
        {
            "listeFacture": [{"idFacture": number}],
            "format": "PDF",
            "avecPiecesJointesComplementaires": "Oui",
        },
    )
    archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(got["fichierResultat"])))
    assert archive.read("facture.pdf") == pdf


def test_ubl_without_lines_is_rejected(client):
    text = samples.ubl().decode()
    start, end = text.index("<cac:InvoiceLine>"), text.index("</Invoice>")
    file = (text[:start] + text[end:]).encode()
    more = {"name": "u.xml", "syntaxe": "IN_DP_E1_UBL_INVOICE"}
    report = world.judged(client, file, **more)
    assert "InvoiceLine" in report["listeErreurDP"][0]["libelleErreurDP"]


def test_a_framework_in_the_place_of_the_standard_alone_is_a1(client):
    """So would the portal read it, as far as its stylesheets tell: told, and A1."""
    profile = "<cbc:ProfileID>A9</cbc:ProfileID>"
    flow, rules = judged_ubl(client, profile=profile)
    assert flow["etat"] == "IN_INTEGRE", flow["erreurs"]
    assert "framework.place" in rules
    shown = consulted(client)["cadreDeFacturation"]
    assert shown["codeCadreFacturation"] == "A1_FACTURE_FOURNISSEUR"


def test_a1_in_the_place_of_the_standard_is_nothing_to_tell(client):
    flow, rules = judged_ubl(client)
    assert flow["etat"] == "IN_INTEGRE"
    assert not {"framework.place", "framework.absent"} & set(rules)


def test_a_framework_of_the_reform_is_refused_in_either_place(client):
    flow, _rules = judged_ubl(client, profile="<cbc:ProfileID>B1</cbc:ProfileID>")
    assert flow["etat"] == "IN_REJETE"


def test_a_profile_that_is_no_framework(client):
    profile = (
        "<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>"
    )
    flow, rules = judged_ubl(client, profile=profile)
    assert flow["etat"] == "IN_INTEGRE" and "framework.absent" in rules
