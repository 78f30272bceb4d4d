# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the portal says in words of its own, where EN 16931 has codes (portal.md §3.5).

Said once for every format that wants these words: the request of a plain PDF, UBL and
the mixed formats.
"""

from .facturx_terms import Terms

TRANSFER = "VIREMENT"
# modePaiement → means of payment (UNTDID 4461) that a file names in its place. The code
# of REPORT (set off against another sum) is our reading, see doubts.md.
MEANS = {
    TRANSFER: "30",
    "PRELEVEMENT": "59",
    "CHEQUE": "20",
    "ESPECE": "10",
    "REPORT": "97",
    "AUTRE": "1",
}
# … and back, for the codes that Odoo's own methods lead to; any other is AUTRE, as a
# card is.
_PAYMENT_MODES = {
    "10": "ESPECE",
    "20": "CHEQUE",
    "30": "VIREMENT",
    "31": "VIREMENT",
    "42": "VIREMENT",
    "49": "PRELEVEMENT",
    "58": "VIREMENT",
    "59": "PRELEVEMENT",
    "97": "REPORT",
}
_ON_RECEIPTS = "72"  # BT-8, UNTDID 2475
_OUT_OF_SCOPE = "O"
# Categories that bear VAT, or bear it at a rate of zero.
_TAXED = {"S", "L", "M", "B", "Z"}


def payment_mode(terms: Terms) -> str:
    """Return ``modePaiement``; nothing of a credit note, which nobody is to pay."""
    means = terms.get("BT-81")
    return _PAYMENT_MODES.get(means, "AUTRE") if means else ""


def vat_regime(terms: Terms) -> str:
    """Return ``typeTva`` of one invoice."""
    categories = {group["BT-118"] for group in terms["BG-23"]}
    if categories == {_OUT_OF_SCOPE}:
        return "SANS_TVA"
    if not categories & _TAXED:
        return "EXONERATION"
    on_receipts = terms.get("BT-8") == _ON_RECEIPTS
    return "TVA_SUR_ENCAISSEMENT" if on_receipts else "TVA_SUR_DEBIT"


def exemption_reason(terms: Terms) -> str:
    """Return the reasons of what bears no VAT, each once; empty without any."""
    groups = terms["BG-23"]
    reasons = [group.get("BT-120") or group.get("BT-121") for group in groups]
    return " / ".join(dict.fromkeys(filter(None, reasons)))
