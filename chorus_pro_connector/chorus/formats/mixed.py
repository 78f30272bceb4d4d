# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The data with the print inside: a mixed deposit (E2) in UBL (portal.md §3.1, §5.4).

All that our UBL says, though the portal would take less of it. As in the public
examples of this format, each file is zipped, and numbered as what it is.
"""

import io
import zipfile
from collections.abc import Sequence

from lxml import etree

from . import factur_x, structured
from .factur_x import Attachment
from .facturx_terms import Terms
from .ubl import CAC, CBC

# The portal's kinds of a file (portal.md §3.5): the invoice itself, a joined document.
_INVOICE, _DOCUMENT = "01", "02"
_ZIP = "application/zip"
# As old as an archive can be: the same files give the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)


def make_mixed(
    terms: Terms,
    pdf: Attachment,
    attachments: Sequence[Attachment] = (),
    validator: str = "",
    service: str = "",
) -> bytes:
    """Return one invoice as UTF-8 XML, valid against the schema of UBL 2.1.

    :param terms: as for :func:`~.factur_x.make_xml`; left unchanged
    :param pdf: the invoice as people read it
    :param attachments: list of :class:`~.factur_x.Attachment`, names unique
    :param validator: SIRET of who validates a framework A9 or A12
    :param service: code of the supplier's own service
    :raises FileError: those of :func:`~.structured.make_structured`
    """
    files = [pdf, *attachments]
    factur_x.check_attachments(files)
    packed = [
        item._replace(content=_zipped(item), description=item.description or item.name)
        for item in files
    ]
    xml = structured.make_structured(terms, structured.UBL, packed, validator, service)
    root = factur_x.parse_xml(xml, huge=True)
    # What the terms themselves refer to comes first, without a file inside.
    references = root.findall(f"{{{CAC}}}AdditionalDocumentReference")[-len(files) :]
    for rank, reference in enumerate(references):
        _describe(reference, _DOCUMENT if rank else _INVOICE)
    result = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    structured.check_structured(result)
    return result


def _describe(reference: etree._Element, kind: str) -> None:
    """Say what a file is, and that it is zipped."""
    previous = reference.find(f"{{{CBC}}}ID")
    content = reference.find(
        f"{{{CAC}}}Attachment/{{{CBC}}}EmbeddedDocumentBinaryObject"
    )
    if previous is None or content is None:
        raise KeyError("EmbeddedDocumentBinaryObject")
    content.set("mimeCode", _ZIP)
    # Not DocumentTypeCode, where the standard knows other codes (UBL-SR-43).
    element = etree.Element(f"{{{CBC}}}DocumentType")
    element.text = kind
    previous.addnext(element)


def _zipped(item: Attachment) -> bytes:
    if item.name.lower().endswith(".zip"):
        # An archive of the user's own: one in another would be opened half.
        return item.content
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(item.name, _DATE), item.content)
    return output.getvalue()
