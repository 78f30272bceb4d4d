# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever the source, PDF/A-3b according to veraPDF, or a refusal with a sentence."""

import io

import pdf_sources
import pikepdf
import pytest
from checkers import check_pdfa
from chorus.errors import FileError
from chorus.pdf import font_widths
from chorus.pdf.pdfa import to_pdfa3
from chorus.pdf.xmp import Metadata
from pdf_printers import invoice_page, printed
from pdf_sources import opened
from pypdf import PdfReader

# No font has it: Unicode keeps this plane for private use.
NO_GLYPH = "\U000f1234"
PRINTERS = ("wkhtmltopdf", "chromium")


def text(pdf):
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("name", pdf_sources.GOOD)
def test_any_source_becomes_pdfa(name):
    source = pdf_sources.GOOD[name]()
    assert check_pdfa(source), "the source should not be PDF/A already"
    result = to_pdfa3(source)
    assert check_pdfa(result) == []
    assert len(opened(result).pages) == len(opened(source).pages)
    assert to_pdfa3(source) == result


@pytest.mark.parametrize("name", pdf_sources.REFUSED)
def test_what_cannot_be_mended_is_refused_with_a_sentence(name):
    maker, code = pdf_sources.REFUSED[name]
    with pytest.raises(FileError) as caught:
        to_pdfa3(maker())
    assert caught.value.code == code
    assert caught.value.detail.startswith("The ")
    assert "\n" not in caught.value.detail
    assert " object at 0x" not in caught.value.detail


@pytest.mark.parametrize("printer", PRINTERS)
@pytest.mark.parametrize(
    "extra",
    ["ordinaire", "بسم الله", "fusée 🚀 et 漢字", f"sans{NO_GLYPH}dessin"],
    ids=["plain", "arabic", "emoji", "no glyph"],
)
def test_printed_invoice(printer, extra):
    source = printed(printer, invoice_page(extra=extra))
    assert check_pdfa(source)
    result = to_pdfa3(source)
    assert check_pdfa(result) == []
    assert "FAC/2026/00042" in text(result)


@pytest.mark.parametrize("printer", PRINTERS)
def test_thirty_pages(printer):
    body = invoice_page() + "".join(
        f"<h2 style='page-break-before:always'>Annexe {number}</h2>"
        for number in range(29)
    )
    result = to_pdfa3(printed(printer, body))
    assert check_pdfa(result) == []
    assert len(opened(result).pages) == 30
    assert "Annexe 28" in text(result)


def test_character_without_glyph_leaves_its_neighbours_where_they_were():
    source = printed("chromium", f"avant{NO_GLYPH}apres")
    assert any("6.2.11.8" in problem for problem in check_pdfa(source))
    result = to_pdfa3(source)
    assert check_pdfa(result) == []
    before, after = glyphs(source), glyphs(result)
    assert 0 in [glyph for glyph, _position in before]
    assert after == [(glyph, position) for glyph, position in before if glyph]


def glyphs(pdf):
    """Return (number, place in its text) of the glyphs of a page with one font."""
    with opened(pdf) as document:
        page = document.pages[0]
        (font,) = page.obj.Resources.Font.values()
        listed = list(font.DescendantFonts[0].W)
        widths = {
            int(first) + offset: float(width)
            for first, row in zip(listed[::2], listed[1::2], strict=True)
            for offset, width in enumerate(row)
        }
        found = []
        for instruction in pikepdf.parse_content_stream(page):
            if str(instruction.operator) in ("Tj", "TJ"):
                shown = instruction.operands[0]
                pieces = shown if isinstance(shown, pikepdf.Array) else [shown]
                found += placed(pieces, widths)
        return found


def placed(pieces, widths):
    place, found = 0.0, []
    for piece in pieces:
        if not isinstance(piece, pikepdf.String):
            place -= float(piece)
            continue
        codes = bytes(piece)
        for at in range(0, len(codes), 2):
            glyph = int.from_bytes(codes[at : at + 2], "big")
            found.append((glyph, round(place, 3)))
            place += widths[glyph]
    return found


@pytest.mark.parametrize(
    "maker",
    [
        pdf_sources.embedded_files,
        pdf_sources.embedded_files_packed,
        pdf_sources.odoo_like,
        pdf_sources.other_facturx,
    ],
)
def test_earlier_files_do_not_stay_inside(maker):
    assert PdfReader(io.BytesIO(maker())).attachments
    result = opened(to_pdfa3(maker()))
    assert not result.attachments
    for item in result.objects:
        if isinstance(item, pikepdf.Stream):
            assert item.get("/Type") != pikepdf.Name.EmbeddedFile
            assert pdf_sources.SECRET not in item.read_bytes()


