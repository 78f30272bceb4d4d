# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Validators of invoices of others (portal.md §2.8, §2.10)."""

import json

from .. import (
    choices,
    formats,
    invoices,
    lifecycle,
    paging,
    reasons,
    registry,
    search,
    store,
    views,
)
from . import factures_fournisseur

# Statuses that a validator sees (our own choice: no source lists them)
VISIBLE = (
    "A_VALIDER_1 A_VALIDER_2 VALIDEE_1 VALIDEE_2 REFUSEE_1 REFUSEE_2 "
    "ABSENCE_VALIDATION_1_HORS_DELAI ABSENCE_VALIDATION_2_HORS_DELAI "
    "ERREUR_FOURNISSEUR_SUR_VALIDEUR ERREUR_COTRAITANT_SUR_VALIDEUR DEPOSEE "
    "EN_COURS_ACHEMINEMENT MISE_A_DISPOSITION A_RECYCLER REJETEE SUSPENDUE COMPLETEE "
    "SERVICE_FAIT MANDATEE MISE_A_DISPOSITION_COMPTABLE COMPTABILISEE MISE_EN_PAIEMENT"
).split()


def _validated(call):
    where = search.Where("i.visible")
    where.among("i.validator_id", call.structures)
    return where


def _answer(call, where, page):
    rows, total = search.run(call.db, where, page)
    answer = {"parametresRetour": page.answer(total)}
    if not total:
        paging.no_result(**answer)
    directory = invoices.Directory(call.db)
    return answer | {
        "listeFactures": [views.validator_row(row, directory) for row in rows]
    }


@registry.operation("factures", "rechercher/valideur")
def search_validator(call):
    body = dict(call.body)
    page = paging.Page(body.pop("pagination", None))
    where = _validated(call)
    if body.pop("rechercheSirenDestinataire", False) and "idDestinataire" in body:
        where.siren("r", "i.recipient_id", body.pop("idDestinataire"))
    if body.pop("rechercheSirenFournisseur", False) and "idFournisseur" in body:
        where.siren("s", "i.supplier_id", body.pop("idFournisseur"))
    return _answer(call, where.criteria(body), page)


@registry.operation("factures", "rechercher/aTraiter/valideur")
def search_validator_todo(call):
    body = call.body
    page = paging.Page(body.get("pagination"))
    where = _validated(call)
    where.add("i.statut IN ('A_VALIDER_1', 'A_VALIDER_2')")
    if body.get("idStructure"):
        where.add("i.validator_id = ?", body["idStructure"])
    elif body.get("identifiantStructure"):
        sql = "i.validator_id = (SELECT id FROM structure WHERE identifiant = ?)"
        where.add(sql, body["identifiantStructure"])
    return _answer(call, where, page)


@registry.operation("factures", "consulter/valideur", required="identifiantFactureCPP")
def consult_validator(call):
    blocks = ("rechercheLigneTvaRecap", "recherchePj", "rechercheLignePoste")
    return {"facture": factures_fournisseur.consulted(call, "validator_id", blocks)[1]}


ACTIONS = {"VALIDATION": 0, "REFUS": 1, choices.WRONG_VALIDATOR_ACTION: 2}


@registry.operation("factures", "traiter/factureAValider", required="idFacture action")
def validate(call):
    body = call.body
    with store.writing(call.db):
        row = invoices.get(
            call.db, body["idFacture"], column="validator_id", allowed=call.structures
        )
        reason = " ".join(
            filter(None, (body.get("motifRefus"), body.get("complementInfo")))
        )
        statut = apply(call, row, body["action"], reason or None)
    return {
        "idFacture": row["id"],
        "numeroFacture": row["numero"],
        "dateTraitement": formats.day(call.now),
        "statutFacture": statut,
    }


def apply(call, row, action, reason):
    """One decision of a validator; returns the status it led to.

    :raises BusinessError: an action that this status does not allow, or a refusal
        without a reason.
    """
    targets = lifecycle.VALIDATOR.get(row["statut"])
    if targets is None or action not in ACTIONS:
        label = invoices.label(row["statut"])
        raise registry.BusinessError(*choices.BAD_ACTION, action, label)
    statut = targets[ACTIONS[action]]
    if action == "REFUS" and not reason:
        raise registry.BusinessError(*choices.NO_REASON, invoices.label(statut))
    works = invoices.is_works(row)
    if action == "REFUS" and works and reasons.concerns_amounts(reason):
        raise registry.BusinessError(*choices.AMOUNT_REFUSAL)
    if action == "VALIDATION":
        rank = row["statut"][-1]
        invoices.update_data(
            call.db, row, **{f"validation{rank}": formats.day(call.now)}
        )
    lifecycle.move(
        call.db, row["id"], statut, call.now, call.settings, reason, call.who
    )
    lifecycle.settle(call.db, call.settings, call.now)
    return statut


CORRECTED = {
    "ERREUR_FOURNISSEUR_SUR_VALIDEUR": ("A_VALIDER_1", "validator_id"),
    "ERREUR_COTRAITANT_SUR_VALIDEUR": ("A_VALIDER_2", "valideur2_id"),
}


@registry.operation("factures", "corriger/valideur/facture", required="idFacture")
def correct_validator(call):
    row = correct(call, call.body["idFacture"])
    return {"idFacture": row["id"]}


