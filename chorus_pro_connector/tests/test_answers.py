# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every button answers; a sending may be confirmed; a batch says what it sends."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .sandbox_case import COMMITMENT, SandboxCase, other_company


class AnswersCase(SandboxCase):
    def setUp(self):
        super().setUp()
        self.clerk.tz = "Europe/Paris"

    def opened(self, action):
        return self.env[action["res_model"]].browse(action["res_id"])

    def amount(self, text):
        """Odoo writes amounts with blanks that do not break."""
        return text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")


@tagged("post_install", "-at_install")
class TestAnswers(AnswersCase):
    def test_update_says_what_is_new(self):
        move = self.invoice()
        self.send(move)
        self.sandbox.advance()
        kind, sentence = self.params(move.action_chorus_update_status())
        self.assertEqual(kind, "success")
        self.assertEqual(sentence, f"{move.name}: Delivered to the client")

    def test_update_says_that_nothing_is_new(self):
        move = self.delivered()
        for ask in (
            move.action_chorus_update_status,
            move.chorus_flow_id.update_flow_status,
        ):
            with freeze_time("2026-11-02 19:46:00"):
                kind, sentence = self.params(ask())
            self.assertEqual(kind, "info")
            self.assertRegex(sentence, "Nothing new: last read at 8:46.PM")

    def test_update_says_what_failed(self):
        move = self.delivered()
        with self.portal_gone():
            kind, sentence = self.params(move.action_chorus_update_status())
        self.assertEqual(kind, "warning")
        self.assertIn("does not answer", sentence)

    def test_update_of_what_waits(self):
        self.company.chorus_delay = 10
        move = self.invoice()
        self.send(move)
        kind, sentence = self.params(move.chorus_flow_id.update_flow_status())
        self.assertEqual(kind, "info")
        self.assertIn("waits for the end of its delay", sentence)

    def test_identifiers(self):
        move = self.invoice()
        flow = self.send(move)
        kind, sentence = self.params(flow.get_invoice_identifiers())
        self.assertEqual(kind, "info")
        self.assertIn("0 identifier(s) of 1", sentence)
        self.sandbox.advance()
        flow.update_flow_status()
        kind, sentence = self.params(flow.get_invoice_identifiers())
        self.assertEqual(kind, "success")
        self.assertIn(f"{move.name} → {move.chorus_identifier}", sentence)

    def test_buttons_of_a_flow(self):
        self.company.chorus_delay = 10
        move = self.invoice()
        flow = self.send(move)
        kind, sentence = self.params(flow.action_chorus_cancel())
        self.assertEqual(kind, "success")
        self.assertIn("nothing has left", sentence)
        flow = self.send(move)
        kind, sentence = self.params(flow.action_chorus_send_now())
        self.assertEqual((kind, move.chorus_state), ("success", "deposited"))
        self.assertIn(flow.name, sentence)
        manager = new_test_user(
            self.env,
            "chorus_manager",
            groups="base.group_user,account.group_account_manager",
            company_id=self.company.id,
        )
        answer = flow.with_user(manager).action_chorus_give_up()
        self.assertEqual(self.params(answer)[0], "success")

    def test_retry(self):
        move = self.invoice()
        with self.portal_gone():
            self.send(move)
        flow = move.chorus_flow_id
        flow.sudo()._chorus_set_state("failed", error_message="No")
        kind, sentence = self.params(flow.action_chorus_retry())
        self.assertEqual((kind, flow.state), ("success", "deposited"), sentence)

    def test_send_and_print(self):
        move = self.invoice()
        wizard = self.env["account.move.send.wizard"].with_user(self.clerk)
        wizard = wizard.with_context(active_model="account.move", active_ids=move.ids)
        wizard = wizard.create({"sending_methods": ["chorus_pro"]})
        answer = wizard.action_send_and_print()
        kind, sentence = self.params(answer)
        self.assertEqual(kind, "success")
        self.assertIn(move.chorus_flow_id.name, sentence)
        self.assertEqual(
            answer["params"]["next"]["type"], "ir.actions.act_window_close"
        )

    def test_batch_that_has_left(self):
        moves = self.invoice() | self.invoice()
        batch = self.opened(self.queue(moves)).with_user(self.clerk)
        self.assertEqual(self.params(batch.action_send_now())[0], "success")
        self.run_follow()
        for press in (batch.action_send_now, batch.action_cancel_sending):
            kind, sentence = self.params(press())
            self.assertIn(kind, ("info", "warning"))
            self.assertIn("any more", sentence)


