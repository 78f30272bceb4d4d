# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import format_date

from ..rule import RULES


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_rule_sentence(self, code, params):
        """Return what a broken rule says, in the language of the environment.

        :param code: of a row of :data:`~..rule.RULES`
        :param params: dict, the values of its sentence; dates as :func:`~..rule.day`
        """
        words = self.env._(RULES[code].words)
        return words % {
            name: format_date(self.env, value["day"])
            if isinstance(value, dict)
            else value
            for name, value in params.items()
        }
