# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What whoever deposited a document answers to a return, through the portal's API."""

import dataclasses

from .. import choices, invoices, registry, store, works
from ..api import factures_actions, factures_valideur, travaux, travaux_depot
from . import forms

WRONG_VALIDATOR = ("ERREUR_FOURNISSEUR_SUR_VALIDEUR", "ERREUR_COTRAITANT_SUR_VALIDEUR")
# action -> (words, statuses, fields)
ACTIONS = {
    "completer": (
        "Compléter",
        tuple(works.STEPS["completer"]),
        ("commentaire",),
    ),
    "recycler": (
        "Recycler",
        tuple(works.STEPS["recycler"]),
        ("destinataire", "service", "engagement", "marche", "commentaire"),
    ),
    "traiterRejet": ("Marquer le rejet comme traité", ("REJETEE",), ()),
    "corrigerValideur": ("Désigner un autre valideur", WRONG_VALIDATOR, ("valideur",)),
    "completermoe": (
        "Corriger la MOE ou la MOA",
        works.WRONG_PARTY,
        ("moe", "moe_service", "moa", "moa_service", "commentaire"),
    ),
}
STATUSES = tuple(s for _words, statuses, _fields in ACTIONS.values() for s in statuses)


def offers(row):
    """``(action, words, reason compulsory, fields)`` for a document's status."""
    for action, (words, statuses, fields) in ACTIONS.items():
        if row["statut"] not in statuses:
            continue
        if action == "traiterRejet" and row["rejet_traite"]:
            continue
        if action == "completermoe" and not invoices.is_works(row):
            continue
        yield action, words, False, fields


def play(one, row, action, form):
    """Answer; returns the sentence to show.

    :raises BusinessError: as the service itself.
    """
    service, body = _request(one, row, action, form)
    service(dataclasses.replace(one, body=body))
    if action == "traiterRejet":
        return "Le rejet est marqué comme traité."
    fresh = store.one(one.db, "SELECT statut FROM invoice WHERE id = ?", row["id"])
    return f"Statut : {invoices.label(fresh['statut'])}"


def _request(one, row, action, form):
    """``(handler of the API, its request)``."""
    number, works_document = row["id"], invoices.is_works(row)
    comment = forms.text(form, "commentaire", 2000)
    key = "idFactureTravaux" if works_document else "identifiantFactureCPP"
    body = {key: number} | ({"commentaire": comment} if comment else {})
    if action == "traiterRejet":
        listed = [{"idDemandePaiement": number}]
        return factures_actions.handle_rejections, {"listeDemandePaiement": listed}
    if action == "corrigerValideur":
        return _validator(one, row, form)
    if action == "completermoe":
        return travaux.name_parties, body | _parties(one, form)
    if action == "completer":
        return (travaux if works_document else factures_actions).complete, body
    target = {
        "codeDestinataire": forms.text(form, "destinataire"),
        "codeServiceExecutant": forms.text(form, "service", 100),
    }
    reference = {
        "numeroBonCommande": forms.text(form, "engagement"),
        "numeroMarche": forms.text(form, "marche"),
    }
    body["destinataire"] = {k: v for k, v in target.items() if v}
    body["reference"] = {k: v for k, v in reference.items() if v}
    return (travaux if works_document else factures_actions).recycle, body


def _validator(one, row, form):
    siret = forms.text(form, "valideur")
    if invoices.is_works(row):
        body = {"idFactureTravaux": row["id"], "identifiantStructure": siret}
        return travaux.correct_validator, body
    body = {"idFacture": row["id"], "identifiantStructure": siret}
    return factures_valideur.correct_validator, body


def _parties(one, form):
    """Identifiers of the MOE and the MOA that were typed as SIRET and service."""
    found = {}
    for role in ("moe", "moa"):
        siret = forms.text(form, role)
        party = travaux_depot.party_of(one.db, None, siret)
        if party is None:
            continue
        name = role.capitalize()
        found[f"id{name}"] = party["id"]
        code = forms.text(form, f"{role}_service", 100)
        if code:
            sql = "SELECT id FROM service WHERE structure_id = ? AND code = ?"
            service = store.one(one.db, sql, party["id"], code)
            if service is None:
                raise registry.BusinessError(*choices.UNKNOWN_SERVICE)
            found[f"idService{name}"] = service["id"]
    if not found:
        raise registry.BusinessError(*choices.MISSING, "SIRET de la MOE ou de la MOA")
    return found
