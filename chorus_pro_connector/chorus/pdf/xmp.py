# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The XMP packet that says what a PDF is: PDF/A-3b and, when told so, Factur-X."""

from datetime import datetime, timezone
from typing import NamedTuple
from xml.sax.saxutils import escape

PRODUCER = "Odoo Chorus Pro connector"
FACTURX_NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"


class Metadata(NamedTuple):
    """What readers show of a document.

    ``date`` is a datetime, naive ones being UTC; it is the only time written anywhere
    in the file, so that the same invoice always gives the same bytes.
    """

    title: str = ""
    author: str = ""
    subject: str = ""
    date: datetime | None = None
    language: str = "fr-FR"
    keywords: str = ""


def utc(moment: datetime) -> datetime:
    """Return ``moment`` (aware, or naive UTC) as aware UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=timezone.utc)
    return moment.astimezone(timezone.utc)


def _language_alternative(tag: str, text: str) -> str:
    return (
        f'<{tag}><rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li>'
        f"</rdf:Alt></{tag}>"
    )


def _document(metadata: Metadata) -> str:
    lines = ["<dc:format>application/pdf</dc:format>"]
    if metadata.title:
        lines.append(_language_alternative("dc:title", metadata.title))
    if metadata.subject:
        lines.append(_language_alternative("dc:description", metadata.subject))
    if metadata.author:
        author = escape(metadata.author)
        lines.append(
            f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
        )
    if metadata.keywords:
        lines.append(f"<pdf:Keywords>{escape(metadata.keywords)}</pdf:Keywords>")
    lines.append(f"<pdf:Producer>{PRODUCER}</pdf:Producer>")
    lines.append(f"<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>")
    if metadata.date:
        moment = utc(metadata.date).strftime("%Y-%m-%dT%H:%M:%S+00:00")
        lines.append(f"<xmp:CreateDate>{moment}</xmp:CreateDate>")
        lines.append(f"<xmp:ModifyDate>{moment}</xmp:ModifyDate>")
    return "\n".join(lines)


# PDF/A allows a property outside the standard schemas only when the packet itself
# declares it (ISO 19005-3, 6.6.2.3.2).
_PROPERTIES = {
    "DocumentType": "Kind of document that the embedded XML holds",
    "DocumentFileName": "Name of the embedded XML file",
    "Version": "Version of the Factur-X data model",
    "ConformanceLevel": "Factur-X profile of the embedded XML",
}
_DECLARATION = (
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType='Resource'>\n"
    "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>\n"
    f"<pdfaSchema:namespaceURI>{FACTURX_NAMESPACE}</pdfaSchema:namespaceURI>\n"
    "<pdfaSchema:prefix>fx</pdfaSchema:prefix>\n"
    "<pdfaSchema:property><rdf:Seq>\n"
    + "\n".join(
        "<rdf:li rdf:parseType='Resource'>"
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{description}</pdfaProperty:description>"
        "</rdf:li>"
        for name, description in _PROPERTIES.items()
    )
    + "\n</rdf:Seq></pdfaSchema:property>\n"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas>"
)


def _facturx(level: str, file_name: str) -> str:
    return (
        f"{_DECLARATION}\n"
        "<fx:DocumentType>INVOICE</fx:DocumentType>\n"
        f"<fx:DocumentFileName>{escape(file_name)}</fx:DocumentFileName>\n"
        "<fx:Version>1.0</fx:Version>\n"
        f"<fx:ConformanceLevel>{escape(level)}</fx:ConformanceLevel>\n"
    )


def packet(
    metadata: Metadata,
    facturx_level: str | None = None,
    file_name: str = "factur-x.xml",
) -> bytes:
    """Return the packet as UTF-8 bytes.

    :param facturx_level: profile as Factur-X writes it, e.g. ``"EN 16931"``; ``None``
        for a PDF without an invoice inside.
    """
    extra = _facturx(facturx_level, file_name) if facturx_level else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about=""\n'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"\n'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/"\n'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"\n'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"\n'
        ' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\n'
        ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"\n'
        ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"\n'
        f' xmlns:fx="{FACTURX_NAMESPACE}">\n'
        "<pdfaid:part>3</pdfaid:part>\n"
        "<pdfaid:conformance>B</pdfaid:conformance>\n"
        f"{_document(metadata)}\n{extra}"
        "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n"
        '<?xpacket end="w"?>'
    ).encode()
