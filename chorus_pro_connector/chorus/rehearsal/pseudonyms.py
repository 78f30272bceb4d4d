# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Texts in the place of texts: of the same shape, and of nobody.

Length, capitals, accents, digits, blanks and signs stay where they are, for they are
what a portal refuses a file for: a number that is too long, a character that it does
not know. The same text always gives the same one within one copy. The key is made for
it, and forgotten with it.
"""

import hashlib
import os
import re
import string
import unicodedata

from ..rules import Text

# Letters with accents that French has, by case.
_ACCENTS = {True: "ÀÂÇÉÈÊËÎÏÔÙÛ", False: "àâçéèêëîïôùû"}
# In the place of letters of other alphabets.
_OTHERS = {True: "ΑΒΓΔΕΖΗΘ", False: "αβγδεζηθ"}
_SIGNS = "ªºµ"  # letters to Unicode, and to nobody else
_TAG = re.compile(r"(<[^>]*>|&#?\w+;)")
_TAG_NAME = re.compile(r"<\s*(/?)\s*(\w+)[^>]*>", re.DOTALL)
_DEPARTMENT = 2  # digits of a French postal code that say where, and not who


class Pseudonyms:
    """One copy's pseudonyms.

    :param key: bytes that nobody else has; by default made at random
    """

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or os.urandom(32)

    def text(self, text: Text) -> str:
        """Return a text of the same shape; ``""`` for none."""
        text = text or ""
        stream = self._stream(text, 2 * len(text))
        return "".join(
            _other(char, stream[2 * place] << 8 | stream[2 * place + 1])
            for place, char in enumerate(text)
        )

    def html(self, text: Text) -> str:
        """Like :meth:`text` for what stands between tags; these lose all attributes."""
        parts = _TAG.split(text or "")
        return "".join(
            _bare(part) if place % 2 else self.text(part)
            for place, part in enumerate(parts)
        )

    def email(self, text: Text) -> str:
        """Return an address in a domain that does not exist; what is none stays so."""
        if "@" not in (text or ""):
            return self.text(text)
        return self.text((text or "").partition("@")[0]) + "@client.invalid"

    def postcode(self, text: Text) -> str:
        """Keep the department of a postal code."""
        return (text or "")[:_DEPARTMENT] + self.text(text)[_DEPARTMENT:]

    def iban(self, text: Text) -> str:
        """Return a number as right, or as wrong, as the one that is given."""
        compact = re.sub(r"\s", "", text or "").upper()
        if not _has_iban_key(compact):
            return self.text(text)
        country, body = compact[:2], self.text(compact[4:])
        return country + _iban_key(country, body) + body

    def _stream(self, text: str, count: int) -> bytes:
        data = self._key + text.encode("utf-8", "surrogatepass")
        return hashlib.shake_256(data).digest(count)


def _other(char: str, number: int) -> str:
    """Return another character of the same kind, chosen by ``number``."""
    if char in string.ascii_letters or char.isdigit():
        kind = (
            string.ascii_uppercase
            if char.isupper()
            else string.ascii_lowercase
            if char.isalpha()
            else string.digits
        )
        return kind[number % len(kind)]
    if not char.isalpha() or char in _SIGNS:
        return char
    latin = unicodedata.name(char, "").startswith("LATIN")
    letters = (_ACCENTS if latin else _OTHERS)[char.isupper()]
    return letters[number % len(letters)]


def _bare(tag: str) -> str:
    """Return a tag without attributes, where links and names may stand."""
    if not tag.startswith("<"):
        return tag
    found = _TAG_NAME.fullmatch(tag)
    return f"<{found[1]}{found[2]}>" if found else ""


def _as_number(text: str) -> int:
    return int("".join(str(int(char, 36)) for char in text))


def _iban_key(country: str, body: str) -> str:
    return f"{98 - _as_number(body + country + '00') % 97:02d}"


def _has_iban_key(compact: str) -> bool:
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}", compact):
        return False
    return _as_number(compact[4:] + compact[:4]) % 97 == 1
