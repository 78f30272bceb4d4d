# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# ruff: noqa: E501 (names of the official models cannot be cut)
"""Request models of the *Factures* API, field by field (spec annex A).

Notation: ``name:type``; types are int, num, str, bool, date, any, the name of an
enumeration, the name of a model, or one of these between brackets for a list.
"""

OPERATIONS = {
    "completer": "CompleterFactureParam",
    "consulter/fournisseur": "ConsulterFactureParFournisseurParam",
    "consulter/historique": "ConsulterHistoriqueFactureParam",
    "consulter/recipiendaire": "ConsulterFactureParRecipiendaireParam",
    "consulter/valideur": "ConsulterFactureParValideurParam",
    "corriger/valideur/facture": "CorrigerValideurFactureParam",
    "deposer/flux": "DeposerFluxFactureParam",
    "deposer/pdf": "DeposerPdfFactureParam",
    "rechercher/aTraiter/valideur": "RechercherFactureATraiterParValideurParam",
    "rechercher/atraiter/fournisseur": "RechercherFactureATraiterParFournisseurParam",
    "rechercher/atraiter/recipiendaire": "RechercherFactureATraiterParRecipiendaireParam",
    "rechercher/demandePaiement": "RechercherDemandePaiementParam",
    "rechercher/fournisseur": "RechercherFactureParFournisseurParam",
    "rechercher/recipiendaire": "RechercherFactureRecipiendaireParam",
    "rechercher/valideur": "RechercherFactureParValideurParam",
    "recuperer/statutsFactureVisibles/valideur": "RecupererStatutsFactureVisiblesParValideurParam",
    "recycler": "RecyclerFactureParam",
    "soumettre": "SoumettreFactureParam",
    "telecharger/groupe": "TelechargerGroupeFactureParam",
    "traiter/factureAValider": "TraiterFactureAValiderParam",
    "traiter/recue": "TraiterUneFactureRecueParam",
    "traiterRejet": "TraiterFacturesRejeteesParam",
}

