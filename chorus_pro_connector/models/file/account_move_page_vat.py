# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The VAT of the printed page, rate by rate, as the law and the file have it."""

import re
from decimal import Decimal

from odoo import models
from odoo.tools import formatLang

from ..en16931.terms import EARLY_PAYMENT_REASON

# "TVA 20%", "VAT 5.5 %"
PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_split_vat(self, totals, terms):
        """Give each rate of VAT its row in ``totals``, where Odoo's rows name another.

        Odoo has a row for each group of taxes, and a tax that somebody made is in the
        first one, "VAT 0 %", whatever its rate (CGI, annexe II, art. 242 nonies A).
        """
        (subtotal, *others) = totals["subtotals"]
        groups = subtotal["tax_groups"]
        if others or all(self._chorus_names_rate(group) for group in groups):
            return
        # What a discount for early payment takes off is in the other bases.
        rates = [
            rate
            for rate in terms["BG-23"]
            if rate.get("BT-120") != EARLY_PAYMENT_REASON
        ]
        missing = sum(group["tax_amount_currency"] for group in groups)
        missing -= sum(float(rate["BT-117"]) for rate in rates)
        if rates and self.currency_id.is_zero(missing):
            untaxed = subtotal["base_amount_currency"]
            rows = [self._chorus_vat_row(rate) for rate in rates]
            # In the company's currency each is converted, and the sum is as booked.
            booked = sum(group["tax_amount"] for group in groups)
            rows[0]["tax_amount"] += booked - sum(row["tax_amount"] for row in rows)
            subtotal["tax_groups"] = rows
            totals["same_tax_base"] = all(
                self.currency_id.is_zero(row["base_amount_currency"] - untaxed)
                for row in rows
            )

    def _chorus_page_vat(self, totals, terms):
        """Return the VAT to be paid, which the law wants too where there are several
        rows of it; else None."""
        subtotals = totals and totals["subtotals"] or []
        rows = sum(len(subtotal["tax_groups"]) for subtotal in subtotals)
        return float(terms["BT-110"]) if rows > 1 else None

    def _chorus_names_rate(self, group):
        """Tell whether a group of taxes has one rate, and a name that says it."""
        taxes = self.env["account.tax"].browse(group["involved_tax_ids"])
        taxes = self.env["chorus.en16931"]._get_vat_taxes(taxes)
        rates = {0.0 if tax.has_negative_factor else tax.amount for tax in taxes}
        named = {
            float(text.replace(",", "."))
            for text in PERCENT.findall(group["group_name"])
        }
        return rates == named or rates == {0.0} and not named

    def _chorus_vat_row(self, rate):
        """Return one entry of BG-23 as Odoo's page wants a group of taxes."""
        percent = Decimal(rate.get("BT-119", 0)).normalize()
        digits = max(0, -percent.as_tuple().exponent)
        text = formatLang(self.env, float(percent), digits=digits)
        row = {
            "group_name": self.env._("VAT %(rate)s", rate=f"{text}\N{NO-BREAK SPACE}%"),
            "group_label": False,
        }
        for key, term in (("base", "BT-116"), ("tax", "BT-117")):
            amount = float(rate[term])
            company_amount = self.company_currency_id.round(
                amount / (self.invoice_currency_rate or 1.0)
            )
            row |= {
                f"{key}_amount_currency": amount,
                f"{key}_amount": company_amount,
            }
        return row | {
            "display_base_amount_currency": row["base_amount_currency"],
            "display_base_amount": row["base_amount"],
        }
