# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Delays of a contract, in days: the market takes them from its regime, and may differ.
DAYS = (
    "days_moe",
    "days_final_draft",
    "days_general",
    "days_general_index",
    "days_signature",
    "days_tacit",
)


class ChorusWorksRegime(models.Model):
    """The delays of a set of general conditions (*CCAG*), as rows rather than code."""

    _name = "chorus.works.regime"
    _description = "Delays of works contracts"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(comodel_name="res.company", index=True)
    refers_to_ccag = fields.Boolean(
        string="General conditions apply",
        help="The contract refers to the CCAG: its clauses hold where the contract is "
        "silent.",
    )
    article_set = fields.Selection(
        selection=[("2021", "CCAG Travaux 2021"), ("2009", "CCAG Travaux 2009")],
        string="Articles that letters quote",
        help="Empty: letters quote no article of general conditions.",
    )
    days_moe = fields.Integer(
        string="Project manager: monthly statement",
        help="Days for the project manager to notify the monthly instalment.",
    )
    days_final_draft = fields.Integer(
        string="Draft final statement",
        help="Days from the notification of the acceptance of the works.",
    )
    days_general = fields.Integer(
        string="General statement",
        help="Days from the later of the two receipts of the draft final statement.",
    )
    days_general_index = fields.Integer(
        string="General statement after the last index",
        help="Days from the publication of the last index.",
    )
    days_signature = fields.Integer(
        string="Signature of the general statement",
        help="Days for the holder to sign, or to claim.",
    )
    days_tacit = fields.Integer(
        string="Tacit general statement",
        help="Days from the receipt of the signed draft; 0: the contract knows no "
        "tacit general statement.",
    )
    source = fields.Char(help="Where these delays were read.")

    @api.constrains(*DAYS)
    def _check_days(self):
        for regime in self:
            if any(regime[name] < 0 for name in DAYS):
                raise ValidationError(
                    self.env._(
                        "A delay of “%(regime)s” is below zero: type days from 0 up.",
                        regime=regime.name,
                    )
                )
