# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .access import MANAGER
from .regime import DAYS

# Each starts or ends a delay of the law or of the contract.
LEGAL_DATES = (
    "date_notification",
    "date_start",
    "date_reception_notified",
    "date_reception_effect",
    "guarantee_date",
)
RETENTION_DAYS = 30  # from the end of the warranty (CCP R2191-35)


def _days(string, **values):
    return fields.Integer(
        string=string,
        compute="_compute_days",
        store=True,
        readonly=False,
        precompute=True,
        **values,
    )


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    regime_id = fields.Many2one(
        comodel_name="chorus.works.regime",
        string="General conditions",
        default=lambda self: self.env.ref(
            "chorus_pro_connector_works.regime_2021", raise_if_not_found=False
        ),
        tracking=True,
        help="The delays below come from it; those of the contract may differ.",
    )
    days_moe = _days("Project manager: monthly statement")
    days_final_draft = _days("Draft final statement")
    days_general = _days("Delay of the general statement")
    days_general_index = _days("General statement after the last index")
    days_signature = _days("Signature of the general statement")
    days_tacit = _days("Delay of the tacit general statement")
    payment_days = fields.Integer(
        string="Payment delay (days)",
        default=30,
        tracking=True,
        help="30 for the State and local bodies, 50 for hospitals, 60 for public "
        "enterprises.",
    )

    month_zero = fields.Date(
        string="Month zero",
        tracking=True,
        help="Month of the prices (mois zéro): any day of it.",
    )
    date_notification = fields.Date(string="Notified on", tracking=True)
    date_start = fields.Date(
        string="Start of works", tracking=True, help="By the client's order (OS)."
    )
    duration_months = fields.Integer(string="Duration (months)", tracking=True)
    date_end = fields.Date(
        string="End by the contract",
        compute="_compute_date_end",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    date_reception_notified = fields.Date(
        string="Acceptance notified on",
        copy=False,
        tracking=True,
        help="The draft final statement is due from this day on.",
    )
    date_reception_effect = fields.Date(
        string="Acceptance with effect from",
        copy=False,
        tracking=True,
        help="The warranty runs from this day on.",
    )
    warranty_months = fields.Integer(
        string="Warranty (months)", default=12, tracking=True
    )
    date_warranty_end = fields.Date(
        string="End of the warranty", compute="_compute_date_warranty_end", store=True
    )
    date_reserves_lifted = fields.Date(
        string="Reserves lifted on",
        copy=False,
        tracking=True,
        help="When reserves were still open at the end of the warranty: the retention "
        "is then returned 30 days after this day.",
    )
    date_retention_due = fields.Date(
        string="Retention due on", compute="_compute_date_warranty_end", store=True
    )

    @api.depends("regime_id")
    def _compute_days(self):
        for market in self:
            for name in DAYS:
                market[name] = market.regime_id[name]

    @api.depends("date_start", "duration_months")
    def _compute_date_end(self):
        for market in self:
            if market.date_start and market.duration_months:
                months = relativedelta(months=market.duration_months)
                market.date_end = market.date_start + months - timedelta(days=1)
            else:
                market.date_end = market.date_end

    @api.depends(
        "date_reception_effect", "warranty_months", "date_reserves_lifted", "date_end"
    )
    def _compute_date_warranty_end(self):
        for market in self:
            warranty = relativedelta(months=market.warranty_months)
            effect = market.date_reception_effect
            market.date_warranty_end = effect and effect + warranty
            # Before the acceptance, as planned: the maturity moves once it is known.
            end = (effect or market.date_end) and (
                (effect or market.date_end) + warranty
            )
            lifted = market.date_reserves_lifted
            if end and lifted:
                end = max(end, lifted)
            market.date_retention_due = end and end + timedelta(days=RETENTION_DAYS)

    @api.constrains(
        "date_notification",
        "date_start",
        "date_end",
        "date_reception_effect",
        "date_reception_notified",
    )
    def _check_dates(self):
        ordered = (
            ("date_notification", "date_reception_notified"),
            ("date_start", "date_end"),
            ("date_start", "date_reception_effect"),
        )
        for market in self:
            for first, last in ordered:
                if market[first] and market[last] and market[first] > market[last]:
                    raise ValidationError(
                        self.env._(
                            "“%(last)s” is before “%(first)s”: correct one of the two.",
                            last=self._fields[last]._description_string(self.env),
                            first=self._fields[first]._description_string(self.env),
                        )
                    )

    @api.constrains("duration_months", "warranty_months", "payment_days", *DAYS)
    def _check_durations(self):
        for market in self:
            for name in ("duration_months", "warranty_months", "payment_days", *DAYS):
                if market[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” is below zero: type a duration from 0 up.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._works_month_zero(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._works_month_zero(vals))

    def _works_month_zero(self, vals):
        if vals.get("month_zero"):
            vals["month_zero"] = fields.Date.to_date(vals["month_zero"]).replace(day=1)
        return vals

    def _works_check_legal_dates(self, vals):
        # EXTENDS: whoever enters statements fills a date in, a manager changes it.
        result = super()._works_check_legal_dates(vals)
        names = [name for name in LEGAL_DATES if name in vals]
        if not names or self.env.su or self.env.user.has_group(MANAGER):
            return result
        for market in self:
            for name in names:
                new = fields.Date.to_date(vals[name]) or False
                if market.state != "draft" and market[name] and market[name] != new:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” has legal effect: ask a manager of works "
                            "contracts to change it.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )
        return result
