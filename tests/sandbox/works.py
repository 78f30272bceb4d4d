# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The works circuit: who may do what on each document, and what follows it.

The statuses are official, the tables are our reading of their names and of the
circuits (portal.md §4.2, §4.3).
"""

import json
import typing

from . import choices, codes, invoices, lifecycle, reasons, registry, store

MOE = lifecycle.MOE_DESK
LATE = lifecycle.MOE_LATE
MOA = (
    "MISE_A_DISPOSITION_MOA",
    "PRISE_EN_COMPTE_MOA",
    "A_ASSOCIER_MOA",
    "TRANSMISE_MOA",
)
RECIPIENT = ("MISE_A_DISPOSITION", "PRISE_EN_COMPTE_DESTINATAIRE")
WRONG_PARTY = (
    "ERREUR_FOURNISSEUR_SUR_MOE",
    "ERREUR_FOURNISSEUR_SUR_MOA",
    "ERREUR_DE_MOE",
    "ERREUR_DE_MOA",
    "ERREUR_MOE_SUR_MOA",
)
REFUSED = ("REFUSEE_MOE", "REFUSEE_MOA", "REFUSEE_1", "REFUSEE_2")
# action -> {status: next status}
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
        **dict.fromkeys(RECIPIENT, "SUSPENDUE"),
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
LABELS = {
    "prendreEnCompte": "Prendre en compte",
    "preparer": "Préparer la pièce suivante",
    "refuser": "Refuser",
    "suspendre": "Demander un complément",
    "erreur": "Signaler une erreur de destinataire",
    "completer": "Compléter",
    "completermoe": "Corriger la MOE ou la MOA",
    "recycler": "Recycler",
    "demander/recyclage": "Demander le recyclage de la pièce précédente",
}
NEED_REASON = ("refuser", "suspendre", "erreur")
COLUMN = {
    "FOURNISSEUR": "supplier_id",
    "MOE": "moe_id",
    "MOA": "moa_id",
    "DESTINATAIRE": "recipient_id",
    "VALIDEUR": "validator_id",
}


class Follow(typing.NamedTuple):
    """After these documents a role may deposit these, from these statuses."""

    after: tuple
    role: str
    cadres: tuple
    statuses: tuple
    tacit: bool = False


def _follow(after, role, cadres, statuses, tacit=False):
    return Follow(tuple(after.split()), role, tuple(cadres.split()), statuses, tacit)


# portal.md §4.2; the MOA pays what it admits when the MOE is late (portal.md §4.5)
FOLLOWS = (
    _follow("A4 A10 A13", "MOE", "A15 A16", MOE + LATE),
    _follow("A4 A10 A13", "MOA", "A19", LATE),
    _follow("A5 A15", "MOA", "A19", MOA),
    _follow("A7 A14", "MOE", "A17 A18", MOE),
    _follow("A7 A14", "FOURNISSEUR", "A22", MOE),
    _follow("A17", "MOA", "A20", MOA),
    _follow("A18 A20", "FOURNISSEUR", "A8", ("A_ASSOCIER_FOURNISSEUR",)),
    _follow("A22", "MOA", "A25", MOA),
    _follow("A22", "FOURNISSEUR", "A23", MOA, tacit=True),
    _follow("A22", "MOE", "A24", MOA, tacit=True),
)
# Documents that open a file when the earlier steps were on paper (portal.md §4.2)
OPENERS = {
    "FOURNISSEUR": ("A4", "A5", "A6", "A7", "A10", "A13", "A14"),
    "MOE": ("A15", "A16", "A17", "A18"),
    "MOA": ("A19", "A20"),
}
# Of these both MOE and MOA are told on the same day (portal.md §4.6, §4.1)
TOLD_TO_BOTH = ("A7", "A14", "A22")


def depositor(row):
    """The role that deposited a document, by its framework."""
    short = lifecycle.short(row["cadre"])
    if short in ("A15", "A16", "A17", "A18", "A24"):
        return "MOE"
    return "MOA" if short in ("A19", "A20", "A25") else "FOURNISSEUR"


def holder(row):
    """The role at whose desk a document lies."""
    statut = row["statut"]
    if statut in MOE:
        return "MOE"
    if statut in MOA + LATE:
        return "MOA"
    if statut in RECIPIENT:
        return "DESTINATAIRE"
    return "FOURNISSEUR" if statut == "A_ASSOCIER_FOURNISSEUR" else depositor(row)


def desk(row):
    """Where a corrected or completed document goes back to."""
    first = lifecycle.WORKS_DESK.get(lifecycle.short(row["cadre"]))
    return first or "MISE_A_DISPOSITION"


def received(db, row):
    """``{"MOE": instant, "MOA": instant}`` of being told, None where it was not."""
    found = {}
    for role in ("MOE", "MOA"):
        sql = "SELECT min(at) FROM event WHERE invoice_id = ? AND statut = ?"
        statut = f"MISE_A_DISPOSITION_{role}"
        found[role] = db.execute(sql, (row["id"], statut)).fetchone()[0]
    if lifecycle.short(row["cadre"]) in TOLD_TO_BOTH:
        first = min(filter(None, found.values()), default=None)
        for role in found:
            if row[COLUMN[role]] is not None:
                found[role] = found[role] or first
    return found


def step(call, row, action, reason=None):
    """Apply one action; returns the new status.

    :raises BusinessError: another party's turn, a status that does not allow it, a
        missing reason, or a works document refused for its amounts.
    """
    targets = STEPS[action]
    if row["statut"] not in targets:
        raise registry.BusinessError(
            *choices.WORKS_TRANSITION, LABELS[action], invoices.label(row["statut"])
        )
    if row[COLUMN[holder(row)]] not in call.structures:
        raise registry.BusinessError(*invoices.NOT_ENTITLED)
    if action in NEED_REASON and not (reason or "").strip():
        raise registry.BusinessError(*choices.NO_REASON, LABELS[action])
    if action == "refuser" and reasons.concerns_amounts(reason):
        raise registry.BusinessError(*choices.AMOUNT_REFUSAL)
    statut = targets[row["statut"]] or desk(row)
    if statut == "ERREUR_MOE_SUR_MOA" and depositor(row) == "FOURNISSEUR":
        # Nobody but the supplier named that MOA.
        statut = "ERREUR_FOURNISSEUR_SUR_MOA"
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


def tacit_from(db, row, settings):
    """Instant from which the tacit statement may follow an A22, None if not known yet.

    Ten days after the MOA has it (portal.md §4.6).
    """
    told = received(db, row)["MOA"]
    return told and told + settings["tacit"]


def next_cadres(call, row, role=None):
    """Frameworks of the documents that the caller may deposit after this one now.

    :param role: only as this party; else as any that the caller is
    """
    if row["next_id"] is not None:
        return ()
    found, short = [], lifecycle.short(row["cadre"])
    for follow in FOLLOWS:
        if short not in follow.after or role not in (None, follow.role):
            continue
        if row[COLUMN[follow.role]] not in call.structures:
            continue
        if row["statut"] in follow.statuses and not _too_early(call, row, follow):
            found += follow.cadres
    return tuple(found)


def _too_early(call, row, follow):
    start = tacit_from(call.db, row, call.settings) if follow.tacit else 0
    return start is None or call.now < start


def check_next(call, row, short):
    """Refuse a document that may not follow now.

    :raises BusinessError: in words, the ten days of the MOA apart.
    """
    if short in next_cadres(call, row):
        return
    for follow in FOLLOWS:
        if follow.tacit and short in follow.cadres and row["statut"] in follow.statuses:
            if lifecycle.short(row["cadre"]) in follow.after:
                raise registry.BusinessError(*choices.TOO_EARLY)
    raise registry.BusinessError(
        *choices.WORKS_TRANSITION, f"Déposer un {short}", invoices.label(row["statut"])
    )


def associate(call, previous, columns, data, files):
    """Create the document that follows another in its invoicing file.

    Supplier, recipient, MOE and MOA come from the previous document unless given;
    the previous one becomes ASSOCIEE, or REMPLACEE_PAR_A22 in the tacit procedure.
    """
    short = lifecycle.short(columns["cadre"])
    check_next(call, previous, short)
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
    lifecycle.move(call.db, number, "DEPOSEE", call.now, call.settings, None, call.who)
    return number


def may_open(call, short, row):
    """Whether the caller may open a file with this document, as one of its parties."""
    return any(
        short in cadres and row[COLUMN[role]] in call.structures
        for role, cadres in OPENERS.items()
    )


def open_by(call, columns, data, files):
    """Create the first document of a new invoicing file.

    :raises BusinessError: for a framework that this party does not open.
    """
    short = lifecycle.short(columns["cadre"])
    if not may_open(call, short, columns):
        raise registry.BusinessError(*choices.NOT_AN_OPENER, short)
    number = invoices.create(
        call.db,
        columns
        | {"kind": "FACTURE_TRAVAUX", "type_facture": codes.TRAVAUX_TYPES[short]},
        data,
        files,
    )
    sql = "UPDATE invoice SET dossier_id = ? WHERE id = ?"
    call.db.execute(sql, (number, number))
    first = invoices.first_status(short, columns.get("validator_id"))
    lifecycle.move(call.db, number, first, call.now, call.settings, None, call.who)
    return number


def open_file(call, number, origin=None):
    """Give a document of a flow its invoicing file: that of ``origin``, or its own.

    :param origin: number of the document that it follows, when the file names one. It
        joins when it may follow it now, or when it replaces one that was refused.
    """
    row = store.one(call.db, "SELECT * FROM invoice WHERE id = ?", number)
    previous = origin and store.one(
        call.db,
        "SELECT * FROM invoice WHERE supplier_id = ? AND numero = ? "
        "AND kind = 'FACTURE_TRAVAUX' AND id < ?",
        row["supplier_id"],
        origin,
        number,
    )
    if previous and (_replaces(row, previous) or _follows(call, row, previous)):
        call.db.execute(
            "UPDATE invoice SET dossier_id = ?, previous_id = ? WHERE id = ?",
            (previous["dossier_id"], previous["id"], number),
        )
        sql = "UPDATE invoice SET next_id = ? WHERE id = ?"
        call.db.execute(sql, (number, previous["id"]))
    else:
        sql = "UPDATE invoice SET dossier_id = ? WHERE id = ?"
        call.db.execute(sql, (number, number))


def _replaces(row, previous):
    same = row["cadre"] == previous["cadre"] and previous["next_id"] is None
    return same and previous["statut"] in REFUSED


def _follows(call, row, previous):
    own = call.account | {"structures": [row["supplier_id"]]}
    holder_call = registry.Call(call.db, {}, own, call.settings, call.now)
    return lifecycle.short(row["cadre"]) in next_cadres(
        holder_call, previous, "FOURNISSEUR"
    )
