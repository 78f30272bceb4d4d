# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Transverses: attachments, bank details, structures, PDF report (portal.md §2.12)."""

import base64
import json

from .. import choices, codes, invoices, options, paging, registry, render, store
from ..judge import messages, rules, table
from . import factures_actions, factures_depot, structures, transverses

TOO_LARGE = 20003  # number known, text not (portal.md §2.12)
ACCOUNTS = "GCU_MSG_01_000"
PAGES = "parametresRecherche:ParametresRechercherStructure codeLangue:str"


@registry.operation(
    "transverses", "consulterCR", "numeroFluxDepot:str! dateDepot:date syntaxeFlux:str"
)
def pdf_report(call):
    shown = transverses.detailed_report(call)
    number = call.body["numeroFluxDepot"]
    state = shown["etatCourantDepotFlux"]
    lines = [f"Flux : {number}", f"Etat : {codes.FLOW_STATES.get(state, state)}", ""]
    for error in shown["listeErreurDP"]:
        lines.append(f"{error['numeroDP']} : {error['libelleErreurDP']}")
    for error in shown["listeErreurTechnique"]:
        lines.append(f"{error['codeErreur']} : {error['libelleErreur']}")
    report = render.text_pdf("Compte rendu de flux", lines)
    return {
        "numeroFluxDepot": number,
        "codeAppliPartenaire": "CPP001",
        "designationPartenaire": "CHORUS PRO",
        "codeInterfaceFlux": shown["codeInterfaceDepotFlux"],
        "nomFichierFlux": shown["nomFichier"],
        "dateDepotFlux": shown["dateDepotFlux"],
        "dateHeureEtatCourantFlux": shown["dateHeureEtatCourantFlux"],
        "etatCourantFlux": state,
        "fichierCR": base64.b64encode(report).decode(),
    }


@registry.operation(
    "transverses",
    "ajouter/fichier",
    "pieceJointeFichier:str! pieceJointeNom:str! pieceJointeTypeMime:str! "
    "pieceJointeExtension:str! idUtilisateurCourant:int",
    libelle="CODE PAR DEFAUT",
)
def add_file(call):
    body = call.body
    content = factures_depot.decode("pieceJointeFichier", body["pieceJointeFichier"])
    if len(content) > factures_depot.FILE_LIMIT:
        raise registry.BusinessError(TOO_LARGE, "La taille du fichier depasse 10 Mo.")
    extension = body["pieceJointeExtension"]
    name = body["pieceJointeNom"]
    if "." not in name:
        name = f"{name}.{extension}"
    problems = [rules.attachment_problem(name, content)]
    if extension.upper() not in codes.ATTACHMENT_EXTENSIONS:
        text = f"L'extension {extension} n'est pas autorisée."
        problems.append(("attachment.extension", text))
    strict = options.read(call.db)["strict"]
    for text in table.rejected(filter(None, problems), strict)[:1]:
        text = messages.plain(text)
        raise registry.BusinessError(choices.BAD_ATTACHMENT[0], "{0}", text)
    with store.writing(call.db):
        number = store.insert(
            call.db,
            "attachment",
            login=call.account["login"],
            structure_id=call.structures[0],
            name=name,
            type="AUT",
            mime=body["pieceJointeTypeMime"],
            ext=extension,
            content=content,
        )
    return {"pieceJointeId": number}


@registry.operation(
    "transverses",
    "telecharger/pieceJointe",
    "objetPieceJointe:str! demandePaiement:any engagementJuridique:any "
    "sollicitation:any structure:any",
    libelle=None,
)
def download_file(call):
    """Only payment requests have files here; the reply has no ``codeRetour``."""
    wanted = call.body.get("demandePaiement")
    if call.body["objetPieceJointe"] != "DEMANDE_PAIEMENT" or not isinstance(
        wanted, dict
    ):
        name = call.body["objetPieceJointe"]
        raise registry.BusinessError(*choices.UNKNOWN_ATTACHMENT, name)
    listed = wanted.get("listeFacture") or []
    numbers = [x.get("idFacture") for x in listed if isinstance(x, dict)]
    if not numbers:
        raise registry.BusinessError(*choices.MISSING, "listeFacture")
    found = []
    for number in numbers:
        row = factures_actions.readable(call, number)
        found += factures_actions.files(call.db, row)[:1]
    if not found:
        raise registry.BusinessError(*choices.UNKNOWN_ATTACHMENT, numbers[0])
    return {"pieceJointe": base64.b64encode(found[0][2]).decode()}


@registry.operation("transverses", "detacherPieceJointe", "idPieceJointeObjet:int!")
def detach(call):
    """Forget one of the caller's files that no invoice carries."""
    number = call.body["idPieceJointeObjet"]
    with store.writing(call.db):
        deleted = call.db.execute(
            "DELETE FROM attachment WHERE id = ? AND login = ? AND id NOT IN "
            "(SELECT attachment_id FROM invoice_attachment)",
            (number, call.account["login"]),
        )
        if not deleted.rowcount:
            raise registry.BusinessError(*choices.UNKNOWN_ATTACHMENT, number)
    return {}


