# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Flow reports and the structures of the account (portal.md §2.3, §2.12)."""

import json

from .. import choices, codes, formats, registry, store

HEALTH = {"body": "OK", "statusCodeValue": 200, "statusCode": "OK"}


@registry.operation(
    "transverses", "health-check", "", method="GET", account=False, libelle=None
)
def health_check(call):
    return HEALTH


def _flow(call):
    number = call.body["numeroFluxDepot"]
    row = store.one(call.db, "SELECT * FROM flow WHERE number = ?", number)
    if row is None or row["login"] != call.account["login"]:
        raise registry.BusinessError(*choices.UNKNOWN_FLOW, number)
    return row


def interface(row):
    return codes.INTERFACES.get(row["syntaxe"], codes.OTHER_INTERFACE)


@registry.operation(
    "transverses", "consulterCRDetaille", "numeroFluxDepot:str! syntaxeFlux:str"
)
def detailed_report(call):
    """The report; its errors appear only with the terminal state."""
    row = _flow(call)
    code = interface(row)
    over = row["state"] == row["final"]
    report = json.loads(row["report"]) if over else {"dp": [], "technique": []}
    return {
        "codeInterfaceDepotFlux": code,
        "dateDepotFlux": formats.instant(row["at"]),
        "dateHeureEtatCourantFlux": formats.instant(row["state_at"]),
        "etatCourantDepotFlux": row["state"],
        "nomFichier": f"{code}_CPP001_{row['number']}",
        "listeErreurDP": report["dp"],
        "listeErreurTechnique": report["technique"],
    }


def active_structures(call, keep=lambda structure: True):
    """``listeStructures`` of the technical account."""
    marks = ", ".join("?" * len(call.structures))
    sql = f"SELECT * FROM structure WHERE id IN ({marks}) ORDER BY id"
    found = []
    for row in call.db.execute(sql, call.structures):
        data = json.loads(row["data"])
        if data["active"] and keep(data):
            found.append(
                {
                    "idStructureCPP": row["id"],
                    "identifiant": row["identifiant"],
                    "designationStructure": data["nom"],
                }
            )
    return {"listeStructures": found}


@registry.operation(
    "transverses",
    "recuperer/structures/actives/fournisseur",
    "idUtilisateurCourant:int",
    libelle="GCU_MSG_01_000",
)
def supplier_structures(call):
    return active_structures(call)
