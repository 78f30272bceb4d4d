# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What was deposited, or may have been, is not deleted; what is gone stops nobody."""

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .sandbox_case import COMMITMENT, SandboxCase

KEPT = "is kept as its counterpart"


@tagged("post_install", "-at_install")
class TestDeletion(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town = cls.client(chorus_format="cii")
        cls.manager = new_test_user(
            cls.env,
            "chorus_deletion",
            groups="base.group_user,account.group_account_manager",
            company_id=cls.company.id,
        )

    def assertKept(self, moves):
        """By no way: as a clerk or a manager, with force_delete, in SQL."""
        self.env.flush_all()
        forced = moves.sudo().with_context(force_delete=True)
        for records in (moves, moves.with_user(self.manager), moves.sudo(), forced):
            # Of a posted one Odoo says so itself, unless it is forced.
            words = KEPT if records is forced or moves.state == "draft" else ""
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                records.unlink()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ForeignKeyViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
            self.env.cr.execute(
                "DELETE FROM account_move WHERE id IN %s", [tuple(moves.ids)]
            )
        self.env.invalidate_all()
        self.assertEqual(moves.exists(), moves)
        self.assertTrue(all(move.chorus_flow_line_ids for move in moves))

    def _refused(self):
        move = self.delivered(self.town)
        self.sandbox.advance(60)
        self.sandbox.decide(move.name, "REJETEE", "Prix")
        self.run_follow()
        self.assertEqual(move.chorus_state, "refused")
        return move

    # === Kept === #

    def test_refused_by_the_client(self):
        move = self._refused()
        move.button_draft()
        self.assertKept(move)
        move.button_cancel()
        self.assertEqual(move.state, "cancel", "what the sentence proposes")

    def test_rejected_by_the_portal(self):
        move = self.invoice(self.client(COMMITMENT))
        flow = self.send(move)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(move.chorus_state, "rejected")
        move.button_draft()
        self.assertKept(move)

    def test_given_up(self):
        """As far as Odoo knows it is not there; nobody can be sure."""
        for fault in (None, {"kind": "timeout_before", "seconds": 0}):
            with self.subTest(fault=fault):
                if fault:
                    self.sandbox.fault(**fault)
                move = self.invoice(self.town)
                flow = self.send(move)
                flow.with_user(self.manager).action_chorus_give_up()
                move.button_draft()
                self.assertKept(move)
                with self.assertRaisesRegex(UserError, "proof of the deposit"):
                    flow.sudo().unlink()

    def test_plain_pdf(self):
        move = self.delivered(self.client(chorus_format="pdf"))
        flow = move.chorus_flow_id
        flow.with_user(self.manager).action_chorus_give_up()
        move.button_draft()
        self.assertKept(move)

    def test_on_its_way_and_delivered(self):
        move = self.invoice(self.town)
        flow = self.send(move)
        self.assertKept(move)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertKept(move)

    def test_one_of_several(self):
        kept, free = self.delivered(self.town), self.invoice(self.town, post=False)
        with self.assertRaisesRegex(UserError, KEPT), self.env.cr.savepoint():
            (free | kept).with_context(force_delete=True).unlink()
        self.assertEqual((free | kept).exists(), free | kept)

    # === Free === #

    def test_never_sent(self):
        self.invoice(self.town, post=False).unlink()
        move = self.invoice(self.town)
        flow = move._chorus_queue()
        with self.assertRaisesRegex(UserError, "Cancel sending"):
            move.sudo().with_context(force_delete=True).unlink()
        move.action_chorus_cancel_sending()
        line = flow.line_ids
        number = move.name
        move.button_draft()
        move.with_user(self.manager).unlink()
        self.assertFalse(move.exists())
        self.assertEqual((line.number, line.move_id.id), (number, False))

    def test_surely_not_taken(self):
        """Refused credentials: the file never was at the portal."""
        move = self.invoice(self.town)
        self.sandbox.fault("http_403")
        flow = self.send(move)
        self.assertEqual(flow.state, "failed")
        move.button_draft()
        move.with_user(self.manager).unlink()
        self.assertFalse(move.exists())
        self.assertEqual(flow.state, "cancelled")

    # === Gone all the same === #

    def _lose(self, moves):
        """The invoice of a deposit was deleted before that was refused."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE chorus_flow_line SET move_id = NULL WHERE move_id IN %s",
            [tuple(moves.ids)],
        )
        self.env.invalidate_all()

    def _lot(self):
        self.company.chorus_lots = True
        moves = self.invoice(self.town) | self.invoice(self.town)
        self.queue(moves)
        return moves, moves.chorus_flow_id

    def test_the_others_go_on(self):
        moves, flow = self._lot()
        self.run_follow()
        self._lose(moves[1])
        self.sandbox.advance()
        for _turn in range(3):
            moves[0].action_chorus_update_status()
        self.assertEqual(moves[0].chorus_state, "delivered")
        self.assertEqual(flow.state, "integrated")
        self.assertEqual(set(flow.line_ids.mapped("outcome")), {"accepted"})
        self.assertTrue(all(flow.line_ids.mapped("identifier")))
        self.run_follow()
        with Form(flow.with_user(self.clerk)):
            pass

    def test_the_others_leave(self):
        moves, flow = self._lot()
        self._lose(moves[0])
        self.run_follow()
        self.assertEqual(moves[1].chorus_state, "deposited")
        self.assertEqual(flow.line_ids.mapped("superseded"), [True, False])
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(moves[1].chorus_state, "delivered")
        self.assertEqual(len(self.sandbox.invoices()), 1)

    def test_nothing_left_to_send(self):
        for kind in ("cii", "pdf"):
            with self.subTest(kind):
                move = self.invoice(self.client(chorus_format=kind))
                flow = move._chorus_queue()
                self._lose(move)
                self.run_follow()
                self.assertEqual((flow.state, flow.attempts), ("cancelled", 0))

    def test_gone_while_in_doubt_or_rejected(self):
        cases = {
            "doubt": ({"kind": "timeout_after", "seconds": 0}, self.town, "accepted"),
            "rejected": (None, self.client(COMMITMENT), "rejected"),
        }
        for name, (fault, client, outcome) in cases.items():
            with self.subTest(name):
                if fault:
                    self.sandbox.fault(**fault)
                move = self.invoice(client)
                flow = self.send(move)
                self._lose(move)
                self.sandbox.advance()
                for _turn in range(2):
                    flow.update_flow_status()
                self.assertEqual(flow.line_ids.outcome, outcome)
                flow.with_user(self.manager).action_chorus_give_up()
