# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The files that may be deposited: Factur-X, CII, UBL, plain PDF, archive."""
