# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""VAT: category and rate of each line, breakdown (BG-23), reasons of exemption."""

import re
from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.tools import html2plaintext, is_html_empty

from ...chorus import articles
from ...chorus.rules import readable
from .price import ZERO, cents, plain, to_cents, to_decimal
from .terms import EARLY_PAYMENT_REASON, report, shorten

# Categories that carry a positive rate; the others are taxed at 0 and must say why,
# but Z (zero rated) which must not (BR-Z-10).
RATED = ("S", "L", "M")
WITHOUT_REASON = (*RATED, "Z")
# "B" is a matter between Italian parties (BR-B-01).
CATEGORIES = (*WITHOUT_REASON, "E", "AE", "G", "K", "O")

EXEMPT = "Exonération de TVA"
# VATEX-FR-CGI261C-1, VATEX-FR-CGI261-4, VATEX-FR-CGI261D-1BIS
FRENCH_ARTICLE = re.compile(r"VATEX-FR-CGI(\d+)([A-Z]?)(?:-(\d+)(BIS)?)?")
# VATEX-EU-132-1C, VATEX-EU-79-C, VATEX-EU-309
EUROPEAN_ARTICLE = re.compile(r"VATEX-EU-(\d+)(?:-(1)?([A-Z]+))?")
DEFAULT_CODES = {
    "AE": "VATEX-EU-AE",
    "G": "VATEX-EU-G",
    "K": "VATEX-EU-IC",
    "O": "VATEX-EU-O",
}
# … and the reasons that say the category of a tax by themselves; all others exempt.
CODE_CATEGORIES = {
    "VATEX-FR-AE": "AE",
    **{code: category for category, code in DEFAULT_CODES.items()},
}
# Monaco applies French VAT (art. 7 of the convention of 1963): inside, nothing is
# exported, and nothing delivered to another State.
VAT_TERRITORY = ("FR", "MC")
# Where Odoo knows of taxes that are no VAT (the Canaries, Ceuta and Melilla).
LOCAL_TAXES = ("ES",)
# An invoice may have no tax at all on its lines when its regime says so.
REGIME_CATEGORIES = {"EXONERATION": "E", "SANS_TVA": "O"}


# What the invoice itself may say the reason of, when its taxes do not.
MENTIONED = ("E", "AE")
# "art. 293 B du CGI", "article 44 de la directive", "L221-38 du CIBS"
NAMED_ARTICLE = re.compile(r"\bart(?:icle|\.|\s).*\d|\b[LRD]\.? ?\d", re.I)


class VatKey(NamedTuple):
    """What groups lines in the breakdown: nothing else may (BR-E-01, BR-S-08)."""

    category: str
    rate: str  # "20.00"; "0.00" for the untaxed categories


