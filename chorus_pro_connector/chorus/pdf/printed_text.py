# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The text of a printed invoice, as a machine of the client reads it: is all there?

Programs that print break words, group digits and put blanks as they like, and readers
of PDF put others in. So a text is looked for by its letters and digits alone, and a
number must not be part of a longer one.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

# Fewer letters than this on a page are a page number or a stamp, no invoice.
_FEW = 20
# What may stand between the digits of one number: blanks, marks of groups.
_GAP = r"[\s.,'\u2019]{0,2}"
# A picture of a font's glyphs instead of its letters: controls and private characters.
_UNREADABLE = ("Cc", "Co", "Cn")


def lacking(
    pages: Iterable[str], wanted: Mapping[str, Iterable[str | Decimal]]
) -> list[str] | None:
    """Return the keys of ``wanted`` of which the print shows nothing.

    :param pages: the text of each page, as a reader of PDF finds it; no more of them
        are asked for once all is found
    :param wanted: key → texts or amounts, any one of which will do; amounts may be
        written in the way of any language
    :return: keys in the order given; None when no text can be read at all
    """
    patterns = {
        key: [amount(one) if isinstance(one, Decimal) else words(one) for one in ones]
        for key, ones in wanted.items()
    }
    seen = ""
    for page in pages:
        # A value is not broken over two pages: each is read once.
        seen += page
        plain = plainly(page)
        patterns = {
            key: ones
            for key, ones in patterns.items()
            if not any(one.search(plain) for one in ones)
        }
        if not patterns:
            return []
    return list(patterns) if is_readable(seen) else None


def is_readable(text: str) -> bool:
    """Tell the words of a page from the codes of glyphs that have no letters."""
    seen = [char for char in text if not char.isspace()]
    letters = sum(char.isalnum() for char in seen)
    odd = sum(unicodedata.category(char) in _UNREADABLE for char in seen)
    return letters >= _FEW and odd * 4 < len(seen)


def plainly(text: str) -> str:
    """Return ``text`` in small letters without accents, ligatures and soft hyphens."""
    parts = unicodedata.normalize("NFKD", text.replace("\u00ad", "")).casefold()
    return "".join(char for char in parts if not unicodedata.combining(char))


def words(text: str) -> re.Pattern[str]:
    """Return what finds ``text`` in a page that went through :func:`plainly`.

    Only letters and digits count, whatever stands between them.
    """
    letters = [char for char in plainly(text) if char.isalnum()]
    # A name of signs alone can only be looked for as it is.
    core = r"[\W_]*".join(map(re.escape, letters)) or re.escape(plainly(text))
    return re.compile(_alone(core, letters))


def amount(value: Decimal) -> re.Pattern[str]:
    """Return what finds an amount: ``1 234,50``, ``1,234.50``, ``1.234``…"""
    whole, _, cents = f"{abs(value):.2f}".partition(".")
    core = _GAP.join(whole)
    if len(whole) % 3 == 0:
        # "500,00" is not found in "2 500,00".
        core = rf"(?<![0-9] ){core}"
    if cents == "00":
        # Left out, as for a currency that has none.
        return re.compile(_alone(core + r"(?:\s?[.,]\s?0{1,2})?", whole))
    tail = cents if cents[1] != "0" else f"{cents[0]}0?"
    return re.compile(_alone(rf"{core}\s?[.,]\s?{tail}", whole))


def _alone(core: str, characters: Iterable[str]) -> str:
    """Have digits at either end belong to no longer number."""
    ends = list(characters) or [""]
    before = r"(?<![0-9])(?<![0-9][.,])" if ends[0].isdigit() else ""
    after = r"(?![.,]?[0-9])" if ends[-1].isdigit() else ""
    return f"{before}{core}{after}"
