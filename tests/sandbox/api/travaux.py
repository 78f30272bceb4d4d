# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Works invoices (portal.md §4.4). Only ``rechercher`` is confirmed on PISTE: the other
paths follow the old ones, and several of their members are our own choice."""

import json

from .. import (
    choices,
    formats,
    invoices,
    lifecycle,
    paging,
    registry,
    search,
    store,
    views,
    works,
)
from . import factures_actions, factures_fournisseur, factures_valideur

API = "facturesTravaux"
CRITERIA = """
    roleUtilisateur:ROLE! idStructureFournisseur:int idServiceFournisseur:int
    idStructureMoe:int idServiceMoe:int idStructureMoa:int idServiceMoa:int
    listeTypeFactureTravaux:[TYPE_FACTURE_TRAVAUX] idDestinataire:int
    idServiceExecutant:int periodeDateDepotDu:date periodeDateDepotAu:date
    cadreFacturation:CADRE_25 listeStatutCourant:[STATUT_FACTURE]
    idStructureValideur:int periodeDateFactureTravauxDu:date
    periodeDateFactureTravauxAu:date montantHTMin:num montantHTMax:num
    montantTTCMin:num montantTTCMax:num montantAPayerMin:num
    montantAPayerMax:num idCoordonneeBancaire:int numeroFactureTravaux:str
    numeroMarche:str numeroBonCommande:str modeDepot:MODE_DEPOT numeroFluxDepot:str
    uniquementSansPieceSuivante:bool avecSansService:str
    periodeDateHeureEtatCourantDu:date periodeDateHeureEtatCourantAu:date
    flagTelecharge:bool rechercheFactureTravaux:ParametresRechercherFactureParValideur
"""
NOTHING = (20007, "GFT_MSG_01.075")


def _row(row, directory):
    head = views.head(row, directory)
    shown = {
        "idFactureTravaux": row["id"],
        "numeroFactureTravaux": row["numero"],
        "typeDemandePaiement": row["kind"],
        "typeFactureTravaux": row["type_facture"],
        "cadreFacturation": row["cadre"],
        "statutFactureTravaux": row["statut"],
        "dateFactureTravaux": row["date"],
        "dateDepot": head["dateDepot"],
        "dateHeureEtatCourant": formats.instant(row["statut_at"]),
        "commentaireEtatCourant": row["comment"],
        "idDossierFacturation": row["dossier_id"],
        "numeroDossierFacturation": str(row["dossier_id"]),
        "typeFacture": head["typeFacture"],
    }
    for role, at in works.received(directory.db, row).items():
        # Ours: what proves that both parties have a final statement (portal.md §4.6)
        name = f"dateMiseADisposition{role.capitalize()}"
        shown[name] = at and formats.instant(at)
    for name in ("montantHT", "montantTTC", "montantAPayer", "devise"):
        shown[name] = head[name]
    for name in ("numeroMarche", "numeroBonCommande", "idServiceExecutant"):
        shown[name] = head[name]
    shown["codeServiceExecutant"] = head["codeServiceExecutant"]
    return shown | _parties(row, directory)


def _parties(row, directory):
    data, found = json.loads(row["data"]), {}
    for name, number, service in (
        ("Fournisseur", row["supplier_id"], data.get("service_fournisseur_id")),
        ("Moe", row["moe_id"], data.get("moe_service_id")),
        ("Moa", row["moa_id"], data.get("moa_service_id")),
        ("Destinataire", row["recipient_id"], None),
    ):
        party = directory.structure(number)
        found |= {
            f"id{name}": number,
            f"identifiant{name}": party.get("siret"),
            f"typeIdentifiant{name}": party.get("type"),
            f"designation{name}": party.get("nom"),
        }
        if name != "Destinataire":
            found[f"codeService{name}"] = directory.service(service).get("code")
    return found


def _found(call, where, page):
    rows, total = search.run(call.db, where, page)
    if not total:
        code, libelle = NOTHING
        raise registry.BusinessError(code, libelle, parametresRetour=page.answer(0))
    directory = invoices.Directory(call.db)
    return {
        "listeFacturesTravaux": [_row(row, directory) for row in rows],
        "parametresRetour": page.answer(total),
    }


def _mine(call, role):
    where = search.Where("i.visible", "i.kind = 'FACTURE_TRAVAUX'")
    where.among(f"i.{works.COLUMN[role]}", call.structures)
    return where


@registry.operation(API, "rechercher", CRITERIA)
def search_works(call):
    body = dict(call.body)
    page = paging.Page(body.pop("rechercheFactureTravaux", None))
    where = _mine(call, body["roleUtilisateur"])
    if body.get("uniquementSansPieceSuivante"):
        where.add("i.next_id IS NULL")
    return _found(call, where.criteria(body), page)


@registry.operation(
    API,
    "rechercher/atraiter",
    "roleUtilisateur:ROLE idStructure:int "
    "rechercheFactureTravauxATraiter:ParametresRechercherFactureParValideur",
)
def search_works_todo(call):
    """Documents at the caller's desk; of every role without ``roleUtilisateur``."""
    page = paging.Page(call.body.get("rechercheFactureTravauxATraiter"))
    role = call.body.get("roleUtilisateur")
    waiting = {
        "MOE": works.MOE,
        "MOA": works.MOA + works.LATE,
        "DESTINATAIRE": ("MISE_A_DISPOSITION", "PRISE_EN_COMPTE_DESTINATAIRE"),
        "VALIDEUR": ("A_VALIDER_1", "A_VALIDER_2"),
        "FOURNISSEUR": (
            *works.WRONG_PARTY,
            "A_COMPLETER",
            "SUSPENDUE",
            "A_RECYCLER",
            "A_ASSOCIER_FOURNISSEUR",
            "EN_ATTENTE_RECYCLAGE_FOURNISSEUR",
            "ERREUR_FOURNISSEUR_SUR_VALIDEUR",
            "REFUSEE_MOE",
            "REFUSEE_MOA",
        ),
    }
    where = search.Where("i.visible", "i.kind = 'FACTURE_TRAVAUX'")
    parts, args = [], []
    for name in [role] if role else waiting:
        statuses, own = waiting[name], call.structures
        parts.append(
            f"(i.{works.COLUMN[name]} IN ({', '.join('?' * len(own))}) "
            f"AND i.statut IN ({', '.join('?' * len(statuses))}))"
        )
        args += [*own, *statuses]
    where.add("(" + " OR ".join(parts) + ")", *args)
    return _found(call, where, page)


