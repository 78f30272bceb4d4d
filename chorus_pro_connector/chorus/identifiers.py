# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which number names a structure in the directory, and whether it is well written.

Pure functions on plain values: portal.md §3.5 for the types, BR-FR-CPRO-03 to 08
(portal.md §5.5) for the schemes and the lengths.
"""

import re
from typing import NamedTuple

from .formats.stdnum_loader import siren
from .rules import Text, is_siret_shaped, reference

# Values of ``typeIdentifiantStructure``.
SIRET = "SIRET"
EUROPEAN = "UE_HORS_FRANCE"
FOREIGN = "HORS_UE"
RIDET = "RIDET"  # New Caledonia
TAHITI = "TAHITI"  # French Polynesia
# … and the ISO 6523 scheme of each in a file.
SCHEMES = {
    SIRET: "0009",
    EUROPEAN: "0223",
    FOREIGN: "0227",
    RIDET: "0228",
    TAHITI: "0229",
}
# … and the portal's own code of each where a file of CII or UBL names a structure
# (portal.md §5.4).
_PORTAL_TYPES = {"0009": "1", "0223": "2", "0227": "3", "0228": "4", "0229": "5"}
_OTHER_TYPE = "6"
# Types that a public client may have: the portal delivers to French bodies only
# (BR-FR-CPRO-10), and the overseas registers stand in its directory too.
CLIENT_KINDS = (SIRET, RIDET, TAHITI)

# France and its territories overseas, by ISO code → number of their companies and
# public bodies. The one list: whoever asks whether a country is French asks it.
TERRITORIES = {
    **dict.fromkeys(
        ("FR", "BL", "GF", "GP", "MF", "MQ", "PM", "RE", "TF", "YT"), SIRET
    ),
    "NC": RIDET,
    "PF": TAHITI,
}
FRANCE = "FR"
_LOCAL_KINDS = (RIDET, TAHITI)

_SIREN_LENGTH = 9
# Least and most characters, BR-FR-CPRO-04 to 08. "Less than 18" say the first two, yet
# the portal's own key of a company outside the Union has 18: its country and 16 letters
# of its name.
LENGTHS = {
    EUROPEAN: (1, 18),
    FOREIGN: (1, 18),
    RIDET: (9, 10),
    TAHITI: (9, 10),
}
_NAME_LENGTH = 16

# What can be wrong with a number.
MISSING = "missing"
SIREN_ONLY = "siren"
MALFORMED = "malformed"


def portal_type(scheme: str) -> str:
    """Return the portal's code of an ISO 6523 ``scheme``; 6 is any other."""
    return _PORTAL_TYPES.get(scheme, _OTHER_TYPE)


class Identifier(NamedTuple):
    """How the portal names a structure.

    :param kind: value of ``typeIdentifiantStructure``
    :param value: without blanks; may be empty or wrong when there is a ``problem``
    :param problem: None, or one of the three words above
    """

    kind: str
    value: str
    problem: str | None = None

    @property
    def scheme(self) -> str:
        """ISO 6523 scheme of BT-29 and BT-46."""
        return SCHEMES[self.kind]


def compact(text: Text) -> str:
    """Drop what people put between the digits of a number, and what nobody sees."""
    return re.sub(r"[\s.\-]", "", reference(text))


def register(text: str) -> str:
    """Return a SIREN or a SIRET without what people put between its digits.

    Any other number stays as it was typed: what stands in it may belong to it.
    """
    digits = compact(text)
    return digits if re.fullmatch(r"[0-9]{9}|[0-9]{14}", digits) else text


def identify(
    country: Text,
    registry: Text,
    vat: Text = "",
    name: Text = "",
    in_union: bool = False,
) -> Identifier:
    """Return the :class:`Identifier` of a company or a public body.

    :param country: ISO code; empty reads as France
    :param registry: number of the national register: SIRET, RIDET, Tahiti number
    :param in_union: whether the country is in the European Union
    """
    registry, vat = compact(registry), compact(vat).upper()
    if is_siret_shaped(registry):
        return Identifier(SIRET, registry)
    kind = TERRITORIES.get(country or FRANCE)
    if kind == SIRET:
        return Identifier(SIRET, registry, _siret_problem(registry))
    if kind:
        return _checked(kind, registry)
    if in_union:
        return _checked(EUROPEAN, vat or registry)
    # Outside the Union the portal's own key is the country and the name.
    return _checked(
        FOREIGN, registry or (f"{country}{name[:_NAME_LENGTH]}" if name else "")
    )


def _siret_problem(registry: str) -> str:
    if not registry:
        return MISSING
    if len(registry) == _SIREN_LENGTH and registry.isdecimal():
        return SIREN_ONLY
    return MALFORMED


def _checked(kind: str, value: str) -> Identifier:
    least, most = LENGTHS[kind]
    if not value:
        return Identifier(kind, value, MISSING)
    local = kind in _LOCAL_KINDS
    if not least <= len(value) <= most or (local and not value.isalnum()):
        return Identifier(kind, value, MALFORMED)
    return Identifier(kind, value)


def french_vat(siret: str) -> str:
    """Return the VAT number of the company of a SIRET or SIREN: FR, key, SIREN."""
    return f"FR{siren.to_tva(compact(siret)[:_SIREN_LENGTH])}"