class ChorusEn16931(models.AbstractModel):
    _inherit = "chorus.en16931"

    def _get_line_vat(self, doc, base_line, label):
        """Read the taxes of one line.

        :param base_line: as ``account.tax`` computes it, rounded
        :param label: how a problem names the line: its number and name
        :return: (VatKey, VAT in cents, VAT in accounting currency, charges in the VAT
            base, charges outside it); charges are lists of (tax, cents)
        """
        fixed, rated = [], defaultdict(list)
        for tax_data in base_line["tax_details"]["taxes_data"]:
            tax = tax_data["tax"]
            (rated[tax] if _is_rated(tax) else fixed).append(tax_data)
        if len(rated) > 1:
            taxes = ", ".join(tax.name for tax in rated)
            report(doc, "several_vat", taxes=taxes, **label)
        vat_tax = next(iter(rated), self.env["account.tax"])
        key = self._get_vat_key(doc, vat_tax, label)
        inside, outside = [], []
        for tax_data in fixed:
            tax = tax_data["tax"]
            in_base = (
                not vat_tax
                or tax.include_base_amount
                and vat_tax.is_base_affected
                and tax_data in self._before(base_line, vat_tax)
            )
            amount = to_cents(tax_data["tax_amount_currency"])
            company_amount = to_cents(tax_data["tax_amount"])
            (inside if in_base else outside).append((tax, amount, company_amount))
        vat = rated.get(vat_tax, [])
        return (
            key,
            sum((to_cents(data["tax_amount_currency"]) for data in vat), ZERO),
            sum((to_cents(data["tax_amount"]) for data in vat), ZERO),
            inside,
            outside,
        )

    @api.model
    def _get_vat_taxes(self, taxes):
        """Return those of ``taxes`` that are VAT, be it at 0 %, groups opened."""
        return taxes.flatten_taxes_hierarchy().filtered(_is_rated)

    @api.model
    def _before(self, base_line, tax):
        """Return the tax computations that come before those of ``tax``."""
        taxes_data = base_line["tax_details"]["taxes_data"]
        index = next(i for i, data in enumerate(taxes_data) if data["tax"] == tax)
        return taxes_data[:index]

    def _get_vat_key(self, doc, tax, label):
        """Return the VatKey of a tax, checked; it is the same for the whole invoice."""
        memo = doc["memo"].setdefault("vat_keys", {})
        if tax not in memo:
            memo[tax] = key = self._compute_vat_key(doc, tax, label)
            doc["vat_taxes"][key].append(tax)
        return memo[tax]

    def _compute_vat_key(self, doc, tax, label):
        if not tax:
            category = REGIME_CATEGORIES.get(doc["move"].chorus_vat_regime, "Z")
            return VatKey(category, "0.00")
        if tax.amount_type != "percent":
            report(doc, "tax_type", tax=tax.name, **label)
            return VatKey("S", plain(to_decimal(tax.amount), 2))
        category = self._get_category(doc["customer"], doc["supplier"], tax)
        # A tax that cancels itself is due by the customer: nothing is on the invoice.
        rate = ZERO if tax.has_negative_factor else to_decimal(tax.amount)
        if category not in CATEGORIES or (category in RATED) != (rate > 0):
            report(
                doc,
                "tax_category",
                tax=tax.name,
                rate=plain(rate),
                category=category or "",
                **label,
            )
        return VatKey(category, plain(rate, 2))

    @api.model
    def _get_category(self, customer, supplier, tax):
        """Return the category of a tax, UNTDID 5305: what was typed on it comes first.

        Odoo guesses by the countries of both parties, and reads those of Europe for it:
        of a tax with a rate, a reason or a category the answer is known without.
        """
        if category := tax.ubl_cii_tax_category_code:
            return category
        if not tax.has_negative_factor:
            if tax.amount > 0 and customer.country_id.code not in LOCAL_TAXES:
                return "S"
            if code := tax.amount == 0 and tax.ubl_cii_tax_exemption_reason_code:
                return CODE_CATEGORIES.get(code, "E")
        countries = {supplier.country_id.code, customer.country_id.code}
        if tax.amount == 0 and countries <= {*VAT_TERRITORY}:
            return "E"
        common = self.env["account.edi.common"]
        return common._get_tax_category_code(customer, supplier, tax)

    # === Breakdown === #

    def _get_breakdown(self, doc):
        """BG-23: one entry per category and rate; out-of-scope stands alone."""
        groups = doc["groups"]
        if any(key.category == "O" for key in groups) and len(groups) > 1:
            report(doc, "mixed_out_of_scope")
        return [
            {
                "BT-116": plain(base, 2),
                "BT-117": plain(vat, 2),
                "BT-118": key.category,
                **({} if key.category == "O" else {"BT-119": key.rate}),
                **self._get_reason(doc, key),
            }
            for key, (base, vat) in self._check_groups(doc)
        ]

    def _check_groups(self, doc):
        """Yield groups in a fixed order; report VAT that is not base × rate.

        EN 16931 allows a difference of less than 1 (BR-CO-17, BR-S-09), which rounding
        per line passes on long invoices.
        """
        groups = doc["groups"]
        for key in sorted(groups, key=lambda k: (k.category, -to_decimal(k.rate))):
            base, vat = groups[key]
            expected = cents(abs(base) * to_decimal(key.rate) / 100)
            if abs(abs(vat) - expected) >= 1:
                report(
                    doc,
                    "vat_amount",
                    rate=key.rate,
                    vat=plain(vat, 2),
                    expected=plain(expected, 2),
                )
            yield key, groups[key]

    @api.model
    def _get_unnamed_reasons(self, breakdown):
        """Return the categories of BG-23 whose reason (BT-120) names no article."""
        return sorted(
            {
                group["BT-118"]
                for group in breakdown
                if group["BT-118"] not in WITHOUT_REASON
                and group.get("BT-120") != EARLY_PAYMENT_REASON
                and not NAMED_ARTICLE.search(group.get("BT-120", ""))
            }
        )

    def _get_reason(self, doc, key):
        """Return BT-120 and BT-121 of a category that needs them.

        Taxes of one category share one entry: their texts are joined, and the code is
        given only when it is the same for all.
        """
        if key.category in WITHOUT_REASON:
            return {}
        if key not in doc["vat_taxes"]:
            # No line is in this group: it holds what an early payment takes back.
            return {"BT-120": EARLY_PAYMENT_REASON}
        texts, codes = [], []
        for tax in doc["vat_taxes"][key]:
            text, code = self._get_tax_reason(doc, tax, key.category)
            texts.append(text)
            codes.append(code)
        terms = {"BT-120": shorten(" / ".join(dict.fromkeys(filter(None, texts))))}
        if codes[0] and len(set(codes)) == 1:
            terms["BT-121"] = codes[0]
        return {term: value for term, value in terms.items() if value}

    def _get_tax_reason(self, doc, tax, category):
        """Return (BT-120, BT-121) of one tax; its own legal note comes first."""
        code = tax.ubl_cii_tax_exemption_reason_code or DEFAULT_CODES.get(category)
        note = "" if is_html_empty(tax.invoice_legal_notes) else tax.invoice_legal_notes
        text = readable(html2plaintext(note))
        if not text and category in MENTIONED:
            text = readable(doc["move"].chorus_vat_mention)
        text = text or _describe_exemption(code or "", doc["date"])
        return text, code


def _is_rated(tax):
    """Tell VAT from an amount for each piece, such as an eco-tax."""
    return tax.amount_type not in ("fixed", "code")


def _describe_exemption(code, day):
    """Say in French which article a VATEX code stands for on ``day``."""
    if text := articles.article(code, day):
        return text
    if match := FRENCH_ARTICLE.fullmatch(code):
        number, letter, item, bis = match.groups()
        article = f"{number} {letter}".strip()
        # "261, 4" is a paragraph, "261 C, 1°" an item of a shorter article.
        item = f", {item}{'°' if letter else ''}{' bis' if bis else ''}" if item else ""
        return f"{EXEMPT}, art. {article}{item} du CGI"
    if match := EUROPEAN_ARTICLE.fullmatch(code):
        number, paragraph, point = match.groups()
        article = f"{number}, paragraphe {paragraph}" if paragraph else number
        point = f", point {point.lower()})" if point else ""
        return f"{EXEMPT}, art. {article}{point} de la directive 2006/112/CE"
    return EXEMPT
