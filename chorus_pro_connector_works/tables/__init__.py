# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tables that people paste or upload, read in plain Python: no Odoo, no words."""
