# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The 40 reasons of the DGFiP's closed list (portal.md §6.5)."""

from .judge import messages

REASONS = {
    "ADR_ERR": "Adresse de facturation électronique erronée",
    "ANNUL_ENC": "Encaissement non réalisé ou annulation d'encaissement",
    "ART_ERR": "Article facturé incorrect",
    "AUT_MOTIF_ERR_VALIDEUR": "Autre motif que « Erreur de valideur »",
    "AUTRE": "Autre",
    "CALCUL_ERR": "Erreur de calcul de la facture",
    "CMD_EJ_ERR": "N° de commande/engagement incorrect ou manquant",
    "CODE_ROUTAGE_ERR": "Code de routage absent ou erroné",
    "CONTACT_ACHTR": "Autres : contacter votre acheteur",
    "CONTRAT_TERM": "Contrat terminé",
    "COORD_BANC_ERR": "Erreur de coordonnées bancaires",
    "CREANCIER_ERR": "Créancier inconnu ou différent de celui du marché/commande",
    "DEST_ERR": "Erreur de destinataire",
    "DEST_INC": "Destinataire inconnu",
    "DOUBLE_FACT": "Données réglementaires F1 en doublon",
    "DOUBLON": "Facture en doublon (déjà émise / reçue)",
    "EMMET_INC": "Émetteur inconnu",
    "ERR_VALIDEUR": "Mauvais valideur",
    "FACT_NON_CONFORME": "Facture non conforme à la commande",
    "JUSTIF_ABS": "Justificatif absent ou insuffisant",
    "LIVR_INCOMP": "Livraison incomplète / non effectuée",
    "MARCHE_TERM": "Marché terminé",
    "MODPAI_ERR": "Modalités de paiement incorrectes",
    "MONTANT_ERR": "Montant de la facture erroné",
    "MONTANTTOTAL_ERR": "Montant total erroné",
    "NON_CONFORME": "Mention légale manquante",
    "PU_ERR": "Prix unitaires incorrects",
    "QTE_ERR": "Quantité facturée incorrecte",
    "QUALITE_ERR": "Qualité d'article livré incorrecte",
    "REF_CT_ABSENT": "Référence contractuelle nécessaire manquante",
    "REF_ERR": "Référence incorrecte",
    "REM_ERR": "Remise erronée",
    "ROUTAGE_ERR": "Erreur de routage",
    "SE_ERR": "Service destinataire incorrect",
    "SIRET_ERR": "SIRET erroné ou absent",
    "ST_CT_NON_DECLAR": "Sous-traitant / cotraitant non déclaré",
    "SUPPR_COMP_AVOIR": "Suppression pour compensation d'avoirs",
    "TRANSAC_INC": "Transaction inconnue",
    "TRANSF_PMNT_REGIE": "Transfert pour paiement en régie",
    "TX_TVA_ERR": "Taux de TVA erroné",
}
# On works documents these refuse nothing since 19/02/2025 (portal.md §4.7).
AMOUNTS = ("Erreur de montant", REASONS["MONTANT_ERR"], REASONS["MONTANTTOTAL_ERR"])
AMOUNT_CODES = ("MONTANT_ERR", "MONTANTTOTAL_ERR", "ERREUR_MONTANT")


def wording(code, text):
    """The comment that a supplier reads: the label, then what was typed.

    :param code: of the list, or ""
    """
    return " : ".join(filter(None, (REASONS.get(code, ""), (text or "").strip())))


def concerns_amounts(reason):
    """Whether a works document would be refused for its amounts only."""
    said = messages.plain(reason or "").casefold().strip()
    labels = [messages.plain(label).casefold() for label in AMOUNTS]
    return said.upper() in AMOUNT_CODES or any(said.startswith(x) for x in labels)
