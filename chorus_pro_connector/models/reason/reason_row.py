# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a row of the table of reasons is, and how a text is compared with it."""

import re
from typing import NamedTuple

from ...chorus.rules import plain_words

# Who can repair it.
US, BOTH, CLIENT_ACTS = "us", "both", "client"
ACCOUNTANT, DIRECTORY, PORTAL = "accountant", "directory", "portal"
# What to correct, when it is no field of the invoice itself.
CLIENT, COMPANY, LINES = "client", "company", "lines"

# A comment that begins with a code. One word is a code only where no sentence goes on
# after it: people write whole comments in capitals.
_CODE = re.compile(
    r"\W*(?:([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?!\w)|([A-Z]+)(?=\s*(?:[^\w\s'’«]|$)))"
)


class Reason(NamedTuple):
    """One row: a text or code, and what an accountant must know of it.

    :param code: of the published lists, "" for a text only
    :param needles: what must all appear in the text, without accents and in small
        letters; several tuples are several ways to say it
    :param words: the lazy sentence: what it means, and what to do
    :param who: who can repair it, one of the words above
    :param field: a field of the invoice, or :data:`CLIENT`, :data:`COMPANY`,
        :data:`LINES`; "" when nothing of ours is wrong
    :param stops: whether a suspension for it may interrupt the legal delay; None when
        only a person can tell
    :param letter: French sentence to send to the client
    :param taken: the portal says that it has the number already
    :param final: where nothing is to be invoiced again, the published label with which
        such a comment begins, as :func:`~..chorus.rules.plain_words` writes it
    """

    code: str
    needles: tuple
    words: object
    who: str = US
    field: str = ""
    stops: bool | None = None
    letter: str = ""
    taken: bool = False
    final: str = ""

    @property
    def key(self):
        """Return what names the row in every language, for what is counted."""
        return self.code or " ".join(self.needles[0])


def code_of(text):
    """Return the code with which a text begins, "" without one."""
    found = _CODE.match(text or "")
    return (found[1] or found[2]) if found else ""


def find(table, text):
    """Return the first row of ``table`` that fits, None when nothing does.

    A code at the beginning says more than any word that follows.
    """
    code = code_of(text)
    if code:
        for row in table:
            if row.code == code:
                return row
    folded = f" {plain_words(text)} "
    for row in table:
        if any(all(part in folded for part in needles) for needles in row.needles):
            return row
    return None
