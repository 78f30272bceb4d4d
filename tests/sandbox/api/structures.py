# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Structures and directory (portal.md §2.11)."""

import json

from .. import choices, formats, paging, registry, store

SPACES = (
    (7, "Factures reçues", "CONSULTATION_UNIQUEMENT"),
    (8, "Factures émises", "MODIFICATION"),
)


def _structure(call, number, members=None):
    """Data of a structure by id (0 is none: typed clients send it), or identifier."""
    row = None
    if number:
        row = store.one(call.db, "SELECT * FROM structure WHERE id = ?", number)
    elif members and members.get("identifiantStructure"):
        sql = "SELECT * FROM structure WHERE identifiant = ?"
        row = store.one(call.db, sql, members["identifiantStructure"])
    if row is None:
        raise registry.BusinessError(*choices.UNKNOWN_STRUCTURE)
    return json.loads(row["data"]) | {"id": row["id"], "siret": row["identifiant"]}


@registry.operation("structures", "rechercher")
def search(call):
    criteria = call.body.get("structure") or {}
    if not any(value not in (None, "") for value in criteria.values()):
        raise registry.BusinessError(*choices.NO_CRITERION)
    page = paging.Page(call.body.get("parametres"))
    restricted = call.body.get("restreindreStructuresPrivees", True)
    found = []
    for row in call.db.execute("SELECT * FROM structure ORDER BY identifiant"):
        data = json.loads(row["data"]) | {"siret": row["identifiant"]}
        own = data["publique"] or row["id"] in call.structures or not restricted
        if own and _fits(criteria, data):
            found.append(
                {
                    "idStructureCPP": row["id"],
                    "identifiantStructure": row["identifiant"],
                    "typeIdentifiantStructure": data["type"],
                    "designationStructure": data["nom"],
                    "statut": "ACTIVE" if data["active"] else "INACTIVE",
                }
            )
    keys = {
        "DesignationStructure": "designationStructure",
        "Statut": "statut",
        "TypeIdentifiantStructure": "typeIdentifiantStructure",
    }
    key = keys.get(page.column, "identifiantStructure")
    found.sort(key=lambda x: x[key], reverse=page.descending)
    return {
        "listeStructures": page.cut(found),
        "parametresRetour": page.answer(len(found)),
    }


def _fits(criteria, data):
    def same(name, value):
        wanted = criteria.get(name)
        return wanted in (None, "") or wanted == value

    def within(name, text):
        return (criteria.get(name) or "").casefold() in text.casefold()

    parameters = data["parametres"]
    return (
        same("identifiantStructure", data["siret"])
        and same("typeIdentifiantStructure", data["type"])
        and same("statutStructure", "ACTIF" if data["active"] else "INACTIF")
        and same("typeStructure", "PUBLIQUE" if data["publique"] else "PRIVEE")
        and same("estMOA", parameters["getaMoa"])
        and same("estMOAUniquement", parameters["estMoaUniquement"])
        and same("adresseCodePostal", data["codePostal"])
        and same("adresseCodePays", "FR")
        and within("adresseVille", data["ville"])
        and within("raisonSocialeStructure", data["nom"])
        and within("libelleStructure", data["nom"])
        and not criteria.get("nomStructure")
        and not criteria.get("prenomStructure")
    )


def address(data):
    return {
        "adresse": data["adresse"],
        "codePostal": data["codePostal"],
        "ville": data["ville"],
        "pays": "FR",
        "telephone": "0102030405",
        "indicatifTelephone": "+33",
    }


@registry.operation("structures", "consulter", required="idStructureCPP")
def consult(call):
    data = _structure(call, call.body["idStructureCPP"])
    public = "PUBLIQUE" if data["publique"] else "PRIVEE"
    general = {
        "idStructureCPP": data["id"],
        "identifiantStructure": data["siret"],
        "typeIdentifiantStructure": data["type"],
        "raisonSocialeStructure": data["nom"],
        "libelleStructure": data["nom"],
        "structurePriveePublique": public,
        "estValideurDeleguee": False,
        "emailStructure": "contact@structure.example",
        "listeStructureDupliquees": [],
    }
    if data["id"] in call.structures:
        expiry = formats.instant(call.account["expires"])
        general["dateExpirationMotPasseCompteTech"] = expiry
    return {
        "informationGenerales": general,
        "adressePostaleDuSiege": address(data),
        "parametres": data["parametres"],
    }


