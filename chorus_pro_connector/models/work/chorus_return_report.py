# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What clients sent back, and why: one row for each time, of all invoices."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...chorus.codes import INVOICE_STATUSES
from ..clock.account_move_clock import french_day_sql
from ..status.chorus_status_event import OTHER

# Statuses by which an invoice comes back to us.
RETURNS = tuple(
    code for code, row in INVOICE_STATUSES.items() if row.state in ("action", "refused")
)
# Key of a return without a comment.
NONE = "none"


class ChorusReturnReport(models.Model):
    _name = "chorus.return.report"
    _inherit = ["chorus.analysis"]
    _description = "Chorus Pro returns analysis"
    _auto = False
    _order = "date desc"

    date = fields.Date(string="Sent back on", readonly=True)
    code = fields.Selection(selection="_selection_code", string="Status", readonly=True)
    reason = fields.Selection(
        selection="_selection_reason",
        readonly=True,
        help="The reason as the connector understands it; what nobody knows can be "
        "given a meaning in the history of the invoice.",
    )
    comment = fields.Text(string="What was written", readonly=True)
    amount = fields.Monetary(string="Amount of the invoice", readonly=True)

    @api.model
    def _selection_code(self):
        # The official names, which nobody translates.
        return [(code, INVOICE_STATUSES[code].label) for code in RETURNS]

    @api.model
    def _selection_reason(self):
        return [
            *self.env["chorus.reason"]._chorus_keys().items(),
            (OTHER, self.env._("Not in the table of reasons")),
            (NONE, self.env._("No reason given")),
        ]

    @property
    def _table_query(self):
        self.env["account.move"].flush_model()
        self.env["chorus.status.event"].flush_model()
        return SQL(
            """
            SELECT event.id,
                   event.move_id,
                   event.company_id,
                   move.commercial_partner_id AS partner_id,
                   move.buyer_reference AS service,
                   %(day)s AS date,
                   event.code,
                   COALESCE(event.reason_key, %(none)s) AS reason,
                   event.comment,
                   move.amount_total_signed AS amount
              FROM chorus_status_event event
              JOIN account_move move ON move.id = event.move_id
             WHERE event.code IN %(codes)s
            """,
            day=french_day_sql(SQL("event.date")),
            none=NONE,
            codes=RETURNS,
        )


class ChorusReason(models.Model):
    _inherit = "chorus.reason"

    @api.model_create_multi
    def create(self, vals_list):
        """Count the returns anew in which such a reason stands."""
        reasons = super().create(vals_list)
        reasons._chorus_sort_returns()
        return reasons

    def write(self, vals):
        if "text" not in vals:
            return super().write(vals)
        self._chorus_sort_returns()
        result = super().write(vals)
        self._chorus_sort_returns()
        return result

    def unlink(self):
        # Marked before, they would be read again while the reason is still there.
        found = self._chorus_returns()
        result = super().unlink()
        self._chorus_sort(found)
        return result

    def _chorus_sort_returns(self):
        """Mark the lines of histories that were written for these reasons."""
        self._chorus_sort(self._chorus_returns())

    def _chorus_returns(self):
        events = self.env["chorus.status.event"].sudo()
        events = events.search([("code", "in", RETURNS), ("comment", "!=", False)])
        return events.filtered(self._chorus_is_in)

    @api.model
    def _chorus_sort(self, events):
        self.env.add_to_compute(events._fields["reason_key"], events)
