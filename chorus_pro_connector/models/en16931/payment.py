# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payment: means and account (BG-16), terms (BT-9, BT-20), what was paid (BT-113)."""

from odoo import models
from odoo.tools import html2plaintext, is_html_empty

from ...chorus.formats.portal_words import MEANS
from ...chorus.identifiers import compact
from ...chorus.rules import NAME_LENGTH, is_siret_shaped, name
from ..invoice.account_payment_method_line import CARD, TRANSFER
from .price import ZERO, to_cents
from .terms import shorten


class ChorusEn16931(models.AbstractModel):
    _inherit = "chorus.en16931"

    def _get_paid(self, doc):
        """Return BT-113 in cents: all of an A2 invoice, else the money received.

        A credit note states its amount. Addons whose invoices deduct something else,
        such as what earlier statements paid, extend this.
        """
        move = doc["move"]
        if doc["is_refund"]:
            return ZERO
        if move.chorus_framework == "A2":
            return to_cents(move.amount_total)
        if move.state != "posted":
            return ZERO
        return self._get_received(move)

    def _get_payment(self, doc):
        move = doc["move"]
        terms = {
            "BT-9": move.invoice_date_due if doc["due"] > 0 else None,
            "BT-20": self._get_payment_terms(move),
        }
        if doc["is_refund"]:
            # No means on a credit note: nobody is to pay it (portal.md §5.3).
            return terms
        code = self._get_means(move)
        terms.update({"BT-81": code, "BT-83": shorten(move.payment_reference, 140)})
        if code == TRANSFER:
            terms.update(self._get_account(doc))
        return terms

    def _get_payment_terms(self, move):
        """BT-20: one text, the note of the terms or their name (BR-FR-CPRO-25)."""
        term = move.invoice_payment_term_id
        if not term:
            return None
        note = "" if is_html_empty(term.note) else html2plaintext(term.note)
        return shorten(note or term.name)

    def _get_means(self, move):
        """BT-81. Compulsory on invoices: an empty block is refused (portal.md §6.3)."""
        if move.chorus_payment_mode:
            return MEANS[move.chorus_payment_mode]
        line = move.preferred_payment_method_line_id
        if move.chorus_framework == "A2":
            paid_by = move.reconciled_payment_ids.payment_method_line_id[:1]
            line = paid_by or line
            if not line:
                return CARD
        return line.chorus_means or TRANSFER

    def _get_account(self, doc):
        """BG-17: IBAN and, when another receives the money, the payee (BG-10)."""
        bank = doc["move"].partner_bank_id
        if not bank:
            if not doc["due"]:
                return {"BT-81": CARD}
            return {}
        holder = bank.partner_id.commercial_partner_id
        terms = {
            "BT-84": bank.sanitized_acc_number,
            "BT-85": shorten(
                name(bank.acc_holder_name) or holder._chorus_name(), NAME_LENGTH
            ),
            "BT-86": compact(bank.bank_bic).upper(),
        }
        if holder != doc["supplier"]:
            terms["BG-10"] = self._get_payee(holder)
        return terms

    def _get_payee(self, partner):
        """BG-10: a factor, with its SIRET when it has one (BR-FR-CPRO-17)."""
        payee = {"name": shorten(partner._chorus_name(), NAME_LENGTH)}
        registry = compact(partner.company_registry)
        if is_siret_shaped(registry):
            payee["identifiers"] = {"0009": registry}
        return payee
