# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Text of a PDF as PDF/A-3b wants it: fonts inside, no character without a glyph.

Both need the content parsed, some milliseconds a page, so each is done only where a
cheap look shows a reason to.
"""

import re
from collections.abc import Iterable, Iterator, Set
from typing import Any

import pikepdf
from pikepdf import (
    Array,
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Operator,
    Pdf,
    Stream,
    String,
)

from .errors import FileError

# What an object of a PDF is, only looking at it tells.
Node = Any
Fonts = dict[str | None, Node]
Instruction = ContentStreamInstruction | ContentStreamInlineImage

# Two zero bytes in a string, hexadecimal, raw or octal: glyph 0 of a two-byte font.
_PERHAPS_NO_GLYPH = re.compile(
    rb"<\s*(?:[0-9A-Fa-f]{4})*?0000|\x00\x00|\\000\\000|\\0\\0"
)
_SHOW_ONLY = {"Tj", "TJ"}
# These two begin a new line first, which the TJ put in their place would not.
_SHOW = {*_SHOW_ONLY, "'", '"'}
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_INVISIBLE_MODE = 3
_DEFAULT_WIDTH = 1000


def check(document: Pdf) -> None:
    """Correct ``document`` in place.

    :raises FileError: ``pdf_font`` when a font that is used is not in the file
    """
    seen: set[tuple[int, int]] = set()
    for page in document.pages:
        for holder, resources in _contents(page.obj, page.obj.Resources, seen):
            _check_content(document, holder, resources)


def fonts(document: Pdf) -> Iterator[Node]:
    """Yield each font of the pages, and of the forms on them, once."""
    seen: set[tuple[int, int]] = set()
    known: set[tuple[int, int]] = set()
    for page in document.pages:
        for _holder, resources in _contents(page.obj, page.obj.Resources, seen):
            for font in resources.get("/Font", {}).values():
                if isinstance(font, Dictionary) and font.objgen not in known:
                    known.add(font.objgen)
                    yield font


def _contents(
    holder: Node, resources: Node, seen: set[tuple[int, int]]
) -> Iterator[tuple[Node, Node]]:
    """Yield each content (page or form) with its resources, each one once."""
    yield holder, resources
    for item in resources.get("/XObject", {}).values():
        if item.get("/Subtype") != Name.Form or item.objgen in seen:
            continue
        seen.add(item.objgen)
        yield from _contents(item, item.get("/Resources", resources), seen)


def _check_content(document: Pdf, holder: Node, resources: Node) -> None:
    fonts: Fonts = {
        name: font
        for name, font in resources.get("/Font", {}).items()
        if isinstance(font, Dictionary)
    }
    missing = {name for name, font in fonts.items() if not _is_embedded(font)}
    wide = {name for name, font in fonts.items() if _is_two_byte(font)}
    if not missing and not (wide and _PERHAPS_NO_GLYPH.search(content_bytes(holder))):
        return
    instructions, changed = _without_empty_glyphs(holder, fonts, missing, wide)
    if changed:
        content = pikepdf.unparse_content_stream(instructions)
        if isinstance(holder, Stream):
            holder.write(content)
        else:
            holder.Contents = document.make_stream(content)


def content_bytes(holder: Node) -> bytes:
    """Return the decoded content of a page or form."""
    if isinstance(holder, Stream):
        return holder.read_bytes()
    contents = holder.get("/Contents")
    if contents is None:
        return b""
    if isinstance(contents, Stream):
        return contents.read_bytes()
    return b"\n".join(part.read_bytes() for part in contents)


def _is_embedded(font: Node) -> bool:
    kind = font.get("/Subtype")
    if kind == Name.Type3:
        return True
    if kind == Name.Type0:
        font = font.DescendantFonts[0]
    descriptor = font.get("/FontDescriptor", {})
    return any(key in descriptor for key in _FONT_FILES)


def _is_two_byte(font: Node) -> bool:
    return font.get("/Subtype") == Name.Type0 and font.get("/Encoding") in (
        Name("/Identity-H"),
        Name("/Identity-V"),
    )


def _without_empty_glyphs(
    holder: Node, fonts: Fonts, missing: Set[str | None], wide: Set[str | None]
) -> tuple[list[Instruction], bool]:
    """Return the instructions, glyph 0 replaced by its width, and whether any was.

    PDF/A forbids the ".notdef" glyph (6.2.11.8). It shows as an empty box or not at
    all: a blank of the same width says as much.
    """
    instructions = list(pikepdf.parse_content_stream(holder))
    changed = False
    for index, operator, font, mode in _shown(instructions):
        if font in missing and mode != _INVISIBLE_MODE:
            raise FileError("pdf_font", _font_sentence(fonts[font]))
        if font not in wide or operator not in _SHOW_ONLY:
            continue
        shown: Node = instructions[index].operands[0]
        strings = [shown] if operator == "Tj" else list(shown)
        if any(_has_empty_glyph(piece) for piece in strings):
            pieces = _blank(strings, _empty_width(fonts[font]))
            instructions[index] = ContentStreamInstruction(
                [Array(pieces)], Operator("TJ")
            )
            changed = True
    return instructions, changed


def _shown(
    instructions: Iterable[Instruction],
) -> Iterator[tuple[int, str, str | None, int]]:
    """Yield (index, operator, font, rendering mode) where text is shown."""
    font: str | None = None
    mode = 0
    saved: list[tuple[str | None, int]] = []
    for index, instruction in enumerate(instructions):
        operator = str(instruction.operator)
        if operator in _SHOW:
            yield index, operator, font, mode
        elif operator == "q":
            saved.append((font, mode))
        elif operator == "Q" and saved:
            font, mode = saved.pop()
        elif operator == "Tf":
            font = str(instruction.operands[0])
        elif operator == "Tr":
            mode = int(instruction.operands[0])


def _font_sentence(font: Node) -> str:
    name = str(font.get("/BaseFont", "/?")).lstrip("/")
    return f"The font {name[:100]} is used but not embedded in the PDF."


def _empty_width(font: Node) -> Any:
    """Return the width of glyph 0 in thousandths (PDF 32000, 9.7.4.3)."""
    descendant = font.DescendantFonts[0]
    widths = list(descendant.get("/W", ()))
    while widths:
        first, second = int(widths.pop(0)), widths.pop(0)
        if isinstance(second, Array):
            if first == 0 and len(second):
                return second[0]
        else:
            width = widths.pop(0)
            if first == 0:
                return width
    return descendant.get("/DW", _DEFAULT_WIDTH)


def _has_empty_glyph(piece: object) -> bool:
    # Numbers are Python's; asking pikepdf for the exact kind takes ten times longer.
    if not isinstance(piece, pikepdf.Object):
        return False
    raw = bytes(piece)
    return b"\0\0" in raw and b"\0\0" in _codes(raw)


def _codes(raw: bytes) -> list[bytes]:
    return [raw[at : at + 2] for at in range(0, len(raw), 2)]


def _blank(strings: Iterable[Any], width: Any) -> list[Any]:
    """Return the pieces of a TJ array, glyph 0 replaced by a move of ``width``."""
    pieces = []
    for piece in strings:
        if not isinstance(piece, String):
            pieces.append(piece)
            continue
        kept = b""
        for code in _codes(bytes(piece)):
            if code != b"\0\0":
                kept += code
                continue
            pieces += [String(kept), -width] if kept else [-width]
            kept = b""
        if kept:
            pieces.append(String(kept))
    return pieces
