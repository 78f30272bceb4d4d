# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Can whoever receives this PDF open it?"""

from io import BytesIO
from typing import Literal

import pikepdf

from .errors import FileError
from .pdfa import damage_reported

# Readers look for the signature in the first kilobyte (PDF 32000, annex H).
_SIGNATURE, _HEAD = b"%PDF-", 1024

Ailment = Literal["foreign", "protected", "damaged"]


def ailment(pdf: bytes) -> Ailment | None:
    """Say what keeps people from opening ``pdf``; None when nothing does.

    ``foreign``: it is no PDF, whatever its name. ``protected``: it asks for a password;
    permissions alone keep nobody from reading. ``damaged``: not even a reader that
    mends what it can finds a page.
    """
    if _SIGNATURE not in pdf[:_HEAD]:
        return "foreign"
    try:
        with damage_reported(), pikepdf.open(BytesIO(pdf)) as document:
            return None if len(document.pages) else "damaged"
    except pikepdf.PasswordError:
        return "protected"
    except FileError:
        return "damaged"
