# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..connection.protocol import FIRST_CHECK


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    def _chorus_lose_file(self):
        """Let nothing leave: what was to leave is not what was checked.

        The file is made again. After a doubt the portal is asked first, as it may have
        the one that is gone.
        """
        words = {
            "error_message": self.env._(
                "The file to send was damaged or gone from the disk of the server: "
                "nothing was sent, and it is made again in a moment."
            ),
            "sha256": False,
        }
        if self.doubtful:
            follow = fields.Datetime.now() + FIRST_CHECK
            self._chorus_set_state("unknown", check_count=0, next_check=follow, **words)
        else:
            self._chorus_set_state("queued", **self._chorus_next_check(), **words)
        self._chorus_trigger_follow()
