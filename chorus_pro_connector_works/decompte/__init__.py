# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a works statement computes, in plain Python: no Odoo import, no translation."""
