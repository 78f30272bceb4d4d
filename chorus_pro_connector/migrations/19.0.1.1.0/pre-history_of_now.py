# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lines of histories say of which invoice of the portal they tell."""

from odoo.tools.sql import column_exists, create_column, table_exists


def migrate(cr, version):
    for table in ("chorus_status_event", "chorus_user_action"):
        if not table_exists(cr, table) or column_exists(
            cr, table, "invoice_identifier"
        ):
            continue
        create_column(cr, table, "invoice_identifier", "varchar")
        # Of a deposit that was given up, the last one that the portal knew.
        cr.execute(
            f"""
            UPDATE {table} row
               SET invoice_identifier = COALESCE(move.chorus_identifier, (
                       SELECT line.identifier
                         FROM chorus_flow_line line
                        WHERE line.move_id = move.id AND line.identifier IS NOT NULL
                        ORDER BY line.id DESC
                        LIMIT 1))
              FROM account_move move
             WHERE move.id = row.move_id
            """  # noqa: S608
        )
