# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PDF/A-3b (ISO 19005-3) out of the PDF of any ordinary program.

``to_pdfa3`` is the whole of it; ``open_pdf``, ``repair``, ``describe`` and ``to_bytes``
are its four steps, for whoever embeds files in between without parsing the PDF twice.
"""

import re
import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cache
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import ImageCms

from . import font_widths, pdf_cleaning, pdf_text
from .errors import FileError
from .pdf_text import Node
from .xmp import PRODUCER, Metadata, packet, utc


def to_pdfa3(pdf: bytes, metadata: Metadata | None = None) -> bytes:
    """Return ``pdf`` as PDF/A-3b, without the files embedded in it.

    :param pdf: bytes of a PDF
    :param metadata: :class:`~.xmp.Metadata`; by default the source's own title and date
    :raises FileError: ``pdf_corrupt``, ``pdf_encrypted``, ``pdf_empty``, ``pdf_font``
        (a font that is used is not in the file), ``pdf_picture``, ``pdf_postscript``
    """
    with open_pdf(pdf) as document:
        with damage_reported():
            metadata = metadata or _source_metadata(document)
            repair(document)
            describe(document, metadata, packet(metadata))
            return to_bytes(document)


# Bytes of an ICC profile that hold the time of its making: six numbers of two bytes, of
# which the month and the day begin at 1.
_MADE_AT = slice(24, 36)
_NO_TIME = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)

# What pikepdf raises on objects of another type than the format prescribes.
_PDF_ERRORS = (
    pikepdf.PdfError,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    RuntimeError,
)


@contextmanager
def damage_reported() -> Iterator[None]:
    """Turn what pikepdf raises on a broken PDF into a FileError, ``pdf_corrupt``."""
    try:
        yield
    except _PDF_ERRORS as error:
        # qpdf begins with the name of the stream, here an address in memory.
        detail = re.sub(r"^.*stream <[^>]*>:?\s*", "", " ".join(str(error).split()))
        detail = detail or type(error).__name__
        raise FileError("pdf_corrupt", f"The PDF is damaged: {detail[:300]}") from error


def open_pdf(pdf: bytes) -> Pdf:
    """Return ``pdf`` (bytes) as a ``pikepdf.Pdf`` with at least one page.

    Recovery is off: a damaged file is sometimes "recovered" without its last pages, and
    an invoice must be whole.
    """
    with damage_reported():
        try:
            document = pikepdf.open(BytesIO(pdf), attempt_recovery=False)
        except pikepdf.PasswordError as error:
            raise _encrypted() from error
        with ExitStack() as on_error:
            on_error.enter_context(document)
            if document.is_encrypted:
                raise _encrypted()
            if not len(document.pages):
                raise FileError("pdf_empty", "The PDF has no page.")
            on_error.pop_all()
        return document


def _encrypted() -> FileError:
    return FileError(
        "pdf_encrypted", "The PDF is protected by a password or by permissions."
    )


def repair(document: Pdf) -> None:
    """Remove and correct what PDF/A-3b forbids, in place."""
    pdf_cleaning.clean(document)
    pdf_text.check(document)
    for font in pdf_text.fonts(document):
        font_widths.correct(font)
    profile = document.make_stream(_srgb_profile(), N=3)
    # Device colours mean something only with an output intent (6.2.4.3).
    document.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB"),
                Info=String("sRGB IEC61966-2.1"),
                DestOutputProfile=profile,
            )
        ]
    )


@cache
def _srgb_profile() -> bytes:
    """Return the sRGB profile of Pillow (LittleCMS), which bears the time of the call.

    The same invoice must give the same bytes: the time becomes a fixed one.
    """
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    content = bytearray(profile.tobytes())
    content[_MADE_AT] = _NO_TIME
    return bytes(content)


def _source_metadata(document: Pdf) -> Metadata:
    info: Node = document.trailer.get("/Info", Dictionary())
    try:
        date = pikepdf.models.metadata.decode_pdf_date(str(info.CreationDate))
    except (AttributeError, KeyError, ValueError):
        date = None
    return Metadata(title=str(info.get("/Title", "")), date=date)


def describe(document: Pdf, metadata: Metadata, xmp_packet: bytes) -> None:
    """Write ``metadata`` and its ``xmp_packet`` into the document."""
    info = Dictionary(Producer=String(PRODUCER), Creator=String(PRODUCER))
    for key, text in {
        Name.Title: metadata.title,
        Name.Author: metadata.author,
        Name.Subject: metadata.subject,
        Name.Keywords: metadata.keywords,
    }.items():
        if text:
            info[key] = String(text)
    if metadata.date:
        info.CreationDate = info.ModDate = String(pdf_date(metadata.date))
    document.trailer.Info = document.make_indirect(info)
    document.Root.Metadata = document.make_stream(
        xmp_packet, Type=Name.Metadata, Subtype=Name.XML
    )
    if metadata.language:
        document.Root.Lang = String(metadata.language)


def pdf_date(moment: datetime) -> str:
    """Return ``moment`` (datetime, naive = UTC) as PDF writes dates."""
    return utc(moment).strftime("D:%Y%m%d%H%M%S+00'00'")


def to_bytes(document: Pdf) -> bytes:
    """Return the file; the same document gives the same bytes."""
    output = BytesIO()
    # The trailer's /ID, which PDF/A demands, comes from the content, not the clock.
    # Plain objects rather than object streams: old readers at the portal's end.
    document.save(
        output,
        deterministic_id=True,
        fix_metadata_version=False,
        force_version="1.7",
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        compress_streams=True,
    )
    return output.getvalue()
