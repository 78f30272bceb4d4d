# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An archive that proves what was deposited, on machines that have no Odoo."""
