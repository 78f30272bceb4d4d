# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    """After a takeover nothing is asked of the portal before a person says so."""

    _inherit = "res.company"

    chorus_held = fields.Boolean(
        string="Chorus Pro held since the takeover",
        readonly=True,
        copy=False,
        help="The scheduled actions ask Chorus Pro nothing about what was taken over, "
        "until somebody presses “Ask the portal” on the takeover.",
    )

    def _chorus_may_be_asked(self):
        # EXTENDS 'chorus_pro_connector', room connection
        return not self.sudo().chorus_held and super()._chorus_may_be_asked()
