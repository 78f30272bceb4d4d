# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.chorus_pro_connector.chorus.portal.environments import PRODUCTION

# Values of the row "acts" of the works mapping.
BY_HAND, ON_TEST, ALWAYS = "hand", "test", "api"


class ResCompany(models.Model):
    _inherit = "res.company"

    def _works_acts_here(self):
        """Tell whether unconfirmed operations on works may leave from Odoo.

        As delivered on a test platform only: nobody knows what production makes of
        them.
        """
        self.ensure_one()
        choice = self.env["chorus.works.mapping"]._get_value("acts", self)
        if choice == ON_TEST:
            return self._chorus_urls().api_url != PRODUCTION.api_url
        return choice == ALWAYS

    def _works_by_hand_sentence(self, number):
        """Say that a piece of that number is left to the portal's own site."""
        return self.env._(
            "Nothing was sent for %(number)s: nobody has seen Chorus Pro do this for "
            "another program, and the row “Acts on works pieces” of the works mapping "
            "leaves it to the portal's own site.",
            number=number,
        )
