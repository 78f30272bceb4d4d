# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lines (BG-25), what is added to them or to the whole, and the totals (BG-22)."""

from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.tools import ormcache

from ...chorus.rules import is_gtin, readable
from .price import MICRO, ZERO, cents, fit_price, plain, to_cents, to_decimal
from .tax import VatKey
from .terms import EARLY_PAYMENT_REASON, report, shorten

# Charge of a line for collection and recycling, UNTDID 7161.
ECO_CHARGE = "AEO"
DISCOUNT = "95"  # UNTDID 5189
# The file speaks French, whatever the user's language: its readers are French public
# accountants, and the same invoice must give the same bytes.
DISCOUNT_REASON = "Remise"
ROUNDING_REASON = "Arrondi"
# Fields that modules give to lines: deferred revenue, start and end dates.
LINE_DATES = (
    ("deferred_start_date", "deferred_end_date"),
    ("start_date", "end_date"),
)
# BT-153 is a name and goes on one line; what follows is the description, BT-154.
MAX_LINE_NAME = 255


class ChorusEn16931(models.AbstractModel):
    _inherit = "chorus.en16931"

    def _get_lines_and_totals(self, doc):
        """Return BG-20 to BG-25 and BT-106 to BT-115, balanced with the move.

        What is booked decides: line amounts are those of the journal items, so that
        they add up to the untaxed amount whatever the rounding method.
        """
        move = doc["move"]
        # Of all lines at once; Odoo would read those of each kind of line apart, and
        # the tags of each invoice by themselves.
        move.line_ids.mapped("tax_ids")
        move.line_ids.mapped("tax_tag_ids")
        base_lines, _tax_lines = move._get_rounded_base_and_tax_lines()
        doc.update(
            groups=defaultdict(lambda: (ZERO, ZERO)),
            allowances=[],
            charges=[],
            rounding=ZERO,
            vat=ZERO,
            company_vat=ZERO,
            outside=defaultdict(lambda: ZERO),
            vat_taxes=defaultdict(list),
        )
        lines = self._get_lines(doc, base_lines)
        self._add_line_notes(doc, lines)
        self._add_document_amounts(doc, base_lines)
        for line in lines:
            line.pop("record")
        return {"BG-25": lines, **self._get_totals(doc, lines)}

    def _get_lines(self, doc, base_lines):
        """BG-25, each with its ``record``. Addons whose files state other lines than
        the invoice extend this, and :meth:`_get_booked` with it."""
        return [
            self._get_line(doc, number, base_line)
            for number, base_line in enumerate(self._get_product_lines(base_lines), 1)
        ]

    def _get_product_lines(self, base_lines):
        """Keep the lines of the invoice, in the order in which they are printed."""
        lines = [
            base_line
            for base_line in base_lines
            if not base_line["special_type"]
            and base_line["record"].display_type == "product"
        ]
        return sorted(lines, key=lambda line: (line["record"].sequence, line["id"]))

    # === One line === #

    def _get_line(self, doc, number, base_line):
        """BG-25. Also adds the line to the VAT groups of ``doc``."""
        line = base_line["record"]
        name, description = self._get_line_name(line)
        label = {"number": number, "name": name}
        key, vat, company_vat, inside, outside = self._get_line_vat(
            doc, base_line, label
        )
        net = to_cents(doc["move"].direction_sign * line.amount_currency)
        price, terms = self._get_line_price(doc, base_line, net, label)
        for tax, amount, _company_amount in inside:
            reason = tax.invoice_label or tax.name
            self._add_adjustment(terms, amount, reason, charge_code=ECO_CHARGE)
        total = net + sum((charge[1] for charge in inside), ZERO)
        for tax, amount, _company_amount in outside:
            doc["outside"][tax] += amount
        base, group_vat = doc["groups"][key]
        doc["groups"][key] = (base + total, group_vat + vat)
        doc["vat"] += vat
        doc["company_vat"] += company_vat
        return {
            "record": line,
            "BT-126": str(number),
            "BT-129": plain(price.quantity),
            "BT-130": self._get_unit_code(doc, line.product_uom_id),
            "BT-131": plain(total, 2),
            "BT-146": plain(price.price, 2),
            "BT-149": plain(price.base_quantity) if price.base_quantity > 1 else None,
            "BT-151": key.category,
            "BT-152": None if key.category == "O" else key.rate,
            "BT-153": name,
            "BT-154": description,
            **self._get_product_codes(line.product_id),
            **self._get_line_period(doc, line, label),
            **terms,
        }

    def _get_line_name(self, line):
        """Return (BT-153, BT-154): first row of the label, and the rest."""
        text = readable(line.name) or readable(line.product_id.display_name)
        first, _newline, rest = text.partition("\n")
        name = shorten(first, MAX_LINE_NAME)
        # A name that had to be cut is repeated whole in the description.
        return name, shorten(rest if name == first.strip() else text)

    def _get_line_price(self, doc, base_line, net, label):
        """Return (LinePrice, {"BG-27"/"BG-28": …}) of a line booked for ``net``."""
        quantity = to_decimal(base_line["quantity"]).quantize(MICRO)
        discount = to_decimal(base_line["discount"])
        included = any(
            data["price_include"] for data in base_line["tax_details"]["taxes_data"]
        )
        unit = to_decimal(base_line["price_unit"])
        if included:
            unit = self._get_price_without_vat(base_line)
        price = fit_price(
            quantity, unit, net, contractual=not included or bool(discount)
        )
        terms = {}
        if discount:
            self._add_adjustment(
                terms,
                -price.surplus,
                reason=DISCOUNT_REASON,
                allowance_code=DISCOUNT,
                base=price.gross,
                rate=discount,
            )
        elif price.surplus:
            if abs(price.surplus) > 1:
                report(
                    doc,
                    "line_unbalanced",
                    gross=plain(price.gross, 2),
                    net=plain(net, 2),
                    **label,
                )
            self._add_adjustment(terms, -price.surplus, reason=ROUNDING_REASON)
        return price, terms

    def _get_price_without_vat(self, base_line):
        """Return the unit price, before discount, of a price that includes taxes."""
        details = base_line["tax_ids"]._get_tax_details(
            price_unit=base_line["price_unit"],
            quantity=1.0,
            rounding_method="round_globally",
            product=base_line["product_id"],
            product_uom=base_line["product_uom_id"],
            special_mode=base_line["special_mode"],
            filter_tax_function=base_line["filter_tax_function"],
        )
        return to_decimal(details["total_excluded"])

    def _add_adjustment(
        self, terms, amount, reason, allowance_code="", charge_code="", base=0, rate=0
    ):
        """Add ``amount`` (cents, signed) to a line: a charge, or an allowance if < 0.

        Amounts are written positive; base and rate only when they say how an allowance
        was found, for a negative line has neither.
        """
        if not amount:
            return
        group, code = (
            ("BG-28", charge_code) if amount > 0 else ("BG-27", allowance_code)
        )
        entry = {"amount": plain(abs(amount), 2), "reason": reason}
        if code:
            entry["reason_code"] = code
        if group == "BG-27" and base > 0 and rate > 0:
            entry.update(base_amount=plain(base, 2), rate=plain(rate, 2))
        terms.setdefault(group, []).append(entry)

    def _get_unit_code(self, doc, uom):
        memo = doc["memo"].setdefault("units", {})
        if uom not in memo:
            # Without unit: C62, one.
            memo[uom] = self._get_known_unit_code(uom.id) if uom else "C62"
        return memo[uom]

    @api.model
    @ormcache("uom_id")
    def _get_known_unit_code(self, uom_id):
        """Remember what Odoo reads of a unit's external name, for the whole process."""
        uom = self.env["uom.uom"].browse(uom_id)
        return self.env["account.edi.common"]._get_uom_unece_code(uom)

    def _get_product_codes(self, product):
        """BT-155 own reference, BT-157 GTIN (scheme 0160) when it is a true one."""
        terms = {"BT-155": readable(product.default_code) or None}
        if is_gtin(product.barcode or ""):
            terms.update({"BT-157": product.barcode, "BT-157-1": "0160"})
        return terms

    def _get_line_period(self, doc, line, label):
        """BT-134, BT-135."""
        start, end = self._get_line_dates(line)
        if start and end and end < start:
            report(doc, "period", **label)
        return {"BT-134": start or None, "BT-135": end or None}

    @api.model
    def _get_line_dates(self, line):
        """Return (first day, last day) of what a line is for; None when unknown.

        Community has no such fields; those of modules that bring them are read, and
        others extend this.
        """
        for first, last in LINE_DATES:
            if first in line._fields and last in line._fields:
                return line[first], line[last]
        return None, None

    def _add_line_notes(self, doc, lines):
        """Put the notes written between lines on the line above (BT-127), or on the
        invoice when there is none; section titles carry no data and are left out."""
        notes = (
            doc["move"]
            ._chorus_shown_lines()
            .filtered(
                lambda line: line.display_type == "line_note" and readable(line.name)
            )
        )
        rows = [(term["record"].sequence, term["record"].id, term) for term in lines]
        texts = defaultdict(list)
        for note in notes.sorted(lambda line: (line.sequence, line.id)):
            above = [
                index
                for index, (sequence, identifier, _term) in enumerate(rows)
                if (sequence, identifier) < (note.sequence, note.id)
            ]
            texts[max(above, default=None)].append(readable(note.name))
        doc["notes"] += texts.pop(None, [])
        for index, parts in texts.items():
            rows[index][2]["BT-127-00"] = [{"BT-127": shorten("\n".join(parts))}]

    # === The whole invoice === #

    def _add_document_amounts(self, doc, base_lines):
        """Allowances (BG-20), charges (BG-21) and rounding (BT-114) of the whole."""
        sign = doc["move"].direction_sign
        for base_line in base_lines:
            if base_line["special_type"] == "cash_rounding":
                amount = sign * base_line["record"].amount_currency
                doc["rounding"] += to_cents(amount)
            elif base_line["special_type"] == "early_payment":
                self._add_early_payment(doc, base_line)
        for tax, amount in doc["outside"].items():
            # A fixed tax that bears no VAT, such as the tourist tax.
            out_of_scope = set(doc["groups"]) == {VatKey("O", "0.00")}
            category = tax.ubl_cii_tax_category_code or ("O" if out_of_scope else "E")
            key = VatKey(category, "0.00")
            doc["vat_taxes"][key].append(tax)
            reason = tax.invoice_label or tax.name
            self._add_document_amount(doc, key, amount, ZERO, reason)

    def _add_early_payment(self, doc, base_line):
        """Discount that lowers VAT at once: less at the rate, the same more at 0."""
        label = {"number": "", "name": EARLY_PAYMENT_REASON}
        taxes_data = base_line["tax_details"]["taxes_data"]
        if taxes_data:
            key, vat, company_vat, _inside, _outside = self._get_line_vat(
                doc, base_line, label
            )
        else:
            key, vat, company_vat = VatKey("E", "0.00"), ZERO, ZERO
        amount = to_cents(
            doc["move"].direction_sign * base_line["record"].amount_currency
        )
        doc["vat"] += vat
        doc["company_vat"] += company_vat
        self._add_document_amount(doc, key, amount, vat, EARLY_PAYMENT_REASON)

    def _add_document_amount(self, doc, key, amount, vat, reason):
        if not amount and not vat:
            return
        base, group_vat = doc["groups"][key]
        doc["groups"][key] = (base + amount, group_vat + vat)
        doc["charges" if amount > 0 else "allowances"].append(
            {
                "amount": plain(abs(amount), 2),
                "reason": reason,
                "vat_category_code": key.category,
                **({} if key.category == "O" else {"vat_rate": key.rate}),
            }
        )

    def _get_totals(self, doc, lines):
        """BG-20 to BG-23 and the totals, equal to the move's to the cent."""
        net = sum((Decimal(line["BT-131"]) for line in lines), ZERO)
        allowances = sum(
            (Decimal(entry["amount"]) for entry in doc["allowances"]), ZERO
        )
        charges = sum((Decimal(entry["amount"]) for entry in doc["charges"]), ZERO)
        untaxed = net - allowances + charges
        total = untaxed + doc["vat"]
        booked = self._get_booked(doc) - doc["rounding"]
        # What is wrong with a line or a tax, and was reported, is not said twice.
        if total != booked and lines and not doc["problems"]:
            report(doc, "unbalanced", computed=plain(total, 2), booked=plain(booked, 2))
        paid = self._get_paid(doc)
        terms = {
            "BG-20": doc["allowances"],
            "BG-21": doc["charges"],
            "BG-23": self._get_breakdown(doc),
            "BT-106": plain(net, 2),
            "BT-107": plain(allowances, 2) if doc["allowances"] else None,
            "BT-108": plain(charges, 2) if doc["charges"] else None,
            "BT-109": plain(untaxed, 2),
            "BT-110": plain(doc["vat"], 2),
            "BT-112": plain(total, 2),
            "BT-113": plain(paid, 2) if paid else None,
            "BT-114": plain(doc["rounding"], 2) if doc["rounding"] else None,
            "BT-115": plain(total - paid + doc["rounding"], 2),
        }
        doc["due"] = total - paid + doc["rounding"]
        if doc["currency"] != doc["company"].currency_id:
            terms.update(self._get_accounting_vat(doc))
        return terms

    def _get_booked(self, doc):
        """Return what BT-112 and BT-114 must make, in cents: the total of the move."""
        return to_cents(doc["move"]._chorus_stated_total())

    def _get_accounting_vat(self, doc):
        """BT-6 and BT-111: VAT in the currency of the accounts, at the booked rate."""
        move = doc["move"]
        if not move.invoice_currency_rate or (
            move.invoice_currency_rate == 1 and not doc["currency"].rate_ids
        ):
            currency = doc["currency"].name
            report(doc, "currency_rate", currency=currency)
        return {
            "BT-6": doc["company"].currency_id.name,
            "BT-111": plain(cents(doc["company_vat"]), 2),
        }
