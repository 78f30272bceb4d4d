# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices written by hand, for the tests of the sandbox: CII, UBL, Factur-X."""

import base64
import io
import tarfile
import zipfile

import pikepdf

CII = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice
 xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext>
 <ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>{cadre}</ram:ID>
 </ram:BusinessProcessSpecifiedDocumentContextParameter>
 <ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID>
 </ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument>
 <ram:ID>{numero}</ram:ID><ram:TypeCode>{type}</ram:TypeCode>
 <ram:IssueDateTime><udt:DateTimeString format="102">{jour}</udt:DateTimeString>
 </ram:IssueDateTime>{note}
</rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>{autre_ligne}{ligne}
 <ram:ApplicableHeaderTradeAgreement>{service}
  <ram:SellerTradeParty><ram:GlobalID schemeID="0009">{fournisseur}</ram:GlobalID>
   <ram:Name>{nom}</ram:Name></ram:SellerTradeParty>
  <ram:BuyerTradeParty><ram:GlobalID schemeID="0009">{destinataire}</ram:GlobalID>
   <ram:Name>Destinataire</ram:Name></ram:BuyerTradeParty>{engagement}{marche}
 </ram:ApplicableHeaderTradeAgreement>
 <ram:ApplicableHeaderTradeDelivery/>
 <ram:ApplicableHeaderTradeSettlement>
  <ram:InvoiceCurrencyCode>{devise}</ram:InvoiceCurrencyCode>{paiement}
  <ram:ApplicableTradeTax><ram:CalculatedAmount>20.00</ram:CalculatedAmount>
   <ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>100.00</ram:BasisAmount>
   <ram:CategoryCode>{categorie}</ram:CategoryCode>
   <ram:DueDateTypeCode>{exigibilite}</ram:DueDateTypeCode>
   <ram:RateApplicablePercent>20</ram:RateApplicablePercent></ram:ApplicableTradeTax>{conditions}
  <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
   <ram:LineTotalAmount>100.00</ram:LineTotalAmount>
   <ram:TaxBasisTotalAmount>{ht}</ram:TaxBasisTotalAmount>
   <ram:TaxTotalAmount currencyID="EUR">{tva}</ram:TaxTotalAmount>
   <ram:GrandTotalAmount>{ttc}</ram:GrandTotalAmount>
   <ram:DuePayableAmount>{a_payer}</ram:DuePayableAmount>
  </ram:SpecifiedTradeSettlementHeaderMonetarySummation>{origine}
 </ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
