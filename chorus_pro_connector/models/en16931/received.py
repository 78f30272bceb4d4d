# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money received for an invoice: by bank, in cash, or in advance; nothing else.

A credit note, another debt that was set off, an exchange difference or a write-off
settles an invoice in our books. The client has paid nothing by it, and gets each
document with its own amount: what is deducted here would be deducted twice.
"""

from odoo import api, models
from odoo.tools import SQL

from .price import ZERO, cents, to_cents, to_decimal

LIQUIDITY = ("asset_cash", "liability_credit_card")
# *Avances et acomptes reçus sur commandes*, in the French chart of accounts: the money
# came before the invoice, and an entry gives it to the invoice.
ADVANCES = "4191"
# Of a payment without an entry, which Odoo makes where no account waits for the bank.
RECEIVED = ("in_process", "paid")


class ChorusEn16931(models.AbstractModel):
    _inherit = "chorus.en16931"

    @api.model
    def _get_received(self, move):
        """Return the money received for a posted invoice, in cents of its currency."""
        # The amount is printed on the invoice; the entries are not for all its readers.
        move = move.sudo()
        if move.payment_state == "not_paid":
            return ZERO
        booked, banked = ZERO, ZERO
        for partial in settlements(move):
            amount = self._get_share(partial)
            if partial.credit_move_id.move_id.statement_line_id:
                banked += amount
            else:
                booked += amount
        payments = move.matched_payment_ids.filtered(
            lambda payment: not payment.move_id and payment.state in RECEIVED
        )
        announced = sum((_payment_share(payment, move) for payment in payments), ZERO)
        # The line of the bank that came since is the money of such a payment.
        return min(to_cents(move.amount_total), booked + max(banked, announced))

    @api.model
    def _is_set_off(self, move):
        """Tell whether another document settled a part of this invoice."""
        entries = settlements(move.sudo()).credit_move_id.move_id
        return any(entry.is_invoice(include_receipts=True) for entry in entries)

    def _get_share(self, partial):
        """Return what ``partial`` gives to its invoice in money, in cents.

        The oldest debt is paid first, so that a write-off is what lacks at the end.
        """
        entry = partial.credit_move_id.move_id
        left = _money(entry)
        others = entry.line_ids.matched_debit_ids.filtered(
            lambda other: other.debit_move_id.move_id.is_invoice(include_receipts=True)
        )
        for other in others.sorted(
            lambda other: (
                other.debit_move_id.date_maturity or other.debit_move_id.date,
                other.id,
            )
        ):
            taken = min(left, to_decimal(other.amount))
            if other == partial:
                break
            left -= taken
        amount = to_cents(partial.debit_amount_currency)
        if taken == to_decimal(partial.amount):
            return amount
        return cents(amount * taken / to_decimal(partial.amount))


def settlements(move):
    """Return the reconciliations that lower what the client owes."""
    return move.line_ids.filtered(
        lambda line: line.account_id.account_type == "asset_receivable"
    ).matched_credit_ids


def _money(entry):
    """Return the money that an entry brought, in the currency of the accounts."""
    if entry.is_invoice(include_receipts=True):
        return ZERO
    if payment := entry.origin_payment_id:
        lines, _counterpart, _write_off = payment._seek_for_lines()
    elif line := entry.statement_line_id:
        lines, _suspense, _others = line._seek_for_lines()
    else:
        lines = entry.with_company(entry.company_id).line_ids.filtered(
            lambda line: line.account_id.account_type in LIQUIDITY
            or (line.account_id.code or "").startswith(ADVANCES)
        )
    return max(ZERO, to_decimal(sum(lines.mapped("balance"))))


def _payment_share(payment, move):
    """Return what a payment without an entry gives to ``move``, in its currency."""
    left = payment.amount if payment.payment_type == "inbound" else 0.0
    invoices = payment.invoice_ids.filtered(lambda invoice: not _is_credit(invoice))
    for invoice in invoices.sorted(
        lambda invoice: (invoice.invoice_date_due or invoice.date, invoice.id)
    ):
        owed = _convert(payment, invoice, invoice.amount_residual)
        taken = min(left, owed)
        if invoice == move:
            break
        left -= taken
    else:
        return ZERO
    if taken == owed:
        return to_cents(move.amount_residual)
    return to_cents(_convert(payment, move, taken, back=True))


def _is_credit(document):
    return document.move_type == "out_refund"


def _convert(payment, invoice, amount, back=False):
    """Convert from the currency of an invoice to that of its payment, or back."""
    currencies = invoice.currency_id, payment.currency_id
    source, target = reversed(currencies) if back else currencies
    return source._convert(amount, target, payment.company_id, payment.date)


def last_money_day():
    """Return SQL: the day of the last money that came for ``move``, by an entry or by a
    payment of which Odoo makes none; NULL before any came."""
    return SQL(
        """GREATEST(
            (SELECT max(entry.date)
               FROM account_move_line line
               JOIN account_partial_reconcile partial
                 ON partial.debit_move_id = line.id
               JOIN account_move_line credit ON credit.id = partial.credit_move_id
               JOIN account_move entry ON entry.id = credit.move_id
              WHERE line.move_id = move.id AND entry.move_type = 'entry'),
            (SELECT max(payment.date)
               FROM account_move__account_payment link
               JOIN account_payment payment ON payment.id = link.payment_id
              WHERE link.invoice_id = move.id
                AND payment.move_id IS NULL
                AND payment.state IN %s))""",
        RECEIVED,
    )
