# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When invoices were paid, and what interest they bear, as SQL.

Each is read for all invoices at once and grouped by invoice, so that PostgreSQL leaves
out what a question does not ask for.
"""

from odoo.tools import SQL

from ..en16931.received import RECEIVED
from ..invoice.account_move_past import BANKED

# Of the invoices in ``asked``: what lowers the debt (received.py), and of that the
# money of our books, entries and payments for which Odoo makes none.
_SETTLED = SQL(
    """
    settled AS (
        SELECT asked.id, entry.date AS day, entry.move_type, entry.state,
               entry.reversed_entry_id, partial.debit_amount_currency AS amount
          FROM asked
          JOIN account_move_line line ON line.move_id = asked.id
          JOIN account_account account ON account.id = line.account_id
          JOIN account_partial_reconcile partial ON partial.debit_move_id = line.id
          JOIN account_move_line credit ON credit.id = partial.credit_move_id
          JOIN account_move entry ON entry.id = credit.move_id
         WHERE account.account_type = 'asset_receivable'
    ), booked AS (
        SELECT id, day, amount FROM settled WHERE move_type = 'entry'
         UNION ALL
        SELECT asked.id, payment.date, payment.amount
          FROM asked
          JOIN account_move__account_payment link ON link.invoice_id = asked.id
          JOIN account_payment payment ON payment.id = link.payment_id
         WHERE payment.move_id IS NULL
           AND payment.state IN %s
    )
    """,
    RECEIVED,
)


def banked_days():
    """Return SQL of (id, day): the last money of each invoice that is paid, where the
    client has told of no payment."""
    return SQL(
        """
        WITH asked AS (
            SELECT id
              FROM account_move
             WHERE chorus_state != 'no'
               AND (chorus_status IS DISTINCT FROM 'MISE_EN_PAIEMENT'
                    OR chorus_status_date IS NULL)
               AND payment_state IN %s
        ), %s
        SELECT id, MAX(day) AS day FROM booked GROUP BY id
        """,
        BANKED,
        _SETTLED,
    )


def interests(today, retained):
    """Return SQL of (id, interest) of each invoice that is or was late, as ``claim``
    computes it.

    See :mod:`..chorus.clock.interest`, whose rule this is: what was paid in time bears
    nothing, each part bears until its day, the rest until today, rounded once. In the
    currency of the company; NULL where nobody wrote the rate down.

    :param retained: SQL of (id, amount) that contracts keep back
    """
    return SQL(
        """
        WITH %(late)s, %(settled)s, %(owed)s, %(parts)s
        SELECT parts.id,
               ROUND(SUM(parts.amount * (parts.day - due) * rate.rate::numeric)
                     / 36500, 2)
               * MAX(CASE WHEN amount_total = 0 THEN 1
                     ELSE amount_total_signed / amount_total END) AS interest
          FROM parts
          JOIN base USING (id)
     LEFT JOIN chorus_rate rate ON rate.date = %(half_year)s
         WHERE parts.day > due
         GROUP BY parts.id
        """,
        late=_late(today),
        settled=_SETTLED,
        owed=_owed(retained),
        parts=_parts(today),
        half_year=SQL(
            """
            make_date(EXTRACT(YEAR FROM due + 1)::int,
                      CASE WHEN EXTRACT(MONTH FROM due + 1) <= 6 THEN 1 ELSE 7 END, 1)
            """
        ),
    )


def _late(today):
    """``asked``: the invoices whose legal due date is over."""
    return SQL(
        """
        asked AS (
            SELECT id, amount_total, amount_total_signed, chorus_legal_due AS due,
                   chorus_payment_ordered AS ordered
              FROM account_move
             WHERE chorus_legal_due < %s
               AND state = 'posted'
               AND move_type = 'out_invoice'
               -- Ordered in time: nothing is owed, whenever the bank had it.
               AND COALESCE(chorus_payment_ordered > chorus_legal_due, TRUE)
        )
        """,
        today,
    )


def _owed(retained):
    """``base``: those in ``asked``, with what is ``owed`` after credit notes."""
    return SQL(
        """
        credited AS (
            SELECT id, SUM(amount) AS amount
              FROM (SELECT asked.id, note.amount_total AS amount
                      FROM asked
                      JOIN account_move note ON note.reversed_entry_id = asked.id
                     WHERE note.state = 'posted'
                     UNION ALL
                    SELECT id, amount
                      FROM settled
                     WHERE move_type != 'entry'
                       AND NOT (state = 'posted'
                                AND COALESCE(reversed_entry_id, 0) = id)) note
             GROUP BY id
        ), base AS (
            SELECT asked.*,
                   GREATEST(0, amount_total - COALESCE(credited.amount, 0)
                               - COALESCE(retained.amount, 0)) AS owed
              FROM asked
         LEFT JOIN credited USING (id)
         LEFT JOIN (%s) retained USING (id)
        )
        """,
        retained,
    )


def _parts(today):
    """``parts``: what is owed in the parts in which it was paid, the rest today."""
    return SQL(
        """
        payments AS (
            SELECT id, LEAST(booked.day, base.ordered) AS day, booked.amount
              FROM booked JOIN base USING (id)
             UNION ALL
            SELECT id, base.ordered, base.owed - COALESCE(total.amount, 0)
              FROM base
         LEFT JOIN (SELECT id, SUM(amount) AS amount FROM booked GROUP BY id) total
             USING (id)
             WHERE base.ordered IS NOT NULL
        ), ranked AS (
            SELECT id, day, amount,
                   SUM(amount) OVER (PARTITION BY id ORDER BY day, amount
                                     ROWS UNBOUNDED PRECEDING) - amount AS before
              FROM payments
             WHERE amount > 0 AND day <= %(today)s
        ), parts AS (
            SELECT id, day, LEAST(ranked.amount, GREATEST(0, owed - before)) AS amount
              FROM ranked JOIN base USING (id)
             UNION ALL
            SELECT id, %(today)s, owed - LEAST(owed, COALESCE(total.amount, 0))
              FROM base
         LEFT JOIN (SELECT id, SUM(amount) AS amount FROM ranked GROUP BY id) total
             USING (id)
        )
        """,
        today=today,
    )
