# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain


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

    def _chorus_forecasts(self):
        """Return {id of an invoice: its row}: one query for all of them."""
        ids = [move.id for move in self if move.id and move.chorus_identifier]
        if not ids:
            return {}
        forecasts = self.env["chorus.forecast"]
        rows = forecasts.search_fetch(
            [("move_id", "in", ids)], [*forecasts._fields], order="id"
        )
        return {row.move_id.id: row for row in rows}

    @api.depends("chorus_identifier")
    def _compute_chorus_pay(self):
        rows = self._chorus_forecasts()
        for move in self:
            row = rows.get(move.id)
            move.chorus_pay_date = row.date if row else False
            move.chorus_silent = row.silent if row else False

    @api.depends("chorus_identifier")
    @api.depends_context("lang")
    def _compute_chorus_pay_words(self):
        rows = self._chorus_forecasts()
        for move in self:
            row = rows.get(move.id)
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
