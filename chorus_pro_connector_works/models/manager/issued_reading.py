# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What becomes of our pieces as project manager, by one search more while some wait."""

from odoo import api, fields, models

from odoo.addons.chorus_pro_connector.chorus.codes import invoice_status

from ..act.act_deposit import is_piece
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
        # Its own date may be any day, and it was deposited on that of its record.
        dates = (min(piece.date, piece.create_date.date()) for piece in waiting)
        first = fields.Date.to_string(min(dates))
        waiting._works_take(list(portal.search_works(periodeDateDepotDu=first, **MOE)))

    def _works_take(self, rows):
        """Write down what the search says of these pieces; others are left."""
        for piece in self:
            found = next((row for row in rows if piece._works_is_row(row)), None)
            if found and not piece._works_is_anothers(found.identifier):
                piece._works_take_row(found)

    def _works_is_row(self, row):
        """Tell whether a row of the search is this piece, also entered by a person."""
        if self.identifier:
            return row.identifier == self.identifier
        dossier = self._works_dossier_of(row)
        if dossier and row.dossier != dossier:
            # Somebody gave the number to a piece of another file, too.
            return False
        return is_piece(row, self.number, self.framework, self.supplier_siret)

    def _works_dossier_of(self, row):
        """Return the invoicing file in which this piece comes, "" where either this
        piece or the row of the search does not tell one."""
        return (row.dossier and self.received_id.dossier) or ""

    def _works_is_anothers(self, identifier):
        """Tell whether another record stands for that piece of the portal already."""
        domain = [
            ("company_id", "=", self.company_id.id),
            ("identifier", "=", identifier),
            ("id", "!=", self.id),
        ]
        return bool(self.search_count(domain, limit=1))

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
