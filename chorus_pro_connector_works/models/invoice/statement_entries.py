# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is deducted from a statement without being on its invoice, as entries."""

from odoo import Command, fields, models

from ...decompte import advance as advances
from ...decompte.money import total
from ..market.accounts import works_account
from ..market.numbers import exact


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    advance_move_id = fields.Many2one(
        comodel_name="account.move",
        string="Entry of the repayment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _works_post_advance(self):
        """Take the repayment of the advance off what the client owes."""
        self.ensure_one()
        repaid = exact(self.amount_advance, 2)
        if not repaid or self.is_advance_before_vat:
            return
        term = self.move_id._chorus_works_term_lines()
        lines = [
            *self._works_repaid_lines(repaid),
            self._works_entry_line(term[0].account_id, -repaid),
        ]
        entry = self._works_entry(
            self.env._("Repayment of the advance, %(name)s", name=self.name), lines
        )
        self.advance_move_id = entry
        own = entry.line_ids.filtered(lambda line: line.account_id in term.account_id)
        (own | term).reconcile()

    def _works_repaid_lines(self, repaid):
        """Return the lines against 4191, with the VAT of what is repaid.

        An advance that was paid without an invoice stands there with its VAT, which was
        due when it was received; one that was invoiced stands there without.
        """
        company = self.company_id
        account = works_account(company, "advance")
        taxes = {tax: amount for tax, amount in self._works_repaid_taxes() if amount}
        collected = [
            self._works_tax_line(rate, amount) for rate, amount in taxes.items()
        ]
        whole = total(taxes.values())
        invoiced = self.market_id.advance_mode == "invoice"
        rows = [
            *self._works_repaid_bases(account, repaid - whole if invoiced else repaid),
            *collected,
        ]
        if whole and not invoiced:
            waiting = works_account(company, "advance_tax")
            rows.append(self._works_entry_line(waiting, -whole))
        return rows

    def _works_repaid_bases(self, account, amount):
        """Return the lines of 4191: the base of each rate as VAT reports it, and the
        rest."""
        rows, rest = [], amount
        for rate, base in self._works_repaid_shares(advances.bases).items():
            if base:
                line = self._works_entry_line(account, base)
                tags = self.market_id._works_advance_share(rate, "base").tag_ids
                line[2]["tax_tag_ids"] = [Command.set(tags.ids)]
                rows.append(line)
                rest -= base
        return [*rows, self._works_entry_line(account, rest)] if rest else rows

    def _works_repaid_taxes(self):
        """Yield (rate, VAT that the repayment of the month gives back)."""
        yield from self._works_repaid_shares(advances.taxes).items()

    def _works_repaid_shares(self, figures):
        """Return by rate what the repayment of the month gives back of a figure.

        :param figures: :func:`~..decompte.advance.taxes` or ``bases``
        """
        market = self.market_id
        received = exact(market.advance_received, 2)
        after = exact(self.amount_advance_cumulative, 2)
        before = after - exact(self.amount_advance, 2)
        parts = figures(market._works_advance_parts(received))
        return advances.month_shares(received, before, after, parts)

    def _works_tax_line(self, rate, amount):
        """Return a line of collected VAT, as the tax of that rate reports it."""
        tax = self.rate_ids.filtered(lambda row: exact(row.rate) == rate).tax_id[:1]
        share = tax.invoice_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        )[:1]
        account = share.account_id or works_account(self.company_id, "collected_tax")
        values = self._works_entry_line(account, amount)
        values[2]["tax_tag_ids"] = [Command.set(share.tag_ids.ids)]
        return values

    def _works_entry_line(self, account, balance, partner=None):
        partner = partner or self.move_id.commercial_partner_id
        return Command.create(
            {
                "account_id": account.id,
                "partner_id": partner.id,
                "balance": float(balance),
                "amount_currency": float(balance),
                "currency_id": self.currency_id.id,
                "name": self.name,
            }
        )

    def _works_entry(self, label, lines, date=None):
        """Post an entry of the statement in the company's general journal."""
        journal = self.env["account.journal"].search(
            [
                *self.env["account.journal"]._check_company_domain(self.company_id),
                ("type", "=", "general"),
                ("id", "!=", self.company_id.tax_cash_basis_journal_id.id),
                ("id", "!=", self.company_id.currency_exchange_journal_id.id),
            ],
            limit=1,
        )
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "company_id": self.company_id.id,
                "journal_id": journal.id,
                "date": date or self.move_id.date,
                "ref": label,
                "line_ids": lines,
            }
        )
        entry._post(soft=False)
        return entry

    def _works_undo_entries(self):
        """Reverse what was entered beside the invoice."""
        own = self.sudo()
        entry = own.advance_move_id
        if entry.state == "posted":
            entry.line_ids.remove_move_reconcile()
            date = max(entry.date, fields.Date.context_today(self))
            entry._reverse_moves([{"date": date}], cancel=True)
            own.advance_move_id = False
        own.request_ids._works_check_unpaid()