@tagged("post_install", "-at_install")
class TestConfirmation(AnswersCase):
    def test_off_by_default(self):
        self.assertFalse(self.company.chorus_confirm)

    def test_shows_what_leaves(self):
        self.company.chorus_confirm = True
        move = self.invoice(buyer_reference="S1", purchase_order_reference="EJ1")
        action = move.action_chorus_send()
        self.assertEqual(move.chorus_state, "ready")
        wizard = self.opened(action).with_user(self.clerk)
        self.assertRecordValues(
            wizard,
            [
                {
                    "move_id": move.id,
                    "client_id": move.commercial_partner_id.id,
                    "siret": move.commercial_partner_id.company_registry,
                    "service": "S1",
                    "commitment": "EJ1",
                    "amount_untaxed": 100.0,
                    "amount_tax": 20.0,
                    "amount_total": 120.0,
                    "amount_residual": 120.0,
                }
            ],
        )
        self.assertFalse(wizard.doubts)
        with Form(wizard) as form:
            self.assertEqual(form.amount_total, 120.0)
        wizard.action_send()
        self.assertEqual(move.chorus_state, "deposited")

    def test_what_is_missing_is_told_first(self):
        self.company.chorus_confirm = True
        move = self.invoice(self.client(chorus_commitment_required=True))
        with self.assertRaisesRegex(Exception, "demands a commitment"):
            move.action_chorus_send()

    def test_tells_nothing_of_others(self):
        _data, stranger = other_company(self)
        move = self.invoice()
        wizards = self.env["chorus.confirm.wizard"].with_user(stranger)
        with self.assertRaises(AccessError):
            wizards.onchange(
                {"move_id": move.id}, ["move_id"], {"amount_total": {}, "siret": {}}
            )


@tagged("post_install", "-at_install")
class TestBatchWindow(AnswersCase):
    def window(self, moves):
        return self.opened(moves.action_chorus_send()).with_user(self.clerk)

    def test_total_and_clients(self):
        client = self.client()
        moves = self.invoice(client) | self.invoice(client) | self.invoice()
        credit = self.invoice(client, move_type="out_refund")
        window = self.window(moves | credit)
        self.assertEqual((window.ready_count, window.client_count), (4, 2))
        # A credit note counts against the invoices.
        self.assertIn("240.00", self.amount(window.total))
        batch = self.opened(window.action_send()).with_user(self.clerk)
        self.assertEqual(batch.move_ids, moves | credit)
        self.assertEqual(batch.total, window.total)

    def test_waiting_for_us_is_not_already_sent(self):
        sent = self.invoice()
        self.send(sent)
        asked = self.delivered()
        self.sandbox.decide(asked.name, "SUSPENDUE", "Il manque un document")
        asked.chorus_flow_id.update_flow_status()
        rejected = self.invoice(self.client(COMMITMENT))
        flow = self.send(rejected)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(rejected.chorus_state, "rejected")
        window = self.window(sent | asked | rejected | self.invoice())
        counts = (window.ready_count, window.asked_count, window.left_count)
        self.assertEqual((*counts, window.sent_count), (1, 2, 0, 1))
        kinds = {group.move_ids: group.kind for group in window.group_ids}
        self.assertEqual(kinds[asked], "asked")
        self.assertEqual(kinds[rejected], "asked")
        self.assertEqual(kinds[sent], "sent")
        reason = window.group_ids.filtered(lambda g: g.move_ids == asked).reason
        self.assertIn("send it with “Complete”", reason)
