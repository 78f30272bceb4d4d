# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import AccessError, UserError

from ..connection.answers import notification


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_chorus_proofs(self):
        """Button *Archive of proofs*: of one at once, of several step by step.

        :raise UserError: none of them was ever deposited
        """
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._("Only who may invoice makes archives of proofs.")
            )
        self.check_access("read")
        proofs = self.env["chorus.proof"]
        for moves in self.grouped("company_id").values():
            proofs += proofs._chorus_start(moves)
        if not proofs:
            raise UserError(
                self.env._(
                    "None of these invoices was deposited on Chorus Pro: there is "
                    "nothing to prove."
                )
            )
        if len(self) == 1:
            proofs.sudo()._chorus_make()
            note = self.env._(
                "Archive of proofs made; the head of its chain is %(head)s.",
                head=proofs.chain,
            )
            self._message_log(body=note)
            return proofs.action_download()
        action = proofs._chorus_follow()
        left_out = len(self) - sum(proofs.mapped("total_count"))
        if not left_out:
            return action
        sentence = self.env._(
            "Left out of the archive, because they were never deposited: %(count)s of "
            "the invoices that you chose.",
            count=left_out,
        )
        return notification(self.env, "info", sentence, action)

    def _chorus_proof_weight(self):
        """Return what the files of this invoice weigh in an archive, in bytes."""
        move = self.sudo()
        flows = move.chorus_flow_line_ids.flow_id
        files = (
            flows.attachment_id
            | flows.document_ids.attachment_id
            | move.chorus_act_ids.document_ids.attachment_id
            | move.chorus_attachment_ids
        )
        # The portal's copies weigh as much again, twice.
        return 3 * sum(files.mapped("file_size"))
