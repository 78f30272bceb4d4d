# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who deposits which piece, at whose desk a status leaves it, and what comes next.

The circuits are official, the meaning of most statuses is read from their names
(portal.md §4.2 and §4.3).
"""

from odoo.addons.chorus_pro_connector.chorus import codes

US, MOE, MOA, PAYER, VALIDATOR, NOBODY = (
    "us",
    "moe",
    "moa",
    "payer",
    "validator",
    "none",
)
# Pieces that others deposit in our invoicing files, and the one that no flow takes.
PORTAL_FRAMEWORKS = [
    ("A15", "A15 – Instalment statement by the project manager"),
    ("A16", "A16 – Validated instalment statement by the project manager"),
    ("A17", "A17 – Draft general statement by the project manager"),
    ("A18", "A18 – General statement by the project manager"),
    ("A19", "A19 – Validated instalment statement by the client"),
    ("A20", "A20 – General statement by the client"),
    ("A23", "A23 – Tacit general statement"),
    ("A24", "A24 – Tacit general statement, by the project manager"),
    ("A25", "A25 – General statement by the client, tacit procedure"),
]
DEPOSITORS = {
    **dict.fromkeys(("A15", "A16", "A17", "A18", "A24"), MOE),
    **dict.fromkeys(("A19", "A20", "A25"), MOA),
}
# Framework → status in which the portal shows a piece of ours to whom it is for.
RECEIVED = {"A22": "MISE_A_DISPOSITION_MOA", "A8": "MISE_A_DISPOSITION"}
_AT_MOE = ("MISE_A_DISPOSITION_MOE", "PRISE_EN_COMPTE_MOE", "A_ASSOCIER_MOE")
_AT_MOA = (
    "MISE_A_DISPOSITION_MOA",
    "PRISE_EN_COMPTE_MOA",
    "A_ASSOCIER_MOA",
    "TRANSMISE_MOA",
)
# Where a piece lies at the desk of the project manager.
MOE_DESK = (*_AT_MOE, "A_VALIDER_MOE")
_MOA = frozenset(
    {
        *_AT_MOA,
        "ERREUR_MOE_SUR_MOA",
        "ABSENCE_VALIDATION_MOE_DELAI_REGLEMENTAIRE",
    }
)
# Of a general statement: we are to sign it, whoever deposited it.
TO_SIGN = "A_ASSOCIER_FOURNISSEUR"
# Statuses in which whoever deposited a piece is asked for something: they interrupt
# the delay of the payment.
ASKED = ("A_COMPLETER", "SUSPENDUE")
# The general statement of the client, or of the project manager for him.
GENERAL = ("A18", "A20")
# Framework of ours → frameworks that it follows, and where such a piece lies while ours
# may come: as the sandbox reads it.
OURS_AFTER = {
    "A8": (GENERAL, (TO_SIGN,)),
    "A22": (("A7",), _AT_MOE),
    "A23": (("A22",), _AT_MOA),
}
# Another piece took their place: they lie at nobody's desk.
PASSED_ON = frozenset({"ASSOCIEE", "REMPLACEE_PAR_A22", "DUPLIQUE_APRES_REFUS"})


def depositor(framework):
    """Return who deposits a piece of this framework."""
    return DEPOSITORS.get(framework, US)


def may_follow(framework, status):
    """Tell whether our piece may follow what it follows in this status."""
    return status in OURS_AFTER[framework][1]


def ours_after(framework, status):
    """Return the framework of our piece that comes after this one, "" for none."""
    for ours, (after, _statuses) in OURS_AFTER.items():
        if framework in after and may_follow(ours, status):
            return ours
    return ""


def holder(status, by=US):
    """Return at whose desk a piece lies, "" before the portal says anything.

    :param by: who deposited it: a piece that is returned goes back to its author,
        whomever the portal's word for it names
    """
    if not status:
        return ""
    if status in MOE_DESK:
        return MOE
    if status in _MOA:
        return MOA
    found = codes.invoice_status(status)
    if status in PASSED_ON or found.actor == codes.ACTOR_NOBODY:
        return NOBODY
    if found.actor == codes.ACTOR_SUPPLIER:
        return US if status == TO_SIGN else by
    if found.actor == codes.ACTOR_VALIDATOR:
        return VALIDATOR
    return PAYER if found.actor == codes.ACTOR_CLIENT else ""
