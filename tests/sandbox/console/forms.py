# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What people type, read strictly; and how amounts and dates are shown to them."""

import re

from .. import codes, formats, lifecycle

AMOUNT = re.compile(r"-?\d{1,12}(?:[.,]\d{1,2})?")


def text(form, name, limit=50):
    """A trimmed text of at most ``limit`` characters, "" when it is absent."""
    value = (form.get(name) or "").strip()
    if len(value) > limit:
        raise lifecycle.Refused(f"« {value[:20]}… » dépasse {limit} caractères.")
    return value


def amount(form, name, label):
    """An amount in French or English writing.

    :raises Refused: for anything else, also "nan" and "1e9".
    """
    typed = re.sub(r"\s", "", form.get(name) or "")
    if not AMOUNT.fullmatch(typed):
        raise lifecycle.Refused(f"{label} doit être un nombre, par exemple 1 250,50.")
    return float(typed.replace(",", "."))


def typed_amount(value):
    """The same without spaces, to be edited."""
    return "" if value is None else f"{value:.2f}".replace(".", ",")


def quantity(value):
    """``2`` or ``2,5``: as many decimals as there are."""
    return (
        ""
        if value is None
        else f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
    )


def moment(seconds):
    return formats.paris(seconds).strftime("%d/%m/%Y %H:%M")


def day(written):
    return "/".join(reversed(written.split("-"))) if written else ""


def framework(name):
    """``A1 – Dépôt par un fournisseur d'une facture``, for either kind of name."""
    short = lifecycle.short(name)
    return f"{short} – {codes.CADRE_LABELS.get(short, short)}" if short else ""


def duration(seconds):
    """``3 j 2 h``, ``5 min``, ``20 s``: the two largest units."""
    left, parts = round(abs(seconds)), []
    for size, unit in ((86400, "j"), (3600, "h"), (60, "min"), (1, "s")):
        count, left = divmod(left, size)
        if count and len(parts) < 2:
            parts.append(f"{count} {unit}")
    return " ".join(parts) or "0 s"


def size(octets):
    """``320 octets``, ``2,4 Ko``, ``1,2 Mo``."""
    for unit, name in ((1_000_000, "Mo"), (1000, "Ko")):
        if octets >= unit:
            return f"{octets / unit:.1f} {name}".replace(".", ",")
    return f"{octets} octets"
