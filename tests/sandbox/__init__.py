# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A local PISTE and Chorus Pro, for demonstrations, tests and training."""
