# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What proves an act on a works piece: its history, or the search where none is given.

Histories are asked of the API of simple invoices, which may not know works at all; of
the API of works only the search is known to answer.
"""

from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.chorus_pro_connector.chorus import errors
from odoo.addons.chorus_pro_connector.chorus.portal.answers import History, StatusEvent

# A history tells minutes, a search tells seconds.
MINUTE = timedelta(minutes=1)


class ChorusActWay(models.AbstractModel):
    _inherit = "chorus.act.way"

    def _chorus_history(self, act, portal):
        # EXTENDS 'chorus_pro_connector'
        try:
            return super()._chorus_history(act, portal)
        except errors.DataError:
            row = act._works_is_works() and act._works_found_row(portal)
            if not row:
                raise
        return act._works_row_history(row)

    def _chorus_read_status(self, act, portal):
        # EXTENDS 'chorus_pro_connector'
        try:
            return super()._chorus_read_status(act, portal)
        except errors.DataError:
            row = act._works_is_works() and act._works_found_row(portal)
            if not row or act.move_id.chorus_identifier != act.identifier:
                raise
        act.move_id._chorus_write_status(row.status, row.status_date, row.comment)


class ChorusAct(models.Model):
    _inherit = "chorus.act"

    @api.model
    def _chorus_answered(self, values):
        # EXTENDS 'chorus_pro_connector': where no history is given, the moment of the
        # status is what tells one question from the next.
        since = (values.get("payload") or {}).get("since")
        if values.get("basis") or not since:
            return super()._chorus_answered(values)
        done = self._chorus_done(values, "status")
        return done.filtered(lambda act: (act.payload or {}).get("since") == since)

    def _works_is_works(self):
        """Tell whether this act is one on a works piece."""
        self.ensure_one()
        return bool(self.move_id) and self.move_id._chorus_is_works()

    def _works_is_unconfirmed(self):
        """Tell whether nobody has seen the portal do this for another program."""
        return self._works_is_works()

    def _works_found_row(self, portal):
        """Return what the search of works says of the piece, or None.

        :return: :class:`~..chorus.portal.answers.FoundInvoice`
        """
        rows = portal.search_works(numeroFactureTravaux=self.number)
        return next((row for row in rows if row.identifier == self.identifier), None)

    def _works_read_pieces(self, portal, wanted):
        """Read pieces anew that may be no invoice of ours.

        :param wanted: {number: portal identifier}
        """
        rows = {
            row.identifier: row
            for number, identifier in wanted.items()
            for row in portal.search_works(numeroFactureTravaux=number)
            if row.identifier == identifier
        }
        pieces = self.env["chorus.works.piece"].sudo()
        pieces._works_take_rows(self.company_id, rows)

    def _works_row_history(self, row):
        """Return the history as far as a search tells it: the status and its moment."""
        since = fields.Datetime.to_datetime((self.payload or {}).get("since"))
        key = f"{row.status}@{row.status_date}"
        same = row.status == self.status and not (
            since and row.status_date and row.status_date > since + MINUTE
        )
        asked = StatusEvent(
            self.basis or key, self.status, since, self.reason or "", ""
        )
        if same:
            asked = asked._replace(comment=row.comment)
            return History(row.status, [asked], [])
        asked = asked._replace(identifier=self.basis or "")
        now = StatusEvent(key, row.status, row.status_date, row.comment, "")
        return History(row.status, [asked, now], [])
