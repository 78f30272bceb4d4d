# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Structures and services to which the technical account belongs (portal.md §2.13)."""

from .. import formats, invoices, paging, registry
from . import structures


@registry.operation(
    "utilisateurs",
    "monCompte/recuperer/rattachements",
    "parametresRecherche:ParametresRechercherStructure",
    libelle="GCU_MSG_01_000",
)
def my_structures(call):
    page = paging.Page(call.body.get("parametresRecherche"))
    directory = invoices.Directory(call.db)
    found = []
    for number in call.structures:
        data = directory.structure(number)
        found.append(
            {
                "idRattachementStructure": number - 20_000_000,
                "idStructure": number,
                "identifiantStructure": data["siret"],
                "typeIdentifiantStructure": data["type"],
                "designationStructure": data["nom"],
                "roleUtilisateur": "GESTIONNAIRE_PRINCIPAL",
                "statutRattachementStructure": "VALIDEE",
                "statutUtilisateur": "ACTIF",
                "listeServicesRattache": [
                    _service(s) for s in structures.services(call.db, number)
                ],
            }
        )
    return {
        "listeStructureRattachement": page.cut(found),
        "parametresRetour": page.answer(len(found)),
    }


def _service(service):
    created = formats.minute(service["created"])
    return {
        "idService": service["id"],
        "codeService": service["code"],
        "libelleService": service["nom"],
        "estActif": service["active"],
        "statutService": "ACTIF" if service["active"] else "INACTIF",
        "idRattachementService": structures.attachment_id(service["id"]),
        "statutRattachementService": "VALIDEE" if service["active"] else "DESACTIVEE",
        "dateDbtService": created,
        "dateFinService": None if service["active"] else created,
    }
