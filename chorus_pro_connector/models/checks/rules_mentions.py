# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules about what the law wants to read on an invoice, and the buttons that add it.

A mention that is missing is no reason of the portal's to reject: these warn. Their
sentences stand in one dated table, chorus/articles.py.
"""

import re

from markupsafe import Markup, escape

from odoo import fields, models
from odoo.tools import html2plaintext
from odoo.tools.translate import LazyTranslate

from ...chorus import identifiers
from ...chorus.articles import (
    FIXED_INDEMNITY,
    LATE_PENALTIES,
    NO_DISCOUNT,
    REVERSE_CHARGE_WORKS,
    article,
)
from ..en16931.terms import PAYMENT_MENTIONS
from ..rule import WARNING, rule

_lt = LazyTranslate(__name__)

# What tells on a paper, that went through ``plainly``, of capital and register.
CAPITAL = re.compile(r"\bcapital\b|\bentrepreneur individuel\b|\bei\b|\bassociation\b")
REGISTER = re.compile(
    r"\br\.?\s?c\.?\s?s\b|\brne\b|\bregistre\b|\brepertoire des metiers\b|\brna\b"
)
NOBODY_S = ("E", "AE")  # categories whose reason names an article


class AccountMove(models.Model):
    _inherit = "account.move"

    # === Payment === #

    @rule(
        "payment_mentions",
        WARNING,
        "narration",
        "mentions",
        _lt(
            "The invoice does not name %(mentions)s: add them here, or once for all "
            "invoices in the footer of the layout of documents."
        ),
        number="portal.md §5.3, L441-9",
        live=True,
    )
    def _chorus_check_payment_mentions(self):
        if self.move_type != "out_invoice":
            return None
        labels = {
            LATE_PENALTIES: self.env._("late penalties"),
            FIXED_INDEMNITY: self.env._("the indemnity of 40 €"),
            NO_DISCOUNT: self.env._("the discount for early payment"),
        }
        missing = self._chorus_missing_mentions()
        if not missing:
            return None
        return {"mentions": ", ".join(labels[code] for code in missing)}

    def _chorus_missing_mentions(self):
        """Return the codes that neither the invoice nor the paper says."""
        company = self.company_id
        texts = (
            self.narration,
            self.invoice_payment_term_id.note,
            self.fiscal_position_id.note,
            company.report_footer,
            company.company_details,
        )
        said = "\n".join(html2plaintext(text) for text in texts if text)
        found = {code for code, pattern in PAYMENT_MENTIONS if pattern.search(said)}
        order = (LATE_PENALTIES, FIXED_INDEMNITY, NO_DISCOUNT)
        return [code for code in order if code not in found]

    def action_chorus_add_mentions(self):
        """Button *Add the mentions*: write those that are missing below the invoice."""
        self.check_access("write")
        for move in self:
            move._chorus_check_unlocked()
            day = move.invoice_date or fields.Date.context_today(move)
            added = [article(code, day) for code in move._chorus_missing_mentions()]
            if added:
                paragraphs = (Markup("<p>%s</p>") % escape(text) for text in added)
                move.narration = Markup("").join([move.narration or "", *paragraphs])

    # === Exemption and self-assessment === #

    @rule(
        "vat_mention",
        WARNING,
        "chorus_vat_mention",
        "vat_mention",
        _lt(
            "The invoice does not say by which article VAT is not charged: fill in "
            "“VAT mention” in the tab “Chorus Pro”, or the exemption reason of the "
            "tax."
        ),
        number="BR-E-10, BR-AE-10",
        depends=["chorus_content"],
    )
    def _chorus_check_vat_mention(self):
        return {} if self._chorus_unnamed_exemptions() else None

    def _chorus_unnamed_exemptions(self):
        """Return the VAT categories whose reason names no article."""
        return set(self._chorus_known_content().get("unnamed", ())) & set(NOBODY_S)

    def _chorus_vat_mention_key(self):
        """Return the key of the article to propose; None when only the user knows."""
        unnamed = self._chorus_unnamed_exemptions()
        if unnamed == {"AE"}:
            return REVERSE_CHARGE_WORKS
        if unnamed == {"E"} and not self.company_id.vat:
            return "VATEX-FR-FRANCHISE"
        return None

    def action_chorus_add_vat_mention(self):
        """Button that names the article of the franchise, or of subcontracted works."""
        self.check_access("write")
        for move in self:
            move._chorus_check_unlocked()
            if key := move._chorus_vat_mention_key():
                day = move.invoice_date or fields.Date.context_today(move)
                move.chorus_vat_mention = article(key, day)

    # === Company === #

    @rule(
        "legal_mention",
        WARNING,
        "chorus_legal_mention",
        "settings",
        _lt(
            "Neither the layout of documents nor the settings say the legal form, "
            "capital and register (RCS) of %(company)s: fill in “Legal form, capital "
            "and register” in the settings of Chorus Pro."
        ),
        number="portal.md §5.3, R123-237",
        live=True,
    )
    def _chorus_check_legal_mention(self):
        company = self.company_id
        found = company.partner_id._chorus_identifier()
        if company.chorus_legal_mention or found.kind != identifiers.SIRET:
            return None
        paper = self._chorus_paper_text()
        if CAPITAL.search(paper) and REGISTER.search(paper):
            return None
        return {"company": company.name}
