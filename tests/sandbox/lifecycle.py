# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Statuses of invoices and flows: who may do what, and what happens by itself.

Automatic steps are rows of ``pending`` with the instant they fall due; whoever
asks next applies them, each at its own instant. No background thread is needed.
"""

import json

from . import clock, codes, store

SYSTEM = {"nom": "CHORUS PRO", "prenom": "", "email": "", "telephone": ""}

ENDINGS = ("A_RECYCLER", "SUSPENDUE", "REJETEE")
CHAIN = (
    "SERVICE_FAIT",
    "MANDATEE",
    "MISE_A_DISPOSITION_COMPTABLE",
    "COMPTABILISEE",
    "MISE_EN_PAIEMENT",
)
# What the recipient may set from each status (portal.md §3.3)
RECIPIENT = {
    "MISE_A_DISPOSITION": ENDINGS + CHAIN,
    "COMPLETEE": ENDINGS + CHAIN + ("MISE_A_DISPOSITION",),
    "SERVICE_FAIT": ENDINGS + CHAIN[1:] + ("MISE_A_DISPOSITION",),
    "MANDATEE": ENDINGS + CHAIN[2:] + ("MISE_A_DISPOSITION",),
    "MISE_A_DISPOSITION_COMPTABLE": ("SUSPENDUE", "REJETEE") + CHAIN[3:],
    "COMPTABILISEE": ("SUSPENDUE", "REJETEE") + CHAIN[4:],
    "PRISE_EN_COMPTE_DESTINATAIRE": ENDINGS + CHAIN,
}
# The person at the console may also hurry what the system would do by itself.
HURRIED = {
    "DEPOSEE": ("EN_COURS_ACHEMINEMENT", "MISE_A_DISPOSITION"),
    "EN_COURS_ACHEMINEMENT": ("MISE_A_DISPOSITION",),
}
NEED_REASON = ("REJETEE", "SUSPENDUE")
VALIDATOR = {
    "A_VALIDER_1": ("VALIDEE_1", "REFUSEE_1", "ERREUR_FOURNISSEUR_SUR_VALIDEUR"),
    "A_VALIDER_2": ("VALIDEE_2", "REFUSEE_2", "ERREUR_COTRAITANT_SUR_VALIDEUR"),
}
MOE_DESK = ("MISE_A_DISPOSITION_MOE", "PRISE_EN_COMPTE_MOE", "A_ASSOCIER_MOE")
# The 57th status, which only a newer list has (portal.md §7.17)
MOE_LATE = ("ABSENCE_VALIDATION_MOE_DELAI_REGLEMENTAIRE",)
# Monthly statements, of which the MOE has seven days to make something (portal.md §4.5)
MONTHLY = ("A4", "A10", "A13")
# First desk of a works document once deposited (portal.md §4.2)
WORKS_DESK = {
    **dict.fromkeys(("A4", "A7", "A10", "A13", "A14"), "MISE_A_DISPOSITION_MOE"),
    **dict.fromkeys(("A5", "A15", "A17", "A22"), "MISE_A_DISPOSITION_MOA"),
    **dict.fromkeys(("A18", "A20"), "A_ASSOCIER_FOURNISSEUR"),
}


class Refused(Exception):
    """The step is not allowed from the current status."""


def short(cadre):
    """``A4`` for ``A4_PROJET_…``."""
    return (cadre or "").split("_")[0]


def automatic(invoice, settings):
    """``(seconds, next status)`` that follows by itself, or None."""
    statut, cadre = invoice["statut"], short(invoice["cadre"])
    if statut in ("VALIDEE_1", "ABSENCE_VALIDATION_1_HORS_DELAI"):
        second = json.loads(invoice["data"]).get("valideur2_id")
        return 0.0, "A_VALIDER_2" if second else "DEPOSEE"
    if statut == "DEPOSEE" and cadre in WORKS_DESK:
        return settings["routing"], _works_desk(invoice, WORKS_DESK[cadre])
    return {
        "VALIDEE_2": (0.0, "DEPOSEE"),
        "ABSENCE_VALIDATION_2_HORS_DELAI": (0.0, "DEPOSEE"),
        "A_VALIDER_1": (settings["validation"], "ABSENCE_VALIDATION_1_HORS_DELAI"),
        "A_VALIDER_2": (settings["validation"], "ABSENCE_VALIDATION_2_HORS_DELAI"),
        "DEPOSEE": (settings["routing"], "EN_COURS_ACHEMINEMENT"),
        "EN_COURS_ACHEMINEMENT": (settings["delivery"], "MISE_A_DISPOSITION"),
    }.get(statut)


def _works_desk(invoice, desk):
    """A document that names no MOE or MOA comes back to whoever forgot it."""
    for role in ("MOE", "MOA"):
        if desk.endswith(role) and invoice[f"{role.lower()}_id"] is None:
            return f"ERREUR_FOURNISSEUR_SUR_{role}"
    return desk


def settings_and_now(db):
    settings = clock.DEFAULT | (store.get_meta(db, "clock") or {})
    return settings, clock.now(settings)


def settle(db, settings, now):
    """Apply every automatic step that fell due, in order, at its own instant."""
    if store.one(db, "SELECT 1 FROM pending WHERE at <= ? LIMIT 1", now) is None:
        return
    with store.writing(db):
        due = "SELECT * FROM pending WHERE at <= ? ORDER BY at, id LIMIT 1"
        while (step := store.one(db, due, now)) is not None:
            db.execute("DELETE FROM pending WHERE id = ?", (step["id"],))
            if step["kind"] == "flow":
                sql = "UPDATE flow SET state = ?, state_at = ? WHERE id = ?"
                db.execute(sql, (step["state"], step["at"], step["target"]))
            else:
                move(db, step["target"], step["state"], step["at"], settings)


def move(db, invoice_id, statut, at, settings, comment=None, who=None):
    """Give an invoice a status, write its history, plan what follows by itself."""
    sql = "DELETE FROM pending WHERE kind = 'invoice' AND target = ?"
    db.execute(sql, (invoice_id,))
    db.execute(
        "UPDATE invoice SET statut = ?, statut_at = ?, comment = ?, visible = 1 "
        "WHERE id = ?",
        (statut, at, comment, invoice_id),
    )
    who = json.dumps(who or SYSTEM)
    store.insert(
        db,
        "event",
        invoice_id=invoice_id,
        at=at,
        statut=statut,
        comment=comment,
        who=who,
    )
    invoice = store.one(db, "SELECT * FROM invoice WHERE id = ?", invoice_id)
    follow = automatic(invoice, settings)
    if follow:
        plan(db, "invoice", invoice_id, at + follow[0], follow[1])
    elif invoice["statut"] in MOE_DESK and short(invoice["cadre"]) in MONTHLY:
        due = _moe_deadline(db, invoice_id, settings)
        plan(db, "invoice", invoice_id, max(at, due), MOE_LATE[0])
    if invoice["previous_id"] is not None:
        _tell_previous(db, invoice, at, settings, who)


def _moe_deadline(db, invoice_id, settings):
    """Counted from when the MOE last got the document, whatever it did since."""
    sql = "SELECT max(at) FROM event WHERE invoice_id = ? AND statut = ?"
    args = (invoice_id, "MISE_A_DISPOSITION_MOE")
    return (db.execute(sql, args).fetchone()[0] or 0) + settings["moe"]


def _tell_previous(db, invoice, at, settings, who):
    """What becomes of a document once the one that follows it is there."""
    sql = "SELECT * FROM invoice WHERE id = ?"
    previous = store.one(db, sql, invoice["previous_id"])
    if previous is None or previous["statut"] in ASSOCIATED:
        return
    becomes = "REMPLACEE_PAR_A22" if short(invoice["cadre"]) == "A22" else "ASSOCIEE"
    if previous["statut"].startswith("REFUSEE_"):
        becomes = "DUPLIQUE_APRES_REFUS"
    move(db, previous["id"], becomes, at, settings, None, json.loads(who))


ASSOCIATED = ("ASSOCIEE", "REMPLACEE_PAR_A22", "DUPLIQUE_APRES_REFUS")


def plan(db, kind, target, at, state):
    store.insert(db, "pending", at=at, kind=kind, target=target, state=state)


def plan_flow(db, flow_id, at, final, settings):
    """Plan the states of a flow deposited at ``at``; return the terminal instant."""
    delay = settings["integration"]
    for share, state in codes.FLOW_PATH[1:]:
        plan(db, "flow", flow_id, at + share * delay, state)
    plan(db, "flow", flow_id, at + delay, final)
    return at + delay


def stop_flow(db, flow, state, at):
    """Hold a flow in one state; its invoices never existed."""
    sql = "UPDATE flow SET state = ?, state_at = ?, final = ? WHERE id = ?"
    db.execute(sql, (state, at, state, flow["id"]))
    db.execute(
        "DELETE FROM pending WHERE (kind = 'flow' AND target = ?) OR (kind = 'invoice' "
        "AND target IN (SELECT id FROM invoice WHERE flow_id = ?))",
        (flow["id"], flow["id"]),
    )
    db.execute("DELETE FROM invoice WHERE flow_id = ?", (flow["id"],))


def choices_for(db, invoice, console=False):
    """Statuses that the recipient may set now.

    A recipient that does not report payments never sets MISE_EN_PAIEMENT.
    """
    allowed = RECIPIENT.get(invoice["statut"], ())
    if console:
        allowed = allowed or HURRIED.get(invoice["statut"], ())
    row = store.one(
        db, "SELECT data FROM structure WHERE id = ?", invoice["recipient_id"]
    )
    silent = row and json.loads(row[0])["parametres"].get(
        "statutMiseEnPaiementNestPasRemonte"
    )
    return [s for s in allowed if not (silent and s == "MISE_EN_PAIEMENT")]


def treat(db, invoice, statut, at, settings, reason=None, who=None, console=False):
    """The recipient's decision.

    :raises Refused: when the pair of statuses is not allowed, or without the
        reason that REJETEE and SUSPENDUE require.
    """
    if statut not in choices_for(db, invoice, console):
        raise Refused(f"{invoice['statut']} -> {statut}")
    if statut in NEED_REASON and not (reason or "").strip():
        raise Refused("motif")
    move(db, invoice["id"], statut, at, settings, (reason or None), who)


def note_action(db, invoice_id, at, code, who):
    """One entry of the users' action history (portal.md §3.5, history actions)."""
    store.insert(
        db, "action", invoice_id=invoice_id, at=at, code=code, who=json.dumps(who)
    )
