# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What becomes of our pieces as project manager, by one search more while some wait."""

from odoo import api, fields, models

from odoo.addons.chorus_pro_connector.chorus.codes import invoice_status

from ..piece import holders
from .received_reading import MOE


class ChorusWorksIssued(models.Model):
    _inherit = "chorus.works.issued"

    @api.model
    def _works_follow_issued(self, company, portal):
        """Read what became of the pieces of a company that are not at their end.

        :raise PortalError: the search failed; nothing was changed
        """
        waiting = self.search(
            [
                ("company_id", "=", company.id),
                ("over", "=", False),
                "|",
                ("identifier", "!=", False),
                ("by_hand", "=", True),
            ]
        )
        if not waiting:
            return
        first = fields.Date.to_string(min(waiting.mapped("date")))
        waiting._works_take(list(portal.search_works(periodeDateDepotDu=first, **MOE)))

    def _works_take(self, rows):
        """Write down what the search says of these pieces; others are left."""
        for piece in self:
            found = next((row for row in rows if piece._works_is_row(row)), None)
            if found:
                piece._works_take_row(found)

    def _works_is_row(self, row):
        """Tell whether a row of the search is this piece, also entered by a person."""
        if self.identifier:
            return row.identifier == self.identifier
        return (
            row.number == self.number
            and row.framework.partition("_")[0] == self.framework
            and row.supplier == self.supplier_siret
        )

    def _works_take_row(self, row):
        date = row.status_date or self.status_date or fields.Datetime.now()
        if self.status_date and date < self.status_date:
            # A status that goes back is an older answer.
            return
        # The file has gone on: this one is done with.
        over = row.status in holders.PASSED_ON or invoice_status(row.status).terminal
        self.write(
            {
                "identifier": row.identifier,
                "dossier": row.dossier,
                "status": row.status,
                "status_date": date.replace(microsecond=0),
                "status_comment": row.comment,
                "over": over,
            }
        )
