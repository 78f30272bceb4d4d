# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ChorusWorksOwnState(models.AbstractModel):
    """A record whose state moves by its buttons and by no other road."""

    _name = "chorus.works.own.state"
    _inherit = ["chorus.own.fields"]
    _description = "State that only the buttons of works move"

    @api.model
    def _chorus_own_fields(self):
        # EXTENDS 'chorus_pro_connector', whose table names its own models only.
        return frozenset({"state"})
