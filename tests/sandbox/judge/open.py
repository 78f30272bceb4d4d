# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Opening of what is deposited: XML, Factur-X or an archive of them.

Everything here is read as hostile: sizes are bounded while reading, names of
archive members are never used as paths, no entity is ever expanded.
"""

import dataclasses
import io
import lzma
import posixpath
import re
import tarfile
import zipfile
import zlib

import pikepdf
from lxml import etree

from .. import codes

MEMBER_LIMIT = 10 * codes.MB
ARCHIVE_LIMIT = 120 * codes.MB
MEMBERS_LIMIT = 500
# More than this much content per compressed byte is no invoice.
RATIO_LIMIT = 100
RATIO_FLOOR = 4 * codes.MB
PDF_LIMIT = 256 * codes.MB
PDF_STREAM_LIMIT = 16 * codes.MB
ARCHIVES = (".zip", ".tar.gz", ".tgz")


class Technical(Exception):
    """The whole flow is unreadable; ``code`` is a key of choices.TECHNICAL."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclasses.dataclass
class Piece:
    """One invoice file: its XML and the files that came with it."""

    name: str
    xml: bytes
    files: list  # [(name, bytes)], the readable PDF first when there is one
    pdfa: str | None = None  # part of PDF/A that the PDF claims, "" for none


def is_archive(name):
    return name.lower().endswith(ARCHIVES)


def pieces(name, content, syntax):
    """The invoice files of a deposit.

    :param syntax: "facturx", "cii" or "ubl".
    :raises Technical: when nothing can be read.
    """
    if not is_archive(name):
        return [_piece(name, content, syntax)]
    members = list(_members(name, content))
    if not members:
        raise Technical("SBX10")
    if len({posixpath.splitext(m)[1].lower() for m, _content in members}) > 1:
        raise Technical("SBX11")
    return [_piece(member, data, syntax) for member, data in members]


def _piece(name, content, syntax):
    is_pdf = content[:1024].lstrip().startswith(b"%PDF-")
    if is_pdf != (syntax == "facturx"):
        raise Technical("SBX12")
    if not is_pdf:
        return Piece(name, content, [])
    xml, files, part = read_pdf(content)
    return Piece(name, xml, [(name, content), *files], part)


def _members(name, content):
    try:
        if name.lower().endswith(".zip"):
            yield from _zip(content)
        else:
            yield from _tar(content)
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ):
        raise Technical("SBX07") from None


def _safe(name):
    parts = name.replace("\\", "/").split("/")
    bad = name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\0" in name
    if bad or not name or is_archive(name):
        raise Technical("SBX08")
    return name


def _too_big(total, compressed):
    return total > ARCHIVE_LIMIT or (
        total > RATIO_FLOOR and total > RATIO_LIMIT * compressed
    )


def unzipped(name, content):
    """``(name, bytes)`` of an attachment that was zipped for the way
    (portal.md §5.4)."""
    if content[:2] != b"PK" or name.lower().endswith(".zip"):
        return name, content
    try:
        members = list(_zip(content))
    except (Technical, zipfile.BadZipFile, zlib.error, EOFError, ValueError):
        return name, content
    except (NotImplementedError, RuntimeError, OSError):
        return name, content
    if len(members) != 1 or len(members[0][1]) > MEMBER_LIMIT:
        return name, content
    return (name if "." in name else members[0][0]), members[0][1]


