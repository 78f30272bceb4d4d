# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A click on the icon of a row: the next step from the list, without the form."""

from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# State → (what a click does, in words; the method). A click in any other state opens
# the invoice, as everywhere else in the row.
CLICKS = {
    "ready": (_lt("Send to Chorus"), "action_chorus_send"),
    "queued": (_lt("Cancel sending"), "action_chorus_cancel_sending"),
    "incomplete": (_lt("Complete"), "action_chorus_complete"),
    "rejected": (_lt("Correct and send again"), "action_chorus_complete"),
}


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        # EXTENDS 'base': what a click does comes with the names of the states, to whom
        # may do it.
        result = super().fields_get(allfields, attributes)
        field = result.get("chorus_state", {})
        if "selection" in field and self.env.user.has_group(
            "account.group_account_invoice"
        ):
            field["chorus_clicks"] = {
                state: self.env._(label) for state, (label, _method) in CLICKS.items()
            }
        return result

    def action_chorus_row(self):
        """Click on the icon in a list or on a card: send, take back, or complete.

        The state is the one of now: somebody may have sent it since the list was read.
        """
        self.ensure_one()
        self.check_access("write")
        _label, method = CLICKS.get(self._chorus_state_now(), (None, None))
        if not method:
            return self._get_records_action(name=self.display_name)
        return getattr(self, method)()

    def action_chorus_complete(self):
        """Button *Complete*: the window with all that Chorus Pro asks for."""
        self.ensure_one()
        self.check_access("write")
        return self._chorus_repair_window()