def attachment_id(service_id):
    """Identifier of the attachment of an account to a service: seven digits."""
    return service_id - 20_000_000


def services(db, structure_id):
    """Services of a structure as dictionaries, by code."""
    sql = "SELECT * FROM service WHERE structure_id = ? ORDER BY code"
    return [
        json.loads(row["data"]) | {"id": row["id"], "code": row["code"]}
        for row in db.execute(sql, (structure_id,))
    ]


@registry.operation("structures", "rechercher/services", required="idStructure")
def search_services(call):
    data = _structure(call, call.body["idStructure"])
    page = paging.Page(call.body.get("parametresRechercherServicesStructure"))
    found = [
        {
            "idService": service["id"],
            "codeService": service["code"],
            "libelleService": service["nom"],
            "estActif": service["active"],
            "statutService": "ACTIF" if service["active"] else "INACTIF",
        }
        for service in services(call.db, data["id"])
    ]
    key = {"LibelleService": "libelleService", "EstActif": "estActif"}
    column = key.get(page.column, "codeService")
    found.sort(key=lambda x: x[column], reverse=page.descending)
    return {
        "listeServices": page.cut(found),
        "parametresRetour": page.answer(len(found)),
    }


@registry.operation("structures", "consulter/service", required="idService")
def consult_service(call):
    row = store.one(
        call.db, "SELECT * FROM service WHERE id = ?", call.body["idService"]
    )
    if row is None or call.body.get("idStructure") not in (
        None,
        0,
        row["structure_id"],
    ):
        raise registry.BusinessError(*choices.UNKNOWN_SERVICE)
    service = json.loads(row["data"])
    structure = _structure(call, row["structure_id"])
    created = formats.minute(service["created"])
    return {
        "informationsGenerales": {
            "codeService": row["code"],
            "nomService": service["nom"],
            "descriptionService": service["nom"],
        },
        "adressePostale": address(structure),
        "parametres": {
            "numeroEngagement": service["engagement"],
            "miseEnPaiement": not structure["parametres"][
                "statutMiseEnPaiementNestPasRemonte"
            ],
            "dateCreation": created,
            "dateModification": created,
            "dateDebutValidite": created,
            "dateFinValidite": None if service["active"] else created,
        },
    }


@registry.operation("structures", "rechercher/espaces")
def search_spaces(call):
    members = call.body.get("structure") or {}
    data = _structure(call, members.get("idStructure"), members)
    page = paging.Page(call.body.get("parametresRechercherEspaces"))
    found = []
    for service in services(call.db, data["id"]):
        if call.body.get("idService") in (None, 0, service["id"]):
            for code, label, right in SPACES:
                found.append(
                    {
                        "idEspaceFo": service["id"] % 1_000_000 * 10 + code,
                        "codeEspace": code,
                        "libelleEspace": label,
                        "idService": service["id"],
                        "codeService": service["code"],
                        "libelleService": service["nom"],
                        "etatCourant": "ACTIVE" if service["active"] else "SUPPRIME",
                        "typeHabilitation": right,
                    }
                )
    return {
        "listeEspace": page.cut(found),
        "parametresRetour": page.answer(len(found)),
    }


@registry.operation("structures", "lister/rattachementsutilisateur")
def list_attachments(call):
    """Services of one of the caller's structures to which the account belongs."""
    number = call.body.get("idStructure")
    if not number and not call.body.get("identifiantStructure"):
        number = call.structures[0]
    data = _structure(call, number, call.body)
    name = "parametresListerRattachementsStructureUtilisateur"
    page = paging.Page(call.body.get(name))
    own = data["id"] in call.structures
    found = [
        {
            "idRattachement": attachment_id(service["id"]),
            "idService": service["id"],
            "codeService": service["code"],
            "nomService": service["nom"],
            "dateDebut": formats.instant(service["created"]),
            "statutRattachement": "VALIDEE" if service["active"] else "DESACTIVEE",
        }
        for service in (services(call.db, data["id"]) if own else ())
    ]
    return {
        "idStructure": data["id"],
        "identifiantStructure": data["siret"],
        "designationStructure": data["nom"],
        "premierService": bool(found),
        "listeServices": page.cut(found),
        "parametresRetour": page.answer(len(found)),
    }
