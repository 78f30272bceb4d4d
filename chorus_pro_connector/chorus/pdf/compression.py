# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Heavy PDFs made lighter: the same pages, large pictures with fewer pixels."""

from contextlib import suppress
from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Name, Pdf, PdfImage, Stream
from PIL import Image

from . import pdfa
from .errors import FileError
from .pdf_text import Node

# Longest side in pixels and JPEG quality, from careful to readable: an A4 page scanned
# at 200, 150 and 110 dots an inch.
_STEPS = ((2340, 80), (1755, 70), (1290, 60))
# Below this a picture is not what makes a document heavy.
_SMALL_PICTURE = 30_000
# Decoded, three bytes each: no more than 300 MB for the moment of one picture.
_MAX_PIXELS = 100_000_000
_SIGNED = 1  # bit of /SigFlags: a signature stands in the document


def compress_pdf(pdf: bytes, limit: int) -> bytes:
    """Return ``pdf`` in at most ``limit`` bytes: the same pages, text left alone.

    First nothing is lost (streams are packed better); if that is not enough, large
    pictures lose pixels, step by step. The same bytes give the same result.

    :raises FileError: ``pdf_size`` when no step is enough, or when the document
        carries a signature, which any change would break; and those of
        :func:`~.pdfa.open_pdf`
    """
    with pdfa.open_pdf(pdf) as document, pdfa.damage_reported():
        if _is_signed(document):
            raise FileError("pdf_size", "The PDF is signed.")
        result = _packed(document)
        for side, quality in _STEPS:
            if len(result) <= limit:
                return result
            _shrink_pictures(document, side, quality)
            result = _packed(document)
    if len(result) > limit:
        raise FileError("pdf_size", f"The PDF still has {len(result)} bytes.")
    return result


def _is_signed(document: Pdf) -> bool:
    form: Node = document.Root.get("/AcroForm")
    if not isinstance(form, Dictionary):
        return False
    # The stubs of pikepdf know no default of Python's own.
    flags = form.get("/SigFlags", 0)  # type: ignore[call-overload]
    return bool(int(flags) & _SIGNED)


def _packed(document: Pdf) -> bytes:
    output = BytesIO()
    document.save(
        output,
        compress_streams=True,
        recompress_flate=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
        fix_metadata_version=False,
    )
    return output.getvalue()


def _shrink_pictures(document: Pdf, side: int, quality: int) -> None:
    for item in document.objects:
        if isinstance(item, Stream) and item.get("/Subtype") == Name.Image:
            # A picture that cannot be read stays as it is: others may be enough.
            with suppress(Exception):
                _shrink(item, side, quality)


def _shrink(stream: Node, side: int, quality: int) -> None:
    """Replace the data of one picture by a smaller JPEG, if that saves bytes."""
    before = len(stream.read_raw_bytes())
    pixels = int(stream.Width) * int(stream.Height)
    # Masks and pictures of one bit are small and lose their sharpness as JPEG; colours
    # keyed out, or read in reverse, would change.
    odd = "/ImageMask" in stream or "/Decode" in stream or _has_key_mask(stream)
    bits = int(stream.get("/BitsPerComponent", 8))
    if before < _SMALL_PICTURE or pixels > _MAX_PIXELS or odd or bits == 1:
        return
    picture = PdfImage(stream).as_pil_image()
    if picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGB")
    if max(picture.size) > side:
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    output = BytesIO()
    picture.save(output, "JPEG", quality=quality, optimize=True)
    if output.tell() >= before:
        return
    stream.write(output.getvalue(), filter=Name.DCTDecode)
    stream.Width, stream.Height = picture.size
    stream.BitsPerComponent = 8
    gray = picture.mode == "L"
    stream.ColorSpace = Name.DeviceGray if gray else Name.DeviceRGB


def _has_key_mask(stream: Stream) -> bool:
    return isinstance(stream.get("/Mask"), pikepdf.Array)
