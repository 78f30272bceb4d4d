# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many days a public client has, by its category (R2192-10 and -11)."""

import re

from ..rules import plain_words

STANDARD, HEALTH, ENTERPRISE = "standard", "health", "enterprise"
# A local public establishment of an industrial kind (EPIC) is no public enterprise
# here: it has 30 days, as its municipality has.
DELAYS = {STANDARD: 30, HEALTH: 50, ENTERPRISE: 60}

# Chorus Pro does not tell the category: the name proposes one, a person confirms it.
# Nothing proposes a public enterprise: no name tells it from a local establishment.
_HEALTH = re.compile(
    r"\b(?:centres? hospitaliers?|hopital|hopitaux|hospices? civils?|hospitalier"
    r"|chu|chru|chr|chi|ghu|ght|ap-? ?hp|ap-? ?hm|ehpad"
    r"|etablissement public de sante|epsm|service de sante des armees)\b"
)


def proposed_category(name: str) -> str:
    """Return the category that the name of a client suggests; 30 days by default."""
    return HEALTH if _HEALTH.search(plain_words(name)) else STANDARD


def delay_of(category: str, contract: int = 0) -> int:
    """Return the days that a client has.

    :param category: a key of :data:`DELAYS`
    :param contract: days of the contract, 0 when it says none; it may shorten the
        delay and never lengthen it (L2192-10)
    """
    legal = DELAYS[category]
    return min(legal, contract) if contract > 0 else legal
