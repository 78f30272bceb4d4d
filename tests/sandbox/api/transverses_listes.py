# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Transverses: reference lists and look-ups (portal.md §2.12).

Each list is one entry of the table: path, reply list, member, values.
"""

import base64
import io
import json
import zipfile

from .. import (
    choices,
    codes,
    contract,
    formats,
    lifecycle,
    lists,
    paging,
    reasons,
    registry,
    store,
)
from . import structures

LANGUAGE = "codeLangue:str idUtilisateurCourant:int"
ACCOUNTS = "GCU_MSG_01_000"
TYPES = contract.ENUMS
WORKS_FORMAT = "SBX_INVENTE_TRAVAUX"
FORMATS = {
    "IN_DP_E1_STRUCT": [s for s in TYPES["SYNTAXE_FLUX"] if "_E1_" in s],
    "IN_DP_E2_MIXTE": [s for s in TYPES["SYNTAXE_FLUX"] if "_E2_" in s],
    "IN_DP_E2_FACTURX": ["IN_DP_E2_CII_FACTURX"],
    WORKS_FORMAT: list(codes.WORKS_INTERFACES),
}
OBJECT_TYPES = (
    "STRUCTURE UTILISATEUR CB MANDAT FICHE_RACCORDEMENT EJ MEMOIRE DMD_RBST TRANSVERSE "
    "FACTURE_TRAVAUX FACTURE DMDE_CPTE_DEV_SI_EXT SOLLICITATION CERTIFICAT PJ_REJET_EDI"
).split()

# path -> (reply list, [objects]); none of them takes a parameter that filters
FIXED = {
    "recuperer/tauxtva": (
        "listeTauxTva",
        [
            {"codeTauxTva": code, "libelleTauxTva": label, "valeurTauxTva": value}
            for code, (value, label) in lists.VAT_RATES.items()
        ],
    ),
    "recuperer/motifs/exonerationtva": (
        "listeMotifsExonerationTva",
        [
            {"codeMotifExonerationTva": code, "libelleMotifExonerationTva": label}
            for code, label in lists.EXEMPTIONS.items()
        ],
    ),
    "recuperer/devises": (
        "listeDevises",
        [{"codeDevise": c, "libelleDevise": n} for c, n in codes.CURRENCIES.items()],
    ),
    "recuperer/pays": (
        "listePays",
        [{"codePays": c, "libellePays": n} for c, n in lists.COUNTRIES.items()],
    ),
    "recuperer/modereglements": (
        "listeModePaiement",
        [{"modePaiement": m} for m in TYPES["MODE_PAIEMENT"]],
    ),
    "recuperer/modedepot": (
        "listeModeDepot",
        [{"modeDepot": m} for m in TYPES["MODE_DEPOT"]],
    ),
    "recuperer/typedp": (
        "listeTypeDemandePaiement",
        [{"typeDemandePaiement": t} for t in TYPES["TYPE_DP"]],
    ),
    "recuperer/typefacturetravaux": (
        "listeTypeFactureTravaux",
        [{"typeFactureTravaux": t} for t in TYPES["TYPE_FACTURE_TRAVAUX"]],
    ),
    "recuperer/typeidentifiant/structure": (
        "listeTypeIdentifiant",
        [{"typeIdentifiantStructure": t} for t in TYPES["TYPE_IDENTIFIANT"]],
    ),
    "recuperer/formatflux": (
        "listeFormatFlux",
        [{"formatFlux": f} for f in FORMATS],
    ),
    "recuperer/motifs/refus/Facture/AValider": (
        "listeMotifRefusFactureAValider",
        [
            {"idMotif": rank, "codeMotif": code, "libelleMotif": label}
            for rank, (code, label) in enumerate(reasons.REASONS.items(), 1)
        ],
    ),
    "recuperer/typestructure": (
        "listeTypeStructure",
        [{"typeStructure": t} for t in TYPES["PRIVEE_PUBLIQUE"]],
    ),
}


def _register_fixed(path, name, values):
    registry.operation(
        "transverses",
        path,
        LANGUAGE + " codeCadreFacturationAValider:str",
        libelle=ACCOUNTS if "mode" in path or "typedp" in path else "TRA_MSG_00.000",
    )(lambda call: {name: values})


for _path, (_name, _values) in FIXED.items():
    _register_fixed(_path, _name, _values)


@registry.operation("transverses", "recuperer/syntaxeflux", "formatFlux:str")
def flow_syntaxes(call):
    wanted = call.body.get("formatFlux")
    every = TYPES["SYNTAXE_FLUX"] + FORMATS[WORKS_FORMAT]
    found = FORMATS.get(wanted, [] if wanted else every)
    return {"listeSyntaxeFlux": [{"syntaxeFlux": s} for s in found]}


@registry.operation(
    "transverses", "recuperer/cadrefacturation", "typeDemandePaiement:TYPE_DP!"
)
def frameworks(call):
    kind = call.body["typeDemandePaiement"]
    found = {
        "FACTURE": codes.SIMPLE,
        "FACTURE_TRAVAUX": tuple(codes.TRAVAUX_TYPES),
        "MEMOIRE_JUSTICE": ("A3",),
        "DEMANDE_REMBOURSEMENT": ("A21",),
    }[kind]
    shown = [{"codeCadreFacturation": codes.CADRES[c]} for c in found]
    return {"listeCadreFacturation": shown}


@registry.operation(
    "transverses", "recuperer/etat/typedp", "typeDemandePaiement:TYPE_DP!"
)
def states_of_type(call):
    works = call.body["typeDemandePaiement"] == "FACTURE_TRAVAUX"
    first = list(codes.STATUTS).index("ASSOCIEE")
    found = list(codes.STATUTS) if works else list(codes.STATUTS)[:first]
    return {"listeEtatDemandePaiement": [{"etatDemandePaiement": s} for s in found]}


@registry.operation(
    "transverses", "recuperer/etats/traitement", "statutCourant:STATUT_FACTURE!"
)
def next_states(call):
    found = lifecycle.RECIPIENT.get(call.body["statutCourant"], ())
    return {
        "listeStatutsPossiblesPourTraitement": [
            {"statutPossiblePourTraitement": s} for s in found
        ]
    }


@registry.operation(
    "transverses",
    "recuperer/typespj",
    "codeLangue:str typeObjet:any idUtilisateurCourant:int",
    libelle=ACCOUNTS,
)
def attachment_types(call):
    """``typeObjet`` is a name or a number (portal.md §3.5)."""
    wanted = call.body.get("typeObjet", "FACTURE")
    name = wanted if wanted in OBJECT_TYPES else "FACTURE"
    found = [
        {
            "idTypePieceJointe": rank,
            "codeTypePieceJointe": code,
            "libelleTypePieceJointe": label,
            "typeObjet": name,
        }
        for rank, (code, label) in enumerate(lists.ATTACHMENT_TYPES.items(), 1)
    ]
    return {"listeTypePieceJointe": found}


@registry.operation(
    "transverses",
    "rechercher/destinataire",
    "identifiant:str nomVilleCodePostal:str typeStructure:str "
    "parametresRecherche:ParametresRechercherStructure",
)
def search_recipients(call):
    body = call.body
    page = paging.Page(body.get("parametresRecherche"))
    text = (body.get("nomVilleCodePostal") or "").casefold()
    found = []
    for row in call.db.execute("SELECT * FROM structure ORDER BY identifiant"):
        data = json.loads(row["data"])
        words = f"{data['nom']} {data['ville']} {data['codePostal']}".casefold()
        if (
            data["publique"]
            and data["active"]
            and body.get("identifiant") in (None, "", row["identifiant"])
            and text in words
        ):
            found.append(
                {
                    "idStructureCPP": row["id"],
                    "siret": row["identifiant"],
                    "nomDestinataire": data["nom"],
                    "adresseCodePostal": data["codePostal"],
                    "adresseVille": data["ville"],
                }
            )
    return {
        "listeDestinataires": page.cut(found),
        "parametresRetour": page.answer(len(found)),
    }


@registry.operation(
    "transverses",
    "rechercher/serviceexecutant",
    "idDestinataireCPP:int! codeServiceExecutant:str nomServiceExecutant:str "
    "actif:bool parametresRecherche:ParametresRechercherServicesStructure",
)
def search_executing_services(call):
    body = call.body
    page = paging.Page(body.get("parametresRecherche"))
    found = [
        {
            "idServicesCPP": service["id"],
            "codeServiceExecutant": service["code"],
            "nomServiceExecutant": service["nom"],
        }
        for service in structures.services(call.db, body["idDestinataireCPP"])
        if body.get("codeServiceExecutant") in (None, "", service["code"])
        and body.get("nomServiceExecutant", "").casefold() in service["nom"].casefold()
        and body.get("actif") in (None, service["active"])
    ]
    return {
        "listeServices": page.cut(found),
        "parametresRetour": page.answer(len(found)),
    }


@registry.operation("transverses", "consulter/information/siret", "siretStructure:str!")
def company_register(call):
    siret = call.body["siretStructure"]
    row = store.one(call.db, "SELECT * FROM structure WHERE identifiant = ?", siret)
    if row is None:
        raise registry.BusinessError(*choices.UNKNOWN_STRUCTURE)
    data = json.loads(row["data"])
    address = f"{data['adresse']} {data['codePostal']} {data['ville']}"
    return {
        "siret": siret,
        "siren": siret[:9],
        "raisonSociale": data["nom"],
        "estActif": data["active"],
        "adresse": address,
        "categorieJuridique": "7210" if data["publique"] else "5710",
        "categorieEntreprise": "PME",
        "dateCreation": "2000-01-01",
        "dateCreationEntreprise": "2000-01-01",
        "dateCreationEtablissement": "2000-01-01",
    }


CATEGORIES = {1: ("FACTURES", "Factures"), 2: ("STRUCTURES", "Structures et services")}
SUBCATEGORIES = {
    11: (1, "SUIVI", "Suivi des factures"),
    12: (1, "REJET", "Rejet d'un flux"),
    21: (2, "RATTACHEMENT", "Rattachement d'un utilisateur"),
}
PAGED = "pagination:ParametresRechercherServicesStructure"


def _category(number):
    code, label = CATEGORIES[number]
    return {
        "codeCategorie": code,
        "libelleCategorie": label,
        "idTechniqueCategorie": number,
    }


@registry.operation(
    "transverses",
    "rechercher/categorieSollicitation",
    f"codeCategorie:str estActif:bool libelleCategorie:str {PAGED}",
)
def request_categories(call):
    page = paging.Page(call.body.get("pagination"))
    found = [_category(number) for number in CATEGORIES]
    code = call.body.get("codeCategorie")
    if code:
        found = [x for x in found if x["codeCategorie"] == code]
    return {
        "listeCategories": page.cut(found),
        "parametresRetour": page.answer(len(found)),
    }


@registry.operation(
    "transverses",
    "rechercher/sousCategorieSollicitation",
    f"code:str estActif:bool idTechniqueCategorie:int libelle:str {PAGED}",
)
def request_subcategories(call):
    """Each category with its own subcategories."""
    page = paging.Page(call.body.get("pagination"))
    wanted, code = call.body.get("idTechniqueCategorie"), call.body.get("code")
    moment = formats.instant(call.now - 400 * 86400)
    found = []
    for number in CATEGORIES:
        own = [
            {
                "code": name,
                "libelle": label,
                "estActif": True,
                "idTechniqueCategorie": rank,
                "dateCreation": moment,
                "dateDerniereModification": moment,
            }
            for rank, (parent, name, label) in SUBCATEGORIES.items()
            if parent == number and code in (None, "", name)
        ]
        if own and wanted in (None, 0, number):
            found.append({"categorie": [_category(number)], "ssCategorie": own})
    return {
        "listeSousCategories": page.cut(found),
        "parametresRetour": page.answer(len(found)),
    }


@registry.operation(
    "transverses",
    "telecharger/annuaire/destinataire",
    LANGUAGE,
    libelle=ACCOUNTS,
)
def directory_file(call):
    """A ZIP holding one CSV; the file's real layout is not published."""
    rows = ["identifiant;nom;code_service;service_obligatoire;engagement_obligatoire"]
    for row in call.db.execute("SELECT * FROM structure ORDER BY identifiant"):
        data = json.loads(row["data"])
        if not (data["publique"] and data["active"]):
            continue
        demands = data["parametres"]
        flags = f"{demands['codeServiceDoitEtreRenseigne']:d};"
        flags += f"{demands['numeroEJDoitEtreRenseigne']:d}"
        for service in structures.services(call.db, row["id"]) or [{"code": ""}]:
            entry = f"{row['identifiant']};{data['nom']};{service['code']};{flags}"
            rows.append(entry)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        name = f"annuaire_{formats.day(call.now)}.csv"
        archive.writestr(name, "\n".join(rows) + "\n")
    return {"fichierResultat": base64.b64encode(out.getvalue()).decode()}
