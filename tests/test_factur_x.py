# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The XML says what the terms said, and the PDF around it is a Factur-X."""

import copy
import io
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pdf_sources
import pikepdf
import pytest
from checkers import check_container, check_facturx, check_schematron, check_xsd
from chorus.errors import FileError
from chorus.formats.factur_x import Attachment, extract_xml, make_pdf, make_xml
from chorus.formats.factur_x import check_xsd as our_check_xsd
from chorus.pdf.mime import MIME_TYPES, mime_type
from chorus.pdf.xmp import Metadata
from facturx_samples import BUYER, SELLER, invoice, line
from lxml import etree
from pdf_printers import invoice_page, printed

NAMESPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": (
        "urn:un:unece:uncefact:data:standard:"
        "ReusableAggregateBusinessInformationEntity:100"
    ),
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
HEADER = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTrade"
PARTIES = f"{HEADER}Agreement/ram"
SETTLEMENT = f"{HEADER}Settlement/ram"
TOTALS = f"{SETTLEMENT}:SpecifiedTradeSettlementHeaderMonetarySummation/ram"
LINE = "rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem/ram"
EXPECTED = {
    "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter"
    "/ram:ID": "urn:cen.eu:en16931:2017",
    "rsm:ExchangedDocumentContext/"
    "ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID": "A1",
    "rsm:ExchangedDocument/ram:ID": "FAC/2026/00042",
    "rsm:ExchangedDocument/ram:TypeCode": "380",
    "rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString": "20260903",
    "rsm:ExchangedDocument/ram:IncludedNote/ram:Content": (
        "Livré le 1er septembre — merci 😀"
    ),
    f"{PARTIES}:BuyerReference": "SERVICE_DEST_SERV_OBL",
    f"{PARTIES}:BuyerOrderReferencedDocument/ram:IssuerAssignedID": "EJ-2026-11",
    f"{PARTIES}:ContractReferencedDocument/ram:IssuerAssignedID": "MARCHE-7",
    f"{PARTIES}:SellerTradeParty/ram:GlobalID[@schemeID='0009']": "33254021516357",
    f"{PARTIES}:SellerTradeParty/ram:SpecifiedLegalOrganization"
    "/ram:ID[@schemeID='0002']": "33254021516357",
    f"{PARTIES}:SellerTradeParty/ram:Name": "Menuiserie Dubois & Fils",
    f"{PARTIES}:BuyerTradeParty/ram:GlobalID[@schemeID='0009']": "12345678200044",
    f"{PARTIES}:BuyerTradeParty/ram:DefinedTradeContact/ram:DepartmentName": (
        "Service des marchés"
    ),
    f"{PARTIES}:BuyerTradeParty/ram:PostalTradeAddress/ram:CityName": "Saint-Étienne",
    f"{SETTLEMENT}:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode": "30",
    f"{SETTLEMENT}:SpecifiedTradeSettlementPaymentMeans"
    "/ram:PayeePartyCreditorFinancialAccount/ram:IBANID": "FR7630006000011234567890189",
    f"{SETTLEMENT}:ApplicableTradeTax/ram:DueDateTypeCode": "5",
    f"{SETTLEMENT}:ApplicableTradeTax/ram:RateApplicablePercent": "20.00",
    f"{TOTALS}:LineTotalAmount": "200.00",
    f"{TOTALS}:TaxTotalAmount[@currencyID='EUR']": "40.00",
    f"{TOTALS}:DuePayableAmount": "240.00",
    f"{LINE}:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice"
    "/ram:ChargeAmount": "33.333333",
    f"{LINE}:SpecifiedTradeProduct/ram:Name": "Fenêtre en chêne",
}


def read(xml, path):
    return etree.fromstring(xml).findtext(path, None, NAMESPACES)


@pytest.mark.parametrize("path", EXPECTED)
def test_each_term_is_read_back(path):
    assert read(make_xml(invoice()), path) == EXPECTED[path]


def test_xml_keeps_every_rule():
    xml = make_xml(invoice())
    assert check_xsd(xml) == []
    assert check_schematron(xml) == []