def _files(call, condition, *args):
    page = paging.Page(call.body.get("parametresRecherche"))
    directory = invoices.Directory(call.db)
    sql = f"SELECT id, structure_id, name, type, ext FROM attachment WHERE {condition}"
    found = []
    for row in call.db.execute(sql + " ORDER BY id", args):
        owner = directory.structure(row["structure_id"])
        label = call.body.get("pieceJointeDesignation")
        if label and label.casefold() not in row["name"].casefold():
            continue
        found.append(
            {
                "pieceJointeId": row["id"],
                "pieceJointeObjetId": row["id"],
                "pieceJointeDesignation": row["name"],
                "pieceJointeExtension": row["ext"],
                "pieceJointeTypeCode": row["type"],
                "pieceJointeTypeLibelle": row["type"],
                "pieceJointeStructureId": row["structure_id"],
                "pieceJointeStructureCode": owner.get("siret"),
                "pieceJointeStructureRaisonSociale": owner.get("nom"),
            }
        )
    return {
        "listePiecesJointes": page.cut(found),
        "parametresRetour": page.answer(len(found)),
    }


@registry.operation(
    "transverses",
    "rechercher/pj/structure",
    f"idStructureCPP:int! pieceJointeDesignation:str pieceJointeTypeId:int {PAGES}",
    libelle=ACCOUNTS,
)
def structure_files(call):
    number = call.body["idStructureCPP"]
    if number not in call.structures:
        raise registry.BusinessError(*choices.UNKNOWN_STRUCTURE)
    return _files(call, "structure_id = ?", number)


@registry.operation(
    "transverses",
    "rechercher/pj/moncompte",
    f"pieceJointeDesignation:str pieceJointeTypeId:int {PAGES}",
    libelle=ACCOUNTS,
)
def account_files(call):
    return _files(call, "login = ?", call.account["login"])


@registry.operation(
    "transverses", "recuperer/coordbanc/valides", "idStructure:int!", libelle=ACCOUNTS
)
def bank_details(call):
    number = call.body["idStructure"]
    if number not in call.structures:
        raise registry.BusinessError(*choices.UNKNOWN_STRUCTURE)
    data = invoices.Directory(call.db).structure(number)
    return {
        "listeCoordonneeBancaire": [
            {"idCoordonneeBancaire": b["id"], "nomCoordonneeBancaire": b["nom"]}
            for b in data.get("banques", ())
        ]
    }


@registry.operation(
    "transverses", "recuperer/structures/actives/destinataire", "", libelle=ACCOUNTS
)
def recipient_structures(call):
    return transverses.active_structures(call, lambda data: data["publique"])


@registry.operation(
    "transverses", "recuperer/structures/actives/facturetravaux", "", libelle=ACCOUNTS
)
def works_structures(call):
    return transverses.active_structures(call)


@registry.operation(
    "transverses", "recuperer/structuresPourUtilisateur", "espaceFo:any"
)
def user_structures(call):
    """The same structures under the member names that clients publish for this one."""
    directory = invoices.Directory(call.db)
    return {
        "listeStructures": [
            {
                "idStructure": number,
                "identifiantStructure": party["siret"],
                "typeIdentifiantStructure": party["type"],
                "designationStructure": party["nom"],
            }
            for number in sorted(call.structures)
            if (party := directory.structure(number))["active"]
        ]
    }


def _services(call, number):
    return {
        "listeServices": [
            {
                "idService": s["id"],
                "codeService": s["code"],
                "libelleService": s["nom"],
            }
            for s in structures.services(call.db, number)
            if s["active"]
        ]
    }


@registry.operation("transverses", "recuperer/services/executantetat", "")
def state_services(call):
    row = store.one(
        call.db,
        "SELECT id FROM structure WHERE json_extract(data, '$.etat') ORDER BY id",
    )
    return _services(call, row["id"])


@registry.operation("transverses", "recuperer/services/structure", "idStructure:int!")
def services_of(call):
    return _services(call, call.body["idStructure"])


@registry.operation("transverses", "recuperer/utilisateurs/service", "idService:int!")
def users_of(call):
    """Accounts of the structure to which the service belongs."""
    sql = "SELECT structure_id FROM service WHERE id = ?"
    row = store.one(call.db, sql, call.body["idService"])
    if row is None:
        raise registry.BusinessError(*choices.UNKNOWN_SERVICE)
    found = []
    for (text,) in call.db.execute("SELECT data FROM account ORDER BY login"):
        data = json.loads(text)
        if row["structure_id"] in data["structures"]:
            who = data["who"]
            found.append({"nom": who["nom"], "prenom": who["prenom"]})
    return {"listeUtilisateurs": found}
