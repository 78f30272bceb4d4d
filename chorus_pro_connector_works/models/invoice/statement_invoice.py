# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError

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
        client = self._works_client()
        # In the client's language, as its lines.
        name = self.with_context(lang=client.lang or self.env.lang).name
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
            "ref": name,
            "invoice_origin": name,
            "invoice_user_id": (market.user_id or self.env.user).id,
            "chorus_works_statement_id": self.id,
            "contract_reference": market.number,
            "purchase_order_reference": self.order_id.commitment or market.commitment,
            **self._works_move_lines(sign),
        }
        if market.bank_id:
            # Else Odoo takes the company's own, as for other invoices.
            values["partner_bank_id"] = market.bank_id.id
        service = (
            market.payer_service_id if market.payer_id else market.client_service_id
        )
        if service:
            values["buyer_reference"] = service.code
        return values

    def _works_client(self):
        """Return who owes the invoice: the payer of the market, else the client."""
        return self.market_id.payer_id or self.market_id.client_id

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
        """Return the tax of the invoice: one for each rate, as the statement counts."""
        rate = rate_of(tax)
        same = self.rate_ids.filtered(lambda row: exact(row.rate) == rate)
        return self.market_id.fiscal_position_id.map_tax(same.tax_id or tax)

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
