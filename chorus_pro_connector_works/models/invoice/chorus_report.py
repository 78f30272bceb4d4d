# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class ChorusReport(models.Model):
    _inherit = "chorus.report"

    @api.model
    def _chorus_retained_query(self):
        # EXTENDS 'chorus_pro_connector', room work: as ``_chorus_retained`` of moves.
        self.env["chorus.works.statement"].flush_model(["amount_retention"])
        return SQL(
            """
            SELECT id, SUM(amount) AS amount
              FROM (%s
                    UNION ALL
                    SELECT move.id, ABS(statement.amount_retention)
                      FROM account_move move
                      JOIN chorus_works_statement statement
                        ON statement.id = move.chorus_works_statement_id) kept
             GROUP BY id
            """,
            super()._chorus_retained_query(),
        )
