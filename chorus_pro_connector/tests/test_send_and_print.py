# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo's own *Send & Print*, single and in batch, deposits too."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import small_pdf
from .sandbox_case import FREE, SandboxCase


def prepare_small_pdf(_model, invoices_data):
    """Fill in what ``account.move.send`` fills in after rendering."""
    for move, data in invoices_data.items():
        data["pdf_attachment_values"] = {
            "name": f"{move.name.replace('/', '-')}.pdf",
            "raw": small_pdf(move.name),
            "mimetype": "application/pdf",
            "res_model": move._name,
            "res_id": move.id,
            "res_field": "invoice_pdf_report_file",
        }


@tagged("post_install", "-at_install")
class TestSendAndPrint(SandboxCase):
    def setUp(self):
        super().setUp()
        # The print is not the subject; outside of tests Odoo renders it here.
        sender = self.env.registry["account.move.send"]
        self.startPatcher(
            patch.object(sender, "_prepare_invoice_pdf_report", prepare_small_pdf)
        )

    def wizard(self, move, **values):
        return (
            self.env["account.move.send.wizard"]
            .with_user(self.clerk)
            .with_context(active_model="account.move", active_ids=move.ids)
            .create(values)
        )

    def batch(self, moves):
        return (
            self.env["account.move.send.batch.wizard"]
            .with_user(self.clerk)
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create({})
        )

    def run_batch(self, moves):
        self.batch(moves).action_send_and_print()
        with self.enter_registry_test_mode():
            cron = self.env.ref("account.ir_cron_account_move_send")
            cron.sudo().method_direct_trigger()

    def test_checked_by_default(self):
        wizard = self.wizard(self.invoice())
        self.assertEqual(wizard.sending_methods, ["chorus_pro"])
        self.assertTrue(wizard.sending_method_checkboxes["chorus_pro"]["checked"])
        self.assertFalse(wizard.invoice_edi_format, "one electronic file is enough")

    def test_one_road_only(self):
        """Odoo ticks Peppol by itself, which ends at the same portal."""
        move = self.invoice()
        # A client that could be reached by Peppol as well, as public bodies can.
        move.commercial_partner_id.sudo().write(
            {"peppol_eas": "0009", "peppol_endpoint": FREE}
        )
        send = self.env["account.move.send"].with_user(self.clerk)
        self.assertEqual(send._get_default_sending_methods(move), {"chorus_pro"})
        self.assertFalse(send._is_applicable_to_move("peppol", move))
        wizard = self.wizard(move)
        self.assertEqual(wizard.sending_methods, ["chorus_pro"])
        self.assertFalse([key for key in wizard.alerts or {} if "peppol" in key])

    def test_not_proposed_to_others(self):
        move = self.invoice(self.client(invoice_sending_method="email"))
        wizard = self.wizard(move)
        self.assertNotIn("chorus_pro", wizard.sending_methods)
        self.assertFalse(wizard.sending_method_checkboxes["chorus_pro"]["checked"])

    def test_not_proposed_twice(self):
        move = self.invoice()
        self.send(move)
        wizard = self.wizard(move)
        self.assertFalse(wizard.sending_method_checkboxes["chorus_pro"]["checked"])
        sender = self.env["account.move.send"].with_user(self.clerk)
        error = sender._chorus_send(move, {"sending_methods": {"chorus_pro"}})
        self.assertIn("on its way", error["errors"][0])
        self.assertEqual(len(self.deposits()), 1)

    def test_single(self):
        move = self.invoice()
        self.wizard(move).action_send_and_print()
        flow = move.chorus_flow_id
        self.assertEqual(flow.state, "deposited")
        self.assertFileReceived(flow)
        self.assertTrue(move.is_move_sent)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(move.chorus_state, "delivered")

    def test_alert_stops(self):
        move = self.invoice(self.client(chorus_service_required=True))
        wizard = self.wizard(move)
        alert = wizard.alerts[f"chorus_pro_{move.id}"]
        self.assertEqual(alert["level"], "danger")
        self.assertIn("demands a service code", alert["message"])
        action = alert["action"]
        self.assertEqual((action["res_model"], action["res_id"]), (move._name, move.id))
        self.assertEqual(alert["action_text"], "Pick the service")

    def test_nothing_leaves_past_an_alert(self):
        move = self.invoice(self.client(chorus_service_required=True))
        data = {"sending_methods": {"chorus_pro"}}
        sender = self.env["account.move.send"].with_user(self.clerk)
        error = sender._chorus_send(move, data)
        self.assertIn("demands a service code", error["errors"][0])
        self.assertEqual(self.deposits(), [])

    def test_batch(self):
        client = self.client()
        good = self.invoice(client) | self.invoice(client)
        bad = self.invoice(self.client(chorus_service_required=True))
        wizard = self.batch(good | bad)
        self.assertEqual(wizard.summary_data["chorus_pro"]["count"], 3)
        alert = wizard.alerts[f"chorus_pro_{bad.id}"]
        self.assertEqual(alert["level"], "warning", "the others must still go")
        self.run_batch(good | bad)
        # Odoo's own transaction holds them all: ours begins when it has ended.
        self.assertEqual(good.mapped("chorus_state"), ["queued", "queued"])
        self.assertEqual(self.deposits(), [])
        self.run_follow()
        self.assertEqual(good.mapped("chorus_state"), ["deposited", "deposited"])
        self.assertEqual(bad.chorus_state, "incomplete")
        self.assertEqual(len(self.deposits()), 2)
        self.assertIn("demands a service code", self.chatter(bad))
        self.assertFalse(bad.chorus_flow_id)

    def test_batch_with_one_in_other_hands(self):
        """Said in a sentence; Odoo alone would fail to write, after some attempts."""
        moves = self.invoice() | self.invoice()
        wizard = self.batch(moves)
        with (
            patch.object(
                type(moves), "try_lock_for_update", lambda records, **_: records[:1]
            ),
            self.assertRaisesRegex(UserError, "nothing was done"),
        ):
            wizard.action_send_and_print()
        self.assertFalse(any(moves.mapped("sending_data")))
        self.run_batch(moves)
        self.assertEqual(moves.mapped("chorus_state"), ["queued", "queued"])

    def test_batch_with_the_portal_down(self):
        moves = self.invoice() | self.invoice()
        self.sandbox.fault("http_429", retry_after=60)
        self.run_batch(moves)
        self.run_follow()
        states = sorted(moves.mapped("chorus_state"))
        self.assertEqual(states, ["deposited", "queued"])
        self.run_follow()
        self.assertEqual(set(moves.mapped("chorus_state")), {"deposited"})
        self.assertEqual(len(self.sandbox.flows()), 2)

    def test_who_pressed_it_is_told_the_end_once(self):
        """However many times Odoo's action takes to go through the list."""
        moves = self.invoice() | self.invoice() | self.invoice()
        self.batch(moves).action_send_and_print()
        self.sandbox.fault("http_413", operation="factures/deposer/flux")
        sender = self.env["account.move.send"]
        for part in (moves[:2], moves[2:]):
            sender._generate_and_send_invoices(part, from_cron=True)
            self.run_follow()
            batch = self.env["chorus.batch"].search([])
            over = not any(moves.mapped("sending_data"))
            self.assertEqual(batch.state, "done" if over else "running")
        self.assertEqual(batch.user_id, self.clerk)
        self.assertEqual(batch.total_count, 3)
        self.assertEqual((batch.deposited_count, batch.failed_count), (2, 1))
        (told,) = self.notifications()
        self.assertIn("2 deposited, 1 not sent", told["message"])

    def test_what_waits_for_odoo_is_taken_again(self):
        """Its action failed: by itself it comes back tomorrow."""
        moves = self.invoice() | self.invoice()
        self.batch(moves).action_send_and_print()
        cron = self.env.ref("account.ir_cron_account_move_send").sudo()
        triggers = self.env["ir.cron.trigger"].sudo()
        triggers.search([("cron_id", "=", cron.id)]).unlink()
        self.run_follow()
        self.run_follow()
        self.assertEqual(len(triggers.search([("cron_id", "=", cron.id)])), 1)

    def test_refused_credentials_are_reported(self):
        move = self.invoice()
        self.connect(self.company, "inactif")
        data = {"sending_methods": {"chorus_pro"}}
        sender = self.env["account.move.send"].with_user(self.clerk)
        error = sender._chorus_send(move, data)
        self.assertEqual(error["error_title"], "Chorus Pro")
        self.assertIn("technical account", error["errors"][0])

    def applicable(self, country, **values):
        self.company.partner_id.sudo().write(
            {"country_id": self.env.ref(f"base.{country}").id, **values}
        )
        self.company.account_fiscal_country_id = self.env.ref(f"base.{country}")
        sender = self.env["account.move.send"]
        return sender._is_applicable_to_company("chorus_pro", self.company)

    def test_suppliers_of_all_french_territories_and_of_the_union(self):
        for country in ("fr", "re", "gp", "mq", "gf", "yt", "nc", "pf", "be", "de"):
            self.assertTrue(self.applicable(country), country)

    def test_suppliers_from_elsewhere(self):
        """Only those that have credentials: nobody else is offered Chorus Pro."""
        number = {"company_registry": "CHE123456788", "vat": False}
        self.assertTrue(self.applicable("ch", **number))
        self.company.sudo().chorus_client_id = False
        self.assertFalse(self.applicable("ch", **number))
        self.assertTrue(self.applicable("re"), "as in France, it says what is missing")
