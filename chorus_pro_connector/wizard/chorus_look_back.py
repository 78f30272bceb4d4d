# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

MOST_MONTHS = 36


class ChorusLookBack(models.AbstractModel):
    """A window that looks at some months of one company."""

    _name = "chorus.look.back"
    _description = "Some months of a company"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    months = fields.Integer(string="Months to look back", default=6, required=True)

    def _chorus_check(self):
        """:raise UserError: the months, or the company, cannot be read"""
        self.ensure_one()
        if not 1 <= self.months <= MOST_MONTHS:
            raise UserError(
                self.env._("Choose between 1 and %(most)s months.", most=MOST_MONTHS)
            )
        self.company_id._chorus_check_mine()

    def _chorus_since(self, moment):
        """Return the date or moment so many months before ``moment``."""
        return moment - relativedelta(months=self.months)

    def _chorus_reopen(self, name):
        """Return the action that shows this window as it is now."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
