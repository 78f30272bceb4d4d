# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ChorusWorksMappingOption(models.Model):
    """One value that a row of the mapping may take, ours or the portal's."""

    _name = "chorus.works.mapping.option"
    _description = "Value of the works mapping"
    _order = "group, sequence, code"
    _rec_name = "label"

    group = fields.Selection(
        selection=[
            ("syntax", "Flow syntaxes (portal)"),
            ("framework", "Works frameworks (portal)"),
            ("type", "Kinds of works documents (portal)"),
            ("document", "Kinds of joined documents (portal)"),
            ("structure", "Structures entitled to works (portal)"),
            ("recipient", "Recipients"),
            ("place", "Places in the file"),
            ("profile", "Profiles of the file"),
            ("prepaid", "Contents of the amount already paid"),
            ("deposit", "Ways of depositing"),
            ("amounts", "What the amounts of a piece are of"),
            ("acts", "Where acts on works pieces are done"),
        ],
        required=True,
        readonly=True,
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, readonly=True)
    label = fields.Char(
        compute="_compute_label", store=True, readonly=False, translate=True
    )
    read_on = fields.Datetime(
        string="Last listed by the portal",
        readonly=True,
        help="Empty: the portal never listed this value.",
    )
    listed = fields.Boolean(
        string="In the portal's last answer", readonly=True, default=True
    )

    company_id = fields.Many2one(
        comodel_name="res.company",
        readonly=True,
        index=True,
        help="Whose account the portal listed it for; empty: it holds for all.",
    )

    _unique_code = models.UniqueIndex(
        '("group", code, COALESCE(company_id, 0))',
        "This value is in the list already.",
    )

    @api.depends("code")
    def _compute_label(self):
        for option in self:
            option.label = option.label or option.code

    @api.model_create_multi
    def create(self, vals_list):
        # A flow may carry any syntax that is listed (chorus.flow).
        self.env.registry.clear_cache()
        return super().create(vals_list)
