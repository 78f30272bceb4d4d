# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The files that may be deposited: Factur-X, CII, UBL, plain PDF, archive."""

# Before any module here imports the factur-x library.
from . import stdnum_loader
