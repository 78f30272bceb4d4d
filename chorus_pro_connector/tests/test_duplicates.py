# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A refusal "already deposited" is looked up: adopted, or told with both values."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..chorus.portal.client import PortalClient
from ..models.flow import chorus_flow_duplicate
from .duplicate_case import ADOPTED, DuplicateCase


@tagged("post_install", "-at_install")
class TestDuplicates(DuplicateCase):
    # === Five ways to forget === #

    def test_given_up_too_early(self):
        for kind in self.KINDS:
            with self.subTest(kind):
                self.restart()
                moves = self.make(kind)
                first = self.leave(moves)
                first.with_user(self.manager).action_chorus_give_up()
                self.assertEqual(set(moves.mapped("chorus_state")), {"ready"})
                second = self.leave(moves)
                self.assertNotEqual(second, first)
                self.conclude(moves)
                self.assertAdopted(moves)
                self.assertFalse(moves.sudo().activity_ids)

    def test_given_up_after_its_delivery(self):
        moves = self.arrive("alone")
        moves.chorus_flow_id.with_user(self.manager).action_chorus_give_up()
        self.assertEqual(moves.chorus_state, "ready", "nobody refused its number")
        self.leave(moves)
        self.conclude(moves)
        self.assertAdopted(moves)

    def test_backup_restored(self):
        for kind in self.KINDS:
            with self.subTest(kind):
                self.restart()
                moves = self.arrive(kind)
                self.forget(moves)
                self.leave(moves)
                self.conclude(moves)
                self.assertAdopted(moves)

    def test_transaction_lost(self):
        """PostgreSQL was killed: the flow stands where it stood before it left."""
        for kind in self.KINDS:
            with self.subTest(kind):
                self.restart()
                moves = self.make(kind)
                flow = self.leave(moves).sudo()
                self.sandbox.advance()
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE chorus_flow SET state = 'queued', name = NULL, date = NULL,"
                    " attempts = 0, attempt_date = NULL,"
                    " deposit_announced = FALSE WHERE id = %s",
                    flow.ids,
                )
                self.env.cr.execute(
                    "UPDATE chorus_flow_line SET outcome = 'pending', identifier = NULL"
                    " WHERE flow_id = %s",
                    flow.ids,
                )
                self.read_back(moves)
                self.run_follow()
                self.conclude(moves)
                self.assertAdopted(moves)

    def test_deposited_by_another_program(self):
        """An import: the invoices come from a program that had sent them."""
        for kind in self.KINDS:
            with self.subTest(kind):
                self.restart()
                moves = self.arrive(kind)
                self.forget(moves)
                # Its deposits were of another kind than ours.
                moves.sudo().chorus_format = "ubl"
                self.leave(moves)
                self.conclude(moves)
                self.assertAdopted(moves)

    def _gone(self, kind):
        """Return the numbers of deposits whose invoice was deleted in former days."""
        moves = self.arrive(kind)
        numbers = moves.mapped("name")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE chorus_flow_line SET move_id = NULL WHERE move_id IN %s",
            [tuple(moves.ids)],
        )
        self.env.cr.execute(
            "UPDATE account_move SET name = 'GONE/' || id, chorus_identifier = NULL"
            " WHERE id IN %s",
            [tuple(moves.ids)],
        )
        self.env.invalidate_all()
        return moves.partner_id, numbers

    def test_number_used_again_for_the_same(self):
        for kind in ("alone", "pdf"):
            with self.subTest(kind):
                self.restart()
                client, (number,) = self._gone(kind)
                move = self.invoice(client, number=number)
                action = move.action_chorus_send()
                self.assertEqual(action["res_model"], "chorus.confirm.wizard")
                wizard = move.env[action["res_model"]].browse(action["res_id"])
                self.assertIn("already sent to Chorus Pro", wizard.doubts)
                self.assertIn("already sent", str(move._get_alerts()))
                wizard.action_send()
                self.conclude(move)
                self.assertAdopted(move)

    def test_number_used_again_for_another(self):
        for kind in ("alone", "pdf"):
            with self.subTest(kind):
                self.restart()
                client, (number,) = self._gone(kind)
                line = self.line("Autre prestation", 250)
                move = self.invoice(client, [line], number=number)
                self.leave(move)
                self.conclude(move)
                self.assertToldAsTaken(move, "120.00", "300.00")
                self.assertEqual(len(move._chorus_current_line().error.split("\n")), 1)

    def test_number_used_again_in_a_batch(self):
        """A batch asks nobody: it leaves the invoice to its form, and says why."""
        client, numbers = self._gone("lot")
        again = self.invoice(client, number=numbers[1])
        new = self.invoice(client)
        kind, code, sentence = again._chorus_batch_reason()
        self.assertEqual((kind, code), ("left", "number_used"))
        self.assertIn("already sent to Chorus Pro", sentence)
        self.queue(again | new)
        self.assertEqual((again | new).mapped("chorus_state"), ["ready", "queued"])

    # === What the client did meanwhile === #

    def test_refused_by_the_client_meanwhile(self):
        for kind in self.KINDS:
            with self.subTest(kind):
                self.restart()
                moves = self.arrive(kind)
                for move in moves:
                    self.sandbox.decide(move.name, "REJETEE", "Prix non conforme")
                self.forget(moves)
                self.leave(moves)
                self.conclude(moves)
                self.assertAdopted(moves, "refused")
                for move in moves:
                    self.assertEqual(move.chorus_status_comment, "Prix non conforme")
                    self.assertIn("Prix non conforme", self.chatter(move))
                    self.assertIn(
                        "credit note", str(move.sudo().activity_ids.note).lower()
                    )

    # === Another invoice === #

    def test_each_value_counts(self):
        """One that differs is enough; both are told in one sentence."""
        other = self.client("12345678200051", name="Autre service")
        cases = {
            "total": ({"amount": 120.02}, ("120.02", "120.00")),
            "date": ({"invoice_date": fields.Date.to_date("2025-03-16")}, ("2025",)),
            "client": ({"recipient": "11000201100044"}, ("11000201100044",)),
            "kind": ({"kind": "AVOIR"}, ("credit note there, invoice here",)),
            "nothing": ({"amount": None}, ("– there",)),
        }
        look = PortalClient.search_invoices
        for name, (changed, values) in cases.items():
            with self.subTest(name):
                self.restart()
                move = self.invoice(other, chorus_format="cii")
                self.leave(move)
                self.conclude(move)
                self.forget(move)
                self.leave(move)

                def other_values(portal, changed=changed, **criteria):
                    for row in look(portal, **criteria):
                        yield row._replace(**changed)

                with patch.object(PortalClient, "search_invoices", other_values):
                    self.conclude(move)
                self.assertToldAsTaken(move, *values)
                taken = move._chorus_current_line().number_taken
                self.assertEqual(len(taken["differences"]), 1)

    def test_what_the_portal_does_not_tell_is_no_difference(self):
        move = self.arrive("alone")
        self.forget(move)
        self.leave(move)
        look = PortalClient.search_invoices

        def silent(portal, **criteria):
            for row in look(portal, **criteria):
                yield row._replace(
                    kind="", invoice_date=None, recipient="", currency=""
                )

        with patch.object(PortalClient, "search_invoices", silent):
            self.conclude(move)
        self.assertAdopted(move)

    def test_only_the_other_one_of_a_lot(self):
        moves = self.arrive("lot")
        self.forget(moves)
        moves[1].button_draft()
        moves[1].invoice_line_ids.price_unit = 90
        moves[1].action_post()
        self.leave(moves)
        self.conclude(moves)
        self.assertEqual(moves.mapped("chorus_state"), ["delivered", "rejected"])
        self.assertToldAsTaken(moves[1], "120.00", "108.00")
        self.assertIn(ADOPTED, self.chatter(moves[0]))

    def test_asked_again_by_a_person(self):
        """Its own deposit was refused, and shows nothing of it."""
        for kind in self.KINDS:
            with self.subTest(kind):
                self.restart()
                moves = self.arrive(kind)
                self.forget(moves)
                self.leave(moves)
                self.conclude(moves)
                self.sandbox.decide(moves[0].name, "SUSPENDUE", "Un document manque")
                moves[0].action_chorus_update_status()
                self.assertEqual(moves[0].chorus_state, "action")
                self.assertFalse(moves.chorus_flow_id.next_check)

    def test_the_invoice_of_another_company(self):
        """Alike in all, and still not ours: no sentence without its values."""
        move = self.arrive("alone")
        identifier = move.chorus_identifier
        self.forget(move)
        other = self.invoice(move.partner_id)
        other.sudo().chorus_identifier = identifier
        self.leave(move)
        self.conclude(move)
        self.assertToldAsTaken(move, "from another invoice of Odoo")

    def test_more_than_one_run_can_adopt(self):
        """What was adopted when the time is over stays so; the others follow."""
        moves = self.arrive("lot")
        self.forget(moves)
        self.leave(moves)
        with patch.object(chorus_flow_duplicate, "ADOPTING_TIME", -1):
            self.conclude(moves)
            self.assertEqual(moves.mapped("chorus_state"), ["delivered", "deposited"])
            self.assertTrue(moves.chorus_flow_id.next_check)
            moves.chorus_flow_id.update_flow_status()
        self.assertAdopted(moves)
        self.assertEqual(self.chatter(moves[0]).count(ADOPTED), 1)

    def test_some_of_a_lot_are_new(self):
        known = self.arrive("alone")
        self.forget(known)
        moves = known | self.invoice(known.partner_id, chorus_format="cii")
        flow = self.leave(moves)
        self.conclude(moves)
        self.assertEqual((len(flow), flow.state), (1, "partial"))
        self.assertEqual(set(moves.mapped("chorus_state")), {"delivered"})
        self.assertIn(ADOPTED, self.chatter(known))
        self.assertNotIn(ADOPTED, self.chatter(moves[1]))

    def test_the_credit_note_of_the_same_number(self):
        move = self.arrive("alone")
        sales = self.company_data["default_journal_sale"]
        account = sales.default_account_id.id
        journal = sales.copy({"default_account_id": account})
        refund = self.invoice(
            move.partner_id,
            number=move.name,
            journal_id=journal.id,
            move_type="out_refund",
        )
        self.leave(refund)
        self.conclude(refund)
        self.assertToldAsTaken(refund)
        self.assertEqual(move.chorus_state, "delivered")
