# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a late payment owes today: interest of each part, and the 40 euros."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...chorus.clock.interest import Payment, base_of, claim
from ...chorus.clock.rates import RateMissingError
from ..en16931.price import ZERO, to_cents, to_decimal
from ..en16931.received import RECEIVED, last_money_day, settlements


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_interest = fields.Monetary(
        string="Interest today",
        compute="_compute_chorus_interest",
        help="Late payment interest by law, up to the payment or to today. It is owed "
        "without any reminder.",
    )
    chorus_indemnity = fields.Monetary(
        string="Recovery indemnity",
        compute="_compute_chorus_interest",
        help="40 € for each invoice that is paid late.",
    )
    chorus_late_days = fields.Integer(
        string="Days late",
        compute="_compute_chorus_interest",
        help="From the day after the legal due date to the payment, or to today.",
    )
    chorus_rate_missing = fields.Date(
        string="Rate missing from",
        compute="_compute_chorus_interest",
        help="First day of the half-year whose rate nobody has entered yet, under "
        "Configuration: the interest is not computed until then.",
    )
    chorus_late = fields.Boolean(
        string="Late by law",
        compute="_compute_chorus_interest",
        search="_search_chorus_late",
        help="The legal due date is past, and the client has not paid, or paid later.",
    )

    @api.depends(
        "chorus_legal_due", "chorus_payment_ordered", "amount_total", "amount_residual"
    )
    def _compute_chorus_interest(self):
        # Nothing is read for the many invoices without a legal due date.
        timed = any(move.chorus_legal_due for move in self)
        rates = self.env["chorus.rate"]._chorus_rates() if timed else {}
        for move in self:
            owed, missing = None, False
            try:
                owed = move._chorus_claim(rates)
            except RateMissingError as error:
                missing = error.first
            move.chorus_rate_missing = missing
            move.chorus_late = bool(owed or missing)
            move.chorus_interest = float(owed.interest) if owed else 0.0
            move.chorus_indemnity = float(owed.indemnity) if owed else 0.0
            move.chorus_late_days = owed.parts[-1].days if owed else 0

    def _chorus_claim(self, rates):
        """Return what the client owes for being late today, None when it is not.

        :param rates: of ``chorus.rate``
        :return: :class:`~..chorus.clock.interest.Claim`
        :raise RateMissingError: nobody wrote the rate down
        """
        self.ensure_one()
        if not self.chorus_legal_due or self.state != "posted":
            return None
        base = self._chorus_interest_base()
        today = fields.Date.context_today(self)
        payments = self._chorus_payments(base)
        return claim(base, self.chorus_legal_due, payments, today, rates)

    def _chorus_interest_base(self):
        """Return what the client had to pay, in cents: credit notes count."""
        total, kept = to_cents(self.amount_total), to_cents(self._chorus_retained())
        return base_of(total, self._chorus_credited(), kept)

    def _chorus_retained(self):
        """Return what the contract keeps back; an addon knows."""
        return 0.0

    def _chorus_credited(self):
        """Return what credit notes take off, reconciled or not yet."""
        move = self.sudo()
        notes = move.reversal_move_ids.filtered(lambda note: note.state == "posted")
        credited = to_cents(sum(notes.mapped("amount_total")))
        for partial in settlements(move):
            note = partial.credit_move_id.move_id
            if note.is_invoice(include_receipts=True) and note not in notes:
                credited += to_cents(partial.debit_amount_currency)
        return credited

    def _chorus_payments(self, base):
        """Return the money received, each on the day that ends its delay.

        That is *mise en paiement*, where the client reports it; else the day of our
        bank, which is later.
        """
        move = self.sudo()
        ordered = move.chorus_payment_ordered
        found = []
        for partial in settlements(move):
            entry = partial.credit_move_id.move_id
            if not entry.is_invoice(include_receipts=True):
                found.append((entry.date, to_cents(partial.debit_amount_currency)))
        # Odoo makes no entry of these where no account waits for the bank.
        found += [
            (payment.date, to_cents(payment.amount))
            for payment in move.matched_payment_ids
            if not payment.move_id and payment.state in RECEIVED
        ]
        if ordered:
            found = [(min(day, ordered), amount) for day, amount in found]
            booked = sum((amount for _day, amount in found), ZERO)
            found.append((ordered, max(ZERO, base - booked)))
        return [Payment(day, to_decimal(amount)) for day, amount in found if amount > 0]

    @api.model
    def _search_chorus_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        self.flush_model(
            ["chorus_legal_due", "chorus_payment_ordered", "payment_state"]
        )
        self.env["account.payment"].flush_model()
        # Paid late: the portal says when; else the entry of our bank does, or the
        # payment of which Odoo makes none.
        late = SQL(
            """(
            SELECT move.id
              FROM account_move move
             WHERE move.chorus_legal_due < %(today)s
               AND move.state = 'posted'
               AND (
                    move.payment_state IN ('not_paid', 'partial')
                    AND move.chorus_payment_ordered IS NULL
                 OR move.chorus_payment_ordered > move.chorus_legal_due
                 OR move.chorus_payment_ordered IS NULL
                    AND %(money)s > move.chorus_legal_due)
            )""",
            today=today,
            money=last_money_day(),
        )
        return [("id", "in", late)]
