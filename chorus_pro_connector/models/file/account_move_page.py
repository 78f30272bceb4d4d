# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What our report adds to Odoo's page, so that page and data say the same.

Odoo's page of an invoice is kept; views/report_invoice.xml asks here for what the terms
of the file say otherwise, or what the law wants to read and nothing else prints.
"""

import copy
from decimal import Decimal

from odoo import models
from odoo.tools import format_date, formatLang, html2plaintext

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...chorus import identifiers
from ...chorus.pdf.printed_text import plainly, words
from ..en16931.price import ZERO
from ..en16931.terms import EARLY_PAYMENT_REASON

# Numbers that have a name of their own.
NUMBERS = {
    identifiers.SIRET: "SIRET",
    identifiers.RIDET: "RIDET",
    identifiers.TAHITI: "Tahiti",
}
# Characters of a line that may fill a page on its own.
LONG_ROW = 2000
# Amounts of Odoo are floats.
HALF_A_CENT = Decimal("0.005")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_page(self):
        """Return what the report of an invoice for Chorus Pro prints, else None.

        :return: dict: ``total_rows`` [(label, float)] below the total, the last one in
            bold; ``totals`` like ``tax_totals``; ``vat``, the sum of several rates;
            ``exemptions`` and ``identity``, texts that nothing else on the page says;
            ``original``, the invoice that a credit note corrects;
            ``payee``, whoever is paid in the supplier's place;
            ``headless``: page headers are dropped; ``long_rows``: a row may not fit
            into one page
        """
        self.ensure_one()
        # Portal users and clerks print the same page.
        move = self.sudo()
        if not move.is_sale_document() or not move._chorus_goes_to_portal():
            return None
        terms, problems = self.env["chorus.en16931"].sudo()._get_mapping(move)
        headless = not _wkhtml().is_patched_qt
        # Of an invoice that cannot become a file, Odoo's own page.
        totals = move.tax_totals if problems else move._chorus_page_totals(terms)
        return {
            "headless": headless,
            "long_rows": any(
                len(line.name or "") > LONG_ROW for line in move.invoice_line_ids
            ),
            "totals": totals,
            "vat": None if problems else move._chorus_page_vat(totals, terms),
            "total_rows": None if problems else move._chorus_total_rows(terms),
            "exemptions": move._chorus_page_exemptions(terms),
            "identity": move._chorus_page_identity(terms, headless),
            "original": move._chorus_page_original(),
            "payee": move._chorus_page_payee(terms),
        }

    def _chorus_page_number(self):
        """Return the client's number as France names it, e.g. ``RIDET : 0123456``.

        Odoo calls SIRET whatever stands in that field, on the page of any client.
        """
        client = self.partner_id.commercial_partner_id
        found = client._chorus_identifier()
        label = NUMBERS.get(found.kind) if found.value else None
        if not label or not client.company_registry:
            return client.company_registry
        return self.env._("%(kind)s: %(number)s", kind=label, number=found.value)

    # === Amounts === #

    def _chorus_page_totals(self, terms):
        """Return ``tax_totals`` with charges such as an eco-tax in the untaxed amount.

        The standard counts them there, for most of them bear VAT.
        """
        totals = copy.deepcopy(self.tax_totals)
        if not totals or not totals["subtotals"]:
            return totals
        # The total of the file is the one before rounding; that stands below.
        totals.pop("cash_rounding_base_amount_currency", None)
        totals["total_amount_currency"] = float(terms["BT-112"])
        subtotal = totals["subtotals"][0]
        charges = self._chorus_page_charges()
        self._chorus_move_charges(subtotal, charges)
        # What rounding line by line leaves goes where the file has it.
        cents = float(terms["BT-109"]) - subtotal["base_amount_currency"]
        if charges and abs(cents) < 1:
            subtotal["base_amount_currency"] += cents
            for group in subtotal["tax_groups"][:1]:
                group["tax_amount_currency"] -= cents
        self._chorus_split_vat(totals, terms)
        return totals

    def _chorus_page_charges(self):
        """Return the taxes for each piece: tax → (amount, in the company's currency).

        VAT may share its group of taxes with them.
        """
        charges = {}
        for line in self.line_ids:
            tax = line.tax_line_id
            if tax and not self.env["chorus.en16931"]._get_vat_taxes(tax):
                amount, company_amount = charges.get(tax, (0.0, 0.0))
                charges[tax] = (
                    amount + self.direction_sign * line.amount_currency,
                    company_amount + self.direction_sign * line.balance,
                )
        return charges

    def _chorus_move_charges(self, subtotal, charges):
        """Move ``charges`` from their groups of taxes into the base of ``subtotal``."""
        included, kept = [], []
        for group in subtotal["tax_groups"]:
            for tax, (amount, company_amount) in charges.items():
                if tax.tax_group_id.id != group["id"]:
                    continue
                group["tax_amount_currency"] -= amount
                group["tax_amount"] -= company_amount
                subtotal["base_amount_currency"] += amount
                subtotal["base_amount"] += company_amount
                included.append(self._chorus_charge_label(tax, amount))
            taxes = self.env["account.tax"].browse(group["involved_tax_ids"])
            if taxes - self.env["account.tax"].union(*charges):
                kept.append(group)
        if included:
            subtotal["tax_groups"] = kept
            subtotal["name"] = f"{subtotal['name']} ({', '.join(included)})"

    def _chorus_charge_label(self, tax, amount):
        return self.env._(
            "%(tax)s %(amount)s included",
            tax=tax.invoice_label or tax.name,
            amount=formatLang(self.env, amount, currency_obj=self.currency_id),
        )

    def _chorus_total_rows(self, terms):
        """Return the rows from the total to the amount due; none when equal."""
        paid = Decimal(terms.get("BT-113", 0))
        rounding = Decimal(terms.get("BT-114", 0))
        if not paid and not rounding:
            return []
        rows = self._chorus_paid_rows(paid)
        if rounding:
            rows.append((self.env._("Rounding"), float(rounding)))
        return [*rows, (self.env._("Amount due"), float(terms["BT-115"]))]

    def _chorus_paid_rows(self, paid):
        """Return one row for each payment when they come to ``paid``, else one for all.

        What Odoo set off against another document is in its books, not in the file.
        """
        if not paid:
            return []
        widget = self.invoice_payments_widget or {}
        payments = [
            row
            for row in widget.get("content", ())
            if not row["is_refund"] and not row["is_exchange"]
        ]
        total = sum((Decimal(str(row["amount"])) for row in payments), ZERO)
        if abs(total - paid) >= HALF_A_CENT:
            return [(self.env._("Already paid"), float(paid))]
        return [
            (
                self.env._(
                    "Paid on %(date)s",
                    date=format_date(self.env, row["date"]),
                ),
                row["amount"],
            )
            for row in payments
        ]

    # === Mentions === #

    def _chorus_page_exemptions(self, terms):
        """Return the reasons for which VAT is not charged, unless the page has them."""
        reasons = [group.get("BT-120") for group in terms.get("BG-23", ())]
        reasons = [reason for reason in reasons if reason != EARLY_PAYMENT_REASON]
        others = _plain(
            self.taxes_legal_notes, self.narration, self.fiscal_position_id.note
        )
        return [
            reason
            for reason in dict.fromkeys(filter(None, reasons))
            if not words(reason).search(others)
        ]

    def _chorus_page_original(self):
        """Return what a credit note corrects, where nothing else on paper says it."""
        original = self.reversed_entry_id
        if self.move_type != "out_refund" or not original.name:
            return ""
        if words(original.name).search(_plain(self.ref, self.narration)):
            return ""
        return self.env._(
            "%(number)s of %(date)s",
            number=original.name,
            date=format_date(self.env, original.invoice_date),
        )

    def _chorus_page_payee(self, terms):
        """Return who is paid in the supplier's place, unless the page says it."""
        payee = terms.get("BG-10")
        if not payee or words(payee["name"]).search(_plain(self.narration)):
            return ""
        (siret,) = payee.get("identifiers", {}).values() or ("",)
        siret = f" (SIRET\N{NO-BREAK SPACE}{siret})" if siret else ""
        return self.env._("Payable to %(name)s", name=payee["name"] + siret)

    def _chorus_page_identity(self, terms, headless):
        """Return who the supplier is, in the words that its paper lacks.

        :param headless: the paper's header and footer are printed in the body, by us
        """
        company, seller = self.company_id, terms["BG-4"]
        (identifier,) = seller["identifiers"].values()
        vat = seller.get("vat_identifier")
        kind = company.partner_id.commercial_partner_id._chorus_identifier().kind
        label = NUMBERS.get(kind, "")
        lines = [
            (seller["name"], seller["name"]),
            (identifier, f"{label} {identifier}".strip()),
            (vat, self.env._("VAT number %(number)s", number=vat)),
            (company.chorus_legal_mention, company.chorus_legal_mention),
        ]
        paper = self._chorus_paper_text()
        return [
            text for value, text in lines if value and not words(value).search(paper)
        ]

    def _chorus_paper_text(self):
        """Return what the layout of documents prints on each page, plainly."""
        company = self.company_id
        details = company.company_details
        if company.is_company_details_empty:
            partner = company.partner_id
            details = f"{partner.name} {partner._display_address()}"
        return _plain(
            details,
            company.report_header,
            company.report_footer,
            self.fiscal_position_id.foreign_vat,
        )


def _plain(*texts):
    """Return texts, HTML or not, as :func:`~…printed_text.words` are looked for."""
    return plainly("\n".join(html2plaintext(text) for text in texts if text))
