# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every answer whose real shape nobody published: our own choices, in one place.

The full error-message annex is not public (portal.md §7.1). Codes invented here are
numbered 20900 and up so that they cannot be taken for real ones; README.md lists them.
Texts have their accents, which the API strips as the platform does.
"""

# code, libelle: business errors, HTTP 200 unless stated
MISSING = 20901, "Le champ {0} est obligatoire."
TOO_LONG = 20902, "Le champ {0} ne doit pas dépasser {1} caractères"
NO_EXTENSION = 20903, "Le nom du fichier doit comporter une extension."
UNKNOWN_FLOW = 20904, "Le flux {0} n'est pas référencé dans notre système."
REPORT_NOT_READY = 20905, "Le compte rendu du flux n'est pas encore disponible."
UNKNOWN_STRUCTURE = 20906, "La structure n'est pas référencée dans notre système."
UNKNOWN_SERVICE = 20907, "Le service n'est pas référencé dans notre système."
NO_CRITERION = 20908, "Au moins un critère de recherche est obligatoire."
UNKNOWN_ATTACHMENT = 20909, "La pièce jointe {0} n'est pas référencée."
BAD_INVOICE = 20910, "{0}"
NOT_A_RECYCLED = 20911, "La demande de paiement n'est pas à recycler."
NOT_REJECTED = 20912, "La demande de paiement n'est pas rejetée."
NO_REASON = 20913, "Le motif est obligatoire pour : {0}."
NO_VALIDATOR_ERROR = 20914, "Le valideur de cette demande ne peut pas être corrigé."
BAD_ACTION = 20915, "L'action « {0} » n'est pas permise au statut « {1} »."
BAD_ATTACHMENT = 20916, "{0}"
WORKS_TRANSITION = 20917, "L'action « {0} » n'est pas permise au statut « {1} »."
WRONG_VALIDATOR_ACTION = "ERREUR_VALIDEUR"
BAD_PDF = 20918, "Le fichier n'est pas un PDF lisible."
UNKNOWN_SYNTAX = 20919, "La syntaxe {0} n'est pas connue."
TOO_EARLY = 20920, "Les jours laissés à la MOA pour répondre ne sont pas écoulés."
AMOUNT_REFUSAL = (
    20921,
    "Une différence de montant n'est plus un motif de refus depuis le 19/02/2025 : "
    "déposez votre pièce avec les montants que vous admettez.",
)
NOT_AN_OPENER = 20922, "Un dossier ne peut pas être ouvert par vous avec un {0}."
UNSIGNED_PDF = (
    20924,
    "Le fichier PDF n'est pas signe, ou pas jusqu'a son dernier octet.",
)
TAKEN_NUMBER = 20923, "Ce numéro existe déjà pour ce fournisseur."

# The number is known, its text is not (portal.md §2.9)
INCOHERENT = 20002, "Le statut cible n'est pas cohérent avec le statut courant."

# HTTP 400 with the two members that clients read (portal.md §1.4)
MALFORMED = 20900, "Requête mal formulée : {0}"

# Gateway texts: only the statuses and the two headers are known (portal.md §1.2, §1.4)
OAUTH_DESCRIPTION = "Invalid client id or secret."
UNAUTHORIZED = {
    "error": "unauthorized",
    "error_description": "Authentification refusee",
}
FORBIDDEN = {"error": "forbidden", "error_description": "Acces refuse"}
UNSUPPORTED = {"error": "unsupported_media_type"}
TOO_LARGE = {"error": "request_too_large"}
QUOTA = {"error": "quota_exceeded"}

# Technical rejections of a flow: the members are official, the values are ours.
TECHNICAL_NATURE = "TECHNIQUE"
TECHNICAL = {
    "SBX01": "Le fichier n'a pas pu etre lu : le XML n'est pas bien forme.",
    "SBX02": "Le fichier XML contient une DTD ou une entite, ce qui est interdit.",
    "SBX03": "Le fichier PDF ne contient pas de fichier factur-x.xml.",
    "SBX04": "Le fichier PDF est protege par un mot de passe.",
    "SBX05": "Le fichier PDF n'a pas pu etre lu.",
    "SBX07": "L'archive n'a pas pu etre lue.",
    "SBX08": "L'archive contient un nom de fichier interdit.",
    "SBX09": "La taille du contenu decompresse depasse la limite autorisee.",
    "SBX10": "L'archive est vide.",
    "SBX11": "L'archive contient des fichiers de formats differents.",
    "SBX12": "Le contenu du fichier ne correspond pas a la syntaxe du flux.",
    "SBX13": "Ce bac a sable ne juge pas cette syntaxe de flux.",
    "SBX14": "Le fichier XML n'est pas encode en UTF-8.",
    "SBX15": "Le flux contient plus de 500 factures.",
}

# Operations whose path, request or answer nobody published: all ours.
OWN_SHAPES = {
    "facturesTravaux/soumettre": "request and answer",
    "facturesTravaux/consulter/dossierfacturation": "members of each document",
    "facturesTravaux/rechercher/atraiter": "request",
    "facturesTravaux/completer": "answer",
    "facturesTravaux/completermoe": "request and answer",
    "facturesTravaux/recycler": "request and answer",
    "facturesTravaux/refuser": "request and answer",
    "facturesTravaux/prendreEnCompte": "path, request and answer",
    "facturesTravaux/corrigerValideur": "path, request and answer",
    "factures/telecharger/groupe": "PIVOT, reconstructed from public readers",
    "transverses/recuperer/services/executantetat": "answer",
    "transverses/recuperer/services/structure": "request and answer",
    "transverses/recuperer/utilisateurs/service": "request and answer",
    "transverses/recuperer/typestructure": "answer",
    "transverses/telecharger/annuaire/destinataire": "content of the ZIP",
    "transverses/detacherPieceJointe": "answer",
}

# Where the parties of a works or validated invoice stand in a file (portal.md §7.4).
# A line of a note (BT-22): "Valideur (SIRET) : <SIRET>", "MOE : <SIRET>/<service>" or
# "MOA : <SIRET>/<service>", in any case, scheme and service being optional;
# or the extended CII party named here.
PARTY_NOTE = (
    r"(?i)\s*(VALIDEUR|MOE|MOA)\s*(?:\(SIRET\))?\s*:\s*"
    r"([0-9A-Z]{9,18})(?:\s*/\s*(\S{1,100}))?\s*$"
)
CII_VALIDATOR_PARTY = "SalesAgentTradeParty"
