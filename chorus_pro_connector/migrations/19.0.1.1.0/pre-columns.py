# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Stored columns of this version, filled at once: upgrading rewrites no invoice."""

from odoo.addons.chorus_pro_connector.hooks import COLUMNS, add_columns


def migrate(cr, version):
    add_columns(cr, COLUMNS)
