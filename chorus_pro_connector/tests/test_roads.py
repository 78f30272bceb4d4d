# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One invoice leaves by one road: Chorus Pro, or another network of Odoo."""

from unittest.mock import patch

from odoo.exceptions import RedirectWarning
from odoo.tests import tagged

from .sandbox_case import SandboxCase
from .test_send_and_print import prepare_small_pdf

SENTENCE = "takes one road only"


@tagged("post_install", "-at_install")
class TestRoads(SandboxCase):
    def setUp(self):
        super().setUp()
        if "peppol_move_state" not in self.env["account.move"]._fields:
            self.skipTest("Peppol is not installed")
        sender = self.env.registry["account.move.send"]
        self.startPatcher(
            patch.object(sender, "_prepare_invoice_pdf_report", prepare_small_pdf)
        )
        self.sender = self.env["account.move.send"].with_user(self.clerk)

    def by_peppol(self, state, **values):
        move = self.invoice(**values)
        move.sudo().peppol_move_state = state
        return move

    def test_what_left_by_peppol_does_not_leave_again(self):
        for state in ("to_send", "processing", "done"):
            move = self.by_peppol(state)
            self.assertEqual(move.chorus_state, "no")
            with self.assertRaisesRegex(RedirectWarning, SENTENCE):
                move.action_chorus_send()
            error = self.sender._chorus_send(move, {"sending_methods": {"chorus_pro"}})
            self.assertIn(SENTENCE, error["errors"][0])
        self.assertEqual(self.deposits(), [])

    def test_nor_with_others_in_a_batch(self):
        gone, free = self.by_peppol("processing"), self.invoice()
        kind, _code, sentence = gone._chorus_batch_reason()
        self.assertEqual(kind, "left")
        self.assertIn(SENTENCE, sentence)
        self.queue(gone | free)
        self.assertEqual((gone.chorus_state, free.chorus_state), ("no", "queued"))

    def test_what_peppol_failed_to_send_may_leave(self):
        move = self.by_peppol("error")
        self.assertEqual(move.chorus_state, "ready")
        self.send(move)
        self.assertEqual(move.chorus_state, "deposited")

    def test_what_left_by_chorus_pro_does_not_leave_by_peppol(self):
        """Whatever was ticked, and by whatever network."""
        move = self.invoice()
        self.send(move)
        for method in ("peppol", "platform"):
            self.assertFalse(self.sender._is_applicable_to_move(method, move))
            data = {move: {"sending_methods": {method, "email"}}}
            self.sender._chorus_keep_road(move, data[move])
            self.assertEqual(data[move]["sending_methods"], {"email"})
            self.assertIn(SENTENCE, data[move]["error"]["errors"][0])

    def test_of_both_chorus_pro_stays(self):
        move = self.invoice()
        data = {"sending_methods": {"peppol", "chorus_pro"}}
        self.sender._chorus_keep_road(move, data)
        self.assertEqual(data, {"sending_methods": {"chorus_pro"}})

    def test_an_e_mail_beside_is_no_second_road(self):
        move = self.invoice()
        self.assertTrue(self.sender._is_applicable_to_move("email", move))
        data = {"sending_methods": {"email", "chorus_pro"}}
        self.sender._chorus_keep_road(move, data)
        self.assertEqual(data, {"sending_methods": {"email", "chorus_pro"}})
