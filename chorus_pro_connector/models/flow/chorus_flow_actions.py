# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The buttons of a deposit: send again, cancel, give up, open what was sent."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..connection.answers import notification, open_invoices
from ..connection.kept_bytes import sha256


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    def action_chorus_retry(self):
        """Button *Send again* on a flow that was not sent."""
        self._chorus_check_user()
        for flow in self:
            # Of two who press it together, one takes the step.
            if not flow.sudo()._chorus_claim() or flow.state != "failed":
                continue
            now = fields.Datetime.now()
            flow._chorus_set_state(
                "queued", error_message=False, next_check=now, send_date=now
            )
            flow._chorus_commit()
            flow._chorus_advance()
        return self._chorus_answer_results()

    def action_chorus_cancel(self):
        """Button *Cancel sending*: as long as the deposit has not begun."""
        self._chorus_check_user()
        for flow in self.sudo():
            flow._chorus_claim_unsent()
            flow._chorus_set_state("cancelled", next_check=False)
            flow.line_ids.superseded = True
        return self._chorus_answer_cancelled()

    def _chorus_claim_unsent(self):
        """Lock a flow that has surely not left yet, or say that it may have."""
        self.ensure_one()
        claimed = self._chorus_claim()
        if not claimed or self.state not in ("queued", "failed") or self.doubtful:
            raise UserError(
                self.env._(
                    "%(flow)s can no longer be cancelled: Chorus Pro has it, or may "
                    "have it.",
                    flow=self.display_name,
                )
            )

    def action_chorus_give_up(self):
        """Button *Give up this deposit*, for accounting managers.

        The portal may lose a file for good, or a company may leave the test platform:
        nothing but a person can know, and their name stays in the chatter.
        """
        if not self.env.user.has_group("account.group_account_manager"):
            raise AccessError(
                self.env._("Only an accounting manager may give up a deposit.")
            )
        self._chorus_check_user()
        for flow in self.sudo():
            if not flow._chorus_claim() or flow.state == "sending":
                raise UserError(
                    self.env._(
                        "%(flow)s is being sent at this moment: wait a few minutes, "
                        "then give it up if it is still needed.",
                        flow=flow.display_name,
                    )
                )
            moves = flow.line_ids.filtered(lambda line: not line.superseded).move_id
            flow._chorus_set_state("cancelled", next_check=False)
            flow.line_ids.superseded = True
            moves._chorus_forget_status()
            moves._chorus_close_settled()
            for move in moves:
                move._message_log(
                    body=self.env._(
                        "The deposit %(flow)s was given up: as far as Odoo knows, the "
                        "invoice is not on Chorus Pro.",
                        flow=flow.display_name,
                    )
                )
        sentence = self.env._(
            "Given up: as far as Odoo knows, these invoices are not on Chorus Pro, and "
            "may be sent again."
        )
        return notification(self.env, "success", sentence)

    def _chorus_check_user(self):
        """Only who may write invoices may make flows move."""
        self.check_access("read")
        self.env["account.move"].check_access("write")

    def action_open_file(self):
        """Button *Open the file sent*: the exact bytes."""
        self.ensure_one()
        self.check_access("read")
        if sha256(self.sudo().attachment_id.raw) != self.sha256:
            raise UserError(
                self.env._(
                    "The file sent with %(flow)s is damaged or gone from the disk of "
                    "the server: an administrator restores it from a backup.",
                    flow=self.display_name,
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.sudo().attachment_id.id}?download=true",
            "target": "new",
        }

    def action_view_invoices(self):
        """Smart button: the invoices of this flow."""
        self.ensure_one()
        return open_invoices(
            self.initial_invoice_ids, self.env._("Invoices of the flow")
        )
