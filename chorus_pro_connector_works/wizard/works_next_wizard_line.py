# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.chorus_pro_connector.models.en16931.price import to_cents

from ..models.file.words import percent


class ChorusWorksNextWizardLine(models.TransientModel):
    """What the piece states at one rate of VAT."""

    _name = "chorus.works.next.wizard.line"
    _description = "Amounts of the next piece at one rate of VAT"

    wizard_id = fields.Many2one(
        "chorus.works.next.wizard", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    category = fields.Char(
        required=True, readonly=True, export_string_translation=False
    )
    rate = fields.Char(
        string="Key of the rate",
        required=True,
        readonly=True,
        export_string_translation=False,
    )
    rate_label = fields.Char(string="Rate", compute="_compute_tax")
    stated = fields.Monetary(string="In the final statement", readonly=True)
    base = fields.Monetary(
        string="Excl. VAT", help="As the general statement says it for this rate."
    )
    tax = fields.Monetary(string="VAT", compute="_compute_tax")

    @api.depends("base", "rate")
    def _compute_tax(self):
        for line in self:
            line.rate_label = percent(Decimal(line.rate or "0"))
            base = Decimal(str(line.base))
            line.tax = float(to_cents(base * Decimal(line.rate or "0") / 100))
