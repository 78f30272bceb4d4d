# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.market.numbers import exact, said
from ..tables import indices


class ChorusWorksIndexPaste(models.TransientModel):
    """Values of indices, pasted from the page or the file that publishes them."""

    _name = "chorus.works.index.paste"
    _inherit = ["chorus.works.table"]
    _description = "Paste values of indices"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    index_id = fields.Many2one(
        comodel_name="chorus.works.index",
        domain="[('company_id', '=', company_id)]",
        help="Only for a table that does not name the index of each value.",
    )
    is_provisional = fields.Boolean(string="Provisional")
    source = fields.Char()
    line_ids = fields.One2many(
        comodel_name="chorus.works.index.paste.line",
        inverse_name="paste_id",
        string="Preview",
        readonly=True,
    )
    error_count = fields.Integer(readonly=True)

    def action_preview(self):
        """Button *Preview*: value by value, what would be added and what is wrong."""
        self.ensure_one()
        values = [self._works_preview(row) for row in self._works_read()]
        wrong = [vals for vals in values if vals["problem"]]
        self.write(
            {
                "line_ids": [Command.clear(), *map(Command.create, values)],
                "error_count": len(wrong),
            }
        )
        return self._works_again()

    def action_import(self):
        """Button *Add the values*: of a preview without errors; what is there stays."""
        self.ensure_one()
        rows = self._works_read()
        if any(self._works_preview(row)["problem"] for row in rows):
            raise UserError(
                self.env._("Correct the rows that are marked first: nothing was added.")
            )
        for row in rows:
            index = self._works_index(row.code) or self.env[
                "chorus.works.index"
            ].create({"code": row.code, "company_id": self.company_id.id})
            if not index._works_value(row.month):
                index.value_ids = [Command.create(self._works_value_vals(row))]
        return {"type": "ir.actions.act_window_close"}

    def _works_value_vals(self, row):
        return {
            "month": row.month,
            "value": float(row.value),
            "is_provisional": self.is_provisional,
            "source": self.source,
        }

    def _works_read(self):
        return indices.read(self._works_rows(), self.decimals, self.index_id.code or "")

    def _works_index(self, code):
        return self.env["chorus.works.index"].search(
            [("code", "=", code), ("company_id", "=", self.company_id.id)], limit=1
        )

    def _works_preview(self, row):
        """Return the values of one row of the preview."""
        known = row.month and self._works_index(row.code)
        known = known and known._works_value(row.month)
        problem = self._works_words(row) if row.problem else ""
        same = known and exact(known.value, 4) == row.value
        if known and not problem and not same:
            problem = self.env._(
                "%(month)s is known already, as %(value)s: correct it on the index.",
                month=format_date(self.env, row.month, date_format="MM/y"),
                value=said(self.env, known.value),
            )
        return {
            "number": row.number,
            "code": row.code,
            "month": row.month,
            "value": float(row.value or 0),
            "problem": problem,
            "is_known": bool(same),
        }

    def _works_words(self, row):
        return {
            "code": self.env._("No index is named: choose it above."),
            "month": self.env._("“%(word)s” is no month.", word=row.word),
            "value": self.env._("“%(word)s” is no value above zero.", word=row.word),
            "twice": self.env._("%(word)s has this month twice.", word=row.word),
        }[row.problem]


class ChorusWorksIndexPasteLine(models.TransientModel):
    _name = "chorus.works.index.paste.line"
    _description = "Value of an index that was pasted"
    _order = "number, id"

    paste_id = fields.Many2one(
        comodel_name="chorus.works.index.paste",
        required=True,
        ondelete="cascade",
        index=True,
    )
    number = fields.Integer(string="Row")
    code = fields.Char(string="Index")
    month = fields.Date()
    value = fields.Float(digits=(16, 4))
    problem = fields.Char(string="What is wrong")
    is_known = fields.Boolean(string="Known already")
