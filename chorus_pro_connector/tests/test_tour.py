# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An accountant in a real browser: send, read the refusal, correct, send again."""

from odoo.tests import HttpCase, tagged

from .sandbox_case import COMMITMENT, SandboxCase


@tagged("post_install", "-at_install")
class TestTour(SandboxCase, HttpCase):
    def test_send_correct_resend(self):
        # All at once: a browser does not advance the portal's clock.
        delays = {"integration": 0, "routing": 0, "delivery": 0}
        self.sandbox.order("POST", "clock", delays)
        # The client demands a commitment, which Odoo was not told.
        client = self.client(COMMITMENT)
        move = self.invoice(client, post=False)
        self.clerk.sudo().write({"password": "chorus_clerk", "lang": "en_US"})

        self.start_tour(
            f"/odoo/action-account.action_move_out_invoice/{move.id}",
            "chorus_send_correct_resend",
            login="chorus_clerk",
        )

        move.invalidate_recordset()
        self.assertEqual(move.chorus_state, "deposited")
        first, second = move.chorus_flow_line_ids.sorted("id")
        self.assertEqual((first.outcome, first.superseded), ("rejected", True))
        self.assertEqual(first.number, second.number)
        for line in (first, second):
            self.assertFileReceived(line.flow_id)
        second.flow_id.update_flow_status()
        self.assertEqual(move.chorus_state, "delivered")
