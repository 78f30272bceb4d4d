# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents joined to an invoice: names, limits, and PDFs that nobody can open."""

import io

import pikepdf
import pytest
from chorus import documents, rules
from chorus.pdf.health import ailment


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("releve.pdf", 10, None),
        ("RELEVE.PDF", rules.ATTACHMENT_SIZE, None),
        ("releve.pdf", rules.ATTACHMENT_SIZE + 1, "size"),
        ("releve.pdf", 0, "empty"),
        ("releve.exe", 10, "format"),
        ("releve", 10, "format"),
    ],
)
def test_what_cannot_be_fixed(name, size, code):
    assert documents.problem(name, size) == code


def test_names():
    taken = {"factur-x.xml"}
    names = [
        "bordereau de situation de travaux numéro 12 - lot charpente.pdf",
        "bordereau de situation de travaux numéro 12 - lot couverture.pdf",
        "plan.PDF",
        "Plan.pdf",
        "factur-x.xml",
        ".pdf",
        "deux\nlignes.txt",
        "",
    ]
    fixed = [documents.free_name(name, taken) for name in names]
    assert len({name.lower() for name in fixed}) == len(names)
    assert all(0 < len(name) <= 50 for name in fixed)
    assert [rules.extension_of(n) for n in fixed[:2]] == ["pdf", "pdf"]
    assert fixed[1].endswith("-2.pdf")
    assert fixed[2:] == [
        "plan.PDF",
        "Plan-2.pdf",
        "factur-x-2.xml",
        "document.pdf",
        "deux lignes.txt",
        "document",
    ]


def test_long_twins_keep_all_the_room_there_is():
    taken = set()
    names = [documents.free_name("x" * 60 + ".pdf", taken) for _twin in range(12)]
    assert {len(name) for name in names} == {rules.ATTACHMENT_NAME_LENGTH}
    assert [name[-7:] for name in (names[0], names[-1])] == ["xxx.pdf", "-12.pdf"]


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("devis 12/2026.txt", "devis 12-2026.txt"),
        ("C:\\Bureau\\PV.txt", "C-Bureau-PV.txt"),
        ("total: 3?.txt", "total- 3.txt"),
        ("a|b*.txt", "a-b.txt"),
        ('le "plan" <v2>.txt', "le -plan- -v2.txt"),
        ("../../etc/passwd.txt", "..-..-etc-passwd.txt"),
        ("facture\u202ftxt.pdf", "facture txt.pdf"),
        ("plan\u202efdp.txt", "planfdp.txt"),
        ("/.pdf", "document.pdf"),
    ],
)
def test_no_name_holds_what_separates_folders(name, sent):
    assert documents.free_name(name, set()) == sent


def pdf(pages=1, **options):
    document, output = pikepdf.new(), io.BytesIO()
    for _page in range(pages):
        document.add_blank_page()
    document.save(output, **options)
    return output.getvalue()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (pdf(), None),
        (b"\n" * 100 + pdf(), None),
        # Permissions keep nobody from reading.
        (pdf(encryption=pikepdf.Encryption(user="", owner="secret")), None),
        # The end is gone: readers mend it.
        (pdf(2)[:-40], None),
        (pdf(encryption=pikepdf.Encryption(user="u", owner="o")), "protected"),
        (b"%PDF-1.7 damaged", "damaged"),
        (pdf(0), "damaged"),
        (b"<html><body>Erreur 404</body></html>", "foreign"),
        (b"PK\x03\x04 a word processor's", "foreign"),
    ],
)
def test_pdfs_that_the_client_cannot_open(content, found):
    assert ailment(content) == found
