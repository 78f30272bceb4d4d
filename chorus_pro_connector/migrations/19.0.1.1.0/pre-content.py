# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.chorus_pro_connector.hooks import COLUMNS, add_columns


def migrate(cr, version):
    """Make room for what the mapping tells; its first shape held one refusal only."""
    column = {"chorus_content": COLUMNS["account_move"]["chorus_content"]}
    add_columns(cr, {"account_move": column})
    cr.execute("ALTER TABLE account_move DROP COLUMN IF EXISTS chorus_content_issue")