def test_same_terms_give_the_same_bytes_and_stay_as_they_are():
    terms = invoice()
    kept = copy.deepcopy(terms)
    assert make_xml(terms) == make_xml(terms)
    assert terms == kept


def test_threads_do_not_disturb_each_other():
    alone = make_xml(invoice(**{"BG_13": BUYER}))
    with ThreadPoolExecutor(8) as pool:
        together = list(
            pool.map(lambda _turn: make_xml(invoice(**{"BG_13": BUYER})), range(40))
        )
    assert set(together) == {alone}


@pytest.mark.parametrize(
    ("term", "given", "path"),
    [
        (
            "BT_129",
            Decimal("1234567.5"),
            "SpecifiedLineTradeDelivery/ram:BilledQuantity",
        ),
        (
            "BT_129",
            Decimal("0.000125"),
            "SpecifiedLineTradeDelivery/ram:BilledQuantity",
        ),
        ("BT_129", Decimal("1E+3"), "SpecifiedLineTradeDelivery/ram:BilledQuantity"),
        (
            "BT_146",
            Decimal("0.123456"),
            "SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount",
        ),
        (
            "BT_146",
            "12.3456",
            "SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount",
        ),
        (
            "BT_131",
            Decimal("-100.00"),
            "SpecifiedLineTradeSettlement"
            "/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
        ),
    ],
)
def test_digits_are_written_as_given(term, given, path):
    xml = make_xml(invoice(BG_25=[line(1, **{term: given})]))
    assert read(xml, f"{LINE}:{path}") == format(Decimal(given), "f")


def test_zero_rate_is_written():
    exempt = line(1, BT_151="E", BT_152=Decimal("0.00"))
    path = f"{LINE}:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax"
    xml = make_xml(invoice(BG_25=[exempt]))
    assert read(xml, f"{path}/ram:RateApplicablePercent") == "0.00"


def test_dates_may_have_a_time():
    xml = make_xml(invoice(BT_2=datetime(2026, 9, 4, 23, 59)))
    path = "rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString"
    assert read(xml, path) == "20260904"


def test_delivery_is_optional_and_kept():
    path = f"{HEADER}Delivery/ram:ActualDeliverySupplyChainEvent"
    assert read(make_xml(invoice()), path) is None
    xml = make_xml(invoice(BT_72=date(2026, 9, 1)))
    day = read(xml, f"{path}/ram:OccurrenceDateTime/udt:DateTimeString")
    assert day == "20260901"


def test_characters_that_xml_forbids_are_left_out():
    name = "Porte\x00 \x0bcoulissante\ud800\nen <bois> & ]]> verre"
    xml = make_xml(invoice(BG_25=[line(1, BT_153=name)]))
    expected = "Porte coulissante\nen <bois> & ]]> verre"
    assert read(xml, f"{LINE}:SpecifiedTradeProduct/ram:Name") == expected


@pytest.mark.parametrize(
    ("terms", "code", "word"),
    [
        (invoice(BT_115=240.0), "float", "BT-115"),
        (invoice(BG_25=[line(1, BT_146=33.3)]), "float", "BT-146"),
        (invoice(BT_199="x"), "unknown_term", "BT-199"),
        (invoice(BG_25=[line(1, BT_1530="x")]), "unknown_term", "BT-1530"),
        (invoice(BG_4={**SELLER, "siret": "1"}), "unknown_term", "siret"),
        (invoice(BG_7={**BUYER, "contacts": [{"tel": "1"}]}), "unknown_term", "tel"),
        (
            {k: v for k, v in invoice().items() if k != "BT-110"},
            "missing_term",
            "BT-110",
        ),
        ({k: v for k, v in invoice().items() if k != "BG-4"}, "missing_term", "BG-4"),
        (invoice(BT_1=""), "invalid_term", "BT-1"),
        (invoice(BT_2="3 septembre"), "invalid_term", "BT-2"),
        (invoice(BT_5="XXQ"), "invalid_term", "XXQ"),
        (invoice(BG_25=[line(1, BT_153=object())]), "invalid_term", "BT-153"),
        (invoice(BG_25=[line(1, BT_131="dix")]), "invalid_term", "BT-131"),
        (invoice(BG_25=[]), "xsd", "line"),
    ],
)
def test_terms_that_make_no_invoice_are_refused(terms, code, word):
    with pytest.raises(FileError) as caught:
        make_xml(terms)
    assert caught.value.code == code
    assert word in caught.value.detail
    assert "\n" not in caught.value.detail


