# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is typed in the settings as a secret has no column any more.

Odoo keeps the column of a field that is no longer stored, with what was typed there.
"""

from odoo.tools import SQL

COLUMNS = (
    "chorus_new_client_secret",
    "chorus_new_password",
    "chorus_new_password_again",
)


def migrate(cr, version):
    for column in COLUMNS:
        cr.execute(
            SQL(
                "ALTER TABLE res_config_settings DROP COLUMN IF EXISTS %s",
                SQL.identifier(column),
            )
        )