def one(call, number):
    row = factures_actions.readable(call, number)
    if not invoices.is_works(row):
        raise registry.BusinessError(*invoices.UNKNOWN)
    return row


ONE = "idFactureTravaux:int!"


@registry.operation(
    API,
    "consulter",
    f"{ONE} pListePiecesJointes:ParamRechercheListePiecesJointes codeLangue:str",
)
def consult(call):
    row = one(call, call.body["idFactureTravaux"])
    blocks = (None, call.body.get("pListePiecesJointes"), None)
    shown = factures_fournisseur.emitted(call.db, row, blocks)
    shown["idFactureTravaux"] = shown.pop("identifiantFactureCPP")
    shown["numeroFactureTravaux"] = shown.pop("numeroFacture")
    shown["statutFactureTravaux"] = shown.pop("statutFacture")
    shown["montantsTotaux"] = shown.pop("montantTotal")
    return {"factureTravaux": shown}


@registry.operation(
    API,
    "consulter/dossierfacturation",
    "idFactureTravaux:int idDossierFacturation:int numeroDossierFacturation:str",
)
def consult_file(call):
    """Every document of one invoicing file with its history."""
    body = call.body
    number = body.get("idDossierFacturation") or body.get("numeroDossierFacturation")
    if number is None:
        if "idFactureTravaux" not in body:
            raise registry.BusinessError(*choices.MISSING, "idFactureTravaux")
        number = one(call, body["idFactureTravaux"])["dossier_id"]
    sql = (
        f"SELECT i.* {search.TABLES} WHERE i.visible AND i.dossier_id = ? ORDER BY i.id"
    )
    rows = call.db.execute(sql, (number,)).fetchall()
    if not any(works.role_of(call, row) for row in rows):
        raise registry.BusinessError(*invoices.UNKNOWN)
    directory = invoices.Directory(call.db)
    return {
        "listeFactureTravaux": [
            _row(row, directory) | {"historiqueDemandePaiement": _history(call, row)}
            for row in rows
        ]
    }


