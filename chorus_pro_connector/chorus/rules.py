# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the portal accepts, as pure functions on plain values (portal.md §5)."""

import re
import unicodedata
from collections.abc import Callable
from typing import Literal

from .formats.stdnum_loader import ean, luhn
from .pdf.mime import MIME_TYPES

# What may be empty: a field of Odoo is then False.
Text = str | None | Literal[False]

NUMBER_LENGTH = 20  # BT-1 and BT-25: BR-FR-CPRO-02, portal.md §5.3
REFERENCE_LENGTH = 50  # market and commitment: BR-FR-CPRO-14 and 15
SERVICE_LENGTH = 100
NAME_LENGTH = 99  # of a party: BR-FR-CPRO-43 and 44
TEXT_LENGTH = 1024  # BR-FR-CPRO-31, 35 and 42
LINE_COUNT = 999_999  # BR-FR-CPRO-19
IBAN_LENGTH = 27  # BR-FR-CPRO-39
ATTACHMENT_NAME_LENGTH = 50  # BR-FR-CPRO-41
ATTACHMENT_SIZE = 10 * 1024 * 1024  # bytes, portal.md §5.1
FILE_SIZE = 10 * 1024 * 1024  # deposit of one file
INVOICE_SIZE = 120 * 1024 * 1024  # an invoice with all its documents
COMMENT_LENGTH = 2000  # of what completes an invoice: portal.md §2.7
ARCHIVE_SIZE = 30 * 1024 * 1024  # deposit of several files in one archive
LOT_LENGTH = 100  # ours: the portal takes 500, a smaller lot is judged sooner

# portal.md §5.1. The portal compares extensions without their case.
ATTACHMENT_EXTENSIONS = frozenset(MIME_TYPES)

# Not allowed in XML 1.0 at all, and pasted into invoices from everywhere.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Takes room on no page: zero-width spaces and joiners, marks of direction and order.
_UNSEEN = re.compile("[\\s\u200b-\u200f\u2028-\u202e\u2060\ufeff]*")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNSEEN_IN_NAMES = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_LA_POSTE = "356000000"  # its SIREN
_NUMBER_CHARACTERS = re.compile(r"[A-Za-z0-9 \-+_/]*")


def number_has_bad_characters(number: str) -> bool:
    """Tell whether an invoice number breaks rule G1.05 (portal.md §5.3)."""
    return not _NUMBER_CHARACTERS.fullmatch(number)


def bad_service_character(code: str) -> str:
    """Return the first character that no service code has; ``""`` when all are right.

    Letters of any alphabet with accents, digits, blanks, hyphens and underscores.
    """
    wrong = (char for char in code if not (char.isalnum() or char in " -_"))
    return next(wrong, "")


def is_number(number: Text) -> bool:
    """Tell whether the portal takes ``number`` as that of an invoice (BT-1, BT-25)."""
    return bool(
        number
        and len(number) <= NUMBER_LENGTH
        and not number_has_bad_characters(number)
    )


def readable(text: Text) -> str:
    """Return ``text`` as a file can carry it; ``""`` when nobody would see anything.

    :param text: str, or a false value
    """
    text = NOT_XML.sub("", text or "").strip()
    return "" if _UNSEEN.fullmatch(text) else text


def reference(text: Text) -> str:
    """Return a code or a number as it was meant: without what nobody sees.

    Blanks at the ends, no-break and zero-width ones, and marks of direction come along
    when a reference is pasted from a page or an e-mail; between words one blank stays.

    :param text: str, or a false value
    """
    return " ".join(_INVISIBLE.sub("", NOT_XML.sub("", text or "")).split())


def name(text: Text) -> str:
    """Return the name of a party in one line, without what nobody sees.

    Joiners stay: they make one letter, or one picture, of two.

    :param text: str, or a false value
    """
    return " ".join(_UNSEEN_IN_NAMES.sub("", NOT_XML.sub("", text or "")).split())


def plain_words(text: Text) -> str:
    """Return ``text`` in small letters without accents, to be compared."""
    folded = unicodedata.normalize("NFKD", (text or "").replace("’", "'").casefold())
    return "".join(char for char in folded if not unicodedata.combining(char)).strip()


def is_siret_shaped(siret: str) -> bool:
    """Tell whether ``siret`` is 14 digits; says nothing of its key."""
    return bool(re.fullmatch(r"[0-9]{14}", siret))


def has_siret_key(siret: str) -> bool:
    """Tell whether 14 digits pass the Luhn check.

    Only a hint: the portal's qualification structures fail it on purpose
    (portal.md §5.6), and so do the establishments of La Poste, except its head office.
    Not ``stdnum.fr.siret``, which learned of La Poste after the version (1.17) that
    Odoo pins on Python 3.10, and which demands a key of the SIREN too.
    """
    if siret.startswith(_LA_POSTE) and sum(map(int, siret)) % 5 == 0:
        return True
    return bool(luhn.is_valid(siret))


def is_gtin(code: str) -> bool:
    """Tell a GTIN (8, 12, 13 or 14 digits, right key) from any other bar code."""
    # The library would also take one with blanks, hyphens or digits of other scripts.
    return code.isascii() and code.isdigit() and ean.is_valid(code)


def megabytes(size: float, to_whole: Callable[[float], int] = round) -> str:
    """Return a number of bytes as people read it, e.g. ``"1.5"``.

    :param to_whole: how the last digit is rounded; a limit is rounded down
    """
    return f"{to_whole(size / 1024 / 1024 * 10) / 10:.1f}"


def extension_of(name: str) -> str:
    """Return the extension of a file name in small letters, without its dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""
