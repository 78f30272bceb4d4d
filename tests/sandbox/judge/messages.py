# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Texts of rejections, as the platform writes them (portal.md §6.3).

Accents are stripped, messages of one payment request are joined by ``|`` and the
whole is cut at 200 characters. ``path`` is the platform's name of an element.
"""

import unicodedata

LIMIT = 200


def required(path):
    return f"L'élément {path} est obligatoire."


def required_if(path, other):
    return f"L'élément ({path}) est obligatoire si l'élément ({other}) est renseigné."


def too_long(label, path, limit):
    return f"Le champ {label} ({path}) ne doit pas dépasser {limit} caractères"


def bad_value(label, path):
    """Our own wording: only the element's path was seen (portal.md §6.3)."""
    return f"La valeur du champ {label} ({path}) n'est pas autorisée."


def absent_framework(path):
    return f"Le cadre de facturation ({path}) est absent : la facture est lue en A1."


def unknown_supplier(path):
    return (
        f"L'identifiant fournisseur de la demande de paiement (balise : {path}) "
        "n'est pas référencé dans notre système."
        f"|La structure (balise {path}) n'utilise pas Chorus Pro."
    )


def unknown_recipient(path):
    return (
        f"L'identifiant destinataire de la demande de paiement (balise : {path}) "
        "n'est pas référencé dans notre système."
    )


def unknown(label, path):
    return f"{label} (balise : {path}) n'est pas référencé dans notre système."


def commitment_required(path):
    """The platform says "engagement" for the service code too (portal.md §6.3)."""
    return f"L'engagement juridique ({path}) est obligatoire."


def duplicate():
    return (
        "Vous avez déjà déposé une demande de paiement avec ce numéro de facture "
        "pour cette structure"
    )


def plain(text):
    """The same sentence in the platform's unaccented characters."""
    text = text.replace("œ", "oe").replace("Œ", "OE").replace("’", "'")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def joined(messages):
    return plain("|".join(messages))[:LIMIT]
