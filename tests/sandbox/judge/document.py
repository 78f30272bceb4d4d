# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the rules look at, whatever the syntax of the file; and XML helpers."""

import dataclasses
import re


@dataclasses.dataclass
class Party:
    id: str = ""
    nom: str = ""


@dataclasses.dataclass
class Document:
    """One invoice as written: texts are kept raw, absent ones are empty."""

    ubl: bool
    paths: dict  # the platform's name of each element
    numero: str
    type: str
    date: str
    cadre: str
    notes: list
    service: str
    engagement: str
    marche: str
    fournisseur: Party
    destinataire: Party
    valideur: str
    devise: str
    paiements: list  # [(UNTDID 4461 code, IBAN)]
    echeance: str
    conditions: str
    regime: str  # of VAT, where a syntax writes it out
    tva: list
    ht: str
    montant_tva: str
    ttc: str
    acompte: str
    arrondi: str
    a_payer: str
    origines: list
    lignes: list
    fichiers: list  # [(name, bytes)]
    profil: str = ""  # a framework that stands where the portal does not look


def local(node):
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _any(path):
    return "/".join("{*}" + step for step in path.split("/"))


def first(node, path):
    return None if node is None else node.find(_any(path))


def every(node, path):
    return [] if node is None else node.findall(_any(path))


def texts(node, path):
    return [(n.text or "").strip() for n in every(node, path)]


def attribute(node, path, name):
    found = first(node, path)
    return "" if found is None else (found.get(name) or "")


def reader(node):
    """A function from a path to the stripped text of its first element."""

    def text(path):
        found = first(node, path)
        return "" if found is None else (found.text or "").strip()

    return text


# Schemes of a SIRET: ISO 0009, and the portal's own type code (portal.md §3.5, §5.4)
SIRET_SCHEMES = ("0009", "1")
LEGAL = re.compile(r"\d{14}")


def party(candidates, legal, name):
    """The structure's identifier: party id first, then a 14-digit legal id.

    A party id under another scheme counts only when nothing better stands there.
    """
    ids = [value for value, scheme in candidates if scheme in SIRET_SCHEMES and value]
    legal_id = "" if legal is None else (legal.text or "").strip()
    if not ids and LEGAL.fullmatch(legal_id):
        ids = [legal_id]
    others = [value for value, _scheme in candidates if value]
    return Party((ids or others or [legal_id])[0], name)
