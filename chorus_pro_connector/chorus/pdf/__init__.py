# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PDF/A-3, and heavy PDFs made lighter: imports nothing of the rest, nor of Odoo."""
