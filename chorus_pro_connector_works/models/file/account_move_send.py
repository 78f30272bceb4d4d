# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

CHORUS = "chorus_pro"
# Roads that end at people, not at a platform.
TO_PEOPLE = ("manual", "email", "snailmail")


class AccountMoveSend(models.AbstractModel):
    """Works invoices take the portal, and no platform of the reform."""

    _inherit = "account.move.send"

    @api.model
    def _get_default_sending_methods(self, move):
        # EXTENDS 'account': whatever the client's other invoices take.
        if move._chorus_is_works():
            return {CHORUS}
        return super()._get_default_sending_methods(move)

    def _is_applicable_to_move(self, method, move, **move_data):
        # EXTENDS 'account': before super(), which would look the client up elsewhere.
        if move._chorus_is_works() and method not in (CHORUS, *TO_PEOPLE):
            return False
        return super()._is_applicable_to_move(method, move, **move_data)
