# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When a client pays: learnt from what it did before, without Odoo."""
