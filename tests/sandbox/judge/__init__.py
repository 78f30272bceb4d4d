# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The judge: from deposited bytes to a verdict, invoice by invoice.

First ``read`` the bytes, then ``decide``; unreadable content becomes an entry of
``technical``, as ``{codeErreur, libelleErreur, natureErreur}``.
"""

import dataclasses

from .. import choices, codes, store
from . import cii, messages, open, routing, rules, table, ubl

READERS = {"cii": cii, "facturx": cii, "ubl": ubl}
NOT_JUDGED = "SBX13"


@dataclasses.dataclass
class Verdict:
    """What becomes of a flow: ``accepted`` holds (Document, Routing, Piece, remarks).

    ``observations`` are what only rules of our own object to, for the console.
    """

    accepted: list = dataclasses.field(default_factory=list)
    errors: list = dataclasses.field(default_factory=list)
    observations: list = dataclasses.field(default_factory=list)
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
        raise open.Technical(NOT_JUDGED)
    return [(_read(p, syntax), p) for p in open.pieces(name, content, syntax)]


def decide(db, documents, strict=False):
    """The verdict on what was read, inside the transaction that will record it."""
    verdict, taken = Verdict(), set()
    for doc, piece in documents:
        found = routing.Routing()
        problems = _problems(db, doc, piece, found)
        rejections, remarks = table.split(problems, strict)
        if not rejections:
            rejections += _duplicate(db, doc, found, taken)
        remarks = [{"regle": name, "texte": text} for name, text in remarks]
        verdict.observations += [{"numeroDP": doc.numero} | r for r in remarks]
        if rejections:
            verdict.errors.append(_entry(doc, [text for _name, text in rejections]))
        else:
            taken.add((found.supplier["id"], doc.numero))
            verdict.accepted.append((doc, found, piece, remarks))
    return verdict


def _read(piece, syntax):
    try:
        return READERS[syntax].read(open.parse(piece.xml), piece.files)
    except ValueError:
        raise open.Technical("SBX12") from None


def _problems(db, doc, piece, found):
    """``[(rule, message)]``; fills ``found`` with the parties."""
    problems = []
    if piece.pdfa not in (None, "3"):
        problems.append(("pdf.a3", "Le fichier PDF n'est pas au format PDF/A-3."))
    for rule in rules.CONTENT_RULES:
        problems += rule(doc)
    return problems + list(routing.judge(db, doc, found))


def _duplicate(db, doc, found, taken):
    key = (found.supplier["id"], doc.numero)
    if key in taken or known(db, *key):
        return [("number.duplicate", messages.duplicate())]
    return []


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