def correct(call, number):
    """Name another validator, who gets the invoice to validate."""
    body = call.body
    with store.writing(call.db):
        row = invoices.get(
            call.db, number, column="supplier_id", allowed=call.structures
        )
        if row["statut"] not in CORRECTED:
            raise registry.BusinessError(*choices.NO_VALIDATOR_ERROR)
        statut, place = CORRECTED[row["statut"]]
        validator = store.one(
            call.db,
            "SELECT id FROM structure WHERE (id = ? OR identifiant = ?) "
            "AND json_extract(data, '$.active')",
            body.get("idStructure"),
            body.get("identifiantStructure"),
        )
        if validator is None:
            raise registry.BusinessError(*choices.UNKNOWN_STRUCTURE)
        if place == "validator_id":
            sql = "UPDATE invoice SET validator_id = ? WHERE id = ?"
            call.db.execute(sql, (validator["id"], row["id"]))
        else:
            invoices.update_data(call.db, row, valideur2_id=validator["id"])
        lifecycle.move(
            call.db, row["id"], statut, call.now, call.settings, None, call.who
        )
    return row


@registry.operation("factures", "recuperer/statutsFactureVisibles/valideur")
def visible_statuses(call):
    return {"listeStatutFacture": [{"codeStatutFacture": s} for s in VISIBLE]}


ROLES = {
    "FOURNISSEUR": "supplier_id",
    "MOE": "moe_id",
    "MOA": "moa_id",
    "VALIDEUR": "validator_id",
    "DESTINATAIRE": "recipient_id",
}
STRUCTURES = {
    "structureFournisseur": ("supplier_id", "StructureFournisseur"),
    "structureMoe": ("moe_id", "StructureMoe"),
    "structureMoa": ("moa_id", "StructureMoa"),
    "structureValideur": ("validator_id", "StructureValideur"),
    "structureDestinataire": ("recipient_id", "StructureDestinataire"),
}


@registry.operation("factures", "rechercher/demandePaiement")
def search_requests(call):
    """Simple and works documents of one role; the model has no paging block."""
    body = dict(call.body)
    where = search.Where("i.visible")
    role = ROLES[body.get("roleUtilisateur", "FOURNISSEUR")]
    where.among(f"i.{role}", call.structures)
    for member, (column, suffix) in STRUCTURES.items():
        wanted = body.pop(member, {})
        if f"id{suffix}" in wanted:
            where.add(f"i.{column} = ?", wanted[f"id{suffix}"])
        elif f"identifiant{suffix}" in wanted:
            sql = f"i.{column} = (SELECT id FROM structure WHERE identifiant = ?)"
            where.add(sql, wanted[f"identifiant{suffix}"])
    if body.get("dpOuDpArchive") == "DP_ARCHIVE":
        where.add("0")  # nothing grows old enough here to be archived
    page = paging.Page({"nbResultatsParPage": paging.DEFAULT_MAXIMUM})
    rows, total = search.run(call.db, where.criteria(body), page)
    if not total:
        paging.no_result(total=0)
    directory = invoices.Directory(call.db)
    return {
        "listeDemandePaiement": [_request(row, directory, total) for row in rows],
        "total": total,
    }


def _request(row, directory, total):
    data, works = json.loads(row["data"]), invoices.is_works(row)
    service = directory.service(row["service_id"])
    return {
        "idDemandePaiement": row["id"],
        "numeroDemandePaiement": row["numero"],
        "typeDemandePaiement": row["kind"],
        "typeFacture": None if works else row["type_facture"],
        "typeFactureTravaux": row["type_facture"] if works else None,
        "cadreFacturation": row["cadre"],
        "etatCourant": row["statut"],
        "dateHeureEtatCourant": formats.instant(row["statut_at"]),
        "commentaireEtatCourant": row["comment"],
        "dateFournisseur": row["date"],
        "dateDepot": formats.day(row["at"]),
        "montantHT": views.money(row["ht"]),
        "montantTTC": views.money(row["ttc"]),
        "montantAPayer": views.money(row["due"]),
        "numeroMarche": row["marche"],
        "numeroBonCommande": row["engagement"],
        "numeroFactureOrigine": data.get("origine"),
        "numeroDpMandat": data.get("mandat"),
        "idStructureFournisseur": row["supplier_id"],
        "identifiantStructureFournisseur": _siret(directory, row["supplier_id"]),
        "idStructureMoe": row["moe_id"],
        "idServiceMoe": data.get("moe_service_id"),
        "idStructureMoa": row["moa_id"],
        "idServiceMoa": data.get("moa_service_id"),
        "idStructureValideur1": row["validator_id"],
        "idStructureValideur2": data.get("valideur2_id"),
        "idStructureDestinataire": row["recipient_id"],
        "identifiantStructureDestinataire": _siret(directory, row["recipient_id"]),
        "idServiceDestinataire": row["service_id"],
        "codeServiceDestinataire": service.get("code"),
        "nomServiceDestinataire": service.get("nom"),
        "dpOuDpArchive": "DEMANDE_PAIEMENT",
        "idDossierFacturation": row["dossier_id"],
        "numeroDossierFacturation": row["dossier_id"] and str(row["dossier_id"]),
        "nombreResultatTotal": str(total),
    }


def _siret(directory, number):
    return directory.structure(number).get("siret")
