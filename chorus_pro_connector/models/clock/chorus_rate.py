# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...chorus.clock.rates import half_year, missing_half_years, next_half_year
from ..en16931.price import to_decimal


class ChorusRate(models.Model):
    """Rate of interest of a half-year: the European Central Bank's, and eight points.

    Nothing is computed from a rate that is not written here: the one decided by the
    bank differs from the one in effect on the first day of a half-year.
    """

    _name = "chorus.rate"
    _description = "Rate of late payment interest"
    _order = "date desc"
    _rec_name = "date"

    date = fields.Date(
        string="Half-year from",
        required=True,
        help="First day of the half-year: 1 January or 1 July.",
    )
    rate = fields.Float(
        string="Rate (%)",
        required=True,
        digits=(6, 3),
        help="Main refinancing rate of the European Central Bank in effect on that "
        "day, and eight points.",
    )
    source = fields.Char(help="Where the rate was read.")
    gap = fields.Char(
        string="Missing after it",
        compute="_compute_gap",
        help="The half-year that follows has begun, and nobody has written its rate "
        "down: no interest that begins in it is computed.",
    )

    _date_unique = models.Constraint(
        "UNIQUE (date)", "This half-year has its rate already: change that one."
    )
    _rate_positive = models.Constraint(
        "CHECK (rate > 0 AND rate < 100)",
        "Write the rate in per cent, for example 10.4.",
    )

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_gap(self):
        missing = self._chorus_missing_rates()
        for rate in self:
            after = rate.date and next_half_year(half_year(rate.date))
            rate.gap = after in missing and self.env._(
                "The rate from %(date)s is missing",
                date=format_date(self.env, after),
            )

    @api.constrains("date")
    def _check_date(self):
        for rate in self:
            if rate.date != half_year(rate.date):
                raise ValidationError(
                    self.env._(
                        "A rate begins on 1 January or on 1 July, not on %(date)s.",
                        date=format_date(self.env, rate.date),
                    )
                )

    @api.model
    def _chorus_rates(self):
        """Return {first day of a half-year: rate as Decimal}."""
        # What is owed is shown to all readers of an invoice.
        return {row.date: to_decimal(row.rate) for row in self.sudo().search([])}

    @api.model
    def _chorus_missing_rates(self):
        """Return the first days of the half-years that lack a rate, today's too."""
        return missing_half_years(self._chorus_rates(), fields.Date.context_today(self))
