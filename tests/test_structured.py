# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""CII and UBL for the portal: valid, complete, and the parties as it wants them."""

import base64
import os
from decimal import Decimal

import pytest
from checkers import check_schematron, check_xsd
from chorus.errors import FileError
from chorus.formats.factur_x import Attachment
from chorus.formats.structured import check_structured, make_structured
from facturx_samples import BUYER, SELLER, invoice
from lxml import etree
from sandbox.judge import cii, ubl

READERS = {"cii": cii, "ubl": ubl}
KINDS = list(READERS)
# What the portal's own party types break of the Factur-X lists, and nothing else.
PARTY_TYPES = "Value of '@schemeID' is not allowed."


def credit_note():
    terms = invoice(BT_3="381", BT_8="72")
    del terms["BT-81"], terms["BT-84"]
    terms["BG-3"] = [{"BT-25": "FAC/2026/00001"}]
    return terms


def dollars():
    return invoice(
        BT_5="USD",
        BT_6="EUR",
        BT_111=Decimal("36.00"),
        BT_114=Decimal("-0.01"),
        BT_115=Decimal("239.99"),
    )


CASES = {"invoice": invoice, "credit note": credit_note, "dollars": dollars}


def read(kind, xml):
    return READERS[kind].read(etree.fromstring(xml), [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", CASES)
def test_valid_and_read_back(kind, case):
    terms = CASES[case]()
    xml = make_structured(terms, kind)
    assert check_xsd(xml) == []
    problems = [p for p in check_schematron(xml) if not p.endswith(PARTY_TYPES)]
    assert problems == []
    seen = read(kind, xml)
    assert (seen.numero, seen.type, seen.cadre) == (
        terms["BT-1"],
        terms["BT-3"],
        terms["BT-23"],
    )
    assert (seen.service, seen.engagement, seen.marche) == (
        terms["BT-10"],
        terms["BT-13"],
        terms["BT-12"],
    )
    assert (seen.devise, seen.ttc) == (terms["BT-5"], str(terms["BT-112"]))
    assert seen.a_payer == str(terms["BT-115"])
    assert seen.arrondi == str(terms.get("BT-114", ""))
    assert {row["exigibilite"] for row in seen.tva} == {terms["BT-8"]}
    assert len(seen.lignes) == 2
    if case == "dollars":
        assert b'currencyID="USD">-0.01' in xml or kind == "cii"


# Where the portal's own stylesheets look (portal.md §5.4).
PLACES = {
    "framework": "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent"
    "/aife:FactureExtension/aife:CategoryCode",
    "service": "cac:AccountingCustomerParty/cac:AccountingContact/cbc:ID",
    "market": "cac:ContractDocumentReference[cbc:DocumentTypeCode='Marché']/cbc:ID",
    "regime": "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme"
    "/cac:TaxScheme/cbc:TaxTypeCode",
    "validator": "cac:AccountingSupplierParty/cac:Party/cac:AgentParty"
    "/cac:PartyIdentification/cbc:ID[@schemeName='1']",
    "seller": "cac:AccountingSupplierParty/cac:Party/cac:PartyName/cbc:Name",
    "buyer": "cac:AccountingCustomerParty/cac:Party/cac:PartyName/cbc:Name",
}
# … and where EN 16931 wants the same.
STANDARD = {
    "framework": "cbc:ProfileID",
    "service": "cbc:BuyerReference",
    "market": "cac:ContractDocumentReference/cbc:ID",
    "regime": "cac:InvoicePeriod/cbc:DescriptionCode",
    "seller": "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity"
    "/cbc:RegistrationName",
    "buyer": "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity"
    "/cbc:RegistrationName",
}
UBL_NAMES = {
    "aife": "urn:AIFE:Facture:Extension",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "ext": "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
}
VALIDATOR = "55512345600017"


def at(xml, places):
    """What stands at each of ``places``: a text, or None; never two."""
    root, found = etree.fromstring(xml), {}
    for name, path in places.items():
        nodes = root.xpath(path, namespaces=UBL_NAMES)
        assert len(nodes) < 2, name
        found[name] = nodes[0].text if nodes else None
    return found


def without_tax_numbers():
    seller = {key: value for key, value in SELLER.items() if key != "vat_identifier"}
    (group,) = invoice()["BG-23"]
    outside = {**group, "BT-118": "O", "BT-120": "Hors champ"}
    lines = [{**line, "BT-151": "O"} for line in invoice()["BG-25"]]
    zero = {key: Decimal(0) for key in ("BT_110",)}
    for row in lines:
        del row["BT-152"]
    del outside["BT-119"]
    outside["BT-117"] = Decimal(0)
    terms = invoice(
        BG_4=seller,
        BG_23=[outside],
        BG_25=lines,
        BT_112=Decimal(200),
        BT_115=Decimal(200),
        **zero,
    )
    del terms["BT-8"]
    return terms


@pytest.mark.parametrize("case", [*CASES, "out of scope"])
def test_ubl_says_it_where_the_portal_looks_and_where_the_standard_does(case):
    terms = {**CASES, "out of scope": without_tax_numbers}[case]()
    terms["BT-23"] = "A9"
    xml = make_structured(terms, "ubl", validator=VALIDATOR)
    assert check_xsd(xml) == []
    assert check_schematron(xml) == []
    regimes = {
        "invoice": ("TVA_SUR_DEBIT", "3"),
        "credit note": ("TVA_SUR_ENCAISSEMENT", "432"),
        "dollars": ("TVA_SUR_DEBIT", "3"),
        # No tax number, so no place beside it.
        "out of scope": (None, None),
    }
    regime, due = regimes[case]
    said = {
        "framework": "A9",
        "service": terms["BT-10"],
        "market": terms["BT-12"],
        "seller": SELLER["name"],
        "buyer": BUYER["name"],
    }
    expected = {**said, "regime": regime, "validator": VALIDATOR}
    assert at(xml, PLACES) == expected
    assert at(xml, STANDARD) == {**said, "regime": due}
    seen = read("ubl", xml)
    assert (seen.cadre, seen.valideur, seen.regime) == ("A9", VALIDATOR, regime or "")
    assert (seen.service, seen.marche) == (terms["BT-10"], terms["BT-12"])


def test_ubl_without_service_market_or_validator_has_no_empty_place():
    terms = invoice()
    del terms["BT-10"], terms["BT-12"]
    xml = make_structured(terms, "ubl")
    found = at(xml, PLACES)
    assert [found[name] for name in ("service", "market", "validator")] == [None] * 3
    assert found["framework"] == "A1"
    assert not any(
        name in xml for name in (b"AccountingContact", b"AgentParty", b"Contract")
    )


@pytest.mark.parametrize("kind", KINDS)
def test_parties(kind):
    xml = make_structured(invoice(), kind)
    seen = read(kind, xml)
    assert seen.fournisseur.id == SELLER["identifiers"]["0009"]
    assert seen.destinataire.id == BUYER["identifiers"]["0009"]
    root = etree.fromstring(xml)
    attribute, path = {
        "cii": ("schemeID", "//*[local-name()='GlobalID']"),
        "ubl": ("schemeName", "//*[local-name()='PartyIdentification']/*"),
    }[kind]
    assert [node.attrib for node in root.xpath(path)] == [{attribute: "1"}] * 2


def test_the_legal_id_of_cii_is_the_siret_too():
    seller = {**SELLER, "legal_identifier": "332540215"}
    root = etree.fromstring(make_structured(invoice(BG_4=seller), "cii"))
    (legal,) = root.xpath(
        "//*[local-name()='SellerTradeParty']"
        "/*[local-name()='SpecifiedLegalOrganization']/*"
    )
    assert (legal.text, legal.get("schemeID")) == (SELLER["identifiers"]["0009"], "1")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("scheme", "portal"), [("0223", "2"), ("0227", "3"), ("0228", "4"), ("0088", "6")]
)
def test_foreign_parties(kind, scheme, portal):
    buyer = {**BUYER, "identifiers": {scheme: "1234567"}, "country_code": "NC"}
    for key in ("legal_identifier", "legal_identifier_schemeid"):
        del buyer[key]
    xml = make_structured(invoice(BG_7=buyer), kind).decode()
    name = {"cii": "schemeID", "ubl": "schemeName"}[kind]
    assert f'{name}="{portal}">1234567<' in xml


@pytest.mark.parametrize("kind", KINDS)
def test_documents_travel_inside(kind):
    content = os.urandom(3000)
    files = [
        Attachment("Relevé n° 1.pdf", content, "Relevé"),
        Attachment("b.docx", b"x"),
    ]
    xml = make_structured(invoice(), kind, files)
    assert check_xsd(xml) == []
    seen = read(kind, xml).fichiers
    assert seen == [(item.name, item.content) for item in files]
    assert base64.b64encode(content) in xml


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_of_ten_megabytes(kind):
    content = os.urandom(9_000_000)
    xml = make_structured(invoice(), kind, [Attachment("plan.pdf", content)])
    assert len(xml) > 12_000_000
    check_structured(xml)


@pytest.mark.parametrize("kind", KINDS)
def test_same_bytes_and_terms_unchanged(kind):
    terms = invoice()
    files = [Attachment("a.pdf", b"%PDF-")]
    assert make_structured(terms, kind, files) == make_structured(terms, kind, files)
    assert "BG-24" not in terms


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("changes", "files", "code"),
    [
        ({"BT_999": "x"}, [], "unknown_term"),
        ({"BT_2": None}, [], "invalid_term"),
        ({}, [Attachment("a.pdf", b"")], "attachment_empty"),
        ({}, [Attachment("a.pdf", b"x"), Attachment("A.PDF", b"x")], "attachment_name"),
    ],
)
def test_refused(kind, changes, files, code):
    with pytest.raises(FileError) as caught:
        make_structured(invoice(**changes), kind, files)
    assert caught.value.code == code


@pytest.mark.parametrize("kind", KINDS)
def test_what_breaks_the_schema_is_refused(kind):
    xml = make_structured(invoice(), kind)
    name = {"cii": b"GrandTotalAmount", "ubl": b"PayableAmount"}[kind]
    with pytest.raises(FileError) as caught:
        check_structured(xml.replace(name, b"Total"))
    assert caught.value.code == "xsd"


def test_ubl_names_the_supplier_s_own_service_beside_the_recipient_s():
    xml = make_structured(invoice(), "ubl", service="ATELIER")
    assert check_schematron(xml) == []
    place = "cac:AccountingSupplierParty/cac:AccountingContact/cbc:ID"
    assert at(xml, {"ours": place, "theirs": PLACES["service"]}) == {
        "ours": "ATELIER",
        "theirs": invoice()["BT-10"],
    }
