# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Commitments addressed to a supplier (portal.md §2.14)."""

import json

from .. import formats, invoices, paging, registry

MODEL = """
    structureReceptriceEngagementJuridique:str numeroEngagementJuridique:str
    etatCourantEngagementJuridique:str parametresRecherche:Pages
    rechercheEngagementJuridique:Pages
"""


@registry.operation(
    "engagementsJuridiques",
    "rechercher",
    MODEL.replace(":Pages", ":ParametresRechercherServicesStructure"),
)
def search_commitments(call):
    """Only the commitments whose receiving structure is the caller's."""
    body = call.body
    directory = invoices.Directory(call.db)
    receiver = body.get("structureReceptriceEngagementJuridique")
    rows = call.db.execute("SELECT * FROM commitment ORDER BY id").fetchall()
    found = []
    for row in rows:
        data = json.loads(row["data"])
        if (
            row["structure_id"] in call.structures
            and receiver in (None, str(row["structure_id"]))
            and body.get("numeroEngagementJuridique") in (None, row["number"])
            and body.get("etatCourantEngagementJuridique") in (None, data["etat"])
        ):
            found.append(_entry(row, data, directory))
    page = paging.Page(
        body.get("parametresRecherche") or body.get("rechercheEngagementJuridique")
    )
    return {
        "listeEngagementJuridique": page.cut(found),
        "parametresRetour": page.answer(len(found)),
    }


def _entry(row, data, directory):
    return {
        "idEngagementJuridique": row["id"],
        "numeroEngagementJuridique": row["number"],
        "libelleEtatCourantEJ": data["etat"],
        "libelleTypeEngagementJuridique": data["type"],
        "codeServiceExecutant": data["service"],
        "libelleServiceExecutant": data["service"],
        "codeServiceExecutantEmetteur": data["service"],
        "montantTotalHt": formats.amount(data["ht"]),
        "montantTotalTtc": formats.amount(data["ttc"]),
        "dateCreationEJ": formats.instant(data["at"]),
        "structureReceptrice": directory.structure(row["structure_id"])["nom"],
        "statutStructureReceptrice": "ACTIF",
    }
