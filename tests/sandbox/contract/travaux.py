# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Parts of works requests. MOE and MOA stand in the framework's block, as in the
official answers (portal.md §4.4); the rest is our own choice."""

MODELS = {
    "TravauxCadreDeFacturation": """
        codeCadreFacturation:CADRE_25 codeStructureValideur:str
        codeServiceValideur:str idMoe:int typeIdentifiantMoe:TYPE_IDENTIFIANT
        identifiantMoe:str idServiceMoe:int codeServiceMoe:str idMoa:int
        typeIdentifiantMoa:TYPE_IDENTIFIANT identifiantMoa:str idServiceMoa:int
        codeServiceMoa:str
    """,
    "TravauxFournisseur": """
        idFournisseur:int typeIdentifiantFournisseur:TYPE_IDENTIFIANT
        identifiantFournisseur:str idServiceFournisseur:int
        codeCoordonneesBancairesFournisseur:int
    """,
}
