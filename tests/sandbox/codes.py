# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Codes of the portal with their French labels (portal.md §3)."""

STATUTS = {
    "BROUILLON": "Brouillon",
    "INTERPRETEE_OCR": "Interprétée OCR",
    "A_VALIDER_1": "À valider 1",
    "A_VALIDER_2": "À valider 2",
    "VALIDEE_1": "Validée 1",
    "VALIDEE_2": "Validée 2",
    "REFUSEE_1": "Refusée 1",
    "REFUSEE_2": "Refusée 2",
    "ABSENCE_VALIDATION_1_HORS_DELAI": "Absence de validation 1 hors délai",
    "ABSENCE_VALIDATION_2_HORS_DELAI": "Absence de validation 2 hors délai",
    "ERREUR_FOURNISSEUR_SUR_VALIDEUR": "Erreur du fournisseur sur le valideur",
    "ERREUR_COTRAITANT_SUR_VALIDEUR": "Erreur du cotraitant sur le valideur",
    "DEPOSEE": "Déposée",
    "EN_COURS_ACHEMINEMENT": "En cours d'acheminement",
    "MISE_A_DISPOSITION": "Mise à disposition",
    "A_RECYCLER": "À recycler",
    "REJETEE": "Rejetée",
    "SUSPENDUE": "Suspendue",
    "COMPLETEE": "Complétée",
    "SERVICE_FAIT": "Service fait",
    "MANDATEE": "Mandatée",
    "MISE_A_DISPOSITION_COMPTABLE": "Mise à disposition du comptable",
    "COMPTABILISEE": "Comptabilisée",
    "MISE_EN_PAIEMENT": "Mise en paiement",
    "ABANDONNEE": "Abandonnée",
    "SUPPRIMEE": "Supprimée",
    "TECHNIQUE_INCONNU": "Inconnu (technique)",
    "ASSOCIEE": "Associée",
    "EN_COURS_TRAITEMENT_PIVOT_S": "Pivot en cours de production",
    "A_VALIDER_MOE": "À valider par la MOE",
    "REFUSEE_MOE": "Refusée par la MOE",
    "EN_ATTENTE_RECYCLAGE_FOURNISSEUR": "En attente de recyclage par le fournisseur",
    "ERREUR_MOE_SUR_FOURNISSEUR": "Erreur de la MOE sur le fournisseur",
    "ERREUR_MOA_SUR_FOURNISSEUR": "Erreur de la MOA sur le fournisseur",
    "ERREUR_FOURNISSEUR_SUR_MOE": "Erreur du fournisseur sur la MOE",
    "ERREUR_FOURNISSEUR_SUR_MOA": "Erreur du fournisseur sur la MOA",
    "ERREUR_MOE_SUR_MOA": "Erreur de la MOE sur la MOA",
    "ERREUR_DESTINATAIRE_PD": "Erreur de destinataire (projet de décompte)",
    "ERREUR_DESTINATAIRE_EA": "Erreur de destinataire (état d'acompte)",
    "NON_CONFORME": "Non conforme",
    "A_ASSOCIER_MOE": "À associer par la MOE",
    "ERREUR_DE_MOE": "Erreur de MOE",
    "MISE_A_DISPOSITION_MOE": "Mise à disposition de la MOE",
    "PRISE_EN_COMPTE_MOE": "Prise en compte par la MOE",
    "A_ASSOCIER_MOA": "À associer par la MOA",
    "ERREUR_DE_MOA": "Erreur de MOA",
    "REFUSEE_MOA": "Refusée par la MOA",
    "A_ASSOCIER_FOURNISSEUR": "À associer par le fournisseur",
    "REFUSEE_FOURNISSEUR": "Refusée par le fournisseur",
    "A_COMPLETER": "À compléter",
    "TRANSMISE_MOA": "Transmise à la MOA",
    "PRISE_EN_COMPTE_DESTINATAIRE": "Prise en compte par le destinataire",
    "REMPLACEE_PAR_A22": "Remplacée par un A22",
    "DUPLIQUE_APRES_REFUS": "Dupliquée après refus",
    "MISE_A_DISPOSITION_MOA": "Mise à disposition de la MOA",
    "PRISE_EN_COMPTE_MOA": "Prise en compte par la MOA",
}
# Not one of the 56 of the official file (portal.md §7.17)
LATER_STATUTS = {
    "ABSENCE_VALIDATION_MOE_DELAI_REGLEMENTAIRE": (
        "Absence de validation de la MOE dans le délai réglementaire"
    ),
}

