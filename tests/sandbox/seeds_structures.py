# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Structures, services and commitments of the first day (portal.md §5.6, §2.11)."""

import itertools

# Eight digits, as in production (portal.md §6.2).
_service_numbers = itertools.count(27_946_001)
PARAMETERS = dict.fromkeys(
    "codeServiceDoitEtreRenseigne connexionEDI estMoaUniquement estValideurDelegue "
    "gestionNumeroEJOuCodeService getaMoa nonDiffusibleInsee numeroEJDoitEtreRenseigne "
    "recevoirDonneesViaEDI statutMiseEnPaiementNestPasRemonte".split(),
    False,
)


def _structure(number, siret, name, publique, *on, services=(), active=True, **more):
    listed = [s | {"id": next(_service_numbers)} for s in services]
    return {
        "id": number,
        "siret": siret,
        "nom": name,
        "publique": publique,
        "active": active,
        "parametres": PARAMETERS | dict.fromkeys(on, True),
        "services": listed,
        "adresse": "1 place de l'Hôtel de ville",
        "codePostal": "75001",
        "ville": "PARIS",
        "type": "SIRET",
    } | more


def _service(code, name, active=True, commitment=False):
    return {"code": code, "nom": name, "active": active, "engagement": commitment}


PUBLIC_ONLY = _service("FACTURES_PUBLIQUES", "Factures entre structures publiques")
ACCOUNTING = _service("COMPTA", "Service comptabilité")

STRUCTURES = (
    _structure(
        26262962,
        "33254021516357",
        "FOURNISSEUR DE DEMONSTRATION",
        False,
        banques=[{"id": 144050, "nom": "COMPTE PRINCIPAL"}],
        services=(_service("FACTURATION", "Service facturation"),),
    ),
    _structure(
        26262963,
        "44467890100015",
        "SECOND FOURNISSEUR",
        False,
        banques=[{"id": 144051, "nom": "COMPTE COURANT"}],
    ),
    _structure(
        25784151,
        "12345678200051",
        "DESTINATAIRE SANS OBLIGATION",
        True,
        services=(
            ACCOUNTING,
            _service("MARCHES", "Service des marchés", commitment=True),
            _service("FERME", "Service fermé", active=False),
            PUBLIC_ONLY,
        ),
    ),
    _structure(
        25784152,
        "12345678200036",
        "DESTINATAIRE ENGAGEMENT OBLIGATOIRE",
        True,
        "numeroEJDoitEtreRenseigne",
        services=(ACCOUNTING,),
    ),
    _structure(
        25784153,
        "12345678200028",
        "DESTINATAIRE SERVICE OBLIGATOIRE",
        True,
        "codeServiceDoitEtreRenseigne",
        services=(
            _service("SERVICE_DEST_SERV_OBL", "Service destinataire"),
            _service("SERVICE_INACTIF", "Service inactif", active=False),
            _service("SERVICE_AVEC_EJ", "Service à engagement", commitment=True),
            PUBLIC_ONLY,
        ),
    ),
    _structure(
        25784154,
        "12345678200044",
        "DESTINATAIRE SERVICE ET ENGAGEMENT OBLIGATOIRES",
        True,
        "codeServiceDoitEtreRenseigne",
        "numeroEJDoitEtreRenseigne",
        services=(_service("SERVICE_DEST_SERV_EJ", "Service destinataire"),),
    ),
    _structure(
        25784155,
        "11000201100044",
        "ETAT",
        True,
        "codeServiceDoitEtreRenseigne",
        "numeroEJDoitEtreRenseigne",
        services=(_service("SFACETAT", "Service facturier de l'Etat", True, True),),
        etat=True,
    ),
    _structure(
        25784156,
        "12345678200069",
        "DESTINATAIRE SERVICE OU ENGAGEMENT",
        True,
        "gestionNumeroEJOuCodeService",
        services=(ACCOUNTING,),
    ),
    _structure(
        25784157,
        "12345678200077",
        "MAITRE D'OUVRAGE TRAVAUX UNIQUEMENT",
        True,
        "estMoaUniquement",
        "getaMoa",
        services=(_service("TRAVAUX", "Direction des travaux"),),
    ),
    _structure(
        25784158,
        "12345678200085",
        "DESTINATAIRE INACTIF",
        True,
        services=(ACCOUNTING,),
        active=False,
    ),
    _structure(
        25784159,
        "12345678200093",
        "DESTINATAIRE SANS REMONTEE DE PAIEMENT",
        True,
        "statutMiseEnPaiementNestPasRemonte",
        services=(ACCOUNTING,),
    ),
    _structure(
        25784160,
        "12345678200101",
        "DESTINATAIRE A 218 SERVICES",
        True,
        "codeServiceDoitEtreRenseigne",
        services=tuple(
            _service(f"SERVICE_{n:03d}", f"Service numéro {n}") for n in range(1, 219)
        ),
    ),
    _structure(26300001, "55512345600017", "TITULAIRE DU MARCHE", False),
    _structure(26300002, "55512345600025", "MANDATAIRE DU GROUPEMENT", False),
    _structure(
        26300003,
        "66612345600014",
        "MAITRE D'OEUVRE",
        False,
        services=(_service("MOE1", "Agence principale"),),
    ),
    _structure(
        26300004,
        "77712345600011",
        "MAITRE D'OUVRAGE",
        True,
        "getaMoa",
        services=(
            _service("MOA1", "Direction de la construction"),
            _service("FINANCES", "Service financier"),
        ),
    ),
    _structure(26300005, "33254021599999", "FOURNISSEUR INACTIF", False, active=False),
    # Beside the qualification ones: their keys are valid, nobody bears them.
    _structure(
        26300006,
        "99990001200017",
        "FOURNISSEUR A CLE VALIDE",
        False,
        banques=[{"id": 144052, "nom": "COMPTE COURANT"}],
    ),
    _structure(
        26300007,
        "99990002000010",
        "DESTINATAIRE A CLE VALIDE SANS OBLIGATION",
        True,
        services=(ACCOUNTING,),
    ),
    _structure(
        26300008,
        "99990003800012",
        "DESTINATAIRE A CLE VALIDE SERVICE OBLIGATOIRE",
        True,
        "codeServiceDoitEtreRenseigne",
        services=(_service("SERVICE_CLE_VALIDE", "Service destinataire"),),
    ),
    _structure(
        26300009,
        "99990004600015",
        "DESTINATAIRE A CLE VALIDE ENGAGEMENT OBLIGATOIRE",
        True,
        "numeroEJDoitEtreRenseigne",
    ),
)

SUPPLIERS = ("33254021516357", "44467890100015")
# number, supplier, content: what the recipients ordered (portal.md §2.14)
COMMITMENTS = tuple(
    (
        f"EJ{'2026' if supplier == SUPPLIERS[0] else '2027'}{rank:04d}",
        supplier,
        {
            "emetteur": emitter,
            "service": service,
            "ht": 1000.0 * rank,
            "ttc": 1200.0 * rank,
            "etat": "COMMANDE",
            "type": "BON_DE_COMMANDE",
        },
    )
    for supplier in SUPPLIERS
    for rank, (emitter, service) in enumerate(
        (
            ("12345678200036", "COMPTA"),
            ("12345678200044", "SERVICE_DEST_SERV_EJ"),
            ("11000201100044", "SFACETAT"),
            ("12345678200051", "MARCHES"),
        ),
        1,
    )
)
