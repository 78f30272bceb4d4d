# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Figures of all invoices for Chorus Pro: delays, amounts waiting, interest owed.

A view of the database, so that nothing is stored twice and nothing is out of date.
Each figure is a column of its own that costs nothing where it is not asked for.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ..clock.account_move_clock import french_day_sql
from ..invoice.account_move_past import BANKED, SETTLED
from ..states import INVOICE_STATES

_PAID_STATUS = "MISE_EN_PAIEMENT"


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
        moves = self.env["account.move"]
        moves.flush_model()
        self.env["account.move.line"].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        self.env["account.payment"].flush_model()
        self.env["chorus.flow"].flush_model()
        self.env["chorus.rate"].flush_model()
        self.env["chorus.status.event"].flush_model()
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
                       %(delivered)s AS delivered_date,
                       COALESCE(%(ordered)s, %(banked)s) AS paid_date,
                       %(interest)s AS interest
                  FROM account_move move
             LEFT JOIN chorus_flow flow ON flow.id = move.chorus_flow_id
                 WHERE move.chorus_state != 'no'
                   AND move.move_type IN ('out_invoice', 'out_refund')
            ) found
            """,
            today=today,
            waiting=_waiting(),
            delivered=_first_day("MISE_A_DISPOSITION"),
            ordered=_ordered(),
            banked=_banked(),
            interest=_interest(today),
        )

    @api.model
    def get_empty_list_help(self, help_message):
        # EXTENDS 'base'
        return super().get_empty_list_help(help_message) or self.env._(
            "Figures come here with the first invoice for Chorus Pro."
        )


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


def _first_day(code):
    """Return the French day on which an invoice first had a status."""
    return SQL(
        """
        (SELECT MIN(%(day)s) FROM chorus_status_event event
          WHERE event.move_id = move.id AND event.code = %(code)s)
        """,
        day=french_day_sql(SQL("event.date")),
        code=code,
    )


def _ordered():
    """Return the day of the payment order, as long as that is the status."""
    return SQL(
        "CASE WHEN move.chorus_status = %s THEN %s END",
        _PAID_STATUS,
        french_day_sql(SQL("move.chorus_status_date")),
    )


def _settlements(columns, condition):
    """Return the reconciliations that lower what the client owes (received.py).

    :param condition: on ``entry``, the other side's
    """
    return SQL(
        """
        SELECT %s
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
          JOIN account_partial_reconcile partial ON partial.debit_move_id = line.id
          JOIN account_move_line credit ON credit.id = partial.credit_move_id
          JOIN account_move entry ON entry.id = credit.move_id
         WHERE line.move_id = move.id
           AND account.account_type = 'asset_receivable'
           AND %s
        """,
        columns,
        condition,
    )


def _booked():
    """Return (day, amount) of the money of our books: entries, and payments for which
    Odoo makes none."""
    return SQL(
        """
        %s
        UNION ALL
        SELECT payment.date, payment.amount
          FROM account_payment payment
          JOIN account_move__account_payment link ON link.payment_id = payment.id
         WHERE link.invoice_id = move.id
           AND payment.move_id IS NULL
           AND payment.state IN ('in_process', 'paid')
        """,
        _settlements(
            SQL("entry.date, partial.debit_amount_currency"),
            SQL("entry.move_type = 'entry'"),
        ),
    )


def _banked():
    """Return the day of the last money of an invoice that is paid."""
    return SQL(
        """
        CASE WHEN move.payment_state IN %s THEN (
            SELECT MAX(booked.day) FROM (%s) AS booked (day, amount)) END
        """,
        BANKED,
        _booked(),
    )


def _interest(today):
    """Return the interest of an invoice that is late, as ``claim`` computes it.

    See :mod:`..chorus.clock.interest`, whose rule this is: what was paid in time bears
    nothing, each part bears until its day, the rest until today, rounded once.
    """
    credited = SQL(
        """
        COALESCE((SELECT SUM(note.amount_total) FROM account_move note
                   WHERE note.reversed_entry_id = move.id
                     AND note.state = 'posted'), 0)
        + COALESCE((%s), 0)
        """,
        _settlements(
            SQL("SUM(partial.debit_amount_currency)"),
            SQL(
                """entry.move_type != 'entry' AND NOT (
                   entry.state = 'posted'
                   AND COALESCE(entry.reversed_entry_id, 0) = move.id)"""
            ),
        ),
    )
    return SQL(
        """
        CASE WHEN move.chorus_legal_due < %(today)s AND move.state = 'posted'
              AND move.move_type = 'out_invoice' THEN (
            WITH base AS (
                SELECT GREATEST(0, move.amount_total - (%(credited)s)) AS amount,
                       move.chorus_payment_ordered AS ordered
            ), booked (day, amount) AS (%(booked)s),
            payments (day, amount) AS (
                SELECT LEAST(booked.day, base.ordered), booked.amount
                  FROM booked, base
                 UNION ALL
                SELECT base.ordered,
                       base.amount - COALESCE((SELECT SUM(amount) FROM booked), 0)
                  FROM base WHERE base.ordered IS NOT NULL
            ), ranked AS (
                SELECT day, amount,
                       SUM(amount) OVER (ORDER BY day, amount
                                         ROWS UNBOUNDED PRECEDING) - amount AS before
                  FROM payments WHERE amount > 0 AND day <= %(today)s
            ), parts (day, amount) AS (
                SELECT day, LEAST(ranked.amount, GREATEST(0, base.amount - before))
                  FROM ranked, base
                 UNION ALL
                SELECT %(today)s, base.amount - LEAST(base.amount, COALESCE(
                       (SELECT SUM(amount) FROM ranked), 0)) FROM base
            )
            SELECT ROUND(
                       SUM(parts.amount * (day - move.chorus_legal_due))
                       * (SELECT rate.rate::numeric FROM chorus_rate rate
                           WHERE rate.date = %(half_year)s) / 36500, 2)
                   * CASE WHEN move.amount_total = 0 THEN 1
                          ELSE move.amount_total_signed / move.amount_total END
              FROM parts WHERE day > move.chorus_legal_due)
        END
        """,
        today=today,
        credited=credited,
        booked=_booked(),
        half_year=SQL(
            """
            make_date(EXTRACT(YEAR FROM move.chorus_legal_due + 1)::int,
                      CASE WHEN EXTRACT(MONTH FROM move.chorus_legal_due + 1) <= 6
                           THEN 1 ELSE 7 END, 1)
            """
        ),
    )