def _zip(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = [i for i in archive.infolist() if not i.is_dir()]
        if len(infos) > MEMBERS_LIMIT:
            raise Technical("SBX15")
        if _too_big(sum(i.file_size for i in infos), len(content)):
            raise Technical("SBX09")
        for info in infos:
            # Unix mode in the upper half: anything but a regular file is a trap.
            kind = (info.external_attr >> 16) & 0o170000
            if kind not in (0, 0o100000):
                raise Technical("SBX08")
            if info.file_size > MEMBER_LIMIT:
                raise Technical("SBX09")
            with archive.open(info) as member:
                yield _safe(info.filename), member.read(MEMBER_LIMIT + 1)


def _tar(content):
    # tarfile would read to the end of a bomb to find the next header.
    bounded = _Bounded(content)
    with tarfile.open(fileobj=bounded, mode="r|") as archive:
        count = 0
        for info in archive:
            if info.isdir():
                continue
            if not info.isreg():
                raise Technical("SBX08")
            count += 1
            if count > MEMBERS_LIMIT:
                raise Technical("SBX15")
            if info.size > MEMBER_LIMIT:
                raise Technical("SBX09")
            yield _safe(info.name), archive.extractfile(info).read()


class _Bounded(io.RawIOBase):
    """A gzip stream that stops once it has grown beyond reason."""

    def __init__(self, content):
        self._source = io.BytesIO(content)
        self._inflate = zlib.decompressobj(31)
        self._size, self._total = len(content), 0

    def readable(self):
        return True

    def read(self, size=-1):
        wanted = size if size and size > 0 else 65536
        out = b""
        while len(out) < wanted and not self._inflate.eof:
            tail = self._inflate.unconsumed_tail or self._source.read(65536)
            if not tail:
                raise EOFError
            out += self._inflate.decompress(tail, wanted - len(out))
            if _too_big(self._total + len(out), self._size):
                raise Technical("SBX09")
        self._total += len(out)
        return out


STREAM = re.compile(rb"stream\r?\n")
# First bytes of zlib data (all window sizes of the deflate method).
ZLIB_HEADS = (b"\x78", b"\x58", b"\x48", b"\x68", b"\x18", b"\x08")


def _check_pdf_size(content):
    """Refuse a PDF whose streams would fill the memory of whoever opens it.

    A blank scan is an honest stream of high ratio, so pictures get more room; they
    are not inflated when the file is opened.
    """
    left = PDF_LIMIT
    for match in STREAM.finditer(content):
        if content[match.end() : match.end() + 1] not in ZLIB_HEADS:
            continue
        picture = b"/Image" in content[max(0, match.start() - 500) : match.start()]
        room = left if picture else min(left, PDF_STREAM_LIMIT)
        left -= _inflated_size(memoryview(content)[match.end() :], room)


def _inflated_size(data, room):
    """Bytes that zlib data grows to, counted without keeping them."""
    inflate, size = zlib.decompressobj(), 0
    try:
        while data and not inflate.eof:
            size += len(inflate.decompress(data, codes.MB))
            if size > room:
                raise Technical("SBX09")
            data = inflate.unconsumed_tail
    except zlib.error:
        pass  # not zlib after all, or damaged: the reader will say so
    return size


def read_pdf(content):
    """``(xml, [(name, bytes)], part of PDF/A claimed)`` of a Factur-X file.

    :raises Technical: plain, protected or unreadable PDF.
    """
    _check_pdf_size(content)
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise Technical("SBX04")
            files = dict(_embedded(pdf))
            part = _pdfa_part(pdf)
    except pikepdf.PasswordError:
        raise Technical("SBX04") from None
    except Technical:
        raise
    except Exception:
        # A damaged file meets pikepdf's and Python's errors of every kind.
        raise Technical("SBX05") from None
    xml = files.pop("factur-x.xml", None)
    if xml is None:
        raise Technical("SBX03")
    return xml, list(files.items()), part or ""


def _embedded(pdf):
    for name, spec in pdf.attachments.items():
        stream = spec.get_file().obj
        yield name, _inflate_stream(stream)


def _inflate_stream(stream):
    """Content of an embedded file, read with a limit qpdf does not have."""
    filters = stream.get("/Filter", [])
    filters = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
    raw = stream.read_raw_bytes()
    if not filters:
        return raw
    if [str(f) for f in filters] != ["/FlateDecode"] or "/DecodeParms" in stream:
        raise Technical("SBX05")
    try:
        data = zlib.decompressobj().decompress(raw, MEMBER_LIMIT + 1)
    except zlib.error:
        raise Technical("SBX05") from None
    if len(data) > MEMBER_LIMIT:
        raise Technical("SBX09")
    return data


PDFA_PART = re.compile(rb"pdfaid:part(?:>|\s*=\s*[\"'])\s*(\d)")


def _pdfa_part(pdf):
    metadata = pdf.Root.get("/Metadata")
    if metadata is None:
        return None
    found = PDFA_PART.search(_inflate_stream(metadata))
    return found[1].decode() if found else None


def parse(xml):
    """Root of a UTF-8 XML document without any DTD.

    :raises Technical: not well formed, another encoding, or a DTD.
    """
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in xml[:64]:
        raise Technical("SBX14")
    head = xml[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    declared = re.match(rb"<\?xml[^>]*encoding=[\"']([^\"']+)", head)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        raise Technical("SBX14")
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Technical("SBX02")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Technical("SBX01") from None
