# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..decompte.money import total
from ..models.market.line import OPENING_MODES
from ..models.market.numbers import PRICE_DIGITS, PRICE_SHOWN, exact, said
from ..tables import bill, reading

DECIMALS = [
    ("auto", "As the table shows"),
    ("comma", "Comma: 1 234,56"),
    ("dot", "Dot: 1,234.56"),
]


# Problems of a row whose word is a number.
NUMERIC = frozenset({"decimals", "quantity", "percent", "below", "tax"})
MONEY = frozenset({"amount", "beyond"})


class ChorusWorksTable(models.AbstractModel):
    """What windows share that read a table: pasted, or out of a file."""

    _name = "chorus.works.table"
    _description = "Table that is pasted or uploaded"

    text = fields.Text(string="Pasted table")
    file = fields.Binary(string="XLSX or CSV file", attachment=False)
    file_name = fields.Char()
    decimals = fields.Selection(selection=DECIMALS, required=True, default="auto")

    def _works_rows(self):
        """Return the rows of cells, or refuse with one sentence."""
        self.ensure_one()
        try:
            if self.file:
                content = base64.b64decode(self.file)
                rows = reading.file(content, self.file_name or "", self._works_is_table)
            else:
                rows = reading.pasted(self.text or "")
        except reading.TableError as error:
            raise UserError(self._works_table_problem(error.code)) from error
        if not rows:
            raise UserError(
                self.env._("Paste the table from a spreadsheet, or choose its file.")
            )
        return rows

    def _works_is_table(self, rows):
        """Hook: tell whether a sheet is the one that is wanted, among several."""
        return True

    def _works_table_problem(self, code):
        return {
            "size": self.env._(
                "The file is too large: keep the sheet of the lines only, 10 MB at "
                "most."
            ),
            "rows": self.env._(
                "The table has more than 5 000 rows: split it, lot by lot."
            ),
            "format": self.env._(
                "This is no XLSX or CSV file that can be read: save it again as XLSX."
            ),
        }[code]

    def _works_again(self):
        """Open the window again, with its preview."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(self._name).sudo().name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }


class ChorusWorksImport(models.TransientModel):
    """Lines of a market out of a bill of prices, shown before they are made."""

    _name = "chorus.works.import"
    _inherit = ["chorus.works.table"]
    _description = "Import of lines"

    market_id = fields.Many2one(
        comodel_name="chorus.works.market", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="market_id.company_id")
    currency_id = fields.Many2one(related="market_id.currency_id")
    kind = fields.Selection(
        selection=[("fixed", "Fixed price"), ("unit", "Unit price")],
        string="Lines that do not say it are",
        help="Empty: a line with a unit of measure has a unit price.",
    )
    lot_name = fields.Char(
        string="Lot of lines that name none", default=lambda self: self.env._("1")
    )
    tax_id = fields.Many2one(
        comodel_name="account.tax",
        string="VAT of lines that name none",
        domain="[('type_tax_use', '=', 'sale'), ('amount_type', '=', 'percent'),"
        " ('company_id', '=', company_id)]",
        default=lambda self: self._works_default_tax(),
    )
    order_id = fields.Many2one(
        comodel_name="chorus.works.order",
        domain="[('market_id', '=', market_id), ('state', '=', 'draft')]",
        help="Of a market of orders: the order that these lines belong to.",
    )
    line_ids = fields.One2many(
        comodel_name="chorus.works.import.line",
        inverse_name="import_id",
        string="Preview",
        readonly=True,
    )
    error_count = fields.Integer(readonly=True)
    count = fields.Integer(string="Lines", readonly=True)
    amount = fields.Monetary(string="Lines excl. VAT", readonly=True)
    signed_amount = fields.Monetary(related="market_id.signed_amount")

    def _works_is_table(self, rows):
        # EXTENDS: cover pages and instructions have no headings of a bill.
        return super()._works_is_table(rows) and any(map(bill.columns, rows[:30]))

    def action_preview(self):
        """Button *Preview*: row by row, what would be made and what is wrong."""
        self.ensure_one()
        rows = bill.read(self._works_rows(), self.decimals, self.kind or "")
        values = [self._works_preview(row) for row in rows]
        good = [row for row in rows if row.status == "line"]
        wrong = [vals for vals in values if vals["status"] == "error"]
        self.write(
            {
                "line_ids": [Command.clear(), *map(Command.create, values)],
                "error_count": len(wrong),
                "count": len(good),
                "amount": float(total(row.amount for row in good)),
            }
        )
        self._works_previewed(good)
        return self._works_again()

    def _works_previewed(self, rows):
        """Hook: the window shows these lines."""

    def action_import(self):
        """Button *Import*: makes the lots and lines of a preview without errors."""
        self.ensure_one()
        rows = bill.read(self._works_rows(), self.decimals, self.kind or "")
        if not any(row.status == "line" for row in rows):
            raise UserError(self.env._("There is no line to import in this table."))
        # Asked again: what was pasted may have changed since the preview.
        if any(self._works_preview(row)["status"] == "error" for row in rows):
            raise UserError(
                self.env._("Correct the rows that are marked first: nothing was made.")
            )
        self._works_take_over([row for row in rows if row.status == "line"])
        lots = {}
        start = max(self.market_id.line_ids.mapped("sequence"), default=0)
        values = []
        for row in rows:
            if row.status == "line":
                lot = self._works_lot(row.lot or self.lot_name or "1", lots, row)
                values.append(self._works_line(row, lot, start + row.number))
        self.env["chorus.works.line"].create(values)
        return {"type": "ir.actions.act_window_close"}

    def _works_take_over(self, rows):
        """Hook: these lines are imported; what the market had before comes first."""

    def _works_line(self, row, lot, sequence):
        tax = self._works_tax(row.rate) or lot.tax_id or self.tax_id
        opening = {"opening_mode": row.opening_mode} if row.opening_mode else {}
        return {
            **opening,
            "market_id": self.market_id.id,
            "lot_id": lot.id,
            "order_id": self.order_id.id,
            "sequence": sequence,
            "heading": row.heading,
            "code": row.code,
            "name": row.name,
            "kind": row.kind,
            "quantity": float(row.quantity),
            "unit": row.unit,
            "price": float(row.price),
            "tax_id": tax.id,
            "opening_value": float(row.opening or 0),
        }

    def _works_lot(self, label, lots, row):
        """Return the lot that a label names, by its code or name; a new one else."""
        if label not in lots:
            code, name = map(bill.plain, bill.lot_of(label))
            found = self.market_id.lot_ids.filtered(
                lambda lot: (
                    bill.plain(lot.code) == code
                    if code
                    else bill.plain(lot.name) == name
                )
            )[:1]
            lots[label] = found or self._works_new_lot(label, row)
        return lots[label]

    def _works_new_lot(self, label, row):
        code, name = bill.lot_of(label)
        codes = set(self.market_id.lot_ids.mapped("code"))
        place = len(codes) + 1
        while not code or code in codes:
            code, place = str(place), place + 1
        return self.env["chorus.works.lot"].create(
            {
                "market_id": self.market_id.id,
                "code": code,
                "name": name or self.env._("Lot %(code)s", code=code),
                "sequence": len(self.market_id.lot_ids) + 1,
                "tax_id": (self._works_tax(row.rate) or self.tax_id).id,
            }
        )

    @api.model
    def _works_taxes(self, company=None):
        """Return the taxes of sales, those of services first: works are services."""
        taxes = self.env["account.tax"].search(
            [
                *self.env["account.tax"]._check_company_domain(
                    company or self.company_id
                ),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
            ]
        )
        return taxes.sorted(lambda tax: tax.tax_scope != "service")

    @api.model
    def _works_default_tax(self):
        """Return the company's usual rate, as services have it: due with the money."""
        company = self.env.company
        usual = company.account_sale_tax_id
        services = self._works_taxes(company).filtered(
            lambda tax: tax.tax_scope == "service" and tax.amount == usual.amount
        )
        return services[:1] or usual

    def _works_tax(self, rate):
        """Return the VAT of a rate in per cent; the proposed one first."""
        if rate is None:
            return self.env["account.tax"]
        taxes = self.tax_id | self._works_taxes()
        return taxes.filtered(lambda tax: exact(tax.amount, 4) == rate)[:1]

    # === Words === #

    def _works_preview(self, row):
        """Return the values of one row of the preview."""
        problems = [self._works_words(code, word) for code, word in row.problems]
        if row.status == "line" and not self._works_tax(row.rate):
            if row.rate is not None:
                problems.append(self._works_words("tax", str(row.rate)))
            elif not self.tax_id:
                problems.append(self._works_words("no_tax", ""))
        return {
            "number": row.number,
            "status": "error" if problems else row.status,
            "problem": " ".join(problems),
            "is_wrong": bool(problems),
            "lot": row.lot or (row.status == "line" and self.lot_name) or "",
            "heading": row.heading,
            "code": row.code,
            "name": row.name,
            "kind": row.kind or False,
            "quantity": float(row.quantity) if row.status != "heading" else 0.0,
            "unit": row.unit,
            "price": float(row.price),
            "amount": float(row.amount),
            "rate": f"{said(self.env, row.rate)} %" if row.rate is not None else "",
            "opening": float(row.opening or 0),
            "opening_mode": row.opening_mode or False,
        }

    def _works_words(self, code, word):
        """Return the sentence of a problem that the reading of the table named."""
        if code in MONEY:
            word = self.currency_id.format(float(word))
        elif code in NUMERIC:
            word = said(self.env, Decimal(word))
        # One table: each code of tables/bill.py, and the two that only Odoo knows.
        sentences = {
            "name": self.env._("The description is missing."),
            "number": self.env._("“%(word)s” is not a number.", word=word),
            "kind": self.env._(
                "“%(word)s” is no kind of price: write forfait, unitaire or régie.",
                word=word,
            ),
            "missing": self.env._("The unit price is missing."),
            "amount": self.env._(
                "Quantity × unit price is not the amount %(word)s.", word=word
            ),
            "decimals": self.env._(
                "The unit price %(word)s has more than 6 decimals.", word=word
            ),
            "quantity": self.env._(
                "The quantity %(word)s has more than 4 decimals.", word=word
            ),
            "percent": self.env._(
                "A fixed price cannot be executed at %(word)s %%.", word=word
            ),
            "beyond": self.env._(
                "More than its fixed price was executed: %(word)s.", word=word
            ),
            "below": self.env._(
                "What was executed cannot be below zero: %(word)s.", word=word
            ),
            "twice": self.env._("The number %(word)s stands twice.", word=word),
            "tax": self.env._("There is no sales VAT of %(word)s %%.", word=word),
            "no_tax": self.env._("Choose the VAT of lines that name none."),
        }
        return sentences[code]


