# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Structured invoices without a PDF: CII D16B and UBL 2.1 (portal.md §3.1, §5.4).

The same EN 16931 terms as for Factur-X; what differs is how the portal wants parties
to be identified there, and that joined documents travel inside the XML (BG-24).
"""

from collections.abc import Sequence

from lxml import etree

from ..identifiers import portal_type
from ..pdf.mime import mime_type
from . import factur_x
from .factur_x import Attachment
from .facturx_terms import Terms
from .ubl import complete_ubl

CII, UBL = "cii", "ubl"
_UBL_SCHEMAS = {
    "Invoice": "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
}


def make_structured(
    terms: Terms,
    kind: str,
    attachments: Sequence[Attachment] = (),
    validator: str = "",
    service: str = "",
) -> bytes:
    """Return one invoice as UTF-8 XML, valid against the schema of its syntax.

    :param terms: as for :func:`~.factur_x.make_xml`; left unchanged
    :param kind: ``cii`` or ``ubl``
    :param attachments: list of :class:`~.factur_x.Attachment`, names unique
    :param validator: SIRET of who validates a framework A9 or A12; CII at this level
        has no place for it but a note
    :param service: code of the supplier's own service; UBL only
    :raises FileError: those of :func:`~.factur_x.make_xml`, ``attachment_name``,
        ``attachment_empty``
    """
    factur_x.check_attachments(attachments)
    terms = {**terms, "BG-24": [*terms.get("BG-24", ()), *map(_document, attachments)]}
    if kind == CII:
        root = factur_x.parse_xml(factur_x.make_xml(terms), huge=True)
        _type_cii_parties(root)
    else:
        xml = factur_x.generate(terms, "ubl-2.1")
        root = factur_x.parse_xml(xml, huge=True)
        complete_ubl(root, terms, validator, service)
    result = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    check_structured(result)
    return result


def _document(attachment: Attachment) -> Terms:
    # EN 16931 knows six media types (BR-CL-24), the portal 35 formats: the portal is
    # the one who reads this, and a false type would help nobody.
    return {
        "BT-122": attachment.name,
        "BT-123": attachment.description or attachment.name,
        "BT-125": attachment.content,
        "BT-125-1": mime_type(attachment.name),
        "BT-125-2": attachment.name,
    }


def check_structured(xml: bytes) -> None:
    """Validate CII or UBL ``xml`` (bytes) against the schema of its kind.

    :raises FileError: ``xml``, ``xml_level``, or ``xsd`` with the line and the reason
    """
    root = factur_x.parse_xml(xml, huge=True)
    name = etree.QName(root).localname
    if name in _UBL_SCHEMAS:
        factur_x.validate(root, _UBL_SCHEMAS[name])
    else:
        factur_x.check_xsd(xml)


# === Parties === #


def _type_cii_parties(root: etree._Element) -> None:
    """``schemeID`` is the portal's type; the legal id is the same SIRET."""
    for name in ("SellerTradeParty", "BuyerTradeParty"):
        for party in root.iter(f"{{*}}{name}"):
            typed = party.find("{*}GlobalID[@schemeID]")
            if typed is None:
                continue
            scheme = typed.get("schemeID", "")
            kind = portal_type(scheme)
            typed.set("schemeID", kind)
            legal = party.find("{*}SpecifiedLegalOrganization/{*}ID")
            if legal is not None and scheme == "0009":
                legal.text = typed.text
                legal.set("schemeID", kind)
