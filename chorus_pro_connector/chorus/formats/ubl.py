# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""UBL as the portal reads it, beside where EN 16931 puts the same (portal.md §5.4).

The portal's own stylesheets look for several data elsewhere than the standard does: a
client that demands a service would see none, and A9 would be taken for A1. Both places
say the same, so that a reader of either is right.
"""

from lxml import etree

from ..identifiers import portal_type
from .facturx_terms import Terms
from .portal_words import vat_regime

CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
EXT = "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"
# The one extension of the portal; its stylesheets read nothing else of it.
AIFE = "urn:AIFE:Facture:Extension"
MARKET = "Marché"
# When VAT falls due (BT-8): UNTDID 2475, which CII has, → UNTDID 2005, which UBL has.
_DUE_CODES = {"5": "3", "29": "35", "72": "432"}


def complete_ubl(
    root: etree._Element, terms: Terms, validator: str = "", service: str = ""
) -> None:
    """Make ``root``, as the library wrote it of ``terms``, what the portal reads.

    :param root: Invoice or CreditNote, changed in place
    :param validator: SIRET of who validates a framework A9 or A12
    :param service: code of the supplier's own service
    """
    _type_parties(root)
    _correct(root)
    _add_framework(root, terms["BT-23"])
    _type_market(root)
    supplier, customer = (
        _child(root, name)
        for name in ("AccountingSupplierParty", "AccountingCustomerParty")
    )
    for holder in (supplier, customer):
        _add_name(_child(holder, "Party"))
    _add_service(customer, terms.get("BT-10"))
    # By symmetry: no public source says where (doubts.md).
    _add_service(supplier, service)
    party = _child(supplier, "Party")
    _add_regime(party, vat_regime(terms))
    if validator:
        _add_validator(party, validator)


def _child(parent: etree._Element, name: str) -> etree._Element:
    """Return an element that the library always writes."""
    found = parent.find(f"{{{CAC}}}{name}")
    if found is None:
        raise KeyError(name)
    return found


def _basic(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{CBC}}}{name}")
    element.text = text
    return element


def _type_parties(root: etree._Element) -> None:
    """``schemeName`` is the portal's type; ISO schemes stay on the legal id."""
    for name in ("AccountingSupplierParty", "AccountingCustomerParty"):
        path = f"{{{CAC}}}{name}/{{{CAC}}}Party/{{{CAC}}}PartyIdentification"
        for identifier in root.findall(f"{path}/{{{CBC}}}ID[@schemeID]"):
            scheme = str(identifier.attrib.pop("schemeID"))
            identifier.set("schemeName", portal_type(scheme))


def _correct(root: etree._Element) -> None:
    """What the library leaves in the words of CII, or always in euros."""
    currency = root.findtext(f"{{{CBC}}}DocumentCurrencyCode", "")
    for amount in root.iter(f"{{{CBC}}}PayableRoundingAmount"):
        amount.set("currencyID", currency)
    for code in root.iterfind(f"{{{CAC}}}InvoicePeriod/{{{CBC}}}DescriptionCode"):
        code.text = _DUE_CODES.get(code.text or "") or code.text


def _add_framework(root: etree._Element, framework: str) -> None:
    """BT-23, in an extension: ``ProfileID`` is read by no stylesheet of the portal."""
    extensions = etree.Element(f"{{{EXT}}}UBLExtensions", nsmap={"ext": EXT})
    extension = etree.SubElement(extensions, f"{{{EXT}}}UBLExtension")
    content = etree.SubElement(extension, f"{{{EXT}}}ExtensionContent")
    invoice = etree.SubElement(
        content, f"{{{AIFE}}}FactureExtension", nsmap={"aife": AIFE}
    )
    etree.SubElement(invoice, f"{{{AIFE}}}CategoryCode").text = framework
    root.insert(0, extensions)


def _type_market(root: etree._Element) -> None:
    """BT-12: one kind among several that a contract reference may be."""
    for number in root.iterfind(f"{{{CAC}}}ContractDocumentReference/{{{CBC}}}ID"):
        kind = etree.Element(f"{{{CBC}}}DocumentTypeCode")
        kind.text = MARKET
        number.addnext(kind)


def _add_name(party: etree._Element) -> None:
    """BT-27, BT-44: what is shown is the name of the party, not that of its entity."""
    if party.find(f"{{{CAC}}}PartyName") is not None:
        return
    legal = party.findtext(f"{{{CAC}}}PartyLegalEntity/{{{CBC}}}RegistrationName")
    if not legal:
        return
    name = etree.Element(f"{{{CAC}}}PartyName")
    _basic(name, "Name", legal)
    party.findall(f"{{{CAC}}}PartyIdentification")[-1].addnext(name)


def _add_service(holder: etree._Element, service: str | None) -> None:
    """The service of a party: of the recipient, BT-10."""
    if service:
        contact = etree.Element(f"{{{CAC}}}AccountingContact")
        _basic(contact, "ID", service)
        _child(holder, "Party").addnext(contact)


def _add_regime(party: etree._Element, regime: str) -> None:
    """BT-8, in the portal's word, beside the supplier's tax number.

    Who is outside the scope of VAT has none, and the standard wants no scheme without
    one (UBL-SR-53): there the categories alone tell.
    """
    scheme = party.find(f"{{{CAC}}}PartyTaxScheme/{{{CAC}}}TaxScheme")
    if scheme is not None:
        _basic(scheme, "TaxTypeCode", regime)


def _add_validator(party: etree._Element, validator: str) -> None:
    """The party that EN 16931 has no term for; shown by its legal entity only."""
    agent = etree.SubElement(party, f"{{{CAC}}}AgentParty")
    identification = etree.SubElement(agent, f"{{{CAC}}}PartyIdentification")
    _basic(identification, "ID", validator).set("schemeName", portal_type("0009"))
    entity = etree.SubElement(agent, f"{{{CAC}}}PartyLegalEntity")
    _basic(entity, "CompanyID", validator)
