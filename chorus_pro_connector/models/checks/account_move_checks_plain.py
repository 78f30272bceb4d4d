# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices that are plainly right, told by comparisons instead of by their terms.

Whoever passes here could not be refused for its content; whoever does not is looked at
in full. So these rules may be stricter than those of the file, never laxer.
"""

from odoo import models

from ...chorus.rules import readable
from ..en16931.party import SIRET, digits
from ..en16931.tax import RATED
from ..en16931.terms import MENTIONS, NUMBER

# Display types of journal items that add nothing to the file that could be refused.
PLAIN_TYPES = ("product", "tax", "payment_term", "line_section", "line_note")
CENT = 0.0101  # a rounding of one cent, and what floats add to it
# Texts of this length, with so few mentions, stay below MAX_NOTES whatever the cuts.
PLAIN_TEXT, PLAIN_MENTIONS = 2500, 4


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_plain_moves(self):
        """Return those of these invoices whose content is plainly right."""
        memo = {}
        return self.filtered(lambda move: move._chorus_is_plain(memo))

    def _chorus_is_plain(self, memo):
        """Tell whether one invoice is plainly right.

        :param memo: dict, what was found of taxes, shared by the invoices of a run
        """
        company = self.company_id
        return (
            bool(self.invoice_line_ids)
            and self.currency_id == company.currency_id
            and self.currency_id.decimal_places <= 2
            and bool(self.env["chorus.en16931"]._get_vat_number(company.partner_id))
            and self.chorus_vat_regime not in ("EXONERATION", "SANS_TVA")
            and all(line.display_type in PLAIN_TYPES for line in self.line_ids)
            and self._chorus_numbers_are_plain()
            and self._chorus_notes_are_plain()
            and self._chorus_amounts_are_plain(memo)
        )

    def _chorus_numbers_are_plain(self):
        original = self.reversed_entry_id
        lines = self.invoice_line_ids
        if "is_downpayment" in lines._fields and any(lines.mapped("is_downpayment")):
            return False
        number = self.name
        return (not number or number == "/" or bool(NUMBER.fullmatch(number))) and (
            not original or bool(NUMBER.fullmatch(original.name or ""))
        )

    def _chorus_notes_are_plain(self):
        lines = self.invoice_line_ids
        texts = [self.narration, self.fiscal_position_id.note]
        texts += [line.name for line in lines if line.display_type == "line_note"]
        whole = "\n".join(str(text) for text in texts if text)
        if len(whole) > PLAIN_TEXT:
            return False
        found = sum(len(pattern.findall(whole)) for _code, pattern in MENTIONS)
        return found <= PLAIN_MENTIONS

    def _chorus_amounts_are_plain(self, memo):
        """Compare what is booked with quantities, prices and rates."""
        sign = self.direction_sign
        bases, total = {}, 0.0
        for line in self.invoice_line_ids:
            if line.display_type != "product":
                continue
            tax = line.tax_ids
            if not (line.name or "").strip() or not self._chorus_tax_is_plain(
                tax, memo
            ):
                return False
            booked = sign * line.amount_currency
            asked = line.quantity * line.price_unit * (1 - (line.discount or 0) / 100)
            if abs(booked - asked) > CENT:
                return False
            bases[tax.amount] = bases.get(tax.amount, 0.0) + booked
            total += booked
        vat = sum(
            sign * line.amount_currency
            for line in self.line_ids
            if line.display_type == "tax"
        )
        expected = sum(base * rate / 100 for rate, base in bases.items())
        return (
            bool(bases)
            # Of several rates together: each is then nearer than that.
            and abs(vat - expected) < 0.5
            and self._chorus_each_rate_is_plain(bases)
            and abs(total + vat - self.amount_total) < CENT / 2
        )

    def _chorus_each_rate_is_plain(self, bases):
        """Tell whether the VAT booked at each rate is what its base makes."""
        booked = dict.fromkeys(bases, 0.0)
        for line in self.line_ids:
            if line.display_type == "tax":
                rate = line.tax_line_id.amount
                if rate not in booked:
                    return False
                booked[rate] += self.direction_sign * line.amount_currency
        return all(
            abs(booked[rate] - base * rate / 100) < 0.5 for rate, base in bases.items()
        )

    def _chorus_tax_is_plain(self, tax, memo):
        """Tell whether a line's taxes are one percentage of an ordinary category."""
        client = self.commercial_partner_id
        key = (tax, client.country_id, client.zip, self.company_id)
        if key not in memo:
            memo[key] = (
                len(tax) == 1
                and tax.amount_type == "percent"
                and tax.amount > 0
                and not tax.price_include
                and not tax.has_negative_factor
                and self.env["chorus.en16931"]._get_category(
                    client, self.company_id.partner_id.commercial_partner_id, tax
                )
                in RATED
            )
        return memo[key]

    def _chorus_parties_are_plain(self):
        """Tell whether both parties plainly have an identifier and an address."""
        company, client = self.company_id.partner_id, self.commercial_partner_id
        return bool(
            company.country_id
            and self.partner_id.country_id
            and SIRET.fullmatch(digits(company.company_registry))
            and SIRET.fullmatch(digits(client.company_registry))
            and readable(company.name)
            and readable(client.name)
        )