def test_links_stay_and_programs_do_not():
    document = opened(to_pdfa3(pdf_sources.links()))
    page = document.pages[0].obj
    web, program, inside = page.Annots
    assert str(web.A.URI) == "https://example.com/"
    assert "/Next" not in web.A
    assert "/A" not in program
    assert str(inside.Dest) == "end"
    assert all(link.F == 4 for link in page.Annots)


def test_target_of_inner_links_stays():
    document = opened(to_pdfa3(pdf_sources.links()))
    root = document.Root
    assert str(root.Names.Dests.Names[0]) == "end"
    assert "/JavaScript" not in root.Names


def test_stamp_is_drawn_into_the_page():
    document = opened(to_pdfa3(pdf_sources.links()))
    drawn = document.pages[0].obj.Resources.XObject.values()
    assert [item.read_bytes() for item in drawn] == [b"1 0 0 rg 0 0 100 100 re f"]


def test_form_is_drawn_as_it_was_seen():
    document = opened(to_pdfa3(pdf_sources.form_fields()))
    assert "/AcroForm" not in document.Root
    assert "/Annots" not in document.pages[0].obj
    drawn = document.pages[0].obj.Resources.XObject.values()
    contents = b"".join(item.read_bytes() for item in drawn)
    assert b"%seen" in contents
    assert b"%paper" not in contents
    assert b"%hidden" not in contents


def test_part_and_conformance_are_written():
    """3 and B: what is made here promises neither tags (A) nor Unicode (U)."""
    with opened(to_pdfa3(pdf_sources.plain())).open_metadata() as xmp:
        assert xmp["pdfaid:part"] == "3"
        assert xmp["pdfaid:conformance"] == "B"


def test_title_and_date_of_the_source_stay():
    document = pdf_sources.page()
    document.trailer.Info = document.make_indirect(
        pikepdf.Dictionary(
            Title="Facture <1> & co", CreationDate="D:20260903101500+02'00'"
        )
    )
    result = opened(to_pdfa3(pdf_sources.saved(document)))
    assert str(result.trailer.Info.Title) == "Facture <1> & co"
    assert str(result.trailer.Info.CreationDate) == "D:20260903081500+00'00'"
    with result.open_metadata() as xmp:
        assert xmp["dc:title"] == "Facture <1> & co"
        assert xmp["xmp:CreateDate"] == "2026-09-03T08:15:00+00:00"


def test_file_without_title_or_date_gets_none():
    result = opened(to_pdfa3(pdf_sources.plain()))
    assert "/Title" not in result.trailer.Info
    assert "/CreationDate" not in result.trailer.Info


def test_language_is_written():
    result = opened(to_pdfa3(pdf_sources.plain(), Metadata(language="fr-FR")))
    assert str(result.Root.Lang) == "fr-FR"


# === Widths of letters === #


def two_byte_fonts(pdf):
    return [font for page in pdf.pages for font in page.obj.Resources.Font.values()]


def widths(pdf):
    with opened(pdf) as document:
        return [
            font.DescendantFonts[0].W.unparse() for font in two_byte_fonts(document)
        ]


def off_by(pdf, thousandths):
    """Return ``pdf`` with every width in it as wrong as Qt on a screen writes them."""
    output = io.BytesIO()
    with opened(pdf) as document:
        for font in two_byte_fonts(document):
            runs = font.DescendantFonts[0].W
            for part in runs:
                if isinstance(part, pikepdf.Array):
                    for rank, width in enumerate(part):
                        part[rank] = width + thousandths
        document.save(output)
    return output.getvalue()


@pytest.mark.parametrize("printer", PRINTERS)
def test_widths_are_those_of_the_font(printer):
    """The wkhtmltopdf that Odoo recommends writes those of the screen."""
    source = printed(printer, invoice_page(3))
    spoiled = off_by(source, 5)
    assert text(spoiled) == text(source)
    result = to_pdfa3(spoiled)
    assert check_pdfa(result) == []
    assert text(result) == text(source)


def test_right_widths_stay_as_they_were_written():
    source = printed("chromium", invoice_page(3))
    assert widths(to_pdfa3(source)) == widths(source)


def test_glyphs_that_follow_one_another_share_a_run():
    widths = {3: 500.0, 4: 250.12345, 6: 1.0, 7: 2.0, 8: 3.0, 10: 4.0}
    runs = font_widths._as_array(widths)
    assert runs.unparse() == b"[ 3 [ 500 250.123 ] 6 [ 1 2 3 ] 10 [ 4 ] ]"


def test_a_font_program_that_is_cut_short_changes_nothing():
    with opened(printed("chromium", invoice_page(1))) as document:
        font = two_byte_fonts(document)[0]
        descendant = font.DescendantFonts[0]
        before = descendant.W.unparse()
        descendant.FontDescriptor.FontFile2.write(b"\0\1\0\0\0\x09 cut")
        font_widths.correct(font)
        assert descendant.W.unparse() == before