FLOW_STATES = {
    "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP": "Déposé, en attente",
    "IN_RECU": "Reçu",
    "IN_TRAITE_SE_CPP": "Traité par le système d'échanges",
    "IN_EN_ATTENTE_TRAITEMENT_CPP": "En attente de traitement",
    "IN_EN_COURS_TRAITEMENT_CPP": "En cours de traitement",
    "IN_EN_ATTENTE_RETRAITEMENT_CPP": "En attente de retraitement",
    "IN_INTEGRE": "Intégré",
    "IN_INTEGRE_PARTIEL": "Intégré partiellement",
    "IN_REJETE": "Rejeté",
    "IN_INCIDENTE": "Incidenté",
}
# State reached at this share of the integration delay; the last one is terminal.
FLOW_PATH = (
    (0.0, "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP"),
    (0.25, "IN_RECU"),
    (0.5, "IN_TRAITE_SE_CPP"),
    (0.65, "IN_EN_ATTENTE_TRAITEMENT_CPP"),
    (0.8, "IN_EN_COURS_TRAITEMENT_CPP"),
)

# Nobody published the names of the works syntaxes E4 and E5: these are invented, and
# named so that nobody takes them for real. Their interfaces are real (portal.md §7.2).
WORKS_INTERFACES = {
    "SBX_INVENTE_TRAVAUX_UBL": "FSO1130A",
    "SBX_INVENTE_TRAVAUX_UBL_MIN": "FSO1131A",
    "SBX_INVENTE_TRAVAUX_FACTURX": "FSO1137A",
}
# syntaxe -> EDI interface (portal.md §3.1); the sandbox judges these
INTERFACES = {
    "IN_DP_E1_UBL_INVOICE": "FSO1100A",
    "IN_DP_E1_CII_16B": "FSO1106A",
    "IN_DP_E2_UBL_INVOICE_MIN": "FSO1110A",
    "IN_DP_E2_CII_MIN_16B": "FSO1112A",
    "IN_DP_E2_CII_FACTURX": "FSO1117A",
    **WORKS_INTERFACES,
    # known to the portal, not judged here
    "IN_DP_E2_CPP_FACTURE_MIN": "FSO1113A",
}
OTHER_INTERFACE = "FSO1199A"
READABLE_SYNTAXES = {
    "IN_DP_E1_UBL_INVOICE": "ubl",
    "IN_DP_E2_UBL_INVOICE_MIN": "ubl",
    "IN_DP_E1_CII_16B": "cii",
    "IN_DP_E2_CII_MIN_16B": "cii",
    "IN_DP_E2_CII_FACTURX": "facturx",
    "SBX_INVENTE_TRAVAUX_UBL": "ubl",
    "SBX_INVENTE_TRAVAUX_UBL_MIN": "ubl",
    "SBX_INVENTE_TRAVAUX_FACTURX": "facturx",
}

CADRES = {
    "A1": "A1_FACTURE_FOURNISSEUR",
    "A2": "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE",
    "A3": "A3_MEMOIRE_JUSTICE",
    "A4": "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR",
    "A5": "A5_ETAT_ACOMPTE_FOURNISSEUR",
    "A6": "A6_ETAT_ACOMPTE_VALIDE_FOURNISSEUR",
    "A7": "A7_PROJET_DECOMPTE_FINAL_FOURNISSEUR",
    "A8": "A8_DECOMPTE_GENERAL_DEFINITIF_FOURNISSEUR",
    "A9": "A9_FACTURE_SOUSTRAITANT",
    "A10": "A10_PROJET_DECOMPTE_MENSUEL_SOUSTRAITANT",
    "A11": "A11_PROJET_DECOMPTE_FINAL_SOUSTRAITANT",
    "A12": "A12_FACTURE_COTRAITANT",
    "A13": "A13_PROJET_DECOMPTE_MENSUEL_COTRAITANT",
    "A14": "A14_PROJET_DECOMPTE_FINAL_COTRAITANT",
    "A15": "A15_ETAT_ACOMPTE_MOE",
    "A16": "A16_ETAT_ACOMPTE_VALIDE_MOE",
    "A17": "A17_PROJET_DECOMPTE_GENERAL_MOE",
    "A18": "A18_DECOMPTE_GENERAL_MOE",
    "A19": "A19_ETAT_ACOMPTE_VALIDE_MOA",
    "A20": "A20_DECOMPTE_GENERAL_MOA",
    "A21": "A21_DEMANDE_REMBOURSEMENT_TIC",
    "A22": "A22_PROJET_DECOMPTE_GENERAL_FOURNISSEUR_PROCEDURE_TACITE",
    "A23": "A23_DECOMPTE_GENERAL_DEFINITIF_TACITE_FOURNISSEUR",
    "A24": "A24_DECOMPTE_GENERAL_DEFINITIF_TACITE_MOE",
    "A25": "A25_DECOMPTE_GENERAL_DEFINITIF_MOE_PROCEDURE_TACITE",
}
SIMPLE = ("A1", "A2", "A9", "A12")
# Frameworks that a deposited flow may carry (portal.md §3.4, column "Flow")
FLOW_CADRES = frozenset("A1 A2 A4 A5 A6 A7 A8 A9 A10 A12 A13 A14 A22".split())
# Frameworks in the words of the portal's own stylesheet (portal.md §3.4)
CADRE_LABELS = {
    "A1": "Dépôt par un fournisseur d'une facture",
    "A2": "Dépôt par un fournisseur d'une facture déjà payée",
    "A3": "Dépôt par un fournisseur d'un mémoire de frais de justice",
    "A4": "Dépôt par un fournisseur d'un projet de décompte mensuel",
    "A5": "Dépôt par un fournisseur d'un état d'acompte",
    "A6": "Dépôt par un fournisseur d'un état d'acompte validé",
    "A7": "Dépôt par un fournisseur d'un projet de décompte final",
    "A8": "Dépôt par un fournisseur d'un décompte général signé",
    "A9": "Dépôt par un sous-traitant d'une facture",
    "A10": "Dépôt par un sous-traitant d'une demande de paiement de travaux",
    "A11": "Dépôt par un sous-traitant d'un projet de décompte final",
    "A12": "Dépôt par un cotraitant d'une facture",
    "A13": "Dépôt par un cotraitant d'un projet de décompte mensuel",
    "A14": "Dépôt par un cotraitant d'un projet de décompte final",
    "A15": "Dépôt par une MOE d'un état d'acompte",
    "A16": "Dépôt par une MOE d'un état d'acompte validé",
    "A17": "Dépôt par une MOE d'un projet de décompte général",
    "A18": "Dépôt par une MOE d'un décompte général",
    "A19": "Dépôt par une MOA d'un état d'acompte validé",
    "A20": "Dépôt par une MOA d'un décompte général",
    "A21": "Dépôt d'une demande de remboursement de la TIC",
    "A22": "Dépôt par un fournisseur d'un projet de décompte général tacite",
    "A23": "Dépôt par un fournisseur d'un décompte général et définitif tacite",
    "A24": "Dépôt par une MOE d'un décompte général et définitif tacite",
    "A25": "Dépôt par une MOA d'un décompte général et définitif (procédure tacite)",
}
VALIDATED_CADRES = frozenset("A9 A10 A12 A13 A14".split())

