# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An sRGB ICC profile, built from the figures of the standard.

PDF/A wants one inside the file, and the same invoice must give the same bytes. Pillow's
(LittleCMS) bears the time at which it was made, and its layout changes with the version
of that library; Odoo's is Odoo's, of which nothing here knows. This one (IEC 61966-2-1
primaries and curve, ICC.1 version 4.2 layout) has the same 500 bytes everywhere.
"""

import struct
from functools import cache

# Primaries and white point adapted to D50 (Bradford), as every sRGB v4 profile has.
_COLORANTS = {
    b"wtpt": (0.96420, 1.00000, 0.82491),
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
# y = ((x + 0.055) / 1.055) ** 2.4 above 0.04045, x / 12.92 below.
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_CURVE_TYPE = 3
_BRADFORD: tuple[float, ...] = (1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707)
_BRADFORD += (-0.00925, 0.01508, 0.75168)


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _text(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return (
        b"mluc"
        + struct.pack(">4xII2s2sII", 1, 12, b"en", b"US", len(encoded), 28)
        + (encoded)
    )


def _header(size: int) -> bytes:
    return struct.pack(
        ">I4xI4s4s4s6H4s4x9I48x",
        size,
        0x04200000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        *(2026, 1, 1, 0, 0, 0),
        b"acsp",
        *(0, 0, 0, 0, 0, 0),
        *struct.unpack(">3I", _fixed(*_COLORANTS[b"wtpt"])),
    )


@cache
def srgb_profile() -> bytes:
    """Return the profile, the same bytes at each call."""
    curve = b"para" + struct.pack(">4xHxx", _CURVE_TYPE) + _fixed(*_CURVE)
    tags = {
        b"desc": _text("sRGB IEC61966-2.1"),
        b"cprt": _text("No copyright, use freely"),
        b"chad": b"sf32" + bytes(4) + _fixed(*_BRADFORD),
        **{
            name: b"XYZ " + bytes(4) + _fixed(*values)
            for name, values in _COLORANTS.items()
        },
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    offset = 128 + 4 + 12 * len(tags)
    table, data, placed = [], b"", {}
    for name, value in tags.items():
        if value not in placed:
            placed[value] = offset + len(data)
            data += value + bytes(-len(value) % 4)
        table.append(struct.pack(">4sII", name, placed[value], len(value)))
    body = struct.pack(">I", len(tags)) + b"".join(table) + data
    return _header(128 + len(body)) + body
