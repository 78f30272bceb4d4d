# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The portal's APIs, one module per family; importing them fills the registry."""

from . import engagements, factures_depot, factures_fournisseur, structures, transverses

MODULES = (engagements, factures_depot, factures_fournisseur, structures, transverses)
