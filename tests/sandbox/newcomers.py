# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Structures that are not of the first day: somebody's own clients, for a rehearsal."""

import json

from . import seeds_structures, store

KINDS = ("SIRET", "RIDET", "TAHITI")


def add(db, orders, now):
    """Add or replace public structures, by their identifier; nothing when one is wrong.

    :param orders: ``[{"identifiant", "type", "nom", "active", "parametres": {NAME:
        bool}, "services": [{"code", "nom", "active", "engagement"}]}]``
    :return: {identifiant: id}
    :raise ValueError: what is wrong, in one sentence
    """
    if not isinstance(orders, list):
        raise ValueError("structures : une liste est attendue")
    rows = [_checked(order) for order in orders]
    with store.writing(db):
        return {row["identifiant"]: _put(db, row, now) for row in rows}


def _checked(order):
    if not isinstance(order, dict) or not isinstance(order.get("identifiant"), str):
        raise ValueError("structures : chacune a un identifiant")
    name = order["identifiant"]
    if order.get("type", KINDS[0]) not in KINDS:
        raise ValueError(f"{name} : type : " + ", ".join(KINDS))
    demands = order.get("parametres", {})
    if not isinstance(demands, dict) or set(demands) - set(seeds_structures.PARAMETERS):
        known = ", ".join(seeds_structures.PARAMETERS)
        raise ValueError(f"{name} : parametres : {known}")
    services = order.get("services", [])
    if not isinstance(services, list) or not all(
        isinstance(row, dict) and isinstance(row.get("code"), str) and row["code"]
        for row in services
    ):
        raise ValueError(f"{name} : services : chacun a un code")
    return order | {"services": {row["code"]: row for row in services}}


def _put(db, row, now):
    known = store.one(
        db, "SELECT id FROM structure WHERE identifiant = ?", row["identifiant"]
    )
    data = {
        "nom": row.get("nom") or row["identifiant"],
        "publique": True,
        "active": row.get("active", True),
        "parametres": seeds_structures.PARAMETERS | row.get("parametres", {}),
        "adresse": "1 place de l'Hôtel de ville",
        "codePostal": "75001",
        "ville": "PARIS",
        "type": row.get("type", KINDS[0]),
        "expires": now + 424 * 86400,
    }
    values = {"identifiant": row["identifiant"], "data": json.dumps(data)}
    if known:
        values["id"] = known["id"]
        db.execute("DELETE FROM structure WHERE id = ?", (known["id"],))
        db.execute("DELETE FROM service WHERE structure_id = ?", (known["id"],))
    number = store.insert(db, "structure", **values)
    for code, service in row["services"].items():
        content = {
            "nom": service.get("nom") or code,
            "active": service.get("active", True),
            "engagement": service.get("engagement", False),
            "created": now - 400 * 86400,
        }
        store.insert(
            db, "service", structure_id=number, code=code, data=json.dumps(content)
        )
    return number
