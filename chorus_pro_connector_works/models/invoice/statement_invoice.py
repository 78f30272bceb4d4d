# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields, models
from odoo.exceptions import UserError

from ...decompte.money import total
from ..market.numbers import exact, rate_of


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    chorus_state = fields.Selection(related="move_id.chorus_state")
    payment_state = fields.Selection(related="move_id.payment_state")

    def _works_make_invoice(self):
        # EXTENDS: posts the invoice of the month, a credit note of a month below zero.
        self.ensure_one()
        result = super()._works_make_invoice()
        # The user's own right to make invoices; what writes afterwards is our code, the
        # only one that a generated invoice lets in.
        self.env["account.move"].check_access("create")
        own = self.sudo()
        move = own.env["account.move"].create(own._works_invoice_values())
        own._works_fix_taxes(move)
        own._works_check_invoice(move)
        own.move_id = move
        move._post(soft=False)
        own._works_post_advance()
        return result

    def _works_invoice_values(self):
        """Return the values of the invoice; rooms above add what Chorus Pro asks "
        "for."""
        market = self.market_id
        sign = self._works_sign()
        client = market.payer_id or market.client_id
        values = {
            "move_type": "out_invoice" if sign > 0 else "out_refund",
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "journal_id": self._works_journal().id,
            "partner_id": client.id,
            "invoice_date": self.date,
            "invoice_date_due": self._works_due_date(),
            "invoice_payment_term_id": False,
            "fiscal_position_id": market.fiscal_position_id.id,
            "partner_bank_id": market.bank_id.id,
            "ref": self.name,
            "invoice_origin": self.name,
            "invoice_user_id": (market.user_id or self.env.user).id,
            "chorus_works_statement_id": self.id,
            "contract_reference": market.number,
            "purchase_order_reference": self.order_id.commitment or market.commitment,
            "invoice_line_ids": [
                Command.create({**line, "sequence": at})
                for at, line in enumerate(self._works_invoice_lines(sign))
            ],
        }
        service = (
            market.payer_service_id if market.payer_id else market.client_service_id
        )
        if service:
            values["buyer_reference"] = service.code
        return values

    def _works_journal(self):
        """Return the market's journal, else the company's first one of sales."""
        journal = self.market_id.journal_id
        return journal or self.env["account.journal"].search(
            [
                *self.env["account.journal"]._check_company_domain(self.company_id),
                ("type", "=", "sale"),
            ],
            limit=1,
        )

    def _works_sign(self):
        """Return -1 for a month below zero, which a credit note states, else 1."""
        return -1 if exact(self.amount_total, 2) < 0 else 1

    def _works_due_date(self):
        days = self.market_id.payment_days
        return fields.Date.add(self.date, days=days)

    def _works_tax(self, tax):
        return self.market_id.fiscal_position_id.map_tax(tax)

    def _works_fix_taxes(self, move):
        """Make VAT what the statement says, whatever way the company rounds."""
        changes = []
        for row in self.rate_ids:
            taxes = self._works_tax(row.tax_id)
            lines = move.line_ids.filtered(
                lambda line, taxes=taxes: line.tax_line_id in taxes
            )
            if not lines or len(taxes) != 1 or rate_of(taxes) != exact(row.rate):
                continue
            now = total(exact(line.balance, 2) for line in lines)
            gap = -exact(row.tax, 2) - now
            if gap:
                line = lines[0]
                balance = float(exact(line.balance, 2) + gap)
                changes.append(
                    Command.update(
                        line.id, {"balance": balance, "amount_currency": balance}
                    )
                )
        if changes:
            move.write({"line_ids": changes})

    def _works_check_invoice(self, move):
        """Stop before anything is posted that the statement does not say."""
        stated = abs(exact(self.amount_total, 2))
        if exact(move.amount_total, 2) != stated:
            raise UserError(
                self.env._(
                    "The invoice makes %(invoice)s where the statement makes "
                    "%(statement)s: check the VAT of the lines and the fiscal position "
                    "of the market.",
                    invoice=self.currency_id.format(move.amount_total),
                    statement=self.currency_id.format(float(stated)),
                )
            )

    def _works_undo_invoice(self):
        # EXTENDS
        result = super()._works_undo_invoice()
        own = self.sudo()
        move = own.move_id
        if move.state != "posted":
            return result
        move.with_env(self.env)._chorus_check_unlocked()
        own._works_undo_entries()
        lines = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        if lines.matched_debit_ids or lines.matched_credit_ids:
            raise UserError(
                self.env._(
                    "%(invoice)s is paid, at least in part: undo the payment before "
                    "you cancel the statement.",
                    invoice=move.name,
                )
            )
        move.button_cancel()
        return result

    def action_open_invoice(self):
        """Button *Invoice*."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "form",
            "res_id": self.move_id.id,
        }
