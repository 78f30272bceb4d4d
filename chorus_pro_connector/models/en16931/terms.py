# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From an invoice to the terms of EN 16931 for Chorus Pro (portal.md §5.3, §5.4)."""

import re
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, is_html_empty

from ...chorus.rules import TEXT_LENGTH, is_number, readable
from ..rule import problem

TYPE_CODES = {"out_invoice": "380", "out_refund": "381"}
# VAT point date code (BT-8, UNTDID 2475): 5 = debits, 72 = receipts.
VAT_POINT_CODES = {"TVA_SUR_DEBIT": "5", "TVA_SUR_ENCAISSEMENT": "72"}

# Beyond this, what is written is no note but a document, to be joined as such.
MAX_NOTES = 10
# Subject codes (UNTDID 4451) of the mentions that article L441-9 of the Code de
# commerce demands: fixed indemnity, late penalties, discount for early payment.
PAYMENT_MENTIONS = (
    ("PMT", re.compile(r"indemnit[ée] forfaitaire", re.I)),
    ("PMD", re.compile(r"p[ée]nalit[ée]s?\b", re.I)),
    ("AAB", re.compile(r"\bescompte\b", re.I)),
)


# Where a sentence ends and another begins.
SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[^\W\d_a-zà-ÿ])")


def report(doc, code, **values):
    """Note a problem of the invoice; see :func:`~..rule.problem`."""
    doc["problems"].append(problem(code, **values))


# Reason of a discount that lowers VAT at once: of its allowance, of the charge that
# takes it back without VAT, and of the group of that charge, which exempts nothing.
EARLY_PAYMENT_REASON = "Escompte pour paiement anticipé"


