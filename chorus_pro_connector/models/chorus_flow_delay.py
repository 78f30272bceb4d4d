# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Between *Send* and the deposit: a delay in which the sending can be taken back."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    send_date = fields.Datetime(
        string="Leaves at",
        readonly=True,
        copy=False,
        help="Nothing leaves before; until then the sending can be cancelled.",
    )

    @api.model
    def _chorus_delay(self, company, several):
        """Return the moment from which a deposit asked for now may leave.

        :param several: a batch, which has a delay of its own
        """
        minutes = company.chorus_delay_batch if several else company.chorus_delay
        return fields.Datetime.now() + timedelta(minutes=max(minutes, 0))

    def _chorus_waits(self):
        """Tell whether a flow must not leave yet, whoever asks for it."""
        self.ensure_one()
        return (
            self.state == "queued"
            and bool(self.send_date)
            and self.send_date > fields.Datetime.now()
        )

    def action_chorus_send_now(self):
        """Button *Send now*: for those who do not want to wait any longer.

        One invoice leaves before their eyes; several, or a lot, with the scheduled
        action, which is woken.
        """
        self._chorus_check_user()
        alone = len(self) == 1 and len(self.line_ids) == 1
        for flow in self.sudo():
            # Else it is leaving this very moment.
            if flow._chorus_claim() and flow.state == "queued":
                now = fields.Datetime.now()
                flow.write({"send_date": now, "next_check": now})
        if alone:
            self._chorus_commit()
            self._chorus_advance()
        else:
            self._chorus_trigger_follow()
        return True

    # === Taking it back === #

    def _chorus_claim_unsent(self):
        """Lock a flow that has surely not left yet, or say that it may have.

        :raise UserError: the deposit has begun, or may have
        """
        self.ensure_one()
        try:
            self.lock_for_update()
        except LockError:
            # The worker that holds it is making the file, or handing it over.
            begun = True
        else:
            self.invalidate_recordset()
            begun = self.state not in ("queued", "failed") or self.doubtful
        if begun:
            raise UserError(
                self.env._(
                    "%(flow)s can no longer be cancelled: Chorus Pro has it, or may "
                    "have it.",
                    flow=self.display_name,
                )
            )
