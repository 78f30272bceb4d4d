# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A good request for each operation that has an official file, and who sends it."""

import base64

import sandbox_client
import sandbox_samples
import sandbox_world as world


def good_bodies(url):
    """A good request for each operation, and who sends it."""
    client = world.cleared(sandbox_client.Client(url))
    here = world.invoice(client)
    suspended = world.invoice(client, ("SUSPENDUE", "Pièce"), numero="SUSP-1")
    to_recycle = world.invoice(client, ("A_RECYCLER", "Service"), numero="RECY-1")
    rejected = world.invoice(client, ("REJETEE", "Erreur"), numero="REJ-1")
    file = world.attachment(client)
    validated, wrong, shown = (
        client.ok("factures/soumettre", world.submission(n, **world.SUBCONTRACTOR))[
            "identifiantFactureCPP"
        ]
        for n in ("A9-1", "A9-2", "A9-3")
    )
    world.set_status(client, wrong, "ERREUR_FOURNISSEUR_SUR_VALIDEUR", force=True)
    line_page = {
        "pageResultatDemandeeLignesPoste": 1,
        "nbResultatsParPageLignesPoste": 5,
    }
    return {
        "factures/deposer/flux": sandbox_samples.deposit(
            sandbox_samples.facturx(numero="NEUVE-1")
        ),
        "factures/deposer/pdf": {
            "fichierFacture": base64.b64encode(
                sandbox_samples.facturx(numero="LUE-1")
            ).decode(),
            "nomFichier": "facture.pdf",
            "formatDepot": "PDF_NON_SIGNE",
        },
        "factures/soumettre": world.submission("NEUVE-2"),
        "factures/completer": {
            "identifiantFactureCPP": suspended,
            "commentaire": "Voici la pièce",
            "pieceJointeComplementaire": [
                {
                    "pieceJointeComplementaireDesignation": "Bon",
                    "pieceJointeComplementaireType": "BDL",
                    "pieceJointeComplementaireId": file,
                }
            ],
        },
        "factures/recycler": {
            "identifiantFactureCPP": to_recycle,
            "destinataire": {
                "codeDestinataire": "12345678200028",
                "codeServiceExecutant": "SERVICE_DEST_SERV_OBL",
            },
            "reference": {"numeroBonCommande": "EJ20260001"},
        },
        "factures/traiterRejet": {
            "listeDemandePaiement": [{"idDemandePaiement": rejected}]
        },
        "factures/rechercher/fournisseur": {
            "listeDestinataire": [{"idDestinataire": world.RECIPIENT}],
            "statutCourant": ["MISE_A_DISPOSITION"],
            "periodeDateDepotDu": "2020-01-01",
            "montantHTMin": 1,
            "recupererTaille": True,
            "rechercheFactureParFournisseur": {
                "nbResultatsParPage": 50,
                "pageResultatDemandee": 1,
                "triSens": "Ascendant",
                "triColonne": "NumeroFacture",
            },
        },
        "factures/rechercher/atraiter/fournisseur": {"masquerRejetee": False},
        "factures/consulter/fournisseur": {
            "identifiantFactureCPP": here,
            "codeLangue": "fr",
            "getpLignesPoste": line_page,
        },
        "factures/consulter/historique": {"idFacture": here, "nbResultatsMaximum": 50},
        "factures/telecharger/groupe": {
            "listeFacture": [{"idFacture": here}],
            "format": "PDF",
            "avecPiecesJointesComplementaires": "Non",
        },
        "factures/rechercher/demandePaiement": {"roleUtilisateur": "FOURNISSEUR"},
        "factures/corriger/valideur/facture": {
            "idFacture": wrong,
            "typeIdentifiantStructure": "SIRET",
            "identifiantStructure": "55512345600025",
        },
        "factures/rechercher/valideur": {"typeDemandePaiement": "FACTURE"},
        "factures/rechercher/aTraiter/valideur": {},
        "factures/consulter/valideur": {"identifiantFactureCPP": shown},
        "factures/traiter/factureAValider": {
            "idFacture": validated,
            "action": "VALIDATION",
        },
        "factures/recuperer/statutsFactureVisibles/valideur": {},
        "factures/rechercher/recipiendaire": {"typeDemandePaiement": "FACTURE"},
        "factures/rechercher/atraiter/recipiendaire": {"idStructure": world.RECIPIENT},
        "factures/consulter/recipiendaire": {"identifiantFactureCPP": here},
        "factures/traiter/recue": {"idFacture": here, "nouveauStatut": "SERVICE_FAIT"},
        "structures/rechercher": {
            "structure": {"identifiantStructure": "12345678200051"}
        },
        "structures/consulter": {"idStructureCPP": world.RECIPIENT},
        "structures/rechercher/services": {"idStructure": world.RECIPIENT},
        "structures/consulter/service": {
            "idStructure": world.RECIPIENT,
            "idService": world.SERVICE,
        },
        "structures/rechercher/espaces": {
            "structure": {"idStructure": world.RECIPIENT}
        },
        "structures/lister/rattachementsutilisateur": {
            "identifiantStructure": "33254021516357"
        },
    }


ROLES = {
    "factures/rechercher/valideur": "valideur",
    "factures/rechercher/aTraiter/valideur": "valideur",
    "factures/consulter/valideur": "valideur",
    "factures/traiter/factureAValider": "valideur",
    "factures/recuperer/statutsFactureVisibles/valideur": "valideur",
    "factures/rechercher/recipiendaire": "acheteur",
    "factures/rechercher/atraiter/recipiendaire": "acheteur",
    "factures/consulter/recipiendaire": "acheteur",
    "factures/traiter/recue": "acheteur",
}
