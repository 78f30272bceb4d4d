# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices brought into the situations that the tests of each operation need."""

import base64

import sandbox_samples
from sandbox import seeds_structures

SUPPLIER, RECIPIENT, STATE = 26262962, 25784151, 25784155
VALIDATOR = 26300001
# An active service of RECIPIENT
SERVICE = next(
    service["id"]
    for structure in seeds_structures.STRUCTURES
    if structure["id"] == RECIPIENT
    for service in structure["services"]
)


def cleared(client):
    """A sandbox without invoices, faults or delays, and a new token."""
    client.control("POST", "reset")
    client.token = None
    delays = {"integration": 20, "routing": 5, "delivery": 15}
    client.control("POST", "clock", delays)
    return client


def deposited(client, content, **more):
    """Deposit a file and return its flow number."""
    body = sandbox_samples.deposit(content, **more)
    return client.ok("factures/deposer/flux", body)["numeroFluxDepot"]


def report(client, number):
    return client.ok("transverses/consulterCRDetaille", {"numeroFluxDepot": number})


def judged(client, content, **more):
    """Deposit, let the flow end, and return its report."""
    number = deposited(client, content, **more)
    client.advance(21)
    return report(client, number)


def invoice(client, *steps, **changed):
    """Identifier of an integrated invoice at the recipient's desk, then of ``steps``.

    A step is a status, or a (status, reason) pair, set by the public buyer.
    """
    number = deposited(client, sandbox_samples.facturx(**changed))
    client.advance(60)
    rows = client.control("GET", "invoices")["invoices"]
    found = next(x["id"] for x in rows if x["numeroFluxDepot"] == number)
    for step in steps:
        set_status(client, found, *((step,) if isinstance(step, str) else step))
    return found


def set_status(client, identifier, statut, motif=None, **more):
    order = {"statut": statut, "motif": motif, **more}
    return client.control("POST", f"invoices/{identifier}/status", order)


def statut(client, identifier):
    rows = client.control("GET", "invoices")["invoices"]
    return next(x["statut"] for x in rows if x["id"] == identifier)


def attachment(client, name="justificatif.pdf", content=b"%PDF-1.4 justificatif"):
    body = {
        "pieceJointeFichier": base64.b64encode(content).decode(),
        "pieceJointeNom": name,
        "pieceJointeTypeMime": "application/pdf",
        "pieceJointeExtension": "pdf",
    }
    return client.ok("transverses/ajouter/fichier", body)["pieceJointeId"]


def submission(numero="SAISIE-1", **changed):
    """Body of ``soumettre`` for a keyed invoice of 120 euros."""
    return {
        "modeDepot": "SAISIE_API",
        "numeroFactureSaisi": numero,
        "dateFacture": "2026-11-05",
        "destinataire": {"codeDestinataire": "12345678200051"},
        "fournisseur": {
            "idFournisseur": SUPPLIER,
            "codeCoordonneesBancairesFournisseur": 144050,
        },
        "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
        "references": {
            "deviseFacture": "EUR",
            "typeFacture": "FACTURE",
            "typeTva": "TVA_SUR_DEBIT",
            "modePaiement": "VIREMENT",
        },
        "lignePoste": [
            {
                "lignePosteNumero": 1,
                "lignePosteReference": "REF",
                "lignePosteDenomination": "Prestation",
                "lignePosteQuantite": 1,
                "lignePosteUnite": "u",
                "lignePosteMontantUnitaireHT": 100,
                "lignePosteMontantRemiseHT": 0,
                "lignePosteTauxTva": "TVA5",
            }
        ],
        "ligneTva": [
            {
                "ligneTvaTaux": "TVA5",
                "ligneTvaMontantBaseHtParTaux": 100,
                "ligneTvaMontantTvaParTaux": 20,
            }
        ],
        "montantTotal": {
            "montantHtTotal": 100,
            "montantTVA": 20,
            "montantTtcTotal": 120,
            "montantRemiseGlobaleTTC": 0,
            "montantAPayer": 120,
        },
    } | changed


SUBCONTRACTOR = {
    "cadreDeFacturation": {
        "codeCadreFacturation": "A9_FACTURE_SOUSTRAITANT",
        "codeStructureValideur": "55512345600017",
    }
}
WORKS = {"cadre": "A4", "note": "MOE:66612345600014/MOE1\nMOA:77712345600011/MOA1"}


def errors(client, **changed):
    """The rejection text of one Factur-X invoice, or None when it is integrated."""
    report = judged(client, sandbox_samples.facturx(**changed))
    if report["etatCourantDepotFlux"] == "IN_INTEGRE":
        assert report["listeErreurDP"] == []
        return None
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    assert report["listeErreurTechnique"] == []
    return report["listeErreurDP"][0]["libelleErreurDP"]
