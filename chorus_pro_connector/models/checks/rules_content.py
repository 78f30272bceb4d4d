# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules about what the invoice holds: lines, money, texts, place of delivery."""

from odoo import models
from odoo.tools import html2plaintext
from odoo.tools.translate import LazyTranslate

from ...chorus import rules
from ..connection.once import ISSUES, once
from ..en16931.tax import REGIME_CATEGORIES
from ..file.account_move_file import PDF
from ..rule import DANGER, WARNING, rule

_lt = LazyTranslate(__name__)

LINE = "invoice_line_ids."
NAME = (LINE + "name", LINE + "product_id", LINE + "display_type")
BANK = (
    "partner_bank_id.acc_number",
    "move_type",
    "chorus_framework",
    "chorus_payment_mode",
    "preferred_payment_method_line_id.chorus_means",
)


class AccountMove(models.Model):
    _inherit = "account.move"

    # === Lines === #

    def _chorus_product_lines(self):
        ids = once(self, ISSUES, "product_lines", self._chorus_product_line_ids)
        lines = self.line_ids
        # Such records forget the other invoices, whose lines are read with them.
        return lines.browse(ids).with_prefetch(lines._prefetch_ids)

    def _chorus_product_line_ids(self):
        lines = self._chorus_shown_lines()
        return lines.filtered(lambda line: line.display_type == "product")._ids

    def _chorus_bears_vat(self, taxes):
        """Tell whether one of ``taxes`` is VAT, be it at 0 %."""
        if not taxes:
            return False
        # The same few taxes stand on the lines of all invoices.
        question = "bears_vat", taxes._ids
        vat = self.env["chorus.en16931"]._get_vat_taxes
        return once(taxes[0], ISSUES, question, lambda: bool(vat(taxes)))

    @rule(
        "already_paid",
        WARNING,
        "chorus_framework",
        "references",
        _lt(
            "The invoice is already paid, and its framework A1 asks the client to pay "
            "it: choose A2 (already paid) in the tab “Chorus Pro”."
        ),
        number="portal.md §5.2, 6",
        depends=["chorus_framework", "payment_state", "amount_total", "move_type"],
    )
    def _chorus_check_already_paid(self):
        return {} if self._chorus_is_paid_as_a1() else None

    def _chorus_is_paid_as_a1(self):
        """Tell whether the framework asks for a payment that was made already."""
        return (
            self.move_type == "out_invoice"
            and self.chorus_framework == "A1"
            and self.payment_state in ("in_payment", "paid")
            and not self.currency_id.is_zero(self.amount_total)
            # A2 would say that all of it was received.
            and not self.env["chorus.en16931"]._is_set_off(self)
        )

    @rule(
        "empty",
        DANGER,
        "invoice_line_ids",
        "draft",
        _lt("The invoice has no line: add at least one product line."),
        number="BR-16",
        depends=[LINE + "display_type"],
    )
    def _chorus_check_empty(self):
        return None if self._chorus_product_lines() else {}

    @rule(
        "line_count",
        DANGER,
        "invoice_line_ids",
        "invoice",
        _lt(
            "The invoice has %(count)s lines and Chorus Pro takes %(limit)s: make "
            "several invoices."
        ),
        number="BR-FR-CPRO-19",
        depends=[LINE + "display_type"],
    )
    def _chorus_check_line_count(self):
        count = len(self._chorus_product_lines())
        if count > rules.LINE_COUNT:
            return {"count": count, "limit": rules.LINE_COUNT}
        return None

    @rule(
        "line_name",
        DANGER,
        "invoice_line_ids",
        "draft",
        _lt("Line %(line)s has no description: give it one."),
        number="BR-25",
        depends=NAME,
    )
    def _chorus_check_line_name(self):
        for rank, line in enumerate(self._chorus_product_lines(), 1):
            if not (rules.readable(line.name) or rules.readable(line.product_id.name)):
                return {"line": rank}
        return None

    @rule(
        "line_description",
        WARNING,
        "invoice_line_ids",
        "draft",
        _lt(
            "The description of line %(line)s passes 1024 characters: the data of the "
            "file will hold its beginning only; shorten it, or join a document."
        ),
        number="BR-FR-CPRO-31",
        depends=NAME,
    )
    def _chorus_check_line_description(self):
        for rank, line in enumerate(self._chorus_product_lines(), 1):
            if len(line.name or "") > rules.TEXT_LENGTH:
                return {"line": rank}
        return None

    @rule(
        "line_tax",
        DANGER,
        "invoice_line_ids",
        "draft",
        _lt(
            "The line “%(line)s” has no VAT: choose a tax, also when its rate is 0 %% "
            "(the reason of an exemption is part of it)."
        ),
        number="BR-CO-04",
        depends=[*NAME, LINE + "tax_ids.amount_type", "chorus_vat_regime"],
    )
    def _chorus_check_line_tax(self):
        if self.chorus_vat_regime in REGIME_CATEGORIES:
            # Chosen for the whole invoice: it stands for the taxes that are missing.
            return None
        for line in self._chorus_product_lines():
            if not self._chorus_bears_vat(line.tax_ids):
                return {"line": line.name or line.product_id.name or ""}
        return None

    @rule(
        "regime_taxes",
        WARNING,
        "chorus_vat_regime",
        "references",
        _lt(
            "The VAT regime and the taxes of the lines contradict each other, one with "
            "VAT and the other without: correct the wrong one (the file follows the "
            "lines)."
        ),
        number="portal.md §5.3, BT-8",
        depends=["chorus_vat_regime", LINE + "tax_ids.amount"],
    )
    def _chorus_check_regime_taxes(self):
        regime = self.chorus_vat_regime
        if not regime:
            return None
        taxes = self._chorus_shown_lines().tax_ids
        vat = self.env["chorus.en16931"]._get_vat_taxes(taxes)
        if not vat:
            return None
        # Reverse charge bears no VAT, at whatever rate it is booked.
        rated = any(tax.amount and not tax.has_negative_factor for tax in vat)
        if rated == (regime not in REGIME_CATEGORIES):
            return None
        return {}

    # === Money === #

    @rule(
        "negative_total",
        DANGER,
        "invoice_line_ids",
        "draft",
        _lt(
            "The total is negative: Chorus Pro only takes positive amounts, make a "
            "credit note instead."
        ),
        number="portal.md §5.3, BT-115",
        depends=["amount_total", "currency_id"],
    )
    def _chorus_check_negative_total(self):
        total, currency = self.amount_total, self.currency_id
        if total < 0 and currency and currency.compare_amounts(total, 0) < 0:
            return {}
        return None

    @rule(
        "currency",
        WARNING,
        "currency_id",
        "draft",
        _lt(
            "The invoice is in %(currency)s: public bodies are billed in euros, make "
            "sure that this client takes another currency."
        ),
        number="portal.md §5.3, BT-5",
        depends=["currency_id"],
    )
    def _chorus_check_currency(self):
        if self.currency_id.name not in (False, "EUR"):
            return {"currency": self.currency_id.name}
        return None

    @rule(
        "bank_missing",
        DANGER,
        "partner_bank_id",
        "bank",
        _lt(
            "There is no bank account (IBAN) for the client's transfer: choose the "
            "recipient bank of the invoice, or add an account to %(company)s."
        ),
        number="G1.16",
        depends=BANK,
    )
    def _chorus_check_bank_missing(self):
        if self._chorus_needs_transfer() and not self.partner_bank_id:
            return {"company": self.company_id.name}
        return None

    @rule(
        "bank_archived",
        DANGER,
        "partner_bank_id",
        "bank",
        _lt(
            "The bank account %(account)s was archived since: choose the account on "
            "which the client is to pay as recipient bank of the invoice."
        ),
        number="G1.16",
        depends=[*BANK, "partner_bank_id.active"],
    )
    def _chorus_check_bank_archived(self):
        bank = self.partner_bank_id
        if self._chorus_needs_transfer() and bank and not bank.active:
            return {"account": bank.acc_number or ""}
        return None

    @rule(
        "bank_iban",
        DANGER,
        "partner_bank_id",
        "bank",
        _lt(
            "The bank account %(account)s is not an IBAN: Chorus Pro only takes IBAN; "
            "choose another recipient bank or correct this one."
        ),
        number="G1.16",
        depends=BANK,
    )
    def _chorus_check_bank_iban(self):
        bank = self.partner_bank_id
        if self._chorus_needs_transfer() and bank and not bank._chorus_is_iban():
            return {"account": bank.acc_number or ""}
        return None

    @rule(
        "bank_length",
        DANGER,
        "partner_bank_id",
        "bank",
        _lt(
            "Chorus Pro takes accounts of 27 characters at most, and %(account)s has "
            "more: choose another recipient bank."
        ),
        number="BR-FR-CPRO-39",
        depends=BANK,
    )
    def _chorus_check_bank_length(self):
        number = self.partner_bank_id.sanitized_acc_number or ""
        if self._chorus_needs_transfer() and len(number) > rules.IBAN_LENGTH:
            return {"account": self.partner_bank_id.acc_number}
        return None

    @rule(
        "payee",
        DANGER,
        "chorus_format",
        "references",
        _lt(
            "With a plain PDF, Chorus Pro cannot be told that the money goes to "
            "%(payee)s: choose another format in the tab “Chorus Pro”, or an account "
            "of your own as recipient bank."
        ),
        number="portal.md §2.6, BG-10",
        depends=[*BANK, "chorus_format", "partner_bank_id.partner_id"],
    )
    def _chorus_check_payee(self):
        if self._chorus_file_format() != PDF or not self._chorus_needs_transfer():
            return None
        holder = self.partner_bank_id.partner_id.commercial_partner_id
        ours = self.company_id.partner_id.commercial_partner_id
        return {"payee": holder.name or ""} if holder and holder != ours else None

    # === Texts and places === #

    @rule(
        "terms_too_long",
        WARNING,
        "invoice_payment_term_id",
        "draft",
        _lt(
            "The note of the payment terms “%(terms)s” passes 1024 characters: the "
            "data of the file will hold its beginning only; shorten it."
        ),
        number="BR-FR-CPRO-35",
        depends=["invoice_payment_term_id.note"],
    )
    def _chorus_check_terms_too_long(self):
        terms = self.invoice_payment_term_id
        # Markup is not text, and most of a note is text.
        if len(terms.note or "") <= rules.TEXT_LENGTH:
            return None
        if len(html2plaintext(terms.note)) <= rules.TEXT_LENGTH:
            return None
        return {"terms": terms.name}

    @rule(
        "delivery_country",
        DANGER,
        "partner_shipping_id",
        "invoice",
        _lt(
            "The place of delivery %(partner)s has no country, which a supply to "
            "another country of the Union must name: complete its address, or choose "
            "another place of delivery."
        ),
        number="BR-57",
        depends=["partner_shipping_id.country_id", "partner_id", "chorus_content"],
    )
    def _chorus_check_delivery_country(self):
        categories = self._chorus_vat_categories()
        if "K" not in categories:
            # The client's own country is meant.
            return None
        place = self.env["chorus.en16931"]._get_delivery_place(self, categories)
        if not place or place.country_id or place.commercial_partner_id.country_id:
            return None
        return {"partner": place.display_name}
