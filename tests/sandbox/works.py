# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The works circuit: who may do what on each document, and what follows it.

The statuses are official, the table of steps is our reading of their names and of
the circuits (spec §4.2, §4.3).
"""

import json

from . import choices, codes, invoices, lifecycle, registry, store

MOE = ("MISE_A_DISPOSITION_MOE", "PRISE_EN_COMPTE_MOE", "A_ASSOCIER_MOE")
MOA = (
    "MISE_A_DISPOSITION_MOA",
    "PRISE_EN_COMPTE_MOA",
    "A_ASSOCIER_MOA",
    "TRANSMISE_MOA",
)
WRONG_PARTY = (
    "ERREUR_FOURNISSEUR_SUR_MOE",
    "ERREUR_FOURNISSEUR_SUR_MOA",
    "ERREUR_DE_MOE",
    "ERREUR_DE_MOA",
    "ERREUR_MOE_SUR_MOA",
)
# action -> {status: next status}, and the party that acts
STEPS = {
    "prendreEnCompte": {
        "MISE_A_DISPOSITION_MOE": "PRISE_EN_COMPTE_MOE",
        "MISE_A_DISPOSITION_MOA": "PRISE_EN_COMPTE_MOA",
        "TRANSMISE_MOA": "PRISE_EN_COMPTE_MOA",
        "MISE_A_DISPOSITION": "PRISE_EN_COMPTE_DESTINATAIRE",
    },
    "preparer": {
        "PRISE_EN_COMPTE_MOE": "A_ASSOCIER_MOE",
        "PRISE_EN_COMPTE_MOA": "A_ASSOCIER_MOA",
    },
    "refuser": {
        **dict.fromkeys(MOE, "REFUSEE_MOE"),
        **dict.fromkeys(MOA, "REFUSEE_MOA"),
        "A_ASSOCIER_FOURNISSEUR": "REFUSEE_FOURNISSEUR",
    },
    "suspendre": {
        **dict.fromkeys(MOE + MOA, "A_COMPLETER"),
        "MISE_A_DISPOSITION": "SUSPENDUE",
        "PRISE_EN_COMPTE_DESTINATAIRE": "SUSPENDUE",
    },
    "erreur": {
        **dict.fromkeys(MOE, "ERREUR_FOURNISSEUR_SUR_MOE"),
        **dict.fromkeys(MOA, "ERREUR_MOE_SUR_MOA"),
    },
    "completer": {"A_COMPLETER": None, "SUSPENDUE": "COMPLETEE"},
    "completermoe": dict.fromkeys(WRONG_PARTY),
    "recycler": {
        "A_RECYCLER": "EN_COURS_ACHEMINEMENT",
        "EN_ATTENTE_RECYCLAGE_FOURNISSEUR": None,
    },
}
NEED_REASON = ("refuser", "suspendre", "erreur")
# Cadre of a document -> {role: cadres of the next one} (spec §4.2)
NEXT = {
    "A4": {"MOE": ("A15", "A16")},
    "A10": {"MOE": ("A15", "A16")},
    "A13": {"MOE": ("A15", "A16")},
    "A5": {"MOA": ("A19",)},
    "A15": {"MOA": ("A19",)},
    "A7": {"MOE": ("A17", "A18"), "FOURNISSEUR": ("A22",)},
    "A14": {"MOE": ("A17", "A18"), "FOURNISSEUR": ("A22",)},
    "A17": {"MOA": ("A20",)},
    "A18": {"FOURNISSEUR": ("A8",)},
    "A20": {"FOURNISSEUR": ("A8",)},
    "A22": {"MOA": ("A25",), "FOURNISSEUR": ("A23",), "MOE": ("A24",)},
}
COLUMN = {
    "FOURNISSEUR": "supplier_id",
    "MOE": "moe_id",
    "MOA": "moa_id",
    "DESTINATAIRE": "recipient_id",
    "VALIDEUR": "validator_id",
}


def holder(statut):
    """The role at whose desk a document in this status lies."""
    if statut in MOE:
        return "MOE"
    if statut in MOA:
        return "MOA"
    if statut in ("MISE_A_DISPOSITION", "PRISE_EN_COMPTE_DESTINATAIRE"):
        return "DESTINATAIRE"
    return "FOURNISSEUR"


def desk(row):
    """Where a corrected or completed document goes back to."""
    first = lifecycle.WORKS_DESK.get(lifecycle.short(row["cadre"]))
    return first or "MISE_A_DISPOSITION"


def step(call, row, action, reason=None):
    """Apply one action; returns the new status.

    :raises BusinessError: another party's turn, a status that does not allow it,
        or a missing reason.
    """
    targets = STEPS[action]
    if row["statut"] not in targets:
        raise registry.BusinessError(*choices.WORKS_TRANSITION, action, row["statut"])
    if row[COLUMN[holder(row["statut"])]] not in call.structures:
        raise registry.BusinessError(*invoices.NOT_ENTITLED)
    if action in NEED_REASON and not (reason or "").strip():
        raise registry.BusinessError(*choices.NO_REASON, action)
    statut = targets[row["statut"]] or desk(row)
    lifecycle.move(
        call.db, row["id"], statut, call.now, call.settings, reason, call.who
    )
    return statut


def role_of(call, row):
    """The first role that the caller has on a document, or None."""
    for role, column in COLUMN.items():
        if row[column] in call.structures:
            return role
    return None


def next_cadres(call, row):
    """Cadres of the documents that the caller may deposit after this one."""
    if row["next_id"] is not None:
        return ()
    found = []
    for role, cadres in NEXT.get(lifecycle.short(row["cadre"]), {}).items():
        if row[COLUMN[role]] in call.structures:
            found += cadres
    return tuple(found)


def associate(call, previous, columns, data, files):
    """Create the document that follows another in its invoicing file.

    Supplier, recipient, MOE and MOA come from the previous document; the previous
    one becomes ASSOCIEE, or REMPLACEE_PAR_A22 in the tacit procedure.
    """
    cadre = columns["cadre"]
    short = lifecycle.short(cadre)
    if short not in next_cadres(call, previous):
        raise registry.BusinessError(
            *choices.WORKS_TRANSITION, short, previous["statut"]
        )
    inherited = {
        name: previous[name]
        for name in "supplier_id recipient_id service_id moe_id moa_id marche".split()
    }
    old = json.loads(previous["data"])
    data = {k: old.get(k) for k in ("moe_service_id", "moa_service_id")} | data
    number = invoices.create(
        call.db,
        inherited
        | {
            "kind": "FACTURE_TRAVAUX",
            "type_facture": codes.TRAVAUX_TYPES[short],
            "dossier_id": previous["dossier_id"],
            "previous_id": previous["id"],
            "engagement": previous["engagement"],
        }
        | columns,
        data,
        files,
    )
    call.db.execute(
        "UPDATE invoice SET next_id = ? WHERE id = ?", (number, previous["id"])
    )
    replaced = "REMPLACEE_PAR_A22" if short == "A22" else "ASSOCIEE"
    lifecycle.move(
        call.db, previous["id"], replaced, call.now, call.settings, None, call.who
    )
    lifecycle.move(call.db, number, "DEPOSEE", call.now, call.settings, None, call.who)
    return number


def open_file(db, number, origin=None):
    """Give a works document its invoicing file: that of ``origin`` or a new one.

    :param origin: number of the document that it follows, when the file names one.
    """
    row = store.one(db, "SELECT * FROM invoice WHERE id = ?", number)
    previous = origin and store.one(
        db,
        "SELECT * FROM invoice WHERE supplier_id = ? AND numero = ? "
        "AND kind = 'FACTURE_TRAVAUX' AND id < ?",
        row["supplier_id"],
        origin,
        number,
    )
    if previous:
        db.execute(
            "UPDATE invoice SET dossier_id = ?, previous_id = ? WHERE id = ?",
            (previous["dossier_id"], previous["id"], number),
        )
        db.execute(
            "UPDATE invoice SET next_id = ? WHERE id = ?", (number, previous["id"])
        )
        return previous
    db.execute("UPDATE invoice SET dossier_id = ? WHERE id = ?", (number, number))
    return None
