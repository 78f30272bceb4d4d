# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Factur-X container: what makes a PDF with an XML inside a Factur-X.

Read with pypdf, which has no part in writing our files.
"""

from io import BytesIO

import facturx
from facturx.facturx import FACTURX_LEVEL2xmp
from lxml import etree
from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import DictionaryObject, IndirectObject

NAME = "factur-x.xml"
_UNREADABLE = (PyPdfError, DependencyError, OSError, RecursionError)
_FX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "fx": _FX,
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "schema": "http://www.aiim.org/pdfa/ns/schema#",
    "property": "http://www.aiim.org/pdfa/ns/property#",
}
_XMP_VALUES = {
    "fx:DocumentType": {"INVOICE"},
    "fx:DocumentFileName": {NAME},
    "fx:Version": {"1.0"},
    "pdfaid:part": {"3"},
    "pdfaid:conformance": {"A", "B", "U"},
}
_PROPERTIES = {"DocumentType", "DocumentFileName", "Version", "ConformanceLevel"}
_RELATIONSHIPS = {"/Data", "/Source", "/Alternative"}
_SIDE_RELATIONSHIPS = {*_RELATIONSHIPS, "/Supplement", "/Unspecified"}
_XML_TYPES = {"/text/xml", "/application/xml"}


def check_container(pdf):
    """Return what is wrong with ``pdf`` (bytes) as a Factur-X, one line each."""
    try:
        return _check(PdfReader(BytesIO(pdf), strict=True))
    except _UNREADABLE as error:
        return [f"the PDF cannot be read: {error}"]


def embedded_xml(pdf):
    """Return the bytes of the one ``factur-x.xml``, ``None`` when there is none."""
    try:
        named = _named_files(PdfReader(BytesIO(pdf)))
    except _UNREADABLE:
        return None
    for name, specification in named:
        content = _content(specification)
        if name == NAME and content is not None:
            return content.get_data()
    return None


def _check(reader):
    if reader.is_encrypted:
        return ["the PDF is encrypted"]
    root = reader.trailer["/Root"]
    named = _named_files(reader)
    problems = _check_names(named)
    problems += _check_associated(root, named)
    problems += _check_leftovers(reader, named)
    xmp, unreadable = _xmp(root)
    if xmp is None:
        return [*problems, unreadable]
    problems += _check_xmp(xmp)
    invoices = [
        _content(specification) for name, specification in named if name == NAME
    ]
    if invoices and invoices[0] is not None:
        problems += _check_level(xmp, invoices[0].get_data())
    return problems


def _resolved(value):
    return value.get_object() if isinstance(value, IndirectObject) else value


def _named_files(reader):
    """Return (name, file specification) of the whole name tree."""
    names = _resolved(reader.trailer["/Root"].get("/Names", {}))
    waiting, found = [_resolved(names.get("/EmbeddedFiles"))], []
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        pairs = list(_resolved(node.get("/Names", [])))
        found += [
            (str(_resolved(name)), _resolved(specification))
            for name, specification in zip(pairs[::2], pairs[1::2], strict=True)
        ]
        waiting += [_resolved(kid) for kid in _resolved(node.get("/Kids", []))]
    return found


def _content(specification):
    if not isinstance(specification, DictionaryObject):
        return None
    files = _resolved(specification.get("/EF", {}))
    return _resolved(files.get("/F"))


def _check_names(named):
    names = [name for name, _specification in named]
    problems = []
    if names.count(NAME) != 1:
        problems.append(
            f"{names.count(NAME)} embedded files named {NAME} instead of one"
        )
    for name in sorted({name for name in names if names.count(name) > 1} - {NAME}):
        problems.append(f"several embedded files named {name}")
    for name, specification in named:
        problems += [f"{name}: {line}" for line in _check_file(name, specification)]
    return problems


def _check_file(name, specification):
    content = _content(specification)
    if content is None:
        return ["the file specification has no content"]
    problems = [
        f"{key} is {_resolved(specification.get(key))!r}"
        for key in ("/F", "/UF")
        if str(_resolved(specification.get(key))) != name
    ]
    relationship = specification.get("/AFRelationship")
    allowed = _RELATIONSHIPS if name == NAME else _SIDE_RELATIONSHIPS
    if relationship not in allowed:
        problems.append(f"/AFRelationship is {relationship}")
    kind = content.get("/Subtype")
    if kind is None or name == NAME and kind not in _XML_TYPES:
        problems.append(f"/Subtype is {kind}")
    parameters = _resolved(content.get("/Params", {}))
    if "/ModDate" not in parameters:
        problems.append("no /ModDate")
    size = parameters.get("/Size")
    if size is not None and size != len(content.get_data()):
        problems.append(f"/Size is {size}")
    return problems


def _check_associated(root, named):
    associated = [_resolved(item) for item in _resolved(root.get("/AF", []))]
    return [
        f"{name} is not among the associated files (/AF)"
        for name, specification in named
        if not any(item is specification for item in associated)
    ]


def _check_leftovers(reader, named):
    """A file of an earlier embedding must not hide among the objects."""
    known = {id(_content(specification)) for _name, specification in named}
    hidden = 0
    for number in {number for table in reader.xref.values() for number in table} | set(
        reader.xref_objStm
    ):
        item = _object(reader, number)
        if (
            isinstance(item, DictionaryObject)
            and item.get("/Type") == "/EmbeddedFile"
            and id(item) not in known
        ):
            hidden += 1
    return [f"{hidden} embedded files outside the name tree"] if hidden else []


def _object(reader, number):
    for generation, table in reader.xref.items():
        if number in table:
            return reader.get_object(IndirectObject(number, generation, reader))
    return reader.get_object(IndirectObject(number, 0, reader))


def _xmp(root):
    """Return (RDF root, None) or (None, problem)."""
    stream = _resolved(root.get("/Metadata"))
    if stream is None:
        return None, "no XMP metadata"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(stream.get_data(), parser)
    except etree.XMLSyntaxError as error:
        return None, f"the XMP metadata is not XML: {error}"
    return tree, None


def _xmp_values(xmp, name):
    """Return the values of a simple property, written as element or as attribute."""
    prefix, local = name.split(":")
    tag = f"{{{_NAMESPACES[prefix]}}}{local}"
    descriptions = xmp.iter(f"{{{_NAMESPACES['rdf']}}}Description")
    values = []
    for description in descriptions:
        values += [(child.text or "").strip() for child in description.findall(tag)]
        values += [description.get(tag)] if tag in description.attrib else []
    return values


def _check_xmp(xmp):
    problems = []
    for name, allowed in _XMP_VALUES.items():
        values = _xmp_values(xmp, name)
        if len(values) != 1 or values[0] not in allowed:
            problems.append(f"XMP {name} is {values}")
    declared = set()
    for schema in xmp.iter(f"{{{_NAMESPACES['schema']}}}namespaceURI"):
        if (schema.text or "").strip() == _FX:
            tag = f"{{{_NAMESPACES['property']}}}name"
            declared = {item.text for item in schema.getparent().iter(tag)}
    if not declared >= _PROPERTIES:
        lacking = ", ".join(sorted(_PROPERTIES - declared))
        problems.append(f"XMP extension schema lacks {lacking}")
    return problems


def _check_level(xmp, xml):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
        level = FACTURX_LEVEL2xmp[facturx.get_level(root, "factur-x")]
    except (etree.XMLSyntaxError, ValueError, KeyError) as error:
        return [f"{NAME} announces no Factur-X level: {error}"]
    stated = _xmp_values(xmp, "fx:ConformanceLevel")
    if stated != [level]:
        return [f"XMP fx:ConformanceLevel is {stated}, the XML announces {level}"]
    return []
