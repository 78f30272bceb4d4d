# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Request models of the *Structures* API, field by field (spec annex B).

Notation: ``name:type``; types are int, num, str, bool, date, any, the name of an
enumeration, the name of a model, or one of these between brackets for a list.
"""

OPERATIONS = {
    "consulter": "ConsulterStructureAvecTVAIntraComParam",
    "consulter/service": "ConsulterServiceStructureParam",
    "lister/rattachementsutilisateur": "ListerRattachementsStructureUtilisateurParam",
    "rechercher": "RechercherStructureParam",
    "rechercher/espaces": "RechercherEspacesParam",
    "rechercher/services": "RechercherServicesStructureParam",
}

MODELS = {
    "ConsulterServiceStructureParam": """
        codeLangue:str idService:int idStructure:int
    """,
    "ConsulterStructureAvecTVAIntraComParam": """
        codeLangue:str idStructureCPP:int
    """,
    "ListerRattachementsStructureUtilisateurParam": """
        adresseEmailConnexionUtilisateur:str idStructure:int idUtilisateur:int
        identifiantStructure:str
        parametresListerRattachementsStructureUtilisateur:ParamListerRattachementsStructureUtilisateur
        typeIdentifiantStructure:TYPE_IDENTIFIANT
    """,
    "ParamListerRattachementsStructureUtilisateur": """
        nbResultatsParPage:int pageResultatDemandee:int
        triColonne:COL_LISTER_RATTACHEMENTS_STRUCTURE_UTILISATEUR
        triSens:TRI_SENS
    """,
    "ParametresRechercherEspacesFo": """
        nbResultatsParPage:int pageResultatDemandee:int
        triColonne:COL_ESPACES_FO triSens:TRI_SENS
    """,
    "ParametresRechercherServicesStructure": """
        nbResultatsParPage:int pageResultatDemandee:int
        triColonne:COL_SERVICES_STRUCTURE triSens:TRI_SENS
    """,
    "ParametresRechercherStructure": """
        nbResultatsParPage:int pageResultatDemandee:int triColonne:COL_STRUCTURE
        triSens:TRI_SENS
    """,
    "ParametresStructureRechercherEspacesFo": """
        idStructure:int identifiantStructure:str
        typeIdentifiantStructure:TYPE_IDENTIFIANT
    """,
    "RechercherEspacesParam": """
        idService:int parametresRechercherEspaces:ParametresRechercherEspacesFo
        structure:ParametresStructureRechercherEspacesFo
    """,
    "RechercherServicesStructureParam": """
        idStructure:int
        parametresRechercherServicesStructure:ParametresRechercherServicesStructure
    """,
    "RechercherStructureInput": """
        adresseCodePays:str adresseCodePostal:str adresseVille:str estMOA:bool
        estMOAUniquement:bool identifiantStructure:str libelleStructure:str
        nomStructure:str prenomStructure:str raisonSocialeStructure:str
        statutStructure:ACTIF_INACTIF typeIdentifiantStructure:TYPE_IDENTIFIANT
        typeStructure:PRIVEE_PUBLIQUE
    """,
    "RechercherStructureParam": """
        parametres:ParametresRechercherStructure
        restreindreStructuresPrivees:bool structure:RechercherStructureInput
    """,
}
