# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Columns that each search may be sorted by (``triColonne``, portal.md §1.6)."""

ENUMS = {
    "COL_DEMANDE_RECIPIENDAIRE": """
        TypeDemandePaiement CodeFournisseur TypeIdentifiantFournisseur
        Fournisseur CodeServiceFournisseur NomServiceFournisseur
        CodeDestinataire Destinataire CodeServiceExecutant NomServiceExecutant
        TypeFacture TypeFactureTravaux NumeroFacture DateFacture DateDepot
        MontantHT MontantTTC MontantAPayer Devise Statut NumeroMarche
        NumeroBonCommande FactureTelechargeeParDestinataire
    """.split(),
    "COL_ESPACES_FO": """
        CodeService LibelleService idEspaceFo CodeEspace LibelleEspace
        etatCourant TypeHabilitation IdService
    """.split(),
    "COL_FACTURE_A_TRAITER_PAR_FOURNISSEUR": """
        TypeDemandePaiement CodeFournisseur TypeIdentifiantFournisseur
        DesignationFournisseur CodeServiceFournisseur NomServiceFournisseur
        CodeDestinataire DesignationDestinataire CodeServiceExecutant
        NomServiceExecutant TypeFacture NumeroFacture DateFacture DateDepot
        MontantHT MontantTTC MontantAPayer Devise Statut NumeroMarche
        NumeroBonCommande
    """.split(),
    "COL_FACTURE_A_TRAITER_PAR_RECIPIENDAIRE": """
        TypeDemandePaiement CodeFournisseur TypeIdentifiantFournisseur
        DesignationFournisseur CodeServiceFournisseur NomServiceFournisseur
        CodeDestinataire DesignationDestinataire CodeServiceExecutant
        NomServiceExecutant TypeFacture TypeFactureTravaux NumeroFacture
        DateFacture DateDepot MontantHT MontantTTC MontantAPayer Devise Statut
        NumeroMarche NumeroBonCommande FactureTelechargeeParDestinataire
    """.split(),
    "COL_FACTURE_A_TRAITER_PAR_VALIDEUR": """
        IdFacture TypeDemandePaiement IdFournisseur IdentifiantFournisseur
        TypeIdentifiantFournisseur DesignationFournisseur CodeServiceFournisseur
        NomServiceFournisseur IdMoe TypeIdentifiantMoe IdentifiantMoe
        DesignationMoe IdServiceMoe CodeServiceMoe NomServiceMoe IdMoa
        TypeIdentifiantMoa IdentifiantMoa DesignationMoa IdServiceMoa
        CodeServiceMoa NomServiceMoa IdDestinataire TypeIdentifiantDestinataire
        IdentifiantDestinataire DesignationDestinataire IdServiceExecutant
        CodeServiceExecutant NomServiceExecutant IdValideur
        TypeIdentifiantValideur IdentifiantValideur DesignationValideur
        TypeFacture TypeFactureTravaux NumeroFacture DateFacture DateDepot
        MontantHT MontantTTC MontantAPayer Devise Statut NumeroMarche
        NumeroEngagement
    """.split(),
    "COL_FACTURE_PAR_FOURNISSEUR": """
        TypeDemandePaiement CodeFournisseur TypeIdentifiantFournisseur
        DesignationFournisseur CodeServiceFournisseur NomServiceFournisseur
        CodeDestinataire DesignationDestinataire CodeServiceExecutant
        NomServiceExecutant TypeFacture NumeroFacture DateFacture DateDepot
        MontantHT MontantTTC MontantAPayer Devise Statut NumeroMarche
        NumeroBonCommande NumeroFluxDepot TypeIdentifiantValideur1 CodeValideur1
        RaisonSocialeValideur1 NomValideur1 PrenomValideur1 DateValidation1
        TypeIdentifiantValideur2 CodeValideur2 RaisonSocialeValideur2
        NomValideur2 PrenomValideur2 DateValidation2 NumeroFactureOrigine
        ModeDepot CoordBancairesFournisseurCleIban
        CoordBancairesFournisseurCleRib CoordBancairesFournisseurCodeBanque
        CoordBancairesFournisseurCodePays
        CoordBancairesFournisseurCompteBancaire CoordBancairesFournisseurNomCb
        AffactureurCode AffactureurTypeIdentifiant AffactureurRaisonSociale
        NomPrenomUtilisateurCreateur
    """.split(),
    "COL_FACTURE_PAR_VALIDEUR": """
        IdFacture TypeDemandePaiement IdFournisseur IdentifiantFournisseur
        TypeIdentifiantFournisseur DesignationFournisseur CodeServiceFournisseur
        NomServiceFournisseur IdMoe TypeIdentifiantMoe IdentifiantMoe
        DesignationMoe IdServiceMoe CodeServiceMoe NomServiceMoe IdMoa
        IdentifiantMoa DesignationMoa IdServiceMoa CodeServiceMoa NomServiceMoa
        IdDestinataire IdentifiantDestinataire DesignationDestinataire
        IdServiceExecutant CodeServiceExecutant NomServiceExecutant TypeFacture
        TypeFactureTravaux NumeroFacture DateFacture DateDepot MontantHT
        MontantTTC MontantAPayer Devise Statut NumeroMarche NumeroEngagement
    """.split(),
    "COL_HISTO_ACTIONS_UTILISATEURS": """
        HistoActionDateHeure HistoActionCode HistoAction
        HistoActionUtilisateurPrenom HistoActionUtilisateurNom
        HistoActionUtilisateurEmail HistoActionUtilisateurTelephone
    """.split(),
    "COL_HISTO_EVENEMENTS_COMPLEMENTAIRES": """
        EvenementLibelle EvenementQui EvenementDateHeure
    """.split(),
    "COL_HISTO_STATUTS": """
        HistoStatutCode HistoStatutDatePassage HistoStatutCommentaire
        HistoStatutUtilisateurPrenom HistoStatutUtilisateurNom
        HistoStatutUtilisateurEmail HistoStatutUtilisateurTelephone
    """.split(),
    "COL_LIGNES_POSTE": """
        LignePosteNumero LignePosteReference LignePosteDenomination
        LignePosteQuantite LignePosteUniteCode LignePosteUniteLibelle
        LignePosteMontantUnitaireHT LignePosteMontantRemiseHT LignePosteTauxTva
        LignePosteTauxTvaManuel LignePosteMontantHtApresRemise
        LignePosteMontantTva LignePosteMontantTtcApresRemise
    """.split(),
    "COL_LIGNE_RECAP_TVA": """
        LigneTvaMontantTvaParTaux LigneTvaTauxRefCode LigneTvaTauxRefLibelle
        LigneTvaTauxRefValeur LigneTvaTauxManuel LigneTvaMontantBaseHtParTaux
    """.split(),
    "COL_LISTER_RATTACHEMENTS_STRUCTURE_UTILISATEUR": """
        CodeService NomService StatutRattachement
    """.split(),
    "COL_LISTE_PIECES_JOINTES": """
        PieceJointeTypeCode PieceJointeTypeLibelle PieceJointeDesignation
        PieceJointeNumeroLigneFacture PieceJointeExtension
    """.split(),
    "COL_SERVICES_STRUCTURE": """
        CodeService LibelleService DateDbtService DateFinService EstActif
    """.split(),
    "COL_STRUCTURE": """
        IdentifiantStructure DesignationStructure TypeIdentifiantStructure
        Statut
    """.split(),
}
