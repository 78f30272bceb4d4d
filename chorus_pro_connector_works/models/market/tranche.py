# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ChorusWorksTranche(models.Model):
    """A firm part of a market, or one that the client may still order."""

    _name = "chorus.works.tranche"
    _description = "Tranche of a works market"
    _order = "market_id, sequence, id"
    _check_company_auto = True

    market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="market_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    code = fields.Char()
    name = fields.Char(required=True)
    kind = fields.Selection(
        selection=[("firm", "Firm"), ("optional", "Optional")],
        required=True,
        default="firm",
    )
    date_affirmed = fields.Date(
        string="Ordered on",
        help="Day on which the client ordered an optional tranche: its lines count "
        "from then on.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for tranche in self:
            parts = filter(None, (tranche.code, tranche.name))
            tranche.display_name = " – ".join(parts)

    def _works_is_open(self, date):
        """Tell whether the lines of this tranche count on a day; so do all others."""
        return all(
            tranche.kind == "firm"
            or (tranche.date_affirmed and tranche.date_affirmed <= date)
            for tranche in self
        )
