# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sizes of identifiers: 7 to 8 digits as seen in production, or past 32 bits on demand.

The models say 64 bits, clients that keep 32 work all the same (portal.md §6.2). The
portal can therefore be shown with long identifiers: each one shown is ``OFFSET`` more
than the one kept, and a long one that comes back means the same object, at any time.
"""

import re

from . import contract

OFFSET = 5_000_000_000
# Smaller numbers are ranks and codes, larger ones were never kept.
KEPT = range(1_000_000, 100_000_000)

NAME = re.compile(
    r"id[A-Z]\w*|listeId[A-Z]\w*|\w*Id|\w*IdLiaison|identifiantFactureCPP|"
    r"codeCoordonneesBancairesFournisseur|coordonneeBancaire|"
    r"structureReceptriceEngagementJuridique"
)


def _each(value, change, name=""):
    """The same JSON value with every identifier changed."""
    if isinstance(value, dict):
        return {key: _each(item, change, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_each(item, change, name) for item in value]
    return change(value) if NAME.fullmatch(name) else value


def _longer(value):
    if isinstance(value, int) and not isinstance(value, bool) and value in KEPT:
        return value + OFFSET
    return value


def _shorter(value):
    if isinstance(value, str) and re.fullmatch(r"\d{10}", value):
        return str(_shorter(int(value)))
    if isinstance(value, int) and not isinstance(value, bool):
        return value - OFFSET if value - OFFSET in KEPT else value
    return value


def shown_long(answer):
    return _each(answer, _longer)


def kept(body):
    """The request with the identifiers that the database knows.

    :raises Malformed: for members of free content nested beyond reason.
    """
    try:
        return _each(body, _shorter)
    except RecursionError:
        raise contract.Malformed("le corps est trop profond") from None


def kept_one(text):
    """The same for one identifier in a path."""
    return _shorter(text) if isinstance(text, str) else text
