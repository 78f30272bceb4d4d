# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Heavy PDFs made lighter."""

import io
import os

import pdf_sources
import pikepdf
import pytest
from chorus.errors import FileError
from chorus.pdf import compression
from pikepdf import Dictionary, Name
from PIL import Image

LIMIT = 200_000


def scan(width=1700, height=2200, mode="RGB", pages=1, **entries):
    """Return a PDF of noisy pictures, as a bad scanner makes them: nothing packs."""
    document = pikepdf.new()
    for _page in range(pages):
        small = Image.frombytes(
            mode,
            (width // 4, height // 4),
            os.urandom(len(mode) * (width // 4) * (height // 4)),
        )
        data = small.resize((width, height), Image.Resampling.BICUBIC).tobytes()
        picture = document.make_stream(data)
        picture.Type, picture.Subtype = Name.XObject, Name.Image
        picture.Width, picture.Height, picture.BitsPerComponent = width, height, 8
        picture.ColorSpace = Name.DeviceRGB if mode == "RGB" else Name.DeviceGray
        for key, value in entries.items():
            picture[f"/{key}"] = value
        page = document.add_blank_page(page_size=(595, 842))
        page.obj.Resources = Dictionary(XObject=Dictionary(Im0=picture))
        page.obj.Contents = document.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    return pdf_sources.saved(document)


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_scans_become_light(mode):
    heavy = scan(mode=mode, pages=2)
    limit = len(heavy) // 5
    light = compression.compress_pdf(heavy, limit)
    assert len(light) <= limit
    with pikepdf.open(io.BytesIO(light)) as document:
        assert len(document.pages) == 2
        (picture,) = document.pages[0].images.values()
        seen = pikepdf.PdfImage(picture).as_pil_image()
    assert seen.size == (int(picture.Width), int(picture.Height))
    assert (seen.mode, picture.BitsPerComponent) == (mode, 8)
    spaces = {"RGB": Name.DeviceRGB, "L": Name.DeviceGray}
    assert picture.ColorSpace == spaces[mode]
    assert max(seen.size) >= 1290, "still readable"


def test_a_picture_that_would_fill_the_memory_is_left_alone(monkeypatch):
    heavy = scan(1400, 700)
    limit = len(heavy) // 5
    monkeypatch.setattr(compression, "_MAX_PIXELS", 1400 * 700)
    assert len(compression.compress_pdf(heavy, limit)) <= limit
    monkeypatch.setattr(compression, "_MAX_PIXELS", 1400 * 700 - 1)
    with pytest.raises(FileError) as caught:
        compression.compress_pdf(heavy, limit)
    assert caught.value.code == "pdf_size"


def test_nothing_is_lost_when_packing_is_enough():
    document = pdf_sources.page(b"q Q\n" * 400_000)
    heavy = pdf_sources.saved(
        document,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    assert len(heavy) > LIMIT
    light = compression.compress_pdf(heavy, LIMIT)
    assert len(light) <= LIMIT
    with pikepdf.open(io.BytesIO(light)) as document:
        assert document.pages[0].Contents.read_bytes() == b"q Q\n" * 400_000


def test_same_bytes_for_the_same_document():
    heavy = scan()
    limit = len(heavy) // 4
    once, twice = (compression.compress_pdf(heavy, limit) for _time in range(2))
    assert once == twice


ODD = {
    "read in reverse": {"Decode": pikepdf.Array([1, 0] * 3)},
    "keyed out": {"Mask": pikepdf.Array([0] * 6)},
}


@pytest.mark.parametrize("entries", ODD.values(), ids=ODD)
def test_odd_pictures_are_left_alone(entries):
    """As JPEG they would show other colours; the same picture without it is shrunk."""
    plain = scan(1400, 700)
    limit = len(plain) // 5
    assert len(compression.compress_pdf(plain, limit)) <= limit
    with pytest.raises(FileError) as caught:
        compression.compress_pdf(scan(1400, 700, **entries), limit)
    assert caught.value.code == "pdf_size"


def kept_beside_a_scan(document):
    """Make the one picture of ``document`` and a scan lighter; return the PDF.

    The picture's bytes are as they were, and the scan's are those of a JPEG.
    """
    before, paper = (
        document.pages[0].Resources.XObject.Im0.read_bytes(),
        scan(1400, 700),
    )
    document.pages.extend(pikepdf.open(io.BytesIO(paper)).pages)
    heavy = pdf_sources.saved(document)
    light = compression.compress_pdf(heavy, len(before) + len(paper) // 10)
    result = pikepdf.open(io.BytesIO(light))
    kept, shrunk = (page.Resources.XObject.Im0 for page in result.pages)
    assert kept.read_bytes() == before
    assert shrunk.Filter == Name.DCTDecode
    return result


@pytest.mark.parametrize("entries", ODD.values(), ids=ODD)
def test_an_odd_picture_stays_beside_others_that_shrink(entries):
    result = kept_beside_a_scan(pikepdf.open(io.BytesIO(scan(400, 400, **entries))))
    kept = result.pages[0].Resources.XObject.Im0
    assert (kept.Width, kept.Height) == (400, 400)
    assert all(kept[f"/{key}"] == value for key, value in entries.items())


@pytest.mark.parametrize("entry", ["ImageMask", "BitsPerComponent"])
def test_a_picture_of_one_bit_stays_sharp(entry):
    """A stencil need not say that it has one bit a pixel."""
    document = pikepdf.open(io.BytesIO(scan(4000, 400, mode="L")))
    (picture,) = document.pages[0].images.values()
    # Dithered: dots do not pack, and blurred to grey they would make a light JPEG.
    gray = Image.frombytes("L", (4000, 400), picture.read_bytes())
    picture.write(gray.convert("1").tobytes())
    del picture["/BitsPerComponent"]
    picture[f"/{entry}"] = True if entry == "ImageMask" else 1
    if entry == "ImageMask":
        del picture["/ColorSpace"]
    result = kept_beside_a_scan(document)
    assert result.pages[0].Resources.XObject.Im0.Width == 4000


def test_signed_documents_are_left_alone():
    document = pikepdf.open(io.BytesIO(scan(400, 400)))
    document.Root.AcroForm = Dictionary(SigFlags=3, Fields=pikepdf.Array())
    with pytest.raises(FileError, match="signed"):
        compression.compress_pdf(pdf_sources.saved(document), LIMIT * 100)


@pytest.mark.parametrize(
    ("maker", "code"), [("locked", "pdf_encrypted"), ("cut", "pdf_corrupt")]
)
def test_documents_that_cannot_be_opened(maker, code):
    with pytest.raises(FileError) as caught:
        compression.compress_pdf(getattr(pdf_sources, maker)(), LIMIT)
    assert caught.value.code == code
