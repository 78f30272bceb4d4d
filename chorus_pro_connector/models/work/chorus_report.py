# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Figures of all invoices for Chorus Pro: delays, amounts waiting, interest owed.

A view of the database, so that nothing is stored twice and nothing is out of date.
What is read beside the invoices is joined grouped by invoice: PostgreSQL reads it once
for all, and not at all where it is not asked for.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ..clock.account_move_clock import french_day_sql
from ..invoice.account_move_past import SETTLED
from ..states import INVOICE_STATES
from .report_money import banked_days, interests

_PAID_STATUS = "MISE_EN_PAIEMENT"
# Models whose tables are read.
_READ = (
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "account.payment",
    "chorus.flow",
    "chorus.rate",
    "chorus.status.event",
)


class ChorusReport(models.Model):
    _name = "chorus.report"
    _inherit = ["chorus.analysis"]
    _description = "Chorus Pro analysis"
    _auto = False
    _order = "invoice_date desc"

    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    state = fields.Selection(
        selection=[(name, row.label) for name, row in INVOICE_STATES.items()],
        readonly=True,
    )
    move_type = fields.Selection(
        selection=[("out_invoice", "Invoice"), ("out_refund", "Credit note")],
        string="Kind",
        readonly=True,
    )
    invoice_date = fields.Date(readonly=True)
    deposit_date = fields.Date(string="Deposited on", readonly=True)
    delivered_date = fields.Date(string="Delivered on", readonly=True)
    paid_date = fields.Date(
        string="Paid on",
        readonly=True,
        help="The day on which the client ordered the payment; where it does not tell, "
        "the day of the bank.",
    )
    legal_due = fields.Date(string="Legal due date", readonly=True)
    amount = fields.Monetary(string="Total", readonly=True)
    amount_waiting = fields.Monetary(
        string="Amount waiting",
        readonly=True,
        help="What is still to be paid of the invoices that the client has.",
    )
    amount_overdue = fields.Monetary(
        string="Amount overdue",
        readonly=True,
        help="What is still to be paid after the legal due date.",
    )
    days_to_deliver = fields.Float(
        string="Days to deliver",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="From the deposit to the day on which the client has the invoice.",
    )
    days_to_pay = fields.Float(
        string="Days to pay",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="From the day on which the client has the invoice to the payment.",
    )
    days_late = fields.Float(
        string="Days late",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="From the legal due date to the payment, or to today; in time counts 0.",
    )
    interest = fields.Monetary(
        string="Interest today",
        readonly=True,
        help="As the invoices themselves show it; without those whose rate is missing.",
    )

    @property
    def _table_query(self):
        for name in _READ:
            self.env[name].flush_model()
        today = fields.Date.context_today(self)
        return SQL(
            """
            SELECT found.*,
                   CASE WHEN deposit_date IS NOT NULL AND delivered_date IS NOT NULL
                        THEN GREATEST(0, delivered_date - deposit_date)
                    END AS days_to_deliver,
                   CASE WHEN delivered_date IS NOT NULL AND paid_date IS NOT NULL
                        THEN GREATEST(0, paid_date - delivered_date)
                    END AS days_to_pay,
                   CASE WHEN legal_due IS NOT NULL AND move_type = 'out_invoice'
                        THEN GREATEST(0, COALESCE(paid_date, %(today)s) - legal_due)
                    END AS days_late
              FROM (
                SELECT move.id,
                       move.id AS move_id,
                       move.company_id,
                       move.commercial_partner_id AS partner_id,
                       move.buyer_reference AS service,
                       move.invoice_user_id AS user_id,
                       move.chorus_state AS state,
                       move.move_type,
                       move.invoice_date,
                       move.chorus_legal_due AS legal_due,
                       move.amount_total_signed AS amount,
                       %(waiting)s AS amount_waiting,
                       CASE WHEN move.chorus_legal_due < %(today)s THEN %(waiting)s
                            ELSE 0 END AS amount_overdue,
                       flow.date AS deposit_date,
                       delivered.day AS delivered_date,
                       COALESCE(CASE WHEN move.chorus_status = %(paid)s
                                THEN %(ordered)s END, banked.day) AS paid_date,
                       late.interest
                  FROM account_move move
             LEFT JOIN chorus_flow flow
                    ON flow.id = move.chorus_flow_id AND flow.state != 'cancelled'
             LEFT JOIN (%(delivered)s) delivered
                    ON delivered.id = move.id
                   -- Of a deposit that was given up, nothing is told here.
                   AND delivered.identifier = COALESCE(move.chorus_identifier, '')
             LEFT JOIN (%(banked)s) banked ON banked.id = move.id
             LEFT JOIN (%(interests)s) late ON late.id = move.id
                 WHERE move.chorus_state != 'no'
                   AND move.move_type IN ('out_invoice', 'out_refund')
            ) found
            """,
            today=today,
            waiting=_waiting(),
            paid=_PAID_STATUS,
            ordered=french_day_sql(SQL("move.chorus_status_date")),
            delivered=_first_days("MISE_A_DISPOSITION"),
            banked=banked_days(),
            interests=interests(today, self._chorus_retained_query()),
        )

    @api.model
    def _chorus_retained_query(self):
        """Return SQL of (id, amount): what contracts keep back of invoices, as
        ``account.move._chorus_retained``; an addon knows."""
        return SQL("SELECT NULL::int AS id, 0::numeric AS amount WHERE FALSE")


def _waiting():
    """Return what is left to be paid of an invoice that the client has."""
    return SQL(
        """
        CASE WHEN move.chorus_state IN ('delivered', 'action')
              AND move.payment_state NOT IN %s
             THEN move.amount_residual_signed ELSE 0 END
        """,
        SETTLED,
    )


def _first_days(code):
    """Return SQL of (id, identifier, day): the French day on which each deposit of an
    invoice first had a status."""
    return SQL(
        """
        SELECT move_id AS id, COALESCE(invoice_identifier, '') AS identifier,
               %(day)s AS day
          FROM chorus_status_event
         WHERE code = %(code)s
         GROUP BY move_id, COALESCE(invoice_identifier, '')
        """,
        day=french_day_sql(SQL("MIN(date)")),
        code=code,
    )
