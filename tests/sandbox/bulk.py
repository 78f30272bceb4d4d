# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Many invoices at once, without files: to measure what following them costs."""

from . import codes, invoices, lifecycle, seeds, store

SUPPLIER, RECIPIENT = "33254021516357", "12345678200051"
MOE, MOA = "66612345600014", "77712345600011"
WORKS = "FACTURE_TRAVAUX"
PERSON = seeds.ACCOUNTS["fournisseur"]["who"]


def load(db, order, now):
    """Create ``nombre`` delivered invoices of the default supplier.

    :param order: ``{nombre, prefixe, statut, il_y_a, cadre, marche}``: numbers
        ``<prefixe>00001``…, in that status for ``il_y_a`` seconds; with a ``cadre`` of
        works (``A15``…) pieces of that ``marche``, each in a file of its own
    :return: list of ``{id, numero}``
    :raises ValueError: on a wrong order
    """
    count, prefix = order.get("nombre"), order.get("prefixe", "LOT-")
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise ValueError("nombre : un entier, un ou plus")
    if not isinstance(prefix, str):
        raise ValueError("prefixe : un texte")
    age = order.get("il_y_a", 0)
    if isinstance(age, bool) or not isinstance(age, int | float) or age < 0:
        raise ValueError("il_y_a : un nombre de secondes, zero ou plus")
    statut, now = order.get("statut", "MISE_A_DISPOSITION"), now - age
    if statut not in codes.STATUTS:
        raise ValueError("statut : " + ", ".join(codes.STATUTS))
    supplier, recipient = _structure(db, SUPPLIER), _structure(db, RECIPIENT)
    data = {"devise": "EUR", "who": PERSON, "tva": [], "lignes": []}
    columns = {
        "kind": "FACTURE",
        "supplier_id": supplier,
        "recipient_id": recipient,
        "cadre": "A1_FACTURE_FOURNISSEUR",
        "type_facture": "FACTURE",
        "statut": statut,
        "statut_at": now,
        "at": now,
        "date": "2026-11-02",
        "ht": 100.0,
        "ttc": 120.0,
        "due": 120.0,
        "mode": "UPLOAD_API",
    }
    columns |= _works(db, order)
    settings, _now = lifecycle.settings_and_now(db)
    loaded = []
    with store.writing(db):
        for rank in range(1, count + 1):
            number = f"{prefix}{rank:05}"
            found = invoices.create(db, columns | {"numero": number}, data, [])
            if columns["kind"] == WORKS:
                sql = "UPDATE invoice SET dossier_id = id WHERE id = ?"
                db.execute(sql, (found,))
            lifecycle.move(db, found, statut, now, settings)
            loaded.append({"id": found, "numero": number})
    return loaded


def _works(db, order):
    """Columns of pieces of works, none without a ``cadre``.

    :raises ValueError: for one that is not of works
    """
    cadre, market = order.get("cadre"), order.get("marche")
    if cadre is None:
        return {}
    if cadre not in codes.TRAVAUX_TYPES:
        raise ValueError("cadre : " + ", ".join(sorted(codes.TRAVAUX_TYPES)))
    if not isinstance(market, str | None):
        raise ValueError("marche : un texte")
    return {
        "kind": WORKS,
        "cadre": codes.CADRES[cadre],
        "type_facture": codes.TRAVAUX_TYPES[cadre],
        "moe_id": _structure(db, MOE),
        "moa_id": _structure(db, MOA),
        "marche": market,
    }


def _structure(db, siret):
    return store.one(db, "SELECT id FROM structure WHERE identifiant = ?", siret)[0]
