# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Widths of letters, as PDF/A wants them: those of the font program (6.2.11.5).

Qt, with which wkhtmltopdf prints, writes the widths of the screen, rounded to its
pixels, a few thousandths off; Odoo recommends that very version.
"""

import struct
from collections.abc import Mapping

from pikepdf import Array, Name, Object

from .pdf_text import Node

# PDF/A takes a difference of one thousandth.
_TOLERANCE = 1
# Offsets in the tables of a TrueType font (ISO 14496-22, 4.2, 5.2.2, 5.2.3).
_UNITS_PER_EM, _NUMBER_OF_METRICS = 18, 34


def correct(font: Node) -> None:
    """Write the widths of a two-byte TrueType ``font`` anew, if one of them is off."""
    if font.get("/Subtype") != Name.Type0:
        return
    descendant = font.DescendantFonts[0]
    program = descendant.get("/FontDescriptor", {}).get("/FontFile2")
    # Another map would renumber the glyphs; Qt and Chromium write none.
    identity = descendant.get("/CIDToGIDMap", Name.Identity) == Name.Identity
    if program is None or not identity or "/W" not in descendant:
        return
    written = _written(descendant.W)
    advances = _advances(program.read_bytes())
    if not advances:
        return
    # A subset keeps the place of a glyph that it leaves out, without a width.
    true = {
        glyph: advances[min(glyph, len(advances) - 1)] or width
        for glyph, width in written.items()
    }
    if any(abs(true[glyph] - width) > _TOLERANCE for glyph, width in written.items()):
        descendant.W = _as_array(true)


def _written(widths: Node) -> dict[int, float]:
    """Return glyph → width out of a /W array (ISO 32000-1, 9.7.4.3)."""
    values: list[Node] = list(widths)
    found: dict[int, float] = {}
    while values:
        first, second = int(values.pop(0)), values.pop(0)
        if isinstance(second, Array):
            row: Node = second
            found |= {first + rank: float(width) for rank, width in enumerate(row)}
        else:
            same = float(values.pop(0))
            found |= dict.fromkeys(range(first, int(second) + 1), same)
    return found


def _advances(program: bytes) -> list[float]:
    """Return the width of each glyph in thousandths of an em; [] of no such font.

    The last one stands for all glyphs that follow.
    """
    try:
        (count,) = struct.unpack_from(">H", program, 4)
        tables = {
            program[at : at + 4]: struct.unpack_from(">II", program, at + 8)
            for at in range(12, 12 + 16 * count, 16)
        }
        head, hhea, hmtx = (tables[name][0] for name in (b"head", b"hhea", b"hmtx"))
        (units,) = struct.unpack_from(">H", program, head + _UNITS_PER_EM)
        (metrics,) = struct.unpack_from(">H", program, hhea + _NUMBER_OF_METRICS)
        rows = struct.unpack_from(">" + "Hh" * metrics, program, hmtx)
        return [advance * 1000 / units for advance in rows[::2]]
    except (KeyError, struct.error, ZeroDivisionError):
        return []


def _as_array(widths: Mapping[int, float]) -> Object:
    """Return a /W array, one run for each row of glyphs that follow one another."""
    runs: list[tuple[int, list[str]]] = []
    for glyph in sorted(widths):
        if not runs or glyph != runs[-1][0] + len(runs[-1][1]):
            runs.append((glyph, []))
        runs[-1][1].append(f"{round(widths[glyph], 3):.7g}")
    # One text is read many times faster than an object for each number is made.
    text = " ".join(f"{first} [{' '.join(row)}]" for first, row in runs)
    return Object.parse(f"[{text}]".encode())
