# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Chorus Pro protocol in plain Python: no Odoo import, no translation."""
