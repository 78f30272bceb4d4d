# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Between *Send* and the deposit: a delay in which the sending can be taken back."""

from datetime import timedelta

from odoo import api, fields, models

from ..connection.answers import notification


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
            # A flow that another worker holds is leaving this very moment.
            if flow._chorus_claim() and flow.state == "queued":
                now = fields.Datetime.now()
                flow.write({"send_date": now, "next_check": now})
        if alone:
            self._chorus_commit()
            self._chorus_advance()
            return notification(self.env, *self._chorus_result())
        self._chorus_wake_workers()
        sentence = self.env._(
            "%(count)s invoice(s) are leaving for Chorus Pro.",
            count=len(self.line_ids.filtered(lambda line: not line.superseded)),
        )
        return notification(self.env, "success", sentence)
