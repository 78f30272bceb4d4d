# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_pay_date = fields.Date(
        string="Payment expected",
        compute="_compute_chorus_pay",
        search="_search_chorus_pay_date",
        compute_sudo=True,
        help="What this client's earlier payments lead to expect: half of the "
        "comparable invoices were paid by then.",
    )
    chorus_pay_words = fields.Text(
        string="When it will be paid",
        compute="_compute_chorus_pay_words",
        compute_sudo=True,
        help="When the payment is expected, and what that rests on.",
    )
    chorus_silent = fields.Boolean(
        string="Unusually silent",
        compute="_compute_chorus_pay",
        search="_search_chorus_silent",
        compute_sudo=True,
        help="The client has taken the next step sooner for nineteen of twenty "
        "invoices.",
    )

    def _chorus_followed_ids(self):
        """Return the ids of those that the portal has: no other one is expected."""
        return [move.id for move in self if move.id and move.chorus_identifier]

    @api.depends("chorus_identifier")
    def _compute_chorus_pay(self):
        """Read the two columns of a list at once, without a record for each row."""
        self.chorus_pay_date = self.chorus_silent = False
        ids = self._chorus_followed_ids()
        if not ids:
            return
        query = SQL(
            "SELECT move_id, date, unusual < %s FROM chorus_forecast"
            " WHERE move_id = ANY(%s)",
            fields.Date.context_today(self),
            ids,
        )
        for number, date, silent in self.env.execute_query(query):
            move = self.browse(number)
            move.chorus_pay_date = date
            move.chorus_silent = bool(silent)

    @api.depends("chorus_identifier")
    @api.depends_context("lang")
    def _compute_chorus_pay_words(self):
        domain = [("move_id", "in", self._chorus_followed_ids())]
        rows = self.env["chorus.forecast"].search(domain).grouped("move_id")
        for move in self:
            row = rows.get(move._origin)
            parts = (
                [row._chorus_sentence(), row._chorus_silence_sentence()] if row else []
            )
            move.chorus_pay_words = "\n".join(filter(None, parts)) or False

    @api.model
    def _search_chorus_pay_date(self, operator, value):
        if operator == "in" and False in value:
            return NotImplemented
        return self._chorus_forecast_domain(Domain("date", operator, value))

    @api.model
    def _search_chorus_silent(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._chorus_forecast_domain(Domain("silent", "in", [True]))

    @api.model
    def _chorus_forecast_domain(self, domain):
        rows = self.env["chorus.forecast"].sudo()._search(domain)
        return Domain("id", "in", rows.subselect("move_id"))
