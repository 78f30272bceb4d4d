# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from ...chorus.forecast.curve import MINIMUM
from ...chorus.forecast.forecast import CLIENT, COMPANY, SERVICE
from ...chorus.forecast.history import AVAILABLE, DEPOSITED, MANDATED

_lt = LazyTranslate(__name__)

# Stage of an invoice → what the column says.
STAGES = {
    DEPOSITED: ("deposited", _lt("On its way")),
    AVAILABLE: ("available", _lt("With the client")),
    MANDATED: ("mandated", _lt("Payment order made")),
}
LABELS = {code: label for code, label in STAGES.values()}
BASES = {
    SERVICE: _lt("This service"),
    CLIENT: _lt("This client"),
    COMPANY: _lt("All clients"),
}


class ChorusForecast(models.Model):
    """When one open invoice is paid, as the past of its client lets us expect.

    One row for each invoice that waits for its client, in a table of its own: it is
    written anew each day, and the invoices are not.
    """

    _name = "chorus.forecast"
    _inherit = ["chorus.own.model"]
    _description = "Chorus Pro expected payment"
    _order = "date, move_id"
    _rec_name = "move_id"
    _log_access = False
    _check_company_auto = True

    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Client", readonly=True, index=True, ondelete="cascade"
    )
    service = fields.Char(readonly=True)
    stage = fields.Selection(
        selection="_chorus_selection_stage", string="Step", readonly=True
    )
    since = fields.Date(readonly=True)
    date = fields.Date(
        string="Payment expected",
        readonly=True,
        index=True,
        help="Half of the comparable invoices were paid by then, half later.",
    )
    date_from = fields.Date(
        string="Not before",
        readonly=True,
        help="Of ten comparable invoices, one was paid earlier.",
    )
    date_until = fields.Date(
        string="Not after",
        readonly=True,
        help="Of ten comparable invoices, one was paid later.",
    )
    basis = fields.Selection(
        selection="_chorus_selection_basis",
        string="Payments of",
        readonly=True,
        help="Empty: too few payments are known, so that nothing can be said.",
    )
    payments = fields.Integer(
        string="Payments known",
        readonly=True,
        aggregator=None,
        help="Number of payments that the expectation rests on.",
    )
    unusual = fields.Date(
        string="Unusual from",
        readonly=True,
        help="By then, the client had taken the next step for nineteen of twenty "
        "invoices.",
    )
    silent = fields.Boolean(
        string="Unusually silent",
        compute="_compute_silent",
        search="_search_silent",
        help="The client has taken the next step sooner for nineteen of twenty "
        "invoices.",
    )
    amount = fields.Monetary(
        string="Amount due",
        readonly=True,
        currency_field="currency_id",
        help="What is left to pay, as of the last reading.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    _one_for_each = models.UniqueIndex("(move_id)")

    @api.model
    def _chorus_selection_stage(self):
        return [(code, self.env._(label)) for code, label in STAGES.values()]

    @api.model
    def _chorus_selection_basis(self):
        return [(code, self.env._(label)) for code, label in BASES.items()]

    @api.depends("unusual")
    def _compute_silent(self):
        today = fields.Date.context_today(self)
        for row in self:
            row.silent = bool(row.unusual) and row.unusual < today

    @api.model
    def _search_silent(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("unusual", "<", fields.Date.context_today(self))

    def action_open_invoice(self):
        """Open the invoice of a row."""
        self.ensure_one()
        return self.move_id._get_records_action()

    # === Words === #

    def _chorus_sentence(self):
        """Say when the payment is expected, and what that rests on."""
        self.ensure_one()
        if not self.basis:
            return self.env._(
                "Not enough payments are known yet to say when this one comes: it "
                "takes at least %(minimum)s, and few invoices that have waited for "
                "longer.",
                minimum=MINIMUM,
            )
        if not self.date:
            return self.env._(
                "Hardly any of the %(count)s payments known of this client took as "
                "long: no date can be given.",
                count=self.payments,
            )
        return f"{self._chorus_dates_sentence()} {self._chorus_basis_sentence()}"

    def _chorus_dates_sentence(self):
        if self.date_from == self.date_until:
            return self.env._(
                "Payment expected on %(date)s.", date=format_date(self.env, self.date)
            )
        return self.env._(
            "Payment expected around %(date)s: eight times out of ten between "
            "%(first)s and %(last)s.",
            date=format_date(self.env, self.date),
            first=format_date(self.env, self.date_from),
            last=format_date(self.env, self.date_until),
        )

    def _chorus_basis_sentence(self):
        if self.basis == SERVICE:
            return self.env._(
                "By the last %(count)s payments of this service.", count=self.payments
            )
        if self.basis == CLIENT:
            return self.env._(
                "By the last %(count)s payments of this client.", count=self.payments
            )
        return self.env._(
            "The payments known of this client are too few, or too many of its "
            "invoices wait still: by the last %(count)s payments of all clients.",
            count=self.payments,
        )

    def _chorus_silence_sentence(self):
        """Say that the client is out of its own habits; "" when it is not."""
        self.ensure_one()
        if not self.silent:
            return ""
        return self.env._(
            "This client is unusually silent: after %(usual)s days it had gone on with "
            "nearly all other invoices (19 of 20), and with this one it has not after "
            "%(days)s.",
            usual=(self.unusual - self.since).days,
            days=(fields.Date.context_today(self) - self.since).days,
        )


def as_date(day):
    """Return the date of a day counted by ``date.toordinal``; of None, None."""
    return None if day is None else date.fromordinal(day)
