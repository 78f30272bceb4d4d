# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The judge: from deposited bytes to a verdict, invoice by invoice.

First ``read`` the bytes, then ``decide``; unreadable content becomes an entry of
``technical``, as ``{codeErreur, libelleErreur, natureErreur}``.
"""

import dataclasses

from .. import choices, codes, store
from . import cii, messages, open, routing, rules, ubl

READERS = {"cii": cii, "facturx": cii, "ubl": ubl}
# Error text, not a path: the flow is read before any invoice is known.
WITHDRAWN = "SBX13"


@dataclasses.dataclass
class Verdict:
    """What becomes of a flow: ``accepted`` holds (Document, Routing, Piece)."""

    accepted: list = dataclasses.field(default_factory=list)
    errors: list = dataclasses.field(default_factory=list)
    technical: list = dataclasses.field(default_factory=list)

    @property
    def final(self):
        if not self.accepted:
            return "IN_REJETE"
        return "IN_INTEGRE_PARTIEL" if self.errors else "IN_INTEGRE"


def read(name, content, syntaxe):
    """``[(Document, Piece)]`` of a deposit; needs no database, so holds no lock.

    :raises Technical: when the flow is unreadable as a whole.
    """
    syntax = codes.READABLE_SYNTAXES.get(syntaxe)
    if syntax is None:
        raise open.Technical(WITHDRAWN)
    return [(_read(p, syntax), p) for p in open.pieces(name, content, syntax)]


def decide(db, documents):
    """The verdict on what was read, inside the transaction that will record it."""
    verdict, taken = Verdict(), set()
    for doc, piece in documents:
        found = routing.Routing()
        problems = _problems(db, doc, found, taken)
        if problems:
            verdict.errors.append(_entry(doc, problems))
        else:
            taken.add((found.supplier["id"], doc.numero))
            verdict.accepted.append((doc, found, piece))
    return verdict


def _read(piece, syntax):
    try:
        return READERS[syntax].read(open.parse(piece.xml), piece.files)
    except ValueError:
        raise open.Technical("SBX12") from None


def _problems(db, doc, found, taken):
    problems = [text for rule in rules.CONTENT_RULES for text in rule(doc)]
    problems += routing.judge(db, doc, found)
    if found.supplier and not problems:
        key = (found.supplier["id"], doc.numero)
        if key in taken or known(db, *key):
            problems.append(messages.duplicate())
    return problems


def known(db, supplier_id, number):
    """Whether the portal has that number of that supplier, whatever its status."""
    sql = (
        "SELECT 1 FROM invoice WHERE supplier_id = ? AND numero = ? AND statut NOT IN "
        "('INTERPRETEE_OCR', 'BROUILLON', 'SUPPRIMEE', 'ABANDONNEE')"
    )
    return store.one(db, sql, supplier_id, number) is not None


def _entry(doc, problems):
    return {
        "numeroDP": doc.numero or None,
        "identifiantFournisseur": doc.fournisseur.id or None,
        "identifiantDestinataire": doc.destinataire.id or None,
        "libelleErreurDP": messages.joined(problems),
    }


def technical(code):
    return {
        "codeErreur": code,
        "libelleErreur": messages.plain(choices.TECHNICAL[code]),
        "natureErreur": choices.TECHNICAL_NATURE,
    }