MODELS = {
    "CompleterFactureParam": """
        idUtilisateurCourant:int identifiantFactureCPP:int
        pieceJointeComplementaire:[PieceJointeComplementaire] commentaire:str
    """,
    "ConsulterFactureParFournisseurParam": """
        idUtilisateurCourant:int identifiantFactureCPP:int codeLangue:str
        getpLigneRecapTva:ParamRechercheLigneRecapTva
        getpListePiecesJointes:ParamRechercheListePiecesJointes
        getpLignesPoste:ParamRechercheLignesPoste
    """,
    "ConsulterFactureParRecipiendaireParam": """
        idUtilisateurCourant:int identifiantFactureCPP:int codeLangue:str
        rechercheligneTvaRecap:ParamRechercheLigneRecapTva
        recherchePj:ParamRechercheListePiecesJointes
        rechercheLignePoste:ParamRechercheLignesPoste
    """,
    "ConsulterFactureParValideurParam": """
        idUtilisateurCourant:int identifiantFactureCPP:int codeLangue:str
        rechercheLigneTvaRecap:ParamRechercheLigneRecapTva
        recherchePj:ParamRechercheListePiecesJointes
        rechercheLignePoste:ParamRechercheLignesPoste
    """,
    "ConsulterHistoriqueFactureParam": """
        idUtilisateurCourant:int idFacture:int idEspace:int
        nbResultatsMaximum:int
        paramRechercheHistoStatuts:ParamRechercheHistoStatuts
        paramRechercheHistoEvenementsComplementaires:ParamRechercheHistoEvenementsComplementaires
        paramRechercheHistoActionsUtilisateurs:ParamRechercheHistoActionsUtilisateurs
    """,
    "CorrigerValideurFactureParam": """
        idFacture:int idStructure:int typeIdentifiantStructure:TYPE_IDENTIFIANT
        identifiantStructure:str
    """,
    "CritereDestinatairePojo": """
        idDestinataire:int listeIdServiceExecutant:[int]
        raisonSocialeStuctDmd:str
    """,
    "CritereFournisseurPojo": """
        idFournisseur:int listeIdService:[int]
    """,
    "DeposerFluxFactureParam": """
        idUtilisateurCourant:int fichierFlux:str nomFichier:str
        syntaxeFlux:str avecSignature:bool
    """,
    "DeposerPdfFactureParam": """
        idUtilisateurCourant:int fichierFacture:str nomFichier:str
        formatDepot:FORMAT_DEPOT
    """,
    "IdFactureInput": """
        idFacture:int
    """,
    "LignePosteSoumettreInput": """
        lignePosteNumero:int lignePosteReference:str lignePosteDenomination:str
        lignePosteQuantite:num lignePosteUnite:str
        lignePosteMontantUnitaireHT:num lignePosteMontantRemiseHT:num
        lignePosteTauxTva:str lignePosteTauxTvaManuel:num
    """,
    "LigneTvaSoumettreInput": """
        ligneTvaTaux:str ligneTvaMontantBaseHtParTaux:num
        ligneTvaMontantTvaParTaux:num ligneTvaTauxManuel:num
    """,
    "ParamRechercheDemandeRecipiendaire": """
        nbResultatsMaximum:int pageResultatDemandee:int nbResultatsParPage:int
        triSens:TRI_SENS triColonne:COL_DEMANDE_RECIPIENDAIRE champsDeTri:any
        ordreTriGenerique:TRI_SENS taillePageGenerique:int
        indexPageGenerique:int
    """,
    "ParamRechercheFactureATraiterParFournisseur": """
        nbResultatsMaximum:int pageResultatDemandee:int nbResultatsParPage:int
        triSens:TRI_SENS triColonne:COL_FACTURE_A_TRAITER_PAR_FOURNISSEUR
        champsDeTri:any ordreTriGenerique:TRI_SENS taillePageGenerique:int
        indexPageGenerique:int
    """,
    "ParamRechercheHistoActionsUtilisateurs": """
        pageResultatDemandeeListeHistoAction:int
        triSensListeHistoAction:TRI_SENS
        triColonneListeHistoAction:COL_HISTO_ACTIONS_UTILISATEURS
        champsDeTri:any ordreTriGenerique:TRI_SENS taillePageGenerique:int
        indexPageGenerique:int nbResultatsParPageListeHistoAction:int
    """,
    "ParamRechercheHistoEvenementsComplementaires": """
        pageResultatDemandeeListeHistoEvenement:int
        nbResultatsParPageListeHistoEvenement:int
        triSensListeHistoEvenement:TRI_SENS
        triColonneListeHistoEvenement:COL_HISTO_EVENEMENTS_COMPLEMENTAIRES
        champsDeTri:any ordreTriGenerique:TRI_SENS taillePageGenerique:int
        indexPageGenerique:int
    """,
    "ParamRechercheHistoStatuts": """
        pageResultatDemandeeListeHistoStatut:int
        nbResultatsParPageListeHistoStatut:int triSensListeHistoStatut:TRI_SENS
        triColonneListeHistoStatut:COL_HISTO_STATUTS champsDeTri:any
        ordreTriGenerique:TRI_SENS taillePageGenerique:int
        indexPageGenerique:int
    """,
    "ParamRechercheLigneRecapTva": """
        pageResultatDemandeeListeRecapitulatifTVA:int
        nbResultatsParPageListeListeRecapitulatifTVA:int
        triSensListeRecapitulatifTVA:TRI_SENS
        triColonneListeRecapitulatifTVA:COL_LIGNE_RECAP_TVA champsDeTri:any
        ordreTriGenerique:TRI_SENS taillePageGenerique:int
        indexPageGenerique:int
    """,
    "ParamRechercheLignesPoste": """
        pageResultatDemandeeLignesPoste:int nbResultatsParPageLignesPoste:int
        triSensListeLignesPoste:TRI_SENS
        triColonneListeLignesPoste:COL_LIGNES_POSTE champsDeTri:any
        ordreTriGenerique:TRI_SENS taillePageGenerique:int
        indexPageGenerique:int
    """,
    "ParamRechercheListePiecesJointes": """
        pageResultatDemandeeListePieceJointe:int
        nbResultatsParPageListePieceJointe:int
        triSensListePiecesJointes:TRI_SENS
        triColonneListePiecesJointes:COL_LISTE_PIECES_JOINTES champsDeTri:any
        ordreTriGenerique:TRI_SENS taillePageGenerique:int
        indexPageGenerique:int
    """,
    "ParametreRechercheFactureATraiterParRecipiendaire": """
        getnbResultatsMaximum:int
        triColonne:COL_FACTURE_A_TRAITER_PAR_RECIPIENDAIRE triSens:TRI_SENS
        champsDeTri:any nbResultatsParPage:int pageResultatDemandee:int
        ordreTriGenerique:TRI_SENS taillePageGenerique:int
        indexPageGenerique:int
    """,
    "ParametresRechercherFactureATraiterParValideur": """
        pageResultatDemandee:int nbResultatsParPage:int triSens:TRI_SENS
        triColonne:COL_FACTURE_A_TRAITER_PAR_VALIDEUR champsDeTri:any
        ordreTriGenerique:TRI_SENS taillePageGenerique:int
        indexPageGenerique:int
    """,
    "ParametresRechercherFactureParFournisseur": """
        nbResultatsMaximum:int pageResultatDemandee:int nbResultatsParPage:int
        triSens:TRI_SENS triColonne:COL_FACTURE_PAR_FOURNISSEUR champsDeTri:any
        ordreTriGenerique:TRI_SENS taillePageGenerique:int
        indexPageGenerique:int
    """,
    "ParametresRechercherFactureParValideur": """
        pageResultatDemandee:int nbResultatsParPage:int triSens:TRI_SENS
        triColonne:COL_FACTURE_PAR_VALIDEUR champsDeTri:any
        ordreTriGenerique:TRI_SENS taillePageGenerique:int
        indexPageGenerique:int
    """,
    "PieceJointeComplementaire": """
        pieceJointeComplementaireDesignation:str
        pieceJointeComplementaireType:str
        pieceJointeComplementaireNumeroLigneFacture:int
        pieceJointeComplementaireId:int
    """,
    "PieceJointeComplentaireSoumettreInput": """
        pieceJointeComplementaireDesignation:str
        pieceJointeComplementaireType:str
        pieceJointeComplementaireNumeroLigneFacture:int
        pieceJointeComplementaireId:int pieceJointeComplementaireIdLiaison:int
    """,
    "RechercherDemandePaiementParam": """
        roleUtilisateur:ROLE numeroFacture:str typeDemandePaiement:TYPE_DP
        typeFacture:TYPE_FACTURE typeFactureTravaux:TYPE_FACTURE_TRAVAUX
        cadreFacturation:CADRE_25 statutCourant:[STATUT_FACTURE]
        periodeDateHeureEtatCourantDu:date periodeDateHeureEtatCourantAu:date
        periodeDateFournisseurDu:date periodeDateFournisseurAu:date
        periodeDateDepotDu:date periodeDateDepotAu:date montantHTMin:num
        montantHTMax:num montantTTCMin:num montantTTCMax:num
        montantAPayerMin:num montantAPayerMax:num numeroMarche:str
        numeroBonCommande:str numeroFactureOrigine:str
        structureFournisseur:RechercherDemandePaiementStructureFournisseurInput
        rechercheSirenFournisseur:bool idServiceFournisseur:int
        structureMoe:RechercherDemandePaiementStructureMoeInput idServiceMoe:int
        structureMoa:RechercherDemandePaiementStructureMoaInput idServiceMoa:int
        structureValideur:RechercherDemandePaiementStructureValideurInput
        structureDestinataire:RechercherDemandePaiementStructureDestinataireInput
        rechercheSirenDestinataire:bool idServiceDestinataire:int
        dpOuDpArchive:DP_OU_ARCHIVE numeroDossierFacturation:str
        numeroFactureMemoire:str numeroDpMandat:str
    """,
    "RechercherDemandePaiementStructureDestinataireInput": """
        idStructureDestinataire:int
        typeIdentifiantStructureDestinataire:TYPE_IDENTIFIANT
        identifiantStructureDestinataire:str
    """,
    "RechercherDemandePaiementStructureFournisseurInput": """
        idStructureFournisseur:int
        typeIdentifiantStructureFournisseur:TYPE_IDENTIFIANT
        identifiantStructureFournisseur:str
    """,
    "RechercherDemandePaiementStructureMoaInput": """
        idStructureMoa:int typeIdentifiantStructureMoa:TYPE_IDENTIFIANT
        identifiantStructureMoa:str
    """,
    "RechercherDemandePaiementStructureMoeInput": """
        idStructureMoe:int typeIdentifiantStructureMoe:TYPE_IDENTIFIANT
        identifiantStructureMoe:str
    """,
    "RechercherDemandePaiementStructureValideurInput": """
        idStructureValideur:int
        typeIdentifiantStructureValideur:TYPE_IDENTIFIANT
        identifiantStructureValideur:str
    """,
    "RechercherFactureATraiterParFournisseurParam": """
        idUtilisateurCourant:int idStructure:int masquerRejetee:bool
        rechercheFactureATraiterParFournisseur:ParamRechercheFactureATraiterParFournisseur
        recupererTaille:bool
    """,
    "RechercherFactureATraiterParRecipiendaireParam": """
        idUtilisateurCourant:int idStructure:int recupererTaille:bool
        parametreRechercheFactureATraiterParRecipiendaire:ParametreRechercheFactureATraiterParRecipiendaire
    """,
    "RechercherFactureATraiterParValideurParam": """
        idUtilisateurCourant:int idStructure:int
        typeIdentifiantStructure:TYPE_IDENTIFIANT identifiantStructure:str
        pagination:ParametresRechercherFactureATraiterParValideur
    """,
    "RechercherFactureParFournisseurParam": """
        idUtilisateurCourant:int listeDestinataire:[CritereDestinatairePojo]
        rechercheSirenDestinataire:bool numeroFacture:str
        periodeDateDepotDu:date periodeDateDepotAu:date typeFacture:TYPE_FACTURE
        idFournisseur:int idServiceFournisseur:int idStructureValideur:int
        cadreFacturation:CADRE_25 statutCourant:[str] periodeDateFactureDu:date
        periodeDateFactureAu:date montantHTMin:num montantHTMax:num
        montantTTCMin:num montantTTCMax:num montantApayerMin:num
        montantApayerMax:num coordonneeBancaire:int idUtilisateurCreateur:[int]
        numeroMarche:str numeroBonCommande:str numeroFactureOrigine:str
        modeDepot:MODE_DEPOT numeroFluxDepot:str
        rechercheFactureParFournisseur:ParametresRechercherFactureParFournisseur
        recupererTaille:bool periodeDateHeureEtatCourantDu:date
        periodeDateHeureEtatCourantAu:date rejetTraite:bool
    """,
    "RechercherFactureParValideurParam": """
        idUtilisateurCourant:int typeDemandePaiement:TYPE_DP idDestinataire:int
        rechercheSirenDestinataire:bool idServiceExecutant:int numeroFacture:str
        periodeDateDepotDu:date periodeDateDepotAu:date
        listeTypeFacture:[TYPE_FACTURE]
        listeTypeFactureTravaux:[TYPE_FACTURE_TRAVAUX] idFournisseur:int
        rechercheSirenFournisseur:bool idServiceFournisseur:int
        idStructureValideur:int idStructureMoe:int idStructureMoa:int
        cadreFacturation:CADRE_25 statutCourant:[STATUT_FACTURE]
        periodeDateFactureDu:date periodeDateFactureAu:date montantHTMin:num
        montantHTMax:num montantTTCMin:num montantTTCMax:num
        montantAPayerMin:num montantAPayerMax:num numeroMarche:str
        numeroEngagement:str pagination:ParametresRechercherFactureParValideur
    """,
    "RechercherFactureRecipiendaireParam": """
        idUtilisateurCourant:int typeDemandePaiement:TYPE_DP_RECUE
        idDestinataire:int idServiceExecutant:int numeroFacture:str
        periodeDateDepotDu:date periodeDateDepotAu:date
        listeTypeFacture:[TYPE_FACTURE_SAISIE]
        listeTypeFactureTravaux:[TYPE_FACTURE_TRAVAUX]
        listeFournisseurs:[CritereFournisseurPojo]
        rechercheSirenFournisseur:bool idStructureValideur:int
        cadreFacturation:CADRE_19 statutCourant:[STATUT_FACTURE]
        periodeDateFactureDu:date periodeDateFactureAu:date montantHTMin:num
        montantHTMax:num montantTTCMin:num montantTTCMax:num
        montantApayerMin:num montantApayerMax:num numeroMarche:str
        numeroBonCommande:str factureTelechargeeParDestinataire:bool
        paramRecherche:ParamRechercheDemandeRecipiendaire recupererTaille:bool
        periodeDateHeureEtatCourantDu:date periodeDateHeureEtatCourantAu:date
    """,
    "RecupererStatutsFactureVisiblesParValideurParam": """
        idUtilisateurCourant:int
    """,
    "RecyclerFactureParam": """
        idUtilisateurCourant:int identifiantFactureCPP:int
        destinataire:SoumettreFactureDestinataire commentaire:str
        reference:SoumettreFactureReferences
    """,
    "SoumettreFactureCadreDeFacturation": """
        codeCadreFacturation:CADRE_SIMPLE codeStructureValideur:str
        codeServiceValideur:str
    """,
    "SoumettreFactureDestinataire": """
        codeDestinataire:str codeServiceExecutant:str
    """,
    "SoumettreFactureFournisseur": """
        idFournisseur:int idServiceFournisseur:int
        codeCoordonneesBancairesFournisseur:int
    """,
    "SoumettreFactureMontantTotal": """
        montantHtTotal:num montantTVA:num montantTtcTotal:num
        montantRemiseGlobaleTTC:num motifRemiseGlobaleTTC:str montantAPayer:num
    """,
    "SoumettreFactureParam": """
        idUtilisateurCourant:int modeDepot:MODE_DEPOT_SAISIE
        numeroFactureSaisi:str dateFacture:date
        destinataire:SoumettreFactureDestinataire
        fournisseur:SoumettreFactureFournisseur
        cadreDeFacturation:SoumettreFactureCadreDeFacturation
        references:SoumettreFactureReferences
        lignePoste:[LignePosteSoumettreInput] ligneTva:[LigneTvaSoumettreInput]
        montantTotal:SoumettreFactureMontantTotal
        pieceJointePrincipale:SoumettreFacturePieceJointePrincipale
        pieceJointeComplementaire:[PieceJointeComplentaireSoumettreInput]
        commentaire:str
    """,
    "SoumettreFacturePieceJointePrincipale": """
        pieceJointePrincipaleDesignation:str pieceJointePrincipaleId:int
    """,
    "SoumettreFactureReferences": """
        deviseFacture:str typeFacture:TYPE_FACTURE_SAISIE typeTva:TYPE_TVA
        motifExonerationTva:str numeroMarche:str numeroBonCommande:str
        numeroFactureOrigine:str modePaiement:MODE_PAIEMENT
    """,
    "TelechargerGroupeFactureParam": """
        idUtilisateurCourant:int idEspace:int format:str
        avecPiecesJointesComplementaires:str listeFacture:[IdFactureInput]
    """,
    "TraiterFactureAValiderParam": """
        idFacture:int action:str typeValideur:str idValideur:int motifRefus:str
        complementInfo:str
    """,
    "TraiterFacturesRejeteesListeDemandePaiement": """
        idDemandePaiement:int
    """,
    "TraiterFacturesRejeteesParam": """
        listeDemandePaiement:[TraiterFacturesRejeteesListeDemandePaiement]
    """,
    "TraiterUneFactureRecueParam": """
        idUtilisateurCourant:int idFacture:int nouveauStatut:STATUT_FACTURE
        motif:str numeroDPMandat:str
    """,
}
