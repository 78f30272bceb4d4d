# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""UBL with the print inside: what the portal reads of it, and who may read what."""

import base64
import io
import zipfile

import pytest
from checkers import check_schematron, check_xsd
from chorus.errors import FileError
from chorus.formats.factur_x import Attachment
from chorus.formats.mixed import make_mixed
from facturx_samples import invoice
from lxml import etree
from sandbox.judge import ubl

PDF = Attachment("FAC-2026-00042.pdf", b"%PDF-1.7\n" + b"facture " * 500)
PLAN = Attachment("plan.dxf", b"0\nSECTION", "Plan de masse")
ARCHIVE = Attachment("photos.zip", b"PK\x03\x04 of the user's own")
VALIDATOR = "55512345600017"
# The portal wants its files zipped, which is none of the media types of the standard.
PORTAL_WAYS = ("BR-CL-24",)


def credit_note():
    terms = invoice(BT_3="381", BG_3=[{"BT-25": "FAC/2026/00001"}])
    del terms["BT-81"], terms["BT-84"]
    return terms


@pytest.mark.parametrize("terms", [invoice(), credit_note()], ids=["380", "381"])
def test_valid_and_read_back(terms):
    xml = make_mixed(terms, PDF, [PLAN, ARCHIVE], VALIDATOR)
    assert check_xsd(xml) == []
    problems = [
        text
        for text in check_schematron(xml)
        if not any(f"[{rule}]" in text for rule in PORTAL_WAYS)
    ]
    assert problems == []
    seen = ubl.read(etree.fromstring(xml), [])
    assert (seen.numero, seen.cadre, seen.valideur) == (
        terms["BT-1"],
        terms["BT-23"],
        VALIDATOR,
    )
    # The invoice that people read comes first.
    assert seen.fichiers == [(item.name, item.content) for item in (PDF, PLAN, ARCHIVE)]


def test_files_are_zipped_and_numbered_as_what_they_are():
    root = etree.fromstring(make_mixed(invoice(), PDF, [PLAN]))
    found = []
    for node in root.findall("{*}AdditionalDocumentReference"):
        inside = node.find("{*}Attachment/{*}EmbeddedDocumentBinaryObject")
        archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(inside.text)))
        (name,) = archive.namelist()
        kind = node.findtext("{*}DocumentType")
        found.append((kind, name, archive.read(name), inside.get("mimeCode")))
    assert found == [
        ("01", PDF.name, PDF.content, "application/zip"),
        ("02", PLAN.name, PLAN.content, "application/zip"),
    ]


def test_a_file_is_described_by_its_description_or_else_by_its_name():
    root = etree.fromstring(make_mixed(invoice(), PDF, [PLAN]))
    found = [
        node.findtext("{*}DocumentDescription")
        for node in root.findall("{*}AdditionalDocumentReference")
    ]
    assert found == [PDF.name, PLAN.description]


def test_same_bytes_and_terms_unchanged():
    terms = invoice()
    assert make_mixed(terms, PDF, [PLAN]) == make_mixed(terms, PDF, [PLAN])
    assert "BG-24" not in terms


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([Attachment("vide.pdf", b"")], "attachment_empty"),
        ([Attachment(PDF.name.upper(), b"x")], "attachment_name"),
    ],
)
def test_refused(files, code):
    with pytest.raises(FileError) as caught:
        make_mixed(invoice(), PDF, files)
    assert caught.value.code == code
