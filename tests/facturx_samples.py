# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices as EN 16931 terms, for the tests of the file makers."""

from datetime import date
from decimal import Decimal

SELLER = {
    "name": "Menuiserie Dubois & Fils",
    "identifiers": {"0009": "33254021516357"},
    "legal_identifier": "33254021516357",
    "legal_identifier_schemeid": "0002",
    "vat_identifier": "FR83404833048",
    "addr_l1": "1 rue de l’Église",
    "postcode": "69001",
    "city": "Lyon",
    "country_code": "FR",
}
BUYER = {
    "name": "Commune de Saint-Étienne",
    "identifiers": {"0009": "12345678200044"},
    "legal_identifier": "12345678200044",
    "legal_identifier_schemeid": "0002",
    "contacts": [{"department_name": "Service des marchés"}],
    "addr_l1": "2 place de la Mairie",
    "postcode": "42000",
    "city": "Saint-Étienne",
    "country_code": "FR",
}


def line(number, **terms):
    """Return one line of 100.00 at 20 %, changed by ``terms`` (``BT_146=…``)."""
    base = {
        "BT-126": str(number),
        "BT-129": Decimal("3"),
        "BT-130": "C62",
        "BT-131": Decimal("100.00"),
        "BT-146": Decimal("33.333333"),
        "BT-151": "S",
        "BT-152": Decimal("20.00"),
        "BT-153": "Fenêtre en chêne",
    }
    return {**base, **{key.replace("_", "-"): value for key, value in terms.items()}}


def invoice(lines=2, **terms):
    """Return the terms of an invoice of ``lines`` lines that keeps every rule."""
    net = Decimal("100.00") * lines
    vat = Decimal("20.00") * lines
    base = {
        "BT-1": "FAC/2026/00042",
        "BT-2": date(2026, 9, 3),
        "BT-3": "380",
        "BT-5": "EUR",
        "BT-8": "5",
        "BT-9": date(2026, 10, 3),
        "BT-10": "SERVICE_DEST_SERV_OBL",
        "BT-12": "MARCHE-7",
        "BT-13": "EJ-2026-11",
        "BT-20": "30 jours",
        "BT-23": "A1",
        "BT-81": "30",
        "BT-84": "FR7630006000011234567890189",
        "BT-106": net,
        "BT-109": net,
        "BT-110": vat,
        "BT-112": net + vat,
        "BT-115": net + vat,
        "BG-1": [{"BT-21": "AAI", "BT-22": "Livré le 1er septembre — merci 😀"}],
        "BG-4": SELLER,
        "BG-7": BUYER,
        "BG-23": [
            {
                "BT-116": net,
                "BT-117": vat,
                "BT-118": "S",
                "BT-119": Decimal("20.00"),
            }
        ],
        "BG-25": [line(number + 1) for number in range(lines)],
    }
    return {**base, **{key.replace("_", "-"): value for key, value in terms.items()}}
