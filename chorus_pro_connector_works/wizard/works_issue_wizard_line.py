# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from odoo.addons.chorus_pro_connector.models.en16931.price import to_cents

from ..models.market.numbers import exact

# Rates of works in France, the usual one first (CIBS).
RATES = (20.0, 10.0, 5.5, 8.5, 2.1, 0.0)


class ChorusWorksIssueWizardLine(models.TransientModel):
    """What our piece admits at one rate of VAT."""

    _name = "chorus.works.issue.wizard.line"
    _description = "Amounts at one rate of VAT, as project manager"

    wizard_id = fields.Many2one(
        "chorus.works.issue.wizard", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    rate = fields.Float(string="VAT rate (%)", digits=(5, 2), default=RATES[0])
    base = fields.Monetary(string="Excl. VAT")
    tax = fields.Monetary(
        string="VAT",
        compute="_compute_tax",
        store=True,
        readonly=False,
        help="Proposed from base and rate; a cent of rounding may differ.",
    )

    @api.depends("base", "rate")
    def _compute_tax(self):
        for line in self:
            line.tax = float(line._works_right_tax())

    def _works_right_tax(self):
        """Return the VAT that base and rate make, Decimal of euros."""
        return to_cents(float(exact(self.base, 2) * exact(self.rate, 2) / 100))


def line_values(untaxed, tax):
    """Return the lines to propose for two totals, of which no search tells the rates.

    :param untaxed: euros, as ``tax``
    :return: list of dicts; of several rates one line, which somebody is to share
    """
    base, found = exact(untaxed, 2), exact(tax, 2)
    for rate in RATES:
        if to_cents(float(base * exact(rate, 2) / 100)) == found:
            return [{"rate": rate, "base": untaxed, "tax": tax}]
    return [{"rate": 0.0, "base": untaxed, "tax": tax}]
