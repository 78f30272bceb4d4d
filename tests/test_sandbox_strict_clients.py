# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A typed library as those in Go: strict types, sizes and dates of every member.

It sends each member that its user did not set as an empty value. Written by us, for
identifiers of 32 bits and dates as such a library declares them.
"""

import pytest
import sandbox_client
import sandbox_world as world
from strict_decoder import (
    Undecodable,
    boolean,
    day,
    decode,
    int32,
    int64,
    minute,
    number,
    places,
    rfc3339,
    text,
)


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("strict")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    client = world.cleared(sandbox_client.Client(url))
    client.control("POST", "options", {"long_identifiers": False})
    return client


def as_role(client, role):
    return sandbox_client.Client(client.url, role)


PAGE = {"pageCourante": int32, "pages": int32, "total": int32}
FLAT_PAGE = PAGE | {"nbResultatsParPage": int32}
ROW = {
    "numeroFacture": text,
    "typeFacture": text,
    "idDestinataire": int32,
    "codeDestinataire": text,
    "dateFacture": day,
    "dateDepot": day,
    "montantHT": number,
    "montantTTC": number,
    "montantAPayer": number,
    "statut": text,
    "dateHeureEtatCourant": rfc3339,
}
MODELS = {
    "factures/rechercher/fournisseur": {
        "codeRetour": int32,
        "listeFactures": [
            ROW | {"identifiantFactureCPP": int32, "rejetTraite": boolean}
        ],
        "parametresRetour": PAGE,
    },
    "factures/rechercher/recipiendaire": FLAT_PAGE
    | {
        "listeFactures": [
            ROW | {"idFacture": int32, "factureTelechargeeParDestinataire": boolean}
        ]
    },
    "factures/rechercher/valideur": {
        "listeFactures": [{"idFacture": int32, "dateFacture": day, "dateDepot": day}]
    },
    "factures/rechercher/demandePaiement": {
        "listeDemandePaiement": [
            {
                "idDemandePaiement": int32,
                "dateHeureEtatCourant": rfc3339,
                "dateDepot": day,
                "dateFournisseur": day,
                "idStructureDestinataire": int32,
            }
        ],
        "total": int32,
    },
    "factures/consulter/fournisseur": {
        "facture": {
            "identifiantFactureCPP": int32,
            "destinataire": {"idDestinataire": int32, "codeDestinataire": text},
            "fournisseur": {"idFournisseur": int32, "codeFournisseur": text},
            "references": {
                "dateFacture": day,
                "dateDepot": day,
                "dateCreationFacture": minute,
                "codeDeviseFacture": text,
            },
            "montantTotal": {"montantAPayer": number, "montantHtTotal": number},
            "pieceJointePrincipale": {"idPieceJointePrincipale": int32},
        }
    },
    "factures/consulter/historique": {
        "idFacture": int32,
        "historiquesDesStatuts": {
            "histoStatut": [
                {
                    "histoStatutId": int32,
                    "histoStatutCode": text,
                    "histoStatutDatePassage": minute,
                }
            ],
            "totalHistoStatut": int32,
        },
        "historiquesDesActionsUtilisateurs": {
            "histoAction": [{"histoActionId": int32, "histoActionDateHeure": minute}]
        },
    },
    "structures/rechercher": {
        "listeStructures": [{"idStructureCPP": int32, "identifiantStructure": text}],
        "parametresRetour": PAGE,
    },
    "structures/consulter": {
        "informationGenerales": {
            "idStructureCPP": int32,
            "dateExpirationMotPasseCompteTech": rfc3339,
        },
        "parametres": {"codeServiceDoitEtreRenseigne": boolean},
    },
    "structures/rechercher/services": {
        "listeServices": [
            {"idService": int32, "codeService": text, "estActif": boolean}
        ]
    },
    "structures/consulter/service": {
        "parametres": {
            "numeroEngagement": boolean,
            "dateCreation": minute,
            "dateDebutValidite": minute,
        }
    },
    "structures/rechercher/espaces": {
        "listeEspace": [{"idEspaceFo": int32, "idService": int32, "codeEspace": int32}]
    },
    "structures/lister/rattachementsutilisateur": {
        "idStructure": int32,
        "listeServices": [
            {"idRattachement": int32, "idService": int32, "dateDebut": rfc3339}
        ],
    },
    "transverses/consulterCR": {
        "etatCourantFlux": text,
        "dateDepotFlux": rfc3339,
        "dateHeureEtatCourantFlux": rfc3339,
        "fichierCR": text,
    },
    "transverses/consulterCRDetaille": {
        "etatCourantDepotFlux": text,
        "dateDepotFlux": rfc3339,
        "dateHeureEtatCourantFlux": rfc3339,
    },
    "transverses/rechercher/categorieSollicitation": {
        "listeCategories": [
            {
                "codeCategorie": text,
                "libelleCategorie": text,
                "idTechniqueCategorie": int32,
            }
        ]
    },
    "transverses/rechercher/sousCategorieSollicitation": {
        "listeSousCategories": [
            {
                "categorie": [{"idTechniqueCategorie": int32}],
                "ssCategorie": [{"dateCreation": rfc3339}],
            }
        ]
    },
    "transverses/recuperer/structuresPourUtilisateur": {
        "listeStructures": [
            {
                "idStructure": int32,
                "identifiantStructure": text,
                "typeIdentifiantStructure": text,
            }
        ]
    },
    "transverses/rechercher/serviceexecutant": {
        "listeServices": [{"idServicesCPP": int32}]
    },
    "transverses/recuperer/coordbanc/valides": {
        "listeCoordonneeBancaire": [{"idCoordonneeBancaire": int32}]
    },
    "transverses/recuperer/typespj": {
        "listeTypePieceJointe": [{"idTypePieceJointe": int32, "typeObjet": text}]
    },
}
EMPTY_PAGE = {"triColonne": "", "triSens": "", "nbResultatsMaximum": ""}


OWN, THEIR = {"idStructure": world.SUPPLIER}, {"idStructure": world.RECIPIENT}
DATES = {"periodeDateDepotDu": "", "periodeDateDepotAu": "", "montantHTMin": ""}
# What it sends: the body, and whose account.
ASKED = {
    "factures/rechercher/recipiendaire": (
        DATES | {"typeDemandePaiement": "FACTURE", "idStructure": 0},
        "acheteur",
    ),
    "factures/rechercher/valideur": (DATES | {"idStructure": 0}, "valideur"),
    "factures/rechercher/demandePaiement": (
        {"roleUtilisateur": "FOURNISSEUR", "numeroDemandePaiement": ""},
        "fournisseur",
    ),
    "structures/rechercher": (
        {
            "restreindreStructuresPrivees": "",
            "structure": {
                "identifiantStructure": "12345678200051",
                "estMOA": "",
                "raisonSocialeStructure": "",
                "statutStructure": "",
            },
            "parametres": EMPTY_PAGE,
        },
        "fournisseur",
    ),
    "structures/consulter": (
        {"idStructureCPP": world.SUPPLIER, "codeLangue": ""},
        "fournisseur",
    ),
    "structures/rechercher/services": (
        THEIR | {"parametresRechercherServicesStructure": EMPTY_PAGE},
        "fournisseur",
    ),
    "structures/consulter/service": (
        {"idStructure": 0, "idService": world.SERVICE},
        "fournisseur",
    ),
    "structures/rechercher/espaces": (
        {
            "idService": 0,
            "structure": {
                "idStructure": 0,
                "identifiantStructure": "12345678200051",
            },
        },
        "fournisseur",
    ),
    "structures/lister/rattachementsutilisateur": (
        {"idStructure": 0, "identifiantStructure": "", "codeLangue": ""},
        "fournisseur",
    ),
    "transverses/rechercher/categorieSollicitation": (
        {"codeCategorie": ""},
        "fournisseur",
    ),
    "transverses/rechercher/sousCategorieSollicitation": (
        {"idTechniqueCategorie": ""},
        "fournisseur",
    ),
    "transverses/recuperer/structuresPourUtilisateur": ({}, "fournisseur"),
    "transverses/rechercher/serviceexecutant": (
        {
            "idDestinataireCPP": world.RECIPIENT,
            "codeServiceExecutant": "",
            "actif": "",
        },
        "fournisseur",
    ),
    "transverses/recuperer/coordbanc/valides": (OWN, "fournisseur"),
    "transverses/recuperer/typespj": ({"typeObjet": ""}, "fournisseur"),
}


@pytest.fixture
def asked(client):
    """The same with what depends on an invoice that has a history."""
    found = world.invoice(client, ("SUSPENDUE", "Pièce"), numero="GO-1")
    client.ok(
        "factures/completer", {"identifiantFactureCPP": found, "commentaire": "Voici"}
    )
    client.ok("factures/soumettre", world.submission("GO-2", **world.SUBCONTRACTOR))
    client.advance(60)
    row = client.ok("factures/rechercher/fournisseur", {"listeFacture": []})
    flow = next(
        x["numeroFluxDepot"]
        for x in row["listeFactures"]
        if x["numeroFacture"] == "GO-1"
    )
    return ASKED | {
        "factures/rechercher/fournisseur": (
            DATES
            | {
                "idStructure": 0,
                "numeroFluxDepot": flow,
                "statutCourant": [],
                "recupererTaille": "",
                "rechercheFactureParFournisseur": EMPTY_PAGE
                | {"nbResultatsParPage": 5, "pageResultatDemandee": 1},
            },
            "fournisseur",
        ),
        "factures/consulter/fournisseur": (
            {"identifiantFactureCPP": found, "codeLangue": "", "getpLignesPoste": {}},
            "fournisseur",
        ),
        "factures/consulter/historique": (
            {"idFacture": found, "nbResultatsMaximum": ""},
            "fournisseur",
        ),
        "transverses/consulterCR": (
            {"numeroFluxDepot": flow, "syntaxeFlux": "", "dateDepot": ""},
            "fournisseur",
        ),
        "transverses/consulterCRDetaille": (
            {"numeroFluxDepot": flow, "syntaxeFlux": ""},
            "fournisseur",
        ),
    }


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_typed_library_reads_every_member(client, asked, name):
    """Each member that it declares is there, in its type, at least once."""
    seen = set()
    body, role = asked[name]
    got = as_role(client, role).call(name, body)
    assert got.status == 200, got.raw
    decode(MODELS[name], got.json, seen=seen)
    assert places(MODELS[name]) - seen == set(), got.json


# These keep their size: ranks in lists, bank accounts, and answers without identifiers.
SHORT = {
    "structures/consulter/service",
    "transverses/consulterCR",
    "transverses/consulterCRDetaille",
    "transverses/rechercher/categorieSollicitation",
    "transverses/rechercher/sousCategorieSollicitation",
    "transverses/recuperer/coordbanc/valides",
    "transverses/recuperer/typespj",
}


@pytest.mark.parametrize("name", sorted(set(MODELS) - SHORT))
def test_long_identifiers_break_it(client, asked, name):
    """Which shows that the decoder looks, and what the option is for."""
    client.control("POST", "options", {"long_identifiers": True})
    body, role = asked[name]
    got = as_role(client, role).call(name, body).json
    with pytest.raises(Undecodable, match="32 bits"):
        decode(MODELS[name], got)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (day, "2026-11-05", "2026-11-05T00:00:00Z"),
        (minute, "2026-11-05 09:07", "2026-11-05 09:07:12"),
        (minute, "2026-11-05 09:07", "2026-11-5 9:07"),
        (rfc3339, "2026-11-05T09:07:00.123+01:00", "2026-11-05T09:07:00.123+0100"),
        (rfc3339, "2026-11-05T09:07:00Z", "2026-11-05"),
        (int32, 2**31 - 1, 2**31),
        (int64, 2**31, "12"),
        (int32, 1, 1.0),
        (int32, 0, False),
        (number, 1.5, "1.5"),
        (boolean, True, "true"),
        (text, "12", 12),
        ({"a": text}, {"a": None, "b": 1}, []),
        ([text], [], {}),
    ],
)
def test_the_decoder_is_strict(kind, good, bad):
    decode(kind, good)
    with pytest.raises(Undecodable):
        decode(kind, bad)
