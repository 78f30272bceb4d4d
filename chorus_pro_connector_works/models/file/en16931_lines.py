# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lines of a works file, where they are not those of its invoice.

A final piece may state all since the start, and a month of very many lines is summed by
lot and heading; the mapping decides both, and the printed annex has every line.
"""

from decimal import Decimal

from odoo import models

from odoo.addons.chorus_pro_connector.models.en16931.lines import MAX_LINE_NAME
from odoo.addons.chorus_pro_connector.models.en16931.price import ZERO, plain
from odoo.addons.chorus_pro_connector.models.en16931.terms import shorten

from ..market.numbers import exact


class ChorusEn16931(models.AbstractModel):
    _inherit = "chorus.en16931"

    def _get_lines(self, doc, base_lines):
        # EXTENDS 'chorus_pro_connector'
        move = doc["move"]
        if move._chorus_states_whole():
            lines, rows = self._get_whole_lines(doc, move._chorus_works_statement())
        else:
            lines = super()._get_lines(doc, base_lines)
            statement = move._chorus_works_statement()
            if not statement:
                return lines
            self._take_vat(doc, statement)
            if not move._chorus_is_works():
                return lines
            rows = _rows_of(statement, lines)
        most = int(self._get_works_value("lines", move) or 0)
        return _sum_up(lines, rows) if 0 < most < len(lines) else lines

    def _take_vat(self, doc, statement):
        """Take the VAT of each rate from the statement, as its invoice has it.

        Odoo shares the VAT of an invoice among its lines; of a company that rounds by
        line, many small ones have none of what all together have.
        """
        move = doc["move"]
        sign = -1 if doc["is_refund"] and not move.reversed_entry_id else 1
        groups = doc["groups"]
        for row in statement.rate_ids.filtered(lambda row: row.base or row.tax):
            label = {"number": "", "name": row.tax_id.name}
            key = self._get_vat_key(doc, statement._works_tax(row.tax_id), label)
            if key in groups and Decimal(key.rate) == exact(row.rate) * 100:
                groups[key] = (groups[key][0], sign * exact(row.tax, 2))
        doc["vat"] = sum((vat for _base, vat in groups.values()), ZERO)
        doc["company_vat"] = doc["vat"]

    # === All since the start === #

    def _get_whole_lines(self, doc, statement):
        """Return (BG-25, row of the statement or None of each)."""
        found = statement._works_total_lines()
        lines = [
            self._get_whole_line(doc, number, each, statement)
            for number, each in enumerate(found, 1)
        ]
        for tax, amount in statement._works_total_taxes():
            label = {"number": "", "name": tax.name}
            key = self._get_vat_key(doc, statement._works_tax(tax), label)
            base, vat = doc["groups"][key]
            doc["groups"][key] = (base, vat + amount)
            doc["vat"] += amount
            doc["company_vat"] += amount
        return lines, [each.row for each in found]

    def _get_whole_line(self, doc, number, each, statement):
        name = shorten(each.name, MAX_LINE_NAME)
        label = {"number": number, "name": name}
        key = self._get_vat_key(doc, statement._works_tax(each.tax), label)
        base, vat = doc["groups"][key]
        doc["groups"][key] = (base + each.amount, vat)
        return {
            "record": doc["move"].line_ids.browse(),
            "BT-126": str(number),
            "BT-129": plain(each.quantity),
            "BT-130": "C62",
            "BT-131": plain(each.amount, 2),
            "BT-146": plain(each.price, 2),
            "BT-151": key.category,
            "BT-152": None if key.category == "O" else key.rate,
            "BT-153": name,
        }


# === More lines than the mapping allows === #


def _rows_of(statement, lines):
    """Return the row of the statement that each line of its invoice is of, else None.

    The invoice has a line for each row that has a month, in their order, before all
    others; where it has not, nothing is known of any line.
    """
    rows = [row for row in statement.line_ids if exact(row.month_amount, 2)]
    months = [abs(exact(row.month_amount, 2)) for row in rows]
    if [abs(Decimal(line["BT-131"])) for line in lines[: len(rows)]] != months:
        return [None] * len(lines)
    return rows + [None] * (len(lines) - len(rows))


def _sum_up(lines, rows):
    """Return one line for each lot, heading and rate of VAT; others as they are."""
    groups, others = {}, []
    for line, row in zip(lines, rows, strict=True):
        if row is None:
            others.append(line)
            continue
        key = (row.lot_id, row.heading or "", line["BT-151"], line["BT-152"])
        groups.setdefault(key, []).append(line)
    summed = [
        _summed(*key[:2], found) if len(found) > 1 else found[0]
        for key, found in groups.items()
    ]
    found = [*summed, *others]
    for number, line in enumerate(found, 1):
        line["BT-126"] = str(number)
    return found


def _summed(lot, heading, lines):
    """Return the line that stands for several of one lot, heading and rate."""
    amount = sum((Decimal(line["BT-131"]) for line in lines), ZERO)
    name = " – ".join(filter(None, (f"Lot {lot.display_name}", heading)))
    return {
        "record": lines[0]["record"],
        "BT-129": "-1" if amount < 0 else "1",
        "BT-130": "C62",
        "BT-131": plain(amount, 2),
        "BT-146": plain(abs(amount), 2),
        "BT-151": lines[0]["BT-151"],
        "BT-152": lines[0]["BT-152"],
        "BT-153": shorten(name, MAX_LINE_NAME),
        "BT-154": f"{len(lines)} lignes, détaillées en annexe du décompte",
    }
