# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading the histories: all of them once a day, of clients with news each ten minutes.

Three statements whatever the number of invoices: what the portal's history says of
each, as one array; the rows that change; those that go.
"""

from datetime import date
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ...chorus.forecast.forecast import MEMORY, Open, Paces
from ...chorus.forecast.history import MARKS, PAID
from ..en16931.received import last_money_day
from .chorus_forecast import STAGES, as_date

# A day and its mark in one number.
BASE = 8
# Day 1 of ``date.toordinal``.
FIRST_DAY = date(1, 1, 1)
COLUMNS = (
    ("move_id", "int"),
    ("company_id", "int"),
    ("partner_id", "int"),
    ("service", "varchar"),
    ("stage", "varchar"),
    ("since", "date"),
    ("date", "date"),
    ("date_from", "date"),
    ("date_until", "date"),
    ("basis", "varchar"),
    ("payments", "int"),
    ("unusual", "date"),
    ("amount", "numeric"),
)


class History(NamedTuple):
    """What the database says of one invoice.

    :param banked: day of the last money, where the portal tells of no payment
    :param marks: days and marks in order, each pair in one number
    """

    invoice: int
    client: int
    service: str
    is_open: bool
    banked: int | None
    amount: float
    marks: list[int]


class ChorusForecast(models.Model):
    _inherit = "chorus.forecast"

    @api.model
    def _chorus_refresh_all(self):
        """Bring every company up to date; what fails in one stops no other."""
        companies = self.env["res.company"].sudo()
        for company in companies.search([("chorus_start_date", "!=", False)]):
            with company._chorus_apart():
                self.sudo()._chorus_refresh_company(company)
                self.env["ir.cron"]._commit_progress()

    @api.model
    def _chorus_refresh_company(self, company):
        """Read what has changed: everything once a day, else the clients with news."""
        today = fields.Date.context_today(self)
        last = self._chorus_last_event(company)
        if company.chorus_forecast_date != today:
            paces = self._chorus_forecast(company, today)
            company.write(
                {
                    "chorus_forecast_date": today,
                    "chorus_forecast_event": last,
                    "chorus_forecast_curves": paces.keep(),
                }
            )
        elif clients := self._chorus_clients_with_news(company):
            self._chorus_forecast(company, today, clients)
            company.chorus_forecast_event = last
        else:
            return
        self._chorus_alert_silent(company)

    @api.model
    def _chorus_last_event(self, company):
        events = self.env["chorus.status.event"].sudo()
        domain = [("company_id", "=", company.id)]
        return events.search(domain, order="id desc", limit=1).id or 0

    @api.model
    def _chorus_clients_with_news(self, company):
        """Return the clients of whom a status came, or whose invoice was settled."""
        self._chorus_flush()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.commercial_partner_id
                  FROM chorus_status_event event
                  JOIN account_move move ON move.id = event.move_id
                 WHERE event.company_id = %(company)s AND event.id > %(last)s
                 UNION
                SELECT row.partner_id
                  FROM chorus_forecast row
                  JOIN account_move move ON move.id = row.move_id
                 WHERE row.company_id = %(company)s
                   AND (move.state != 'posted'
                        OR move.chorus_identifier IS NULL
                        OR move.payment_state NOT IN ('not_paid', 'partial')
                        OR move.amount_residual_signed != row.amount)
                """,
                company=company.id,
                last=company.chorus_forecast_event,
            )
        )
        return [client for (client,) in rows if client]

    @api.model
    def _chorus_flush(self):
        self.env["chorus.status.event"].flush_model()
        self.env["account.move"].flush_model()
        self.env["account.payment"].flush_model()
        self.flush_model()

    @api.model
    def _chorus_forecast(self, company, today, clients=None):
        """Read histories and write the rows of their open invoices.

        :param clients: ids of those to read anew; None: all
        :return: :class:`~..chorus.forecast.forecast.Paces`
        """
        paces, open_, amounts = Paces(today.toordinal()), [], {}
        for row in self._chorus_histories(company, today, clients):
            if waiting := self._chorus_take(paces, row):
                open_.append(waiting)
                amounts[waiting.invoice] = row.amount
        paces.close()
        if clients is not None:
            paces.remember(company.chorus_forecast_curves or {})
        rows = [
            self._chorus_row(company, one, paces.forecast(one), amounts)
            for one in open_
        ]
        self._chorus_store(company, rows, clients)
        return paces

    @api.model
    def _chorus_take(self, paces, row):
        """Learn from one history; return the invoice when it waits for its client."""
        marks = [divmod(code, BASE) for code in row.marks]
        until = None
        if not row.is_open and marks[-1][1] != PAID:
            # Settled in our books: by the bank, or by something that is no payment.
            until = marks[-1][0]
            if row.banked and row.banked >= until:
                marks.append((row.banked, PAID))
                until = row.banked
        stage, since = paces.take(row.client, row.service, marks, until)
        if not stage or not row.is_open:
            return None
        return Open(row.invoice, row.client, row.service, stage, since)

    @api.model
    def _chorus_learn(self, company, clients):
        """Return the paces of some clients, without writing anything."""
        today = fields.Date.context_today(self)
        paces = Paces(today.toordinal())
        for row in self._chorus_histories(company, today, clients):
            self._chorus_take(paces, row)
        paces.close()
        return paces

    @api.model
    def _chorus_histories(self, company, today, clients=None):
        """Return a :class:`History` of each invoice that the portal has."""
        self._chorus_flush()
        rows = self.env.execute_query(
            SQL(
                """
                WITH history AS (
                    SELECT event.move_id,
                           array_agg(
                               ((event.date AT TIME ZONE 'UTC'
                                 AT TIME ZONE 'Europe/Paris')::date
                                - %(first)s + 1) * %(base)s + mark.mark
                               ORDER BY event.date, event.id) AS marks
                      FROM chorus_status_event event
                      JOIN unnest(%(codes)s, %(marks)s) AS mark(code, mark)
                        ON mark.code = event.code
                      -- Of a deposit that was given up, nothing is to be expected.
                      JOIN account_move own
                        ON own.id = event.move_id
                       AND own.chorus_identifier
                           IS NOT DISTINCT FROM event.invoice_identifier
                     WHERE event.company_id = %(company)s
                       AND event.date >= %(since)s
                     GROUP BY event.move_id)
                SELECT move.id, move.commercial_partner_id,
                       COALESCE(move.buyer_reference, ''),
                       move.payment_state IN ('not_paid', 'partial'),
                       CASE WHEN move.payment_state IN ('paid', 'in_payment')
                             AND move.chorus_status IS DISTINCT FROM 'MISE_EN_PAIEMENT'
                            THEN %(bank)s END,
                       move.amount_residual_signed, history.marks
                  FROM history
                  JOIN account_move move ON move.id = history.move_id
                 WHERE move.move_type = 'out_invoice' AND move.state = 'posted'
                       %(some)s
                """,
                first=FIRST_DAY,
                base=BASE,
                codes=list(MARKS),
                marks=list(MARKS.values()),
                company=company.id,
                # A history that began before what is counted is read whole.
                since=fields.Date.subtract(today, days=2 * MEMORY),
                bank=self._chorus_bank_day(),
                some=SQL("AND move.commercial_partner_id = ANY(%s)", list(clients))
                if clients is not None
                else SQL(),
            )
        )
        return map(History._make, rows)

    @api.model
    def _chorus_bank_day(self):
        """Return SQL: the day of the last money that came for ``move``, as a number."""
        return SQL("%s - %s + 1", last_money_day(), FIRST_DAY)

    @api.model
    def _chorus_row(self, company, invoice, forecast, amounts):
        """Return the values of one row, in the order of :data:`COLUMNS`."""
        bounds = forecast.bounds
        low, middle, high = bounds or (None, None, None)
        return (
            invoice.invoice,
            company.id,
            invoice.client,
            invoice.service or None,
            STAGES[invoice.stage][0],
            as_date(invoice.since),
            as_date(middle),
            as_date(low),
            as_date(high),
            forecast.basis or None,
            forecast.ended,
            as_date(forecast.unusual),
            amounts[invoice.invoice],
        )

    @api.model
    def _chorus_store(self, company, rows, clients=None):
        """Write the rows that differ, and drop those of invoices that wait no more."""
        if rows:
            self._chorus_upsert(rows)
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM chorus_forecast row
                 WHERE row.company_id = %s %s
                   AND NOT EXISTS (
                       SELECT 1 FROM unnest(%s::int[]) AS kept(id)
                        WHERE kept.id = row.move_id)
                """,
                company.id,
                SQL("AND row.partner_id = ANY(%s)", list(clients))
                if clients is not None
                else SQL(),
                [row[0] for row in rows],
            )
        )
        self.invalidate_model(flush=False)
        self.env["account.move"].invalidate_model(
            ["chorus_pay_date", "chorus_pay_words", "chorus_silent"], flush=False
        )

    @api.model
    def _chorus_upsert(self, rows):
        """Insert the rows, or write those that differ from what is there."""
        given = SQL(", ").join(
            SQL("%s::" + kind + "[]", list(values))
            for values, (_name, kind) in zip(
                zip(*rows, strict=True), COLUMNS, strict=True
            )
        )
        names = [SQL.identifier(name) for name, _kind in COLUMNS]
        new = SQL(", ").join(SQL("excluded.%s", name) for name in names[1:])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO chorus_forecast AS old (%(names)s)
                SELECT * FROM unnest(%(given)s)
                ON CONFLICT (move_id) DO UPDATE SET (%(several)s) = ROW(%(new)s)
                 WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
                """,
                names=SQL(", ").join(names),
                given=given,
                several=SQL(", ").join(names[1:]),
                new=new,
                old=SQL(", ").join(SQL("old.%s", name) for name in names[1:]),
            )
        )
