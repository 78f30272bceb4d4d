# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..status.account_move_activities import ACTIVITY


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_schedule(self, summary, note):
        # EXTENDS 'chorus_pro_connector', room status: by e-mail too, if they want.
        result = super()._chorus_schedule(summary, note)
        kind = self.env.ref(ACTIVITY)
        asked = self.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )
        for activity in asked.filtered("user_id.chorus_mail_returns"):
            # Whoever presses a button reads the answer on the screen.
            if activity.user_id != self.env.user and activity.user_id.email:
                template = self.env.ref("chorus_pro_connector.mail_template_return")
                template.sudo().send_mail(activity.id)
        return result
