# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What each role may do from the console; every act goes through the portal's rules."""

import json

from .. import clock, codes, formats, invoices, lifecycle, registry, seeds, store, works
from ..api import factures_valideur

COLUMNS = {
    "acheteur": "recipient_id",
    "valideur": "validator_id",
    "moe": "moe_id",
    "moa": "moa_id",
    "fournisseur": "supplier_id",
}
WAITING = {
    "acheteur": tuple(lifecycle.RECIPIENT),
    "valideur": tuple(lifecycle.VALIDATOR),
    "moe": works.MOE,
    "moa": works.MOA,
    "fournisseur": (
        "SUSPENDUE",
        "A_RECYCLER",
        "REJETEE",
        "ERREUR_FOURNISSEUR_SUR_VALIDEUR",
        "A_COMPLETER",
        "A_ASSOCIER_FOURNISSEUR",
    ),
}
# status that the button leads to -> words on the button
DECISIONS = {
    "EN_COURS_ACHEMINEMENT": "Acheminer",
    "MISE_A_DISPOSITION": "Mettre à disposition",
    "SERVICE_FAIT": "Constater le service fait",
    "MANDATEE": "Mandater",
    "MISE_A_DISPOSITION_COMPTABLE": "Transmettre au comptable",
    "COMPTABILISEE": "Comptabiliser",
    "MISE_EN_PAIEMENT": "Mettre en paiement",
    "SUSPENDUE": "Suspendre (pièce manquante)",
    "A_RECYCLER": "Renvoyer pour recyclage",
    "REJETEE": "Rejeter",
}
STOPPING = ("SUSPENDUE", "A_RECYCLER", "REJETEE", "REFUS", "refuser", "erreur")
VALIDATIONS = {
    "VALIDATION": "Valider",
    "REFUS": "Refuser",
    "ERREUR_VALIDEUR": "Je ne suis pas le valideur",
}
WORKS = {
    "prendreEnCompte": "Prendre en compte",
    "preparer": "Préparer la pièce suivante",
    "refuser": "Refuser",
    "suspendre": "Demander un complément",
    "erreur": "Signaler une erreur de destinataire",
}


def structures(db, role):
    """Structures that the role's person acts for; suppliers are all of them."""
    if role == "fournisseur":
        rows = db.execute(
            "SELECT id FROM structure WHERE NOT json_extract(data, '$.publique')"
        )
        return [row[0] for row in rows]
    login = seeds.ACCOUNTS[role]["login"]
    row = store.one(db, "SELECT data FROM account WHERE login = ?", login)
    return json.loads(row[0])["structures"]


def call(db, role, settings, now):
    """A Call in the name of the role's seeded person."""
    account = seeds.ACCOUNTS[role]
    data = {
        "login": account["login"],
        "structures": structures(db, role),
        "who": account["who"],
    }
    return registry.Call(db, {}, data, settings, now)


def buttons(one, role, row):
    """``[(action, words, needs a reason)]`` for one document."""
    if role == "acheteur":
        allowed = lifecycle.choices_for(one.db, row, console=True)
        return [
            (statut, words, statut in lifecycle.NEED_REASON)
            for statut, words in DECISIONS.items()
            if statut in allowed
        ]
    if role == "valideur" and row["statut"] in lifecycle.VALIDATOR:
        return [(a, words, a == "REFUS") for a, words in VALIDATIONS.items()]
    if role in ("moe", "moa") and works.holder(row["statut"]) == role.upper():
        return [
            (action, words, action in works.NEED_REASON)
            for action, words in WORKS.items()
            if row["statut"] in works.STEPS[action]
        ]
    return []


def next_documents(one, row):
    """``[(framework, its name)]`` that the role may deposit after this document."""
    if not invoices.is_works(row):
        return []
    return [(c, codes.CADRES[c]) for c in works.next_cadres(one, row)]


def play(one, role, number, form):
    """One order of the console's form; returns the sentence to show.

    :raises BusinessError: what the portal's rules do not allow.
    :raises Refused: the same, from the recipient's table.
    """
    row = invoices.get(one.db, number, column=COLUMNS[role], allowed=one.structures)
    action, reason = form.get("action", ""), (form.get("motif") or "").strip()
    if action == "piece":
        return _next_document(one, row, form)
    if action not in [name for name, _words, _must in buttons(one, role, row)]:
        raise lifecycle.Refused("Cette action n'est plus possible.")
    if role == "acheteur":
        lifecycle.treat(
            one.db, row, action, one.now, one.settings, reason, one.who, console=True
        )
        if action == "MANDATEE" and form.get("mandat"):
            invoices.update_data(one.db, row, mandat=form["mandat"])
        return f"Statut : {invoices.label(action)}"
    if role == "valideur":
        statut = factures_valideur.apply(one, row, action, reason or None)
        return f"Statut : {invoices.label(statut)}"
    return f"Statut : {invoices.label(works.step(one, row, action, reason or None))}"


def _next_document(one, row, form):
    number = (form.get("numero") or "").strip()
    if not number or len(number) > 20:
        raise lifecycle.Refused(
            "Le numéro de la pièce doit avoir de 1 à 20 caractères."
        )
    taken = "SELECT 1 FROM invoice WHERE supplier_id = ? AND numero = ?"
    if store.one(one.db, taken, row["supplier_id"], number):
        raise lifecycle.Refused("Ce numéro existe déjà pour ce fournisseur.")
    try:
        untaxed = float((form.get("ht") or "").replace(",", "."))
        taxed = float((form.get("ttc") or "").replace(",", "."))
    except ValueError:
        raise lifecycle.Refused("Les montants doivent être des nombres.") from None
    cadre = codes.CADRES.get(form.get("cadre", ""), "")
    columns = {
        "numero": number,
        "cadre": cadre,
        "statut": "DEPOSEE",
        "statut_at": one.now,
        "at": one.now,
        "date": formats.day(one.now),
        "ht": untaxed,
        "ttc": taxed,
        "due": taxed,
        "mode": "DEPOT_PDF_PORTAIL",
    }
    data = {
        "login": one.account["login"],
        "who": one.who,
        "devise": "EUR",
        "montantTVA": taxed - untaxed,
        "tva": [],
        "lignes": [],
    }
    works.associate(one, row, columns, data, [])
    return f"Pièce {number} déposée"


def set_clock(db, order):
    settings, _now = lifecycle.settings_and_now(db)
    store.set_meta(db, "clock", clock.change(settings, order))
    settings, now = lifecycle.settings_and_now(db)
    lifecycle.settle(db, settings, now)