"""
LINE = """ <ram:IncludedSupplyChainTradeLineItem>
  <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID>
  </ram:AssociatedDocumentLineDocument>
  <ram:SpecifiedTradeProduct><ram:Name>Prestation</ram:Name>{description}</ram:SpecifiedTradeProduct>
  <ram:SpecifiedLineTradeAgreement>{brut}<ram:NetPriceProductTradePrice>
   <ram:ChargeAmount>100</ram:ChargeAmount></ram:NetPriceProductTradePrice>
  </ram:SpecifiedLineTradeAgreement>
  <ram:SpecifiedLineTradeDelivery>
   <ram:BilledQuantity unitCode="C62">1</ram:BilledQuantity>
  </ram:SpecifiedLineTradeDelivery>
  <ram:SpecifiedLineTradeSettlement>{tva_ligne}
   <ram:SpecifiedTradeSettlementLineMonetarySummation>
    <ram:LineTotalAmount>100.00</ram:LineTotalAmount>
   </ram:SpecifiedTradeSettlementLineMonetarySummation>
  </ram:SpecifiedLineTradeSettlement>
 </ram:IncludedSupplyChainTradeLineItem>"""
TRANSFER = """<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode>
<ram:PayeePartyCreditorFinancialAccount>
<ram:IBANID>FR7630006000011234567890189</ram:IBANID>
</ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>"""
LINE_VAT = """<ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>
<ram:CategoryCode>S</ram:CategoryCode>
<ram:RateApplicablePercent>20</ram:RateApplicablePercent></ram:ApplicableTradeTax>"""
DEFAULT = {
    "numero": "FAC-2026-0001",
    "type": "380",
    "cadre": "A1",
    "fournisseur": "33254021516357",
    "destinataire": "12345678200051",
    "service": "",
    "engagement": "",
    "marche": "",
    "note": "",
    "brut": "",
    "tva_ligne": LINE_VAT,
    "paiement": TRANSFER,
    "exigibilite": "5",
    "ligne": LINE,
    "autre_ligne": "",
    "description": "",
    "conditions": "",
    "jour": "20261105",
    "nom": "Fournisseur",
    "devise": "EUR",
    "categorie": "S",
    "ht": "100.00",
    "tva": "20.00",
    "ttc": "120.00",
    "a_payer": "120.00",
    "origine": "",
}
WRAPPED = {
    "service": "<ram:BuyerReference>{}</ram:BuyerReference>",
    "engagement": "<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>{}"
    "</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument>",
    "marche": "<ram:ContractReferencedDocument><ram:IssuerAssignedID>{}"
    "</ram:IssuerAssignedID></ram:ContractReferencedDocument>",
    "conditions": "<ram:SpecifiedTradePaymentTerms><ram:Description>{}"
    "</ram:Description></ram:SpecifiedTradePaymentTerms>",
    "description": "<ram:Description>{}</ram:Description>",
    "note": "<ram:IncludedNote><ram:Content>{}</ram:Content></ram:IncludedNote>",
    "origine": "<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>{}"
    "</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>",
}


def cii(**changed):
    """A valid EN 16931 CII invoice of 120 euros, but for what is ``changed``."""
    values = DEFAULT | changed
    for name, pattern in WRAPPED.items():
        if values[name]:
            values[name] = pattern.format(values[name])
    values["ligne"] = values["ligne"].format(**values)
    return CII.format(**values).encode()


UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ProfileID>A1</cbc:ProfileID><cbc:ID>{numero}</cbc:ID>
<cbc:IssueDate>2026-11-05</cbc:IssueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyIdentification>
 <cbc:ID schemeName="1">{fournisseur}</cbc:ID></cac:PartyIdentification>
</cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification>
 <cbc:ID schemeName="1">12345678200051</cbc:ID></cac:PartyIdentification>
</cac:Party></cac:AccountingCustomerParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>
 <cac:PayeeFinancialAccount><cbc:ID>FR7630006000011234567890189</cbc:ID>
 </cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">20.00</cbc:TaxAmount><cac:TaxSubtotal>
 <cbc:TaxableAmount>100.00</cbc:TaxableAmount><cbc:TaxAmount>20.00</cbc:TaxAmount>
 <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent></cac:TaxCategory>
</cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>100.00</cbc:TaxExclusiveAmount>
 <cbc:TaxInclusiveAmount>120.00</cbc:TaxInclusiveAmount>
 <cbc:PayableAmount>120.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID>
 <cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>
 <cbc:LineExtensionAmount>100.00</cbc:LineExtensionAmount>
 <cac:Item><cbc:Name>Prestation</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID>
 <cbc:Percent>20</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
 <cac:Price><cbc:PriceAmount>100</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>
"""


def ubl(numero="UBL-1", fournisseur="33254021516357", **replaced):
    """A valid UBL invoice of 120 euros; ``replaced`` are texts of it by name."""
    text = UBL.format(numero=numero, fournisseur=fournisseur)
    for name, new in replaced.items():
        assert UBL_PARTS[name] in text, name
        text = text.replace(UBL_PARTS[name], new)
    return text.encode()


UBL_PARTS = {
    "profile": "<cbc:ProfileID>A1</cbc:ProfileID>",
    "means": UBL[
        UBL.index("<cac:PaymentMeans>") : UBL.index("</cac:PaymentMeans>")
        + len("</cac:PaymentMeans>\n")
    ],
    "supplier": "</cac:Party></cac:AccountingSupplierParty>",
    "customer": "</cac:Party></cac:AccountingCustomerParty>",
    "total_vat": "<cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent></cac:TaxCategory>",
    "line_vat": "<cbc:ID>S</cbc:ID>\n <cbc:Percent>20</cbc:Percent>"
    "</cac:ClassifiedTaxCategory>",
    "currency": "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>",
}


XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>{part}</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def pdf(xml=None, part="3", files=(), encryption=False):
    """A one-page PDF carrying ``xml`` as factur-x.xml and the other ``files``."""
    document = pikepdf.new()
    document.add_blank_page()
    if part:
        metadata = document.make_stream(XMP.format(part=part).encode())
        metadata.Type, metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        document.Root.Metadata = metadata
    if xml is not None:
        files = [("factur-x.xml", xml), *files]
    for name, content in files:
        spec = pikepdf.AttachedFileSpec(document, content, filename=name)
        document.attachments[name] = spec
    out = io.BytesIO()
    lock = pikepdf.Encryption(user="secret", owner="secret") if encryption else False
    document.save(out, encryption=lock)
    return out.getvalue()


def facturx(**changed):
    return pdf(cii(**changed))


def tar_gz(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def deposit(content, name="facture.pdf", syntaxe="IN_DP_E2_CII_FACTURX"):
    """Body of ``deposer/flux``."""
    return {
        "fichierFlux": base64.b64encode(content).decode(),
        "nomFichier": name,
        "syntaxeFlux": syntaxe,
        "avecSignature": False,
    }