TRAVAUX_TYPES = {
    "A10": "DP_DE_SOUSTRAITANT_TRAVAUX",
    "A4": "PROJET_DECOMPTE_MENSUEL",
    "A13": "PROJET_DECOMPTE_MENSUEL",
    "A5": "ETAT_ACOMPTE",
    "A15": "ETAT_ACOMPTE",
    "A6": "ETAT_ACOMPTE_VALIDE",
    "A16": "ETAT_ACOMPTE_VALIDE",
    "A19": "ETAT_ACOMPTE_VALIDE",
    "A7": "PROJET_DECOMPTE_FINAL",
    "A14": "PROJET_DECOMPTE_FINAL",
    "A11": "PROJET_DECOMPTE_FINAL",
    "A17": "PROJET_DECOMPTE_GENERAL",
    "A18": "DECOMPTE_GENERAL",
    "A20": "DECOMPTE_GENERAL",
    "A8": "DECOMPTE_GENERAL_SIGNE",
    "A22": "PROJET_DECOMPTE_GENERAL_PROCEDURE_TACITE",
    "A23": "DECOMPTE_GENERAL_DEFINITIF_TACITE",
    "A24": "DECOMPTE_GENERAL_DEFINITIF_TACITE",
    "A25": "DECOMPTE_GENERAL_DEFINITIF_PROCEDURE_TACITE",
}

# UNTDID 4461 codes accepted on input (portal.md §3.5) -> modePaiement
PAYMENT_MEANS = {
    "01": "AUTRE",
    "10": "ESPECE",
    "20": "CHEQUE",
    "30": "VIREMENT",
    "31": "VIREMENT",
    "42": "VIREMENT",
    "48": "AUTRE",
    "49": "PRELEVEMENT",
    "58": "VIREMENT",
    "59": "PRELEVEMENT",
    "97": "REPORT",
}
# Means that need a bank account (portal.md §5.3)
TRANSFERS = frozenset(("30", "31", "42"))

ATTACHMENT_EXTENSIONS = frozenset(
    "BMP GIF FAX ODT PPT TIFF XLS BZ2 GZ JPEG P7S RTF TXT XML CSV GZIP JPG PDF SVG "
    "XHTML XLSX DOC HTM ODP PNG TGZ XLC ZIP DOCX HTML ODS PPS TIF XLM PPTX".split()
)
CURRENCIES = {
    "EUR": "Euro",
    "USD": "Dollar des Etats-Unis",
    "GBP": "Livre sterling",
    "CHF": "Franc suisse",
    "XPF": "Franc Pacifique",
    "CAD": "Dollar canadien",
    "JPY": "Yen",
}
MB = 1024 * 1024