BOMB = b"""<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">
<!ENTITY c "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""


def with_doctype(declaration):
    body = make_xml(invoice()).split(b"?>", 1)[1]
    return declaration + body.replace(b"FAC/2026/00042", b"&c;")


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"", "xml"),
        (b"not xml", "xml"),
        (make_xml(invoice())[:-40], "xml"),
        (with_doctype(BOMB), "xml"),
        (
            with_doctype(b'<!DOCTYPE b [<!ENTITY c SYSTEM "file:///etc/hostname">]>'),
            "xml",
        ),
        (b"<CrossIndustryInvoice/>", "xml_level"),
        (make_xml(invoice()).replace(b"en16931:2017", b"unheard:of"), "xml_level"),
        (make_xml(invoice()).replace(b"DuePayableAmount", b"Due"), "xsd"),
    ],
    ids=["empty", "text", "cut", "bomb", "file", "no level", "odd level", "schema"],
)
def test_xml_that_is_refused(xml, code):
    with pytest.raises(FileError) as caught:
        our_check_xsd(xml)
    assert caught.value.code == code
    assert "\n" not in caught.value.detail


def test_schema_error_names_line_and_element_without_namespace():
    with pytest.raises(FileError) as caught:
        our_check_xsd(make_xml(invoice()).replace(b"DuePayableAmount", b"Due"))
    assert caught.value.detail.startswith("line ")
    assert "DuePayableAmount" in caught.value.detail
    assert "urn:un" not in caught.value.detail


ATTACHMENTS = [
    Attachment("bon de livraison n° 7.pdf", b"%PDF-1.4 whatever", "Bon signé"),
    Attachment("détail.csv", "a;b\n1;é\n".encode()),
    Attachment("plan.unknown", b"\x00\x01"),
]


@pytest.mark.parametrize("attachments", [[], ATTACHMENTS], ids=["alone", "with files"])
@pytest.mark.parametrize("name", pdf_sources.GOOD)
def test_any_source_becomes_a_facturx(name, attachments):
    xml = make_xml(invoice())
    result = make_pdf(pdf_sources.GOOD[name](), xml, attachments)
    assert check_facturx(result) == []
    assert extract_xml(result) == xml
    assert pdf_sources.SECRET not in result


@pytest.mark.parametrize("printer", ["wkhtmltopdf", "chromium"])
def test_printed_invoice_becomes_a_facturx(printer):
    source = printed(printer, invoice_page(extra="بسم الله 🚀"))
    result = make_pdf(source, make_xml(invoice()), ATTACHMENTS)
    assert check_facturx(result) == []


def test_attachments_are_read_back():
    result = make_pdf(pdf_sources.plain(), make_xml(invoice()), ATTACHMENTS)
    with pikepdf.open(io.BytesIO(result)) as document:
        for attachment in ATTACHMENTS:
            specification = document.attachments[attachment.name]
            stored = specification.get_file()
            assert stored.read_bytes() == attachment.content
            assert stored.mime_type == mime_type(attachment.name)
            assert specification.relationship == pikepdf.Name.Supplement
        assert document.attachments["plan.unknown"].get_file().mime_type == (
            "application/octet-stream"
        )
        first = document.attachments[ATTACHMENTS[0].name]
        assert first.description == "Bon signé"


def test_every_format_of_the_portal_has_a_type():
    assert len(MIME_TYPES) == 35
    assert mime_type("PLAN.PDF") == "application/pdf"


@pytest.mark.parametrize(
    ("attachments", "code"),
    [
        ([Attachment("factur-x.xml", b"x")], "attachment_name"),
        ([Attachment("Factur-X.XML", b"x")], "attachment_name"),
        ([Attachment(" ", b"x")], "attachment_name"),
        ([Attachment("a.txt", b"x"), Attachment("A.txt", b"y")], "attachment_name"),
        ([Attachment("a.txt", b"")], "attachment_empty"),
    ],
)
def test_attachments_that_are_refused(attachments, code):
    with pytest.raises(FileError) as caught:
        make_pdf(pdf_sources.plain(), make_xml(invoice()), attachments)
    assert caught.value.code == code


def test_same_invoice_gives_the_same_bytes():
    xml = make_xml(invoice())
    source = printed("chromium", invoice_page())
    first = make_pdf(source, xml, ATTACHMENTS)
    # Clocks inside PDFs count in seconds.
    time.sleep(1.1)
    assert make_pdf(source, xml, ATTACHMENTS) == first


def test_made_twice_it_still_holds_one_invoice():
    first = make_xml(invoice())
    second = make_xml(invoice(BT_1="FAC/2026/00043"))
    once = make_pdf(pdf_sources.plain(), first, ATTACHMENTS)
    twice = make_pdf(once, second)
    assert check_facturx(twice) == []
    assert extract_xml(twice) == second
    with pikepdf.open(io.BytesIO(twice)) as document:
        assert list(document.attachments) == ["factur-x.xml"]


def test_metadata_come_from_the_invoice():
    result = make_pdf(pdf_sources.plain(), make_xml(invoice()))
    with pikepdf.open(io.BytesIO(result)) as document:
        info = document.trailer.Info
        assert str(info.Title) == "Menuiserie Dubois & Fils FAC/2026/00042"
        assert str(info.Author) == "Menuiserie Dubois & Fils"
        assert str(info.ModDate) == "D:20260903000000+00'00'"
        assert str(document.Root.Lang) == "fr-FR"
        with document.open_metadata() as xmp:
            assert xmp["dc:title"] == "Menuiserie Dubois & Fils FAC/2026/00042"


def test_metadata_may_be_given():
    paris = timezone(timedelta(hours=2))
    metadata = Metadata(
        title="Titre <é>",
        author="Auteur",
        subject="Sujet",
        date=datetime(2026, 9, 3, 1, 30, tzinfo=paris),
        language="fr",
        keywords="un, deux",
    )
    xml = make_xml(invoice())
    result = make_pdf(pdf_sources.plain(), xml, metadata=metadata)
    assert check_facturx(result) == []
    with pikepdf.open(io.BytesIO(result)) as document:
        assert str(document.trailer.Info.Title) == "Titre <é>"
        assert str(document.trailer.Info.Keywords) == "un, deux"
        assert str(document.trailer.Info.ModDate) == "D:20260902233000+00'00'"
        stored = document.attachments["factur-x.xml"].get_file()
        assert stored.mod_date == datetime(2026, 9, 2, 23, 30, tzinfo=timezone.utc)


def test_level_of_the_container_is_the_one_of_the_xml():
    guideline = b"urn:cen.eu:en16931:2017"
    extended = guideline + b"#conformant#urn:factur-x.eu:1p0:extended"
    xml = make_xml(invoice()).replace(guideline, extended)
    result = make_pdf(pdf_sources.plain(), xml)
    assert b"<fx:ConformanceLevel>EXTENDED</fx:ConformanceLevel>" in result
    assert check_container(result) == []


@pytest.mark.parametrize("name", pdf_sources.REFUSED)
def test_sources_that_are_refused(name):
    maker, code = pdf_sources.REFUSED[name]
    with pytest.raises(FileError) as caught:
        make_pdf(maker(), make_xml(invoice()))
    assert caught.value.code == code


def test_invalid_xml_is_never_put_into_a_pdf():
    xml = make_xml(invoice()).replace(b"DuePayableAmount", b"Due")
    with pytest.raises(FileError, match="xsd"):
        make_pdf(pdf_sources.plain(), xml)


def test_pdf_without_invoice():
    with pytest.raises(FileError) as caught:
        extract_xml(pdf_sources.plain())
    assert caught.value.code == "no_xml"
