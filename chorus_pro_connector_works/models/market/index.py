# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from .numbers import INDEX_DIGITS


class ChorusWorksIndex(models.Model):
    """A published index (BT01, TP02…): typed or pasted once for a company."""

    _name = "chorus.works.index"
    _description = "Index of construction prices"
    _order = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True)
    name = fields.Char()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    value_ids = fields.One2many(
        comodel_name="chorus.works.index.value",
        inverse_name="index_id",
        string="Values",
        copy=False,
    )
    last_month = fields.Date(string="Last known month", compute="_compute_last_month")

    _code_unique = models.Constraint(
        "UNIQUE (company_id, code)",
        "This company already has an index of that code: add the values to it.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for index in self:
            index.display_name = " – ".join(filter(None, (index.code, index.name)))

    @api.depends("value_ids.month")
    def _compute_last_month(self):
        for index in self:
            index.last_month = max(index.value_ids.mapped("month"), default=False)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._works_clean(vals)
        return super().create(vals_list)

    def write(self, vals):
        return super().write(self._works_clean(vals))

    def _works_clean(self, vals):
        """Write codes as they are published, so that one index is not two."""
        if vals.get("code"):
            vals["code"] = "".join(vals["code"].split()).upper()
        return vals

    def _works_value(self, month):
        """Return the row of a month (any day of it), empty when it is not known."""
        self.ensure_one()
        first = fields.Date.to_date(month).replace(day=1)
        return self.value_ids.filtered(lambda row: row.month == first)


class ChorusWorksIndexValue(models.Model):
    _name = "chorus.works.index.value"
    _description = "Value of an index of construction prices"
    _order = "index_id, month desc"

    index_id = fields.Many2one(
        comodel_name="chorus.works.index",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="index_id.company_id", store=True, index=True)
    month = fields.Date(required=True, help="Any day of the month.")
    value = fields.Float(required=True, digits=INDEX_DIGITS)
    is_provisional = fields.Boolean(string="Provisional")
    source = fields.Char(help="Where the value was read, e.g. the official journal.")

    _month_unique = models.Constraint(
        "UNIQUE (index_id, month)",
        "An index has one value for each month: correct the value that is there.",
    )

    @api.constrains("value")
    def _check_value(self):
        for row in self:
            if row.value <= 0:
                raise ValidationError(
                    self.env._(
                        "Index %(index)s, %(month)s: type a value above zero.",
                        index=row.index_id.code,
                        month=format_date(self.env, row.month, date_format="MM/y"),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._works_first_day(vals)
        self._works_check_twice(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        return super().write(self._works_first_day(vals))

    def _works_first_day(self, vals):
        """Keep the first day of a month: two days of it are the same month."""
        if vals.get("month"):
            vals["month"] = fields.Date.to_date(vals["month"]).replace(day=1)
        return vals

    def _works_check_twice(self, vals_list):
        """Refuse a month that is there already, with its name, before SQL does."""
        seen = set()
        for vals in vals_list:
            key = (vals.get("index_id"), vals.get("month"))
            index = self.env["chorus.works.index"].browse(key[0])
            if not all(key):
                continue
            if key in seen or index._works_value(key[1]):
                raise ValidationError(
                    self.env._(
                        "Index %(index)s already has a value for %(month)s: correct it "
                        "instead of adding another.",
                        index=index.code,
                        month=format_date(self.env, key[1], date_format="MM/y"),
                    )
                )
            seen.add(key)
