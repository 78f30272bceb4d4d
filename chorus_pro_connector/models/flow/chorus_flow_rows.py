# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ...chorus.codes import DRAFT_STATUSES


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    # === Which of the portal's rows are ours ===

    def _chorus_search_line(self, portal, line):
        """Return what the portal has under the number of ``line`` from our company."""
        rows = self._chorus_find(portal, number=line.number)
        return self._chorus_own_rows(rows, line)

    def _chorus_find(self, portal, number=None, flow=None):
        """Search for invoices as this deposit may have become, by number or flow.

        Addons whose documents the portal keeps apart extend this.

        :return: iterable of :class:`~..chorus.answers.FoundInvoice`
        """
        criteria = {"numeroFacture": number, "numeroFluxDepot": flow}
        return portal.search_invoices(
            **{key: value for key, value in criteria.items() if value}
        )

    def _chorus_own_rows(self, rows, lines=None):
        """Keep the rows of a search that speak of invoices of this deposit.

        That the search found them proves nothing. A row counts when we are its
        supplier, when it bears a number that was sent, and when no other invoice has
        its identifier. Drafts, which an upload of a PDF leaves there, are no invoices.

        :param rows: iterable of :class:`~..chorus.answers.FoundInvoice`
        :param lines: flow lines to look for, by default all
        :return: list, in the order of ``rows``
        """
        self.ensure_one()
        supplier = self.company_id._chorus_own_siret()
        sent = {line.number: line for line in lines or self.line_ids}
        rows = [
            row
            for row in rows
            if row.number in sent
            and row.supplier in ("", supplier)
            and row.status not in DRAFT_STATUSES
        ]
        holders = self.env["account.move"]._chorus_holders(
            row.identifier for row in rows
        )
        return [
            row
            for row in rows
            if holders[row.identifier] <= set(sent[row.number].move_id.ids)
        ]