class ChorusWorksImportLine(models.TransientModel):
    _name = "chorus.works.import.line"
    _description = "Row of an import of lines"
    # What is to be corrected stands first: a bill has hundreds of rows.
    _order = "is_wrong desc, number"

    import_id = fields.Many2one(
        comodel_name="chorus.works.import",
        required=True,
        ondelete="cascade",
        index=True,
    )
    currency_id = fields.Many2one(related="import_id.currency_id")
    number = fields.Integer(string="Row")
    status = fields.Selection(
        selection=[
            ("line", "Line"),
            ("heading", "Heading"),
            ("skipped", "Left out"),
            ("error", "To correct"),
        ]
    )
    problem = fields.Char(string="What is wrong")
    is_wrong = fields.Boolean(export_string_translation=False)
    lot = fields.Char()
    heading = fields.Char()
    code = fields.Char(string="Number in the bill")
    name = fields.Char(string="Description")
    kind = fields.Selection(
        selection=[
            ("fixed", "Fixed price"),
            ("unit", "Unit price"),
            ("day", "Day work"),
        ]
    )
    quantity = fields.Float(digits=(16, 4))
    unit = fields.Char()
    price = fields.Float(
        string="Unit price", digits=PRICE_DIGITS, min_display_digits=PRICE_SHOWN
    )
    amount = fields.Monetary()
    rate = fields.Char(string="VAT")
    opening = fields.Float(string="Executed so far", digits=(16, 4))
    opening_mode = fields.Selection(selection=OPENING_MODES, string="Typed as")
