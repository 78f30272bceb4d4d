# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``chorus.flow.told`` has got a name that says what is told."""

from odoo.tools.sql import column_exists, rename_column


def migrate(cr, version):
    if column_exists(cr, "chorus_flow", "told"):
        rename_column(cr, "chorus_flow", "told", "deposit_announced")
