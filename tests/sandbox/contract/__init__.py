# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Checking of request bodies against the models of the portal's APIs.

Unknown members are ignored, ``null`` counts as absent, the spellings that clients are
known to use are brought back to one (portal.md §1.6), and a scalar written in a
neighbouring JSON type is taken as a Java server takes it: "" for nothing, "12" for 12,
12 for "12", "true" for true.
"""

import functools
import re

from . import columns, enums, factures, structures, travaux

ENUMS = enums.ENUMS | columns.ENUMS
MODELS = factures.MODELS | structures.MODELS | travaux.MODELS

# Other spellings met in clients (portal.md §1.6, §2.4, §7.7): right-hand side wins.
ALIASES = {
    "triSense": "triSens",
    "pLignesPoste": "getpLignesPoste",
    "pListePiecesJointes": "getpListePiecesJointes",
    "pLigneRecapTva": "getpLigneRecapTva",
    "nbResultatsMaximum": "getnbResultatsMaximum",
    "references": "reference",
}
VALUE_ALIASES = {"VALIDATEUR": "VALIDEUR"}
# Sent by production clients as an array, declared as an object (portal.md §7.5).
OBJECT_OR_ARRAY = {"pieceJointePrincipale"}

DATE = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?"
)
WHOLE = re.compile(r"[+-]?\d{1,19}")
NUMBER = re.compile(r"[+-]?\d{1,19}(\.\d{1,19})?")


class Malformed(Exception):
    """The body does not fit the model of the operation."""


@functools.cache
def fields(notation):
    """``{member: (type, mandatory)}`` of a model's name or of an inline notation."""
    text = MODELS.get(notation, notation)
    pairs = (item.split(":", 1) for item in text.split())
    return {name: (kind.rstrip("!"), kind.endswith("!")) for name, kind in pairs}


def mandatory(notation):
    return [name for name, (_kind, must) in fields(notation).items() if must]


def check(notation, body, where=""):
    """Return ``body`` with one spelling per member and without nulls.

    :raises Malformed: with one French sentence naming the member.
    """
    if body == []:
        return {}  # how PHP writes an object without members
    if not isinstance(body, dict):
        raise Malformed(f"{where or 'le corps'} doit etre un objet JSON")
    known = fields(notation)
    clean = {}
    for name, value in body.items():
        if name not in known and ALIASES.get(name) in known:
            name = ALIASES[name]
        if value is None or name not in known or _unset(known[name][0], value):
            continue
        path = f"{where}.{name}" if where else name
        clean[name] = _value(known[name][0], value, path, name)
    return clean


def _unset(kind, value):
    """An empty text in the place of anything but a text or an object is a null."""
    return value == "" and kind != "str" and kind not in MODELS and kind[0] != "["


def _value(kind, value, path, name):
    if name in OBJECT_OR_ARRAY and kind in MODELS and isinstance(value, list):
        kind = f"[{kind}]"
    if kind.startswith("["):
        if not isinstance(value, list):
            raise Malformed(f"{path} doit etre un tableau")
        return [
            _value(kind[1:-1], item, f"{path}[{index}]", "")
            for index, item in enumerate(value)
            if not _unset(kind[1:-1], item)
        ]
    if kind in ENUMS:
        return _choice(ENUMS[kind], value, path)
    if kind in MODELS:
        return check(kind, value, path)
    return SCALARS[kind](value, path)


def _choice(values, value, path):
    text = value.strip() if isinstance(value, str) else value
    text = VALUE_ALIASES.get(text, text) if isinstance(text, str) else text
    if text not in values:
        raise Malformed(f"{path} : valeur inconnue")
    return text


def _int(value, path):
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and WHOLE.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Malformed(f"{path} doit etre un nombre entier")
    if not -(2**63) <= value < 2**63:
        raise Malformed(f"{path} depasse 64 bits")
    return value


def _num(value, path):
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Malformed(f"{path} doit etre un nombre")
    if value != value or abs(value) >= 1e13:
        raise Malformed(f"{path} depasse la precision 19,6")
    return value


def _str(value, path):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        raise Malformed(f"{path} doit etre une chaine")
    return value


BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


def _bool(value, path):
    if isinstance(value, list | dict | float):
        raise Malformed(f"{path} doit etre un booleen")
    text = str(value).strip().lower()
    if text not in BOOLEANS:
        raise Malformed(f"{path} doit etre un booleen")
    return BOOLEANS[text]


def _date(value, path):
    if not isinstance(value, str) or not DATE.fullmatch(value.strip()):
        raise Malformed(f"{path} doit etre une date")
    return value.strip()


SCALARS = {
    "int": _int,
    "num": _num,
    "str": _str,
    "bool": _bool,
    "date": _date,
    "any": lambda value, path: value,
}
