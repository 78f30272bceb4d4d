# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What each role may do from the console; every act goes through the portal's rules."""

import dataclasses
import json
import typing

from .. import (
    codes,
    formats,
    invoices,
    lifecycle,
    reasons,
    registry,
    seeds,
    store,
    works,
)
from ..api import factures_valideur, travaux_depot
from . import answers, forms

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
    "moe": works.MOE + works.LATE,
    "moa": works.MOA + works.LATE,
    "fournisseur": (*answers.STATUSES, "A_ASSOCIER_FOURNISSEUR"),
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
PARTY_STEPS = ("prendreEnCompte", "preparer", "refuser", "suspendre", "erreur")


class Button(typing.NamedTuple):
    action: str
    words: str
    must: bool = False  # a reason is compulsory
    fields: tuple = ("motif",)


def structures(db, role):
    """Structures that the role's person acts for; suppliers are all private ones."""
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
    """The acts that a role may take on one document now."""
    if role == "acheteur":
        allowed = lifecycle.choices_for(one.db, row, console=True)
        return [
            Button(
                statut,
                words,
                statut in lifecycle.NEED_REASON,
                ("motif", "mandat") if statut == "MANDATEE" else ("motif",),
            )
            for statut, words in DECISIONS.items()
            if statut in allowed
        ]
    if role == "valideur":
        waits = row["statut"] in lifecycle.VALIDATOR
        items = VALIDATIONS.items() if waits else ()
        return [Button(a, words, a == "REFUS") for a, words in items]
    party = role.upper()
    found = []
    if invoices.is_works(row) and works.holder(row) == party:
        found = [
            Button(action, works.LABELS[action], action in works.NEED_REASON)
            for action in PARTY_STEPS
            if row["statut"] in works.STEPS[action]
        ]
    if not invoices.is_works(row) or works.depositor(row) == party:
        found += [Button(*offer) for offer in answers.offers(row)]
    return found


def next_documents(one, role, row):
    """Frameworks that this role, not another, may deposit after this document."""
    if not invoices.is_works(row) or role not in ("moe", "moa", "fournisseur"):
        return ()
    return works.next_cadres(one, row, role.upper())


def play(one, role, number, form):
    """One order of the console's form; returns the sentence to show.

    :raises BusinessError: what the portal's rules do not allow.
    :raises Refused: the same, from the recipient's table.
    """
    row = invoices.get(one.db, number, column=COLUMNS[role], allowed=one.structures)
    action = form.get("action", "")
    reason = reasons.wording(form.get("motif_code", ""), forms.text(form, "motif", 255))
    if action == "piece":
        return _next_document(one, role, row, form)
    if action not in [button.action for button in buttons(one, role, row)]:
        raise lifecycle.Refused("Cette action n'est plus possible.")
    if action in answers.ACTIONS:
        return answers.play(one, row, action, form)
    if role == "acheteur":
        lifecycle.treat(
            one.db, row, action, one.now, one.settings, reason, one.who, console=True
        )
        mandate = forms.text(form, "mandat")
        if action == "MANDATEE" and mandate:
            invoices.update_data(one.db, row, mandat=mandate)
        return f"Statut : {invoices.label(action)}"
    if role == "valideur":
        statut = factures_valideur.apply(one, row, action, reason or None)
        return f"Statut : {invoices.label(statut)}"
    return f"Statut : {invoices.label(works.step(one, row, action, reason or None))}"


def _number(form):
    number = (form.get("numero") or "").strip()
    if not number or len(number) > 20:
        raise lifecycle.Refused(
            "Le numéro de la pièce doit avoir de 1 à 20 caractères."
        )
    return number


def _amounts(form):
    """``{ht, ttc, due}``: each document has its own amounts."""
    untaxed = forms.amount(form, "ht", "Le montant HT")
    taxed = forms.amount(form, "ttc", "Le montant TTC")
    net = taxed
    if (form.get("net") or "").strip():
        net = forms.amount(form, "net", "Le net à payer")
    return {"ht": untaxed, "ttc": taxed, "due": net}


def _next_document(one, role, row, form):
    number, amounts = _number(form), _amounts(form)
    short = form.get("cadre", "")
    if short not in next_documents(one, role, row):
        works.check_next(one, row, short if short in codes.CADRES else "A0")
        raise lifecycle.Refused("Cette pièce n'est pas à déposer par ce rôle.")
    travaux_depot.check_number(one.db, row["supplier_id"], number)
    columns = amounts | {
        "numero": number,
        "cadre": codes.CADRES[short],
        "statut": "DEPOSEE",
        "statut_at": one.now,
        "at": one.now,
        "date": formats.day(one.now),
        "mode": "DEPOT_PDF_PORTAIL",
    }
    data = {
        "login": one.account["login"],
        "who": one.who,
        "devise": "EUR",
        "montantTVA": amounts["ttc"] - amounts["ht"],
        "tva": [],
        "lignes": [],
    }
    works.associate(one, row, columns, data, [])
    return f"Pièce {number} déposée"


OPENING = (
    "fournisseur",
    "destinataire",
    "service",
    "engagement",
    "marche",
    "moe",
    "moa",
)


def open_file(one, role, form):
    """A file that the MOE or the MOA opens itself; returns the new identifier."""
    number, amounts = _number(form), _amounts(form)
    short = form.get("cadre", "")
    if short not in works.OPENERS[role.upper()]:
        raise lifecycle.Refused("Ce rôle n'ouvre pas de dossier avec cette pièce.")
    typed = {name: forms.text(form, name, 100) for name in OPENING}
    own = invoices.Directory(one.db).structure(one.structures[0])["siret"]
    typed[role] = own
    body = {
        "numeroFactureSaisi": number,
        "cadreDeFacturation": {
            "codeCadreFacturation": codes.CADRES[short],
            "identifiantMoe": typed["moe"],
            "identifiantMoa": typed["moa"],
        },
        "fournisseur": {"identifiantFournisseur": typed["fournisseur"]},
        "destinataire": {
            "codeDestinataire": typed["destinataire"],
            "codeServiceExecutant": typed["service"] or None,
        },
        "references": {
            "numeroBonCommande": typed["engagement"] or None,
            "numeroMarche": typed["marche"] or None,
        },
        "montantTotal": {
            "montantHtTotal": amounts["ht"],
            "montantTVA": amounts["ttc"] - amounts["ht"],
            "montantTtcTotal": amounts["ttc"],
            "montantAPayer": amounts["due"],
        },
    }
    answer = travaux_depot.submit(dataclasses.replace(one, body=body))
    return answer["idFactureTravaux"]
