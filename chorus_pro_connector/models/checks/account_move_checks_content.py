# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import html2plaintext

from ...chorus import rules
from ...chorus.pdf import attachments
from ..en16931.tax import REGIME_CATEGORIES
from ..file.account_move_file import PDF


class AccountMove(models.Model):
    _inherit = "account.move"

    # === Checks of what the invoice contains; the table is in account_move_checks === #

    def _chorus_product_lines(self):
        lines = self.invoice_line_ids
        # Filtered records forget the other invoices, whose lines are read with them.
        return lines.filtered(
            lambda line: line.display_type == "product"
        ).with_prefetch(lines._prefetch_ids)

    def _chorus_check_empty(self):
        return None if self._chorus_product_lines() else {}

    def _chorus_check_line_count(self):
        count = len(self._chorus_product_lines())
        if count > rules.LINE_COUNT:
            return {"count": count, "limit": rules.LINE_COUNT}
        return None

    def _chorus_check_line_name(self):
        for rank, line in enumerate(self._chorus_product_lines(), 1):
            if not (rules.readable(line.name) or rules.readable(line.product_id.name)):
                return {"line": rank}
        return None

    def _chorus_check_line_tax(self):
        if self.chorus_vat_regime in REGIME_CATEGORIES:
            # Chosen for the whole invoice: it stands for the taxes that are missing.
            return None
        for line in self._chorus_product_lines():
            if not line.tax_ids:
                return {"line": line.name or line.product_id.name or ""}
        return None

    def _chorus_check_negative_total(self):
        if (
            self.currency_id
            and self.currency_id.compare_amounts(self.amount_total, 0) < 0
        ):
            return {}
        return None

    def _chorus_needs_bank(self):
        """A transfer is asked for: not on a credit note, nor on a paid invoice."""
        return self.move_type == "out_invoice" and self.chorus_framework != "A2"

    def _chorus_check_bank_missing(self):
        if self._chorus_needs_bank() and not self.partner_bank_id:
            return {"company": self.company_id.name}
        return None

    def _chorus_check_bank_iban(self):
        bank = self.partner_bank_id
        if self._chorus_needs_bank() and bank and bank.acc_type != "iban":
            return {"account": bank.acc_number or ""}
        return None

    def _chorus_check_bank_length(self):
        number = self.partner_bank_id.sanitized_acc_number or ""
        if self._chorus_needs_bank() and len(number) > rules.IBAN_LENGTH:
            return {"account": self.partner_bank_id.acc_number}
        return None

    # === Texts that the file would cut === #

    def _chorus_check_line_description(self):
        for rank, line in enumerate(self._chorus_product_lines(), 1):
            if len(line.name or "") > rules.TEXT_LENGTH:
                return {"line": rank}
        return None

    def _chorus_check_terms_too_long(self):
        terms = self.invoice_payment_term_id
        # Markup is not text, and most of a note is text.
        if len(terms.note or "") <= rules.TEXT_LENGTH:
            return None
        if len(html2plaintext(terms.note)) <= rules.TEXT_LENGTH:
            return None
        return {"terms": terms.name}

    def _chorus_check_party_name(self):
        client = self.commercial_partner_id
        if len(client.name or "") > rules.NAME_LENGTH:
            return {"client": client.name}
        return None

    def _chorus_check_validator_missing(self):
        siret = (self.chorus_validator_siret or "").replace(" ", "")
        if self._chorus_has_validator() and not rules.is_siret_shaped(siret):
            return {"framework": self.chorus_framework}
        return None

    def _chorus_check_currency(self):
        if self.currency_id.name not in (False, "EUR"):
            return {"currency": self.currency_id.name}
        return None

    # === Joined documents: only what could not be fixed === #

    def _chorus_bad_documents(self, problem):
        """Return the names of the documents that have ``problem``, as one text."""
        names = [
            item.source.name or item.name
            for item in self._chorus_documents()
            if attachments.problem(item.name, item.size) == problem
        ]
        return {"name": "”, “".join(names)} if names else None

    def _chorus_check_attachment(self):
        return self._chorus_bad_documents("format")

    def _chorus_check_attachment_empty(self):
        return self._chorus_bad_documents("empty")

    def _chorus_check_attachment_size(self):
        return self._chorus_bad_documents("size")

    def _chorus_check_attachment_total(self):
        size = self._chorus_documents_size()
        # One that is too heavy alone is named by the row above.
        alone = self._chorus_check_attachment_size()
        if alone or size <= self._chorus_documents_room():
            return None
        apart = self._chorus_file_format() == PDF
        limit = rules.INVOICE_SIZE if apart else rules.FILE_SIZE
        return {
            "size": rules.megabytes(size),
            "limit": limit // 1024 // 1024,
        }
