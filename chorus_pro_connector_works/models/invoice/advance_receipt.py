# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The receipt of the advance: 4191, and the VAT that is due with the money."""

from odoo import Command, fields, models
from odoo.exceptions import UserError, ValidationError

from ...decompte import advance as advances
from ...decompte.money import total
from ..market.access import PRICES
from ..market.accounts import works_account
from ..market.numbers import rate_of


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    advance_receipt_id = fields.Many2one(
        comodel_name="account.move",
        string="Entry of the advance",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=PRICES,
    )

    def _chorus_own_fields(self):
        # EXTENDS: an entry that a user chose would not be that of the advance.
        return super()._chorus_own_fields() | {"advance_receipt_id"}

    def write(self, vals):
        facts = {"advance_received", "advance_received_date"} & vals.keys()
        if facts and not self.env.su:
            for market in self.filtered("advance_receipt_id"):
                if market._works_differs(vals, facts):
                    raise UserError(
                        self.env._(
                            "The advance of market %(market)s is booked: press “Cancel "
                            "the receipt” first.",
                            market=market.number,
                        )
                    )
        return super().write(vals)

    def action_open_advance_receipt(self):
        """Button *Advance received*: asks for the day and the amount."""
        self.ensure_one()
        self._works_check_advance_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Advance received"),
            "res_model": "chorus.works.advance.receipt",
            "view_mode": "form",
            "target": "new",
            "context": {"default_market_id": self.id},
        }

    def action_cancel_advance_receipt(self):
        """Button *Cancel the receipt*: as long as no statement goes on from it."""
        self.ensure_one()
        if self._works_has_posted():
            raise UserError(
                self.env._(
                    "Market %(market)s has posted statements that go on from the "
                    "advance: cancel them first.",
                    market=self.number,
                )
            )
        entry = self.sudo().advance_receipt_id
        if entry.state == "draft":
            entry.unlink()
        elif entry:
            entry.line_ids.remove_move_reconcile()
            date = max(entry.date, fields.Date.context_today(self))
            entry._reverse_moves([{"date": date}], cancel=True)
        self._chorus_write(
            {
                "advance_receipt_id": False,
                "advance_received": 0.0,
                "advance_received_date": False,
            }
        )

    def _works_check_advance_open(self):
        """Refuse a second receipt, or one before the contract."""
        self.ensure_one()
        if self.advance_receipt_id or self.advance_received_date:
            raise UserError(
                self.env._(
                    "The advance of market %(market)s was received on %(day)s.",
                    market=self.number,
                    day=self.advance_received_date,
                )
            )
        if self.state not in ("running", "received"):
            raise UserError(
                self.env._(
                    "Market %(market)s is not under way: start it first.",
                    market=self.number,
                )
            )

    def _works_receive_advance(self, amount, date):
        """Enter the receipt of the advance; return the entry or the draft invoice.

        :param amount: Decimal, with VAT
        """
        self.ensure_one()
        self._works_check_advance_open()
        if not 0 < amount:
            raise ValidationError(
                self.env._("Type the amount of the advance: it is above zero.")
            )
        if self.date_notification and date < self.date_notification:
            raise ValidationError(
                self.env._(
                    "The advance cannot be received before the market was notified: "
                    "correct the date."
                )
            )
        parts = self._works_advance_parts(amount)
        invoiced = self.advance_mode == "invoice"
        make = self._works_advance_invoice if invoiced else self._works_advance_entry
        entry = make(parts, date)
        self._chorus_write(
            {
                "advance_receipt_id": entry.id,
                "advance_received": float(amount),
                "advance_received_date": date,
            }
        )
        return entry

    def _works_advance_tax(self, rate):
        """Return the tax of the market that has a rate."""
        taxes = self.line_ids.tax_id.filtered(lambda tax: rate_of(tax) == rate)
        return taxes[:1]

    def _works_advance_share(self, rate, kind):
        """Return the row of that tax which says how its base or its VAT is reported.

        :param str kind: ``base`` or ``tax``
        """
        shares = self._works_advance_tax(rate).invoice_repartition_line_ids
        return shares.filtered(lambda row: row.repartition_type == kind)[:1]

    def _works_advance_entry(self, parts, date):
        """Post the entry of an advance that is paid without an invoice.

        The client owes it, so that the bank line or a payment finds it; 4191 holds it
        with its VAT, which is due now and stands on 44587 until the invoices bring it.
        """
        company, client = self.company_id, self.client_id.commercial_partner_id
        client = client.with_company(company)
        whole = total(parts.values())
        advance = works_account(company, "advance")
        none = self.env["account.account.tag"]
        lines = [(client.property_account_receivable_id, whole, none)]
        taxes = {rate: tax for rate, tax in advances.taxes(parts).items() if tax}
        # The return of VAT reads the base of each rate on 4191, too.
        for rate, part in parts.items():
            tags = self._works_advance_share(rate, "base").tag_ids
            lines.append((advance, -advances.untaxed(part, rate), tags))
        if taxes:
            waiting = works_account(company, "advance_tax")
            lines.append((advance, -total(taxes.values()), none))
            lines.append((waiting, total(taxes.values()), none))
        for rate, amount in taxes.items():
            share = self._works_advance_share(rate, "tax")
            account = share.account_id or works_account(company, "collected_tax")
            lines.append((account, -amount, share.tag_ids))
        label = self.env._("Advance, market %(market)s", market=self.number)
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "company_id": company.id,
                "journal_id": self._works_general_journal().id,
                "date": date,
                "ref": label,
                "line_ids": [
                    Command.create(
                        {
                            "name": label,
                            "account_id": account.id,
                            "partner_id": client.id,
                            "balance": float(balance),
                            "tax_tag_ids": [Command.set(tags.ids)],
                        }
                    )
                    for account, balance, tags in lines
                    if balance
                ],
            }
        )
        entry._post(soft=False)
        return entry

    def _works_general_journal(self):
        """Return the journal of such entries: general, and not one of Odoo's own."""
        company = self.company_id
        journals = self.env["account.journal"]
        taken = company.tax_cash_basis_journal_id | company.currency_exchange_journal_id
        found = journals.search(
            [
                *journals._check_company_domain(company),
                ("type", "=", "general"),
                ("id", "not in", taken.ids),
            ],
            limit=1,
        )
        if not found:
            raise UserError(
                self.env._(
                    "%(company)s has no general journal: create one for the entries of "
                    "advances.",
                    company=company.name,
                )
            )
        return found

    def _works_advance_invoice(self, parts, date):
        """Make the draft invoice of an advance that is paid on one: 4191 without "
        "VAT."""
        account = works_account(self.company_id, "advance")
        lines = [
            Command.create(
                {
                    "name": self.env._(
                        "Advance, market %(market)s", market=self.number
                    ),
                    "account_id": account.id,
                    "quantity": 1.0,
                    "price_unit": float(advances.untaxed(part, rate)),
                    "tax_ids": [Command.set(self._works_advance_tax(rate).ids)],
                }
            )
            for rate, part in parts.items()
            if part
        ]
        values = {
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "partner_id": self.client_id.id,
            "invoice_date": date,
            "contract_reference": self.number,
            "purchase_order_reference": self.commitment,
            "buyer_reference": self.client_service_id.code,
            "invoice_line_ids": lines,
        }
        if self.journal_id:
            values["journal_id"] = self.journal_id.id
        return self.env["account.move"].create(values)
