# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever is not public about works invoices, as rows that an administrator changes.

Nobody published the names of the works flows, the places of MOE and MOA in a file, whom
a piece is addressed to or how numbers of later pieces are made. Each such choice is one
row: its value, how sure anybody is of it, and who last verified it on the portal.
"""

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from odoo.addons.chorus_pro_connector.chorus.rules import LINE_COUNT

MARKS = [
    ("O", "Official text"),
    ("S", "Secondary source"),
    ("C", "Public code"),
    ("K", "Known text, to be checked"),
    ("I", "Inferred"),
    ("U", "Unknown"),
]


class ChorusWorksMapping(models.Model):
    _name = "chorus.works.mapping"
    _description = "Works mapping"
    _order = "sequence, key, company_id"

    key = fields.Char(required=True, readonly=True, index=True)
    name = fields.Char(required=True, translate=True, readonly=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        readonly=True,
        help="Empty: for every company that has no row of its own.",
    )
    group = fields.Selection(
        selection=lambda self: self.env["chorus.works.mapping.option"]
        ._fields["group"]
        .selection,
        readonly=True,
        help="The list that its value is taken from; empty: any text.",
    )
    value = fields.Char(help="Empty: as the row that this one refines, or nothing.")
    option_id = fields.Many2one(
        comodel_name="chorus.works.mapping.option",
        string="Choice",
        compute="_compute_option_id",
        inverse="_inverse_option_id",
        domain="[('group', '=', group)]",
    )
    default = fields.Char(string="As delivered", readonly=True)
    mark = fields.Selection(
        selection=MARKS,
        string="How sure",
        readonly=True,
        required=True,
        default="U",
    )
    help = fields.Text(string="What is known", translate=True, readonly=True)
    verified_on = fields.Date(string="Last verified on", readonly=True)
    verified_by = fields.Many2one(comodel_name="res.users", readonly=True)
    is_changed = fields.Boolean(compute="_compute_is_changed")

    _unique_key = models.UniqueIndex(
        "(key, COALESCE(company_id, 0))", "This row exists already."
    )

    @api.depends("value", "group")
    def _compute_option_id(self):
        options = self.env["chorus.works.mapping.option"].search(
            [
                ("group", "in", self.mapped("group")),
                ("code", "in", self.mapped("value")),
            ]
        )
        found = {(option.group, option.code): option for option in options}
        for row in self:
            row.option_id = found.get((row.group, row.value))

    def _inverse_option_id(self):
        for row in self:
            row.value = row.option_id.code

    @api.depends("value", "default")
    def _compute_is_changed(self):
        for row in self:
            row.is_changed = (row.value or "") != (row.default or "")

    @api.constrains("value")
    def _check_value(self):
        for row in self:
            if row.group and row.value and not row.option_id:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is no choice for “%(name)s”: pick one of the list,"
                        " after “Read the portal's lists” if the portal has it.",
                        value=row.value,
                        name=row.name,
                    )
                )
            if row.key == "lines" and not _is_count(row.value or ""):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is a whole number from 1 to %(most)s, or empty for "
                        "no limit: correct it.",
                        name=row.name,
                        most=LINE_COUNT,
                    )
                )
            # Patterns are filled in with the identifier and the service of a party.
            if row.key.startswith("pattern.") and not _is_pattern(row.value or ""):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” must hold {siret} and may hold {service}: correct "
                        "the pattern.",
                        name=row.name,
                    )
                )

    # === Reading === #

    @api.model
    def _get_value(self, key, company=None):
        """Return the value of a row: the company's own, else everybody's.

        :param key: of the row; of ``syntax.A4`` an empty value falls back on ``syntax``
        :raise KeyError: there is no such row
        """
        value = self._read_value(key, company.id if company else False)
        if not value and "." in key:
            general = key.partition(".")[0]
            if self._has_key(general):
                return self._read_value(general, company.id if company else False)
        return value

    @tools.ormcache("key", "company_id")
    def _read_value(self, key, company_id):
        rows = self.sudo().search(
            [("key", "=", key), ("company_id", "in", (company_id, False))]
        )
        if not rows:
            raise KeyError(f"no row {key} in the works mapping")
        return (rows.filtered("company_id") or rows)[:1].value or ""

    @tools.ormcache("key")
    def _has_key(self, key):
        return bool(self.sudo().search_count([("key", "=", key)], limit=1))

    # === Writing === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        if {"value", "option_id"} & vals.keys():
            # What was verified was another value.
            vals = {"verified_on": False, "verified_by": False, **vals}
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def action_verified(self):
        """Button *Verified*: this user has seen the portal take this value today."""
        self.check_access("write")
        self.write(
            {
                "verified_on": fields.Date.context_today(self),
                "verified_by": self.env.user.id,
            }
        )

    def action_restore(self):
        """Button *As delivered*."""
        for row in self:
            row.value = row.default

    def action_own_row(self):
        """Button *For this company*: a row that holds for the current company only."""
        self.ensure_one()
        company = self.env.company
        own = self.search([("key", "=", self.key), ("company_id", "=", company.id)])
        return own or self.copy({"company_id": company.id})


def _is_count(text):
    """Tell whether ``text`` is nothing, or a number of lines that a file may have."""
    return not text or (text.isdecimal() and 0 < int(text) <= LINE_COUNT)


def _is_pattern(text):
    """Tell whether ``text`` can be filled in with a party."""
    try:
        filled = text.format(siret="{s}", service="")
    except (KeyError, IndexError, ValueError, AttributeError):
        return False
    return "{s}" in filled
