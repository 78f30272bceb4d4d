# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..rule import RULES


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_rule_sentence(self, code, params):
        """Return what a broken rule says, in the language of the environment.

        :param code: of a row of :data:`~..rule.RULES`
        :param params: dict, the values of its sentence
        """
        words = self.env._(RULES[code].words)
        return words % params