def _history(call, row):
    return [
        {
            "histoStatutCode": event["statut"],
            "histoStatutDatePassage": formats.minute(event["at"]),
            "histoStatutCommentaire": event["comment"],
        }
        for event in invoices.history(call.db, row["id"])
    ]


def _act(call, action, prepare=None):
    with store.writing(call.db):
        row = one(call, call.body["idFactureTravaux"])
        if row["statut"] in works.STEPS[action] and prepare:
            prepare(row)
        row = one(call, row["id"])
        statut = works.step(call, row, action, call.body.get("commentaire"))
    return {
        "idFactureTravaux": row["id"],
        "numeroFactureTravaux": row["numero"],
        "statutFactureTravaux": statut,
        "dateTraitement": formats.day(call.now),
    }


COMMENTED = f"{ONE} commentaire:str"


@registry.operation(API, "prendreEnCompte", COMMENTED)
def take(call):
    return _act(call, "prendreEnCompte")


@registry.operation(API, "refuser", f"{COMMENTED} motifRefus:str")
def refuse(call):
    call.body.setdefault("commentaire", call.body.get("motifRefus", ""))
    return _act(call, "refuser")


@registry.operation(API, "suspendre/demander/completer/factureTravaux", COMMENTED)
def suspend(call):
    _act(call, "suspendre")
    return {}


@registry.operation(
    API,
    "completer",
    f"{COMMENTED} pieceJointeComplementaire:[PieceJointeComplementaire]",
)
def complete(call):
    factures_actions.check_files(call)
    add = factures_actions.factures_soumission.add_files
    return _act(call, "completer", lambda row: add(call, row["id"]))


@registry.operation(
    API,
    "completermoe",
    f"{COMMENTED} idMoe:int idServiceMoe:int idMoa:int idServiceMoa:int",
)
def name_parties(call):
    """Correct the MOE or the MOA that the document designates."""

    def write(row):
        directory = invoices.Directory(call.db)
        for member, column in (("idMoe", "moe_id"), ("idMoa", "moa_id")):
            number = call.body.get(member)
            if number is None:
                continue
            if not directory.structure(number):
                raise registry.BusinessError(*choices.UNKNOWN_STRUCTURE)
            sql = f"UPDATE invoice SET {column} = ? WHERE id = ?"
            call.db.execute(sql, (number, row["id"]))
        kept = {
            f"{role}_service_id": call.body[f"idService{role.capitalize()}"]
            for role in ("moe", "moa")
            if f"idService{role.capitalize()}" in call.body
        }
        invoices.update_data(call.db, row, **kept)

    return _act(call, "completermoe", write)


@registry.operation(
    API,
    "recycler",
    f"{COMMENTED} destinataire:SoumettreFactureDestinataire "
    "reference:SoumettreFactureReferences",
)
def recycle(call):
    return _act(call, "recycler", lambda row: factures_actions.reroute(call, row))


@registry.operation(API, "demander/recyclage", COMMENTED)
def ask_recycling(call):
    """Send the previous document back to its depositor."""
    with store.writing(call.db):
        row = one(call, call.body["idFactureTravaux"])
        if row["previous_id"] is None:
            raise registry.BusinessError(
                *choices.WORKS_TRANSITION,
                works.LABELS["demander/recyclage"],
                invoices.label(row["statut"]),
            )
        if row[works.COLUMN[works.holder(row)]] not in call.structures:
            raise registry.BusinessError(*invoices.NOT_ENTITLED)
        lifecycle.move(
            call.db,
            row["previous_id"],
            "EN_ATTENTE_RECYCLAGE_FOURNISSEUR",
            call.now,
            call.settings,
            call.body.get("commentaire"),
            call.who,
        )
    return {"idFactureTravaux": row["id"], "idPiecePrecedente": row["previous_id"]}


@registry.operation(
    API,
    "corrigerValideur",
    f"{ONE} idStructure:int typeIdentifiantStructure:TYPE_IDENTIFIANT "
    "identifiantStructure:str",
)
def correct_validator(call):
    row = factures_valideur.correct(call, call.body["idFactureTravaux"])
    return {"idFactureTravaux": row["id"]}