def shorten(text, limit=TEXT_LENGTH):
    """Cut at a word, with an ellipsis, so that ``len(result) <= limit``."""
    text = readable(text)
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rsplit(None, 1)[0] if " " in head[limit // 2 :] else head) + "…"


def split_text(text, limit=TEXT_LENGTH):
    """Split at paragraphs, else sentences, else words, else anywhere; lose nothing."""
    parts = []
    text = text.strip()
    while len(text) > limit:
        head = text[:limit]
        cut = max(
            head.rfind("\n"), *(head.rfind(stop) + 1 for stop in (". ", "! ", "? "))
        )
        if cut < limit // 2:
            cut = head.rfind(" ")
        if cut < limit // 2:
            cut = limit
        parts.append(text[:cut].strip())
        text = text[cut:].strip()
    return [part for part in [*parts, text] if part]


def _cut_mentions(paragraph):
    """Yield (code of a mention or None, text) of the parts of a paragraph.

    A paragraph with several mentions is cut at its sentences; what follows a mention
    goes with it, and a sentence that has two stands under both codes.
    """
    codes = _mentions(paragraph)
    if len(codes) < 2:
        yield next(iter(codes), None), paragraph
        return
    found = [None]
    for sentence in SENTENCE.split(paragraph):
        found = _mentions(sentence) or found[-1:]
        for code in found:
            yield code, sentence


def _mentions(text):
    return [code for code, pattern in PAYMENT_MENTIONS if pattern.search(text)]


class ChorusEn16931(models.AbstractModel):
    """Mapping of an invoice; one file of this model per subject.

    Two entry points, :meth:`_get_mapping` and :meth:`_get_content`. Methods take
    ``doc``, a dict made there: ``move``, ``company``, ``supplier``, ``customer``
    (commercial partners), ``currency``, ``problems``, and what earlier steps put in
    (``lines``, ``groups``, …). Nothing here refuses: what cannot be written is
    reported, and the terms hold whatever stands in its place.
    """

    _name = "chorus.en16931"
    _description = "EN 16931 terms of an invoice"

    @api.model
    def _get_terms(self, move):
        """Return the terms of :meth:`_get_mapping`, whatever problems they have."""
        terms, _problems = self._get_mapping(move)
        return terms

    @api.model
    def _get_mapping(self, move):
        """Return the terms of one invoice or credit note, and what is wrong with it.

        :param move: account.move, customer invoice or credit note; a draft is allowed,
            so that its problems are known before it is confirmed
        :return: (terms, problems). Terms are a dict for
            ``chorus.formats.factur_x.make_xml``: keys are EN 16931 terms, amounts are
            strings, absent terms are left out. Problems are a list, empty for a file
            that may be made; see :func:`~..rule.problem`
        :raise UserError: the document is no customer invoice or credit note
        """
        return self._map(self._prepare(move))

    def _map(self, doc):
        """Return (terms, problems) of what :meth:`_prepare` made ready."""
        terms = {
            **self._get_header(doc),
            **self._get_references(doc),
            **self._get_lines_and_totals(doc),
            **self._get_parties(doc),
            **self._get_delivery(doc),
            **self._get_payment(doc),
            "BG-1": self._get_notes(doc),
        }
        kept = {
            key: value for key, value in terms.items() if value not in (None, [], "")
        }
        return kept, doc["problems"]

    @api.model
    def _get_content(self, move):
        """Return what the lines, the taxes and the notes alone tell of an invoice.

        :return: dict, plain values: ``problems`` as of :meth:`_get_mapping`,
            ``categories``, the sorted VAT categories of its amounts, and ``unnamed``,
            those whose reason names no article
        """
        doc = self._prepare(move)
        terms = self._get_lines_and_totals(doc)
        self._get_notes(doc)
        return {
            "problems": doc["problems"],
            "unnamed": self._get_unnamed_reasons(terms["BG-23"]),
            "categories": sorted({key.category for key in doc["groups"]}),
        }

    def _prepare(self, move):
        move.ensure_one()
        if move.move_type not in TYPE_CODES:
            raise UserError(
                self.env._("Only customer invoices and credit notes can be sent.")
            )
        problems = []
        if move.currency_id.decimal_places > 2:
            currency = move.currency_id.name
            problems.append(problem("currency_decimals", currency=currency))
        move = self._with_language(move.with_company(move.company_id))
        return {
            "move": move,
            "date": move.invoice_date or fields.Date.context_today(move),
            "company": move.company_id,
            "currency": move.currency_id,
            "supplier": move.company_id.partner_id.commercial_partner_id,
            "customer": move.commercial_partner_id,
            "is_refund": move.move_type == "out_refund",
            "notes": [],
            "memo": {},
            "problems": problems,
        }

    def _with_language(self, move):
        """Read translated names as the buyer does, whoever makes the file."""
        for partner in (move.partner_id, move.company_id.partner_id):
            # A language that was switched off since is an error to Odoo.
            if partner.lang and self.env["res.lang"]._get_code(partner.lang):
                return move.with_context(lang=partner.lang)
        return move.with_context(lang="en_US")

    # === Header === #

    def _get_header(self, doc):
        move = doc["move"]
        name = move.name if move.name and move.name != "/" else None
        return {
            "BT-1": name or "BROUILLON",
            "BT-2": move.invoice_date or fields.Date.context_today(move),
            "BT-3": TYPE_CODES[move.move_type],
            "BT-5": doc["currency"].name,
            "BT-8": self._get_vat_point_code(doc),
            "BT-23": move.chorus_framework or "A1",
        }

    def _get_vat_point_code(self, doc):
        """BT-8, on the invoice's own setting, else on the taxes that bear an amount.

        French services are taxed on receipts unless the supplier opted for debits: as
        soon as one tax is, the invoice must not claim debits.
        """
        move = doc["move"]
        if move.chorus_vat_regime:
            return VAT_POINT_CODES.get(move.chorus_vat_regime)
        taxes = move._chorus_shown_lines().tax_ids.flatten_taxes_hierarchy()
        taxes = taxes.filtered(lambda tax: tax.amount and tax.amount_type != "fixed")
        if not taxes:
            return None
        on_receipts = "on_payment" in taxes.mapped("tax_exigibility")
        return VAT_POINT_CODES[
            "TVA_SUR_ENCAISSEMENT" if on_receipts else "TVA_SUR_DEBIT"
        ]

    # === References === #

    def _get_references(self, doc):
        move = doc["move"]
        terms = {
            "BT-10": move._chorus_reference("buyer_reference"),
            "BT-12": move._chorus_reference("contract_reference"),
            "BT-13": move._chorus_reference("purchase_order_reference"),
        }
        original = self._get_original_invoice(move)
        # Without a number that the portal takes, it is left out: BG-3 is optional.
        if original and is_number(original.name):
            # One original only, BR-FR-CPRO-20.
            terms["BG-3"] = [
                {"BT-25": original.name, "BT-26": original.invoice_date},
            ]
        return terms

    def _get_original_invoice(self, move):
        """Return the one invoice that this one corrects or follows, or an empty set.

        A credit note corrects its original; a final invoice follows its down payment
        when there is a single one (BT-25 takes one number).
        """
        original = move.reversed_entry_id or self._get_deducted_invoices(move)
        return original if len(original) == 1 else original.browse()

    def _get_deducted_invoices(self, move):
        """Return the down payments that an invoice of a sales order deducts.

        Less work done than paid in advance makes the final document a credit note, on
        which the deduction is positive.
        """
        # All lines: what follows needs them too, and they are read once.
        lines = move.line_ids
        if "is_downpayment" not in lines._fields:
            return move.browse()
        deducted = lines.filtered(
            lambda line: line.is_downpayment and line.quantity * move.direction_sign > 0
        )
        if not deducted:
            return move.browse()
        # Other invoices may have deducted the same, and been reversed since.
        asked = deducted.sale_line_ids.invoice_lines.filtered(
            lambda line: line.quantity > 0
            and line.parent_state == "posted"
            and line.move_type == "out_invoice"
        )
        return asked.move_id

    # === Delivery and period === #

    def _get_delivery(self, doc):
        """Deliver-to party (BG-13), date (BT-72) and invoicing period (BG-14).

        An intra-community supply must carry both (BR-IC-11, BR-IC-12).
        """
        move = doc["move"]
        categories = {key.category for key in doc["groups"]}
        intracom = "K" in categories
        start, end = self._get_period(move)
        terms = {
            "BT-72": move.delivery_date,
            "BT-73": start,
            "BT-74": end,
        }
        if intracom and not (move.delivery_date or start or end):
            terms["BT-72"] = move.invoice_date or fields.Date.context_today(move)
        if place := self._get_delivery_place(move, categories):
            terms["BG-13"] = self._get_delivery_party(place, doc["customer"])
        return terms

    @api.model
    def _get_delivery_place(self, move, categories):
        """Return the contact that BG-13 describes, or an empty set.

        :param categories: VAT categories of the invoice
        """
        place = move.partner_shipping_id
        if place and place != move.partner_id:
            return place
        # An intra-community supply names its place in any case.
        return (place or move.partner_id) if "K" in categories else place.browse()

    def _get_period(self, move):
        """Return (first day, last day) that the lines cover, or (None, None)."""
        dates = [self._get_line_dates(line) for line in move._chorus_shown_lines()]
        starts = [start for start, _end in dates if start]
        ends = [end for _start, end in dates if end]
        return min(starts, default=None), max(ends, default=None)

    # === Notes === #

    def _get_notes(self, doc):
        """BG-1: the invoice's notes, the legal mentions apart under their codes."""
        move = doc["move"]
        texts = list(doc["notes"])
        for html in (move.narration, move.fiscal_position_id.note):
            if html and not is_html_empty(html):
                texts.append(readable(html2plaintext(html, include_references=False)))
        if validator := self._get_validator_note(move):
            texts.append(validator)
        notes = self._split_mentions(texts)
        if len(notes) > MAX_NOTES:
            report(doc, "note_too_long")
        return notes

    def _get_validator_note(self, move):
        """Name the validator of A9 and A12: EN 16931 has no term for this party."""
        validator = move._chorus_wanted_validator()
        return f"Valideur (SIRET) : {validator}" if validator else None

    @api.model
    def _split_mentions(self, texts):
        """Return the BG-1 entries: the plain paragraphs of each text, then mentions.

        What several paragraphs say under one code is one mention (BR-FR-06).
        """
        plain, mentions = [], defaultdict(list)
        for text in texts:
            rest = []
            for paragraph in text.splitlines():
                for code, part in _cut_mentions(paragraph):
                    (mentions[code] if code else rest).append(part)
            plain.append("\n".join(rest))
        return [{"BT-22": part} for text in plain for part in split_text(text)] + [
            {"BT-21": code, "BT-22": part}
            for code, paragraphs in mentions.items()
            for part in split_text("\n".join(paragraphs))
        ]
