# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""VAT of the invoice: what the statement says, whatever way the company rounds."""

from odoo import Command, models
from odoo.exceptions import UserError

from ...decompte.money import cents, total
from ..market.numbers import exact, rate_of


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def _works_move_lines(self, sign):
        """Return the values of lines, taxes among them where that is possible.

        Lines that come with their balances and their taxes are taken as they are;
        otherwise Odoo writes each of 500 lines again to compute three sums.

        :param int sign: -1 for a credit note
        """
        lines = self._works_invoice_lines(sign)
        taxes = self._works_tax_lines(sign)
        for at, line in enumerate(lines):
            line["sequence"] = at
            if taxes is not None:
                amount = cents(exact(line["quantity"], 4) * exact(line["price_unit"]))
                balance = float(-amount * sign)
                line.update(
                    display_type="product", balance=balance, amount_currency=balance
                )
        if taxes is None:
            return {"invoice_line_ids": [Command.create(line) for line in lines]}
        return {"line_ids": [Command.create(line) for line in [*lines, *taxes]]}

    def _works_tax_lines(self, sign):
        """Return the values of the tax lines, None when Odoo has to compute them."""
        rows = []
        for rate in self.rate_ids:
            if not (rate.base or rate.tax):
                continue
            tax = self._works_tax(rate.tax_id)
            share = self._works_plain_share(tax, sign)
            if share is None or rate_of(tax) != exact(rate.rate):
                return None
            if rate.tax:
                rows.append(self._works_tax_values(rate, tax, share))
        return rows

    def _works_plain_share(self, tax, sign):
        """Return the one repartition line of a plain percentage, else None."""
        side = "invoice" if sign > 0 else "refund"
        shares = tax[f"{side}_repartition_line_ids"].filtered(
            lambda share: share.repartition_type == "tax"
        )
        plain = (
            len(tax) == 1
            and tax.amount_type == "percent"
            and not (tax.price_include or tax.analytic)
            and len(shares) == 1
            and shares.factor_percent == 100
        )
        if plain and shares._get_aml_target_tax_account():
            return shares
        return None

    def _works_tax_values(self, rate, tax, share):
        balance = float(-exact(rate.tax, 2))
        due = tax.tax_exigibility == "on_invoice"
        return {
            "display_type": "tax",
            "name": tax.name,
            "tax_repartition_line_id": share.id,
            "account_id": share._get_aml_target_tax_account().id,
            "partner_id": self._works_client().commercial_partner_id.id,
            "currency_id": self.currency_id.id,
            "tax_base_amount": -rate.base,
            "tax_tag_ids": [Command.set(share.tag_ids.ids if due else [])],
            "balance": balance,
            "amount_currency": balance,
        }

    def _works_fix_taxes(self, move):
        """Correct what Odoo computed: by line, where the company rounds so."""
        changes = []
        for row in self.rate_ids:
            taxes = self._works_tax(row.tax_id)
            if len(taxes) == 1 and rate_of(taxes) == exact(row.rate):
                changes += self._works_tax_changes(move, row, taxes)
        if changes:
            move.write({"line_ids": changes})

    def _works_tax_changes(self, move, row, tax):
        """Return the commands that make the VAT of a rate what the statement says."""
        lines = move.line_ids.filtered(lambda line: line.tax_line_id == tax)
        gap = -exact(row.tax, 2) - total(exact(line.balance, 2) for line in lines)
        if not gap:
            return []
        if not lines:
            # Of lines of a cent or two, each has no VAT; all together have.
            share = self._works_plain_share(tax, self._works_sign())
            values = share and self._works_tax_values(row, tax, share)
            return [Command.create(values)] if values else []
        line = lines[0]
        balance = float(exact(line.balance, 2) + gap)
        values = {"balance": balance, "amount_currency": balance}
        return [Command.update(line.id, values)]

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
