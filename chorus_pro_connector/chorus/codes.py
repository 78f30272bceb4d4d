# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The portal's enumerations, in one place (portal.md §3).

A code that is not listed here is kept and shown as it came: :func:`invoice_status`
and :func:`flow_status` return an entry whose ``known`` is false, which no caller may
read as a success.
"""

from typing import Any, NamedTuple

# Lanes: what accountants confuse when all they see is one status (portal.md §3.3).
LANE_DELIVERY = "delivery"  # the invoice on its way to the client
LANE_DECISION = "decision"  # what the client (or a validator) decides
LANE_PAYMENT = "payment"  # the money
LANE_WORKS = "works"  # works invoices: pieces of an invoicing file
LANE_UNKNOWN = "unknown"

# Who must act next.
ACTOR_PORTAL = "portal"
ACTOR_SUPPLIER = "supplier"
ACTOR_VALIDATOR = "validator"
ACTOR_CLIENT = "client"
ACTOR_NOBODY = "nobody"


class InvoiceStatus(NamedTuple):
    """One value of ``statutFacture`` (portal.md §3.3).

    :param state: our ``chorus_state`` for an invoice in this status
    :param label: official French label
    """

    code: str
    label: str
    lane: str
    state: str
    actor: str
    terminal: bool = False
    known: bool = True


class FlowStatus(NamedTuple):
    """One value of ``etatCourantDepotFlux`` (portal.md §3.2).

    :param outcome: ``pending``, ``integrated``, ``partial`` or ``rejected``
    """

    code: str
    label: str
    outcome: str
    known: bool = True


_P, _S, _V, _C, _N = (
    ACTOR_PORTAL,
    ACTOR_SUPPLIER,
    ACTOR_VALIDATOR,
    ACTOR_CLIENT,
    ACTOR_NOBODY,
)
_DEL, _DEC, _PAY, _W = LANE_DELIVERY, LANE_DECISION, LANE_PAYMENT, LANE_WORKS

_INVOICE_ROWS: list[tuple[Any, ...]] = [
    # code, label, lane, our state, who acts next, terminal
    ("BROUILLON", "Brouillon", _DEL, "integrated", _S),
    ("INTERPRETEE_OCR", "Interprétée OCR", _DEL, "integrated", _S),
    ("A_VALIDER_1", "À valider 1", _DEC, "integrated", _V),
    ("A_VALIDER_2", "À valider 2", _DEC, "integrated", _V),
    ("VALIDEE_1", "Validée 1", _DEC, "integrated", _P),
    ("VALIDEE_2", "Validée 2", _DEC, "integrated", _P),
    ("REFUSEE_1", "Refusée 1", _DEC, "refused", _S, True),
    ("REFUSEE_2", "Refusée 2", _DEC, "refused", _S, True),
    (
        "ABSENCE_VALIDATION_1_HORS_DELAI",
        "Absence de validation 1 hors délai",
        _DEC,
        "integrated",
        _P,
    ),
    (
        "ABSENCE_VALIDATION_2_HORS_DELAI",
        "Absence de validation 2 hors délai",
        _DEC,
        "integrated",
        _P,
    ),
    (
        "ERREUR_FOURNISSEUR_SUR_VALIDEUR",
        "Erreur fournisseur sur valideur",
        _DEC,
        "action",
        _S,
    ),
    (
        "ERREUR_COTRAITANT_SUR_VALIDEUR",
        "Erreur cotraitant sur valideur",
        _DEC,
        "action",
        _S,
    ),
    ("DEPOSEE", "Déposée", _DEL, "integrated", _P),
    ("EN_COURS_ACHEMINEMENT", "En cours d'acheminement", _DEL, "integrated", _P),
    ("MISE_A_DISPOSITION", "Mise à disposition", _DEL, "delivered", _C),
    ("A_RECYCLER", "À recycler", _DEC, "action", _S),
    ("REJETEE", "Rejetée", _DEC, "refused", _S, True),
    ("SUSPENDUE", "Suspendue", _DEC, "action", _S),
    ("COMPLETEE", "Complétée", _DEC, "delivered", _C),
    ("SERVICE_FAIT", "Service fait", _DEC, "delivered", _C),
    ("MANDATEE", "Mandatée", _PAY, "delivered", _C),
    (
        "MISE_A_DISPOSITION_COMPTABLE",
        "Mise à disposition du comptable",
        _PAY,
        "delivered",
        _C,
    ),
    ("COMPTABILISEE", "Comptabilisée", _PAY, "delivered", _C),
    ("MISE_EN_PAIEMENT", "Mise en paiement", _PAY, "paid", _N, True),
    ("ABANDONNEE", "Abandonnée", _DEL, "refused", _S, True),
    ("SUPPRIMEE", "Supprimée", _DEL, "refused", _S, True),
    ("TECHNIQUE_INCONNU", "Technique inconnu", LANE_UNKNOWN, "integrated", _P),
    # Works invoices (portal.md §4.3): the meaning of most is inferred from their name.
    ("ASSOCIEE", "Associée", _W, "delivered", _C),
    (
        "EN_COURS_TRAITEMENT_PIVOT_S",
        "En cours de traitement (pivot)",
        _W,
        "integrated",
        _P,
    ),
    ("A_VALIDER_MOE", "À valider par la MOE", _W, "delivered", _C),
    ("REFUSEE_MOE", "Refusée par la MOE", _W, "refused", _S, True),
    (
        "EN_ATTENTE_RECYCLAGE_FOURNISSEUR",
        "En attente de recyclage par le fournisseur",
        _W,
        "action",
        _S,
    ),
    ("ERREUR_MOE_SUR_FOURNISSEUR", "Erreur MOE sur fournisseur", _W, "action", _C),
    ("ERREUR_MOA_SUR_FOURNISSEUR", "Erreur MOA sur fournisseur", _W, "action", _C),
    ("ERREUR_FOURNISSEUR_SUR_MOE", "Erreur fournisseur sur MOE", _W, "action", _S),
    ("ERREUR_FOURNISSEUR_SUR_MOA", "Erreur fournisseur sur MOA", _W, "action", _S),
    ("ERREUR_MOE_SUR_MOA", "Erreur MOE sur MOA", _W, "delivered", _C),
    ("ERREUR_DESTINATAIRE_PD", "Erreur destinataire (PD)", _W, "action", _S),
    ("ERREUR_DESTINATAIRE_EA", "Erreur destinataire (EA)", _W, "action", _S),
    ("NON_CONFORME", "Non conforme", _W, "refused", _S, True),
    ("A_ASSOCIER_MOE", "À associer par la MOE", _W, "delivered", _C),
    ("ERREUR_DE_MOE", "Erreur de MOE", _W, "action", _S),
    ("MISE_A_DISPOSITION_MOE", "Mise à disposition de la MOE", _W, "delivered", _C),
    ("PRISE_EN_COMPTE_MOE", "Prise en compte par la MOE", _W, "delivered", _C),
    ("A_ASSOCIER_MOA", "À associer par la MOA", _W, "delivered", _C),
    ("ERREUR_DE_MOA", "Erreur de MOA", _W, "action", _S),
    ("REFUSEE_MOA", "Refusée par la MOA", _W, "refused", _S, True),
    ("A_ASSOCIER_FOURNISSEUR", "À associer par le fournisseur", _W, "action", _S),
    ("REFUSEE_FOURNISSEUR", "Refusée par le fournisseur", _W, "refused", _C),
    ("A_COMPLETER", "À compléter", _W, "action", _S),
    ("TRANSMISE_MOA", "Transmise à la MOA", _W, "delivered", _C),
    (
        "PRISE_EN_COMPTE_DESTINATAIRE",
        "Prise en compte par le destinataire",
        _W,
        "delivered",
        _C,
    ),
    ("REMPLACEE_PAR_A22", "Remplacée par un A22", _W, "refused", _N, True),
    ("DUPLIQUE_APRES_REFUS", "Dupliquée après refus", _W, "refused", _N, True),
    ("MISE_A_DISPOSITION_MOA", "Mise à disposition de la MOA", _W, "delivered", _C),
    ("PRISE_EN_COMPTE_MOA", "Prise en compte par la MOA", _W, "delivered", _C),
]
INVOICE_STATUSES = {row[0]: InvoiceStatus(*row) for row in _INVOICE_ROWS}

# Those that an act of ours gives: their comment is ours too.
BY_SUPPLIER = ("COMPLETEE",)
# Last status to expect from a client that does not report payments (portal.md §3.3).
TERMINAL_WITHOUT_PAYMENT = {"MANDATEE", "COMPTABILISEE"}

_FLOW_ROWS = [
    (
        "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP",
        "Déposé, en attente de traitement",
        "pending",
    ),
    ("IN_RECU", "Reçu", "pending"),
    ("IN_TRAITE_SE_CPP", "Traité par le système d'échange", "pending"),
    ("IN_EN_ATTENTE_TRAITEMENT_CPP", "En attente de traitement", "pending"),
    ("IN_EN_COURS_TRAITEMENT_CPP", "En cours de traitement", "pending"),
    ("IN_EN_ATTENTE_RETRAITEMENT_CPP", "En attente de retraitement", "pending"),
    ("IN_INTEGRE", "Intégré", "integrated"),
    ("IN_INTEGRE_PARTIEL", "Intégré partiellement", "partial"),
    ("IN_REJETE", "Rejeté", "rejected"),
    ("IN_INCIDENTE", "Incidenté", "rejected"),
    ("IN_A_RELANCER", "À relancer", "rejected"),
    ("IN_ERREUR_INTERNE", "Erreur interne", "rejected"),
]
FLOW_STATUSES = {row[0]: FlowStatus(*row) for row in _FLOW_ROWS}

# Deposit syntaxes this connector writes (portal.md §3.1); the portal knows more.
SYNTAX_FACTURX = "IN_DP_E2_CII_FACTURX"
SYNTAX_CII = "IN_DP_E1_CII_16B"
SYNTAX_UBL = "IN_DP_E1_UBL_INVOICE"
SYNTAX_MIXED = "IN_DP_E2_UBL_INVOICE_MIN"
SYNTAXES = (SYNTAX_FACTURX, SYNTAX_CII, SYNTAX_UBL, SYNTAX_MIXED)
# Not a flow: the ``modeDepot`` of an invoice made out of its data, beside a PDF
# (portal.md §2.6).
MODE_PDF = "DEPOT_PDF_API"
# Said to the portal of a PDF with a signature; the deposit is of the same kind to us.
MODE_SIGNED_PDF = "DEPOT_PDF_SIGNE_API"
DEPOSITS = (*SYNTAXES, MODE_PDF)
# Format of a file, as the invoice names it → how it is deposited.
FORMAT_SYNTAXES = {
    "facturx": SYNTAX_FACTURX,
    "cii": SYNTAX_CII,
    "ubl": SYNTAX_UBL,
    "mixed": SYNTAX_MIXED,
    "pdf": MODE_PDF,
}
# Drafts, and drafts given up: the portal has them, and they are no invoices.
DRAFT_STATUSES = ("BROUILLON", "INTERPRETEE_OCR", "ABANDONNEE", "SUPPRIMEE")

# Invoicing frameworks of simple invoices: BT-23 code → API name (portal.md §3.4).
FRAMEWORKS = {
    "A1": "A1_FACTURE_FOURNISSEUR",
    "A2": "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE",
    "A9": "A9_FACTURE_SOUSTRAITANT",
    "A12": "A12_FACTURE_COTRAITANT",
}
FRAMEWORKS_WITH_VALIDATOR = ("A9", "A12")

# A service reserved for invoices between public bodies (portal.md §5.2).
SERVICE_PUBLIC_ONLY = "FACTURES_PUBLIQUES"


def invoice_status(code: str) -> InvoiceStatus:
    """Return the :class:`InvoiceStatus` of ``code``, also when it is unknown."""
    return INVOICE_STATUSES.get(code) or InvoiceStatus(
        code, code, LANE_UNKNOWN, "integrated", ACTOR_NOBODY, False, False
    )


def flow_status(code: str) -> FlowStatus:
    """Return the :class:`FlowStatus` of ``code``, also when it is unknown."""
    return FLOW_STATUSES.get(code) or FlowStatus(code, code, "pending", False)
