# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The portal's APIs, one module per family; importing them fills the registry."""

from . import (
    engagements,
    factures_actions,
    factures_depot,
    factures_destinataire,
    factures_fournisseur,
    factures_pdf,
    factures_soumission,
    factures_valideur,
    structures,
    transverses,
    transverses_fichiers,
    transverses_listes,
    travaux,
    travaux_depot,
    utilisateurs,
)

MODULES = (
    engagements,
    factures_actions,
    factures_depot,
    factures_destinataire,
    factures_fournisseur,
    factures_pdf,
    factures_soumission,
    factures_valideur,
    structures,
    transverses,
    transverses_fichiers,
    transverses_listes,
    travaux,
    travaux_depot,
    utilisateurs,
)
