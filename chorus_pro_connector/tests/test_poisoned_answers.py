# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever the portal answers, a button says a sentence, and nobody else is stopped.

Every button and scheduled action that calls the portal, against every spoiled answer.
Each is undone afterwards, so that all of them meet the same records.
"""

import json
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged
from odoo.tools import json_default, mute_logger

from .lying_portal import POISONS, LyingPortal
from .sandbox_case import BOTH, COMMITMENT, FREE, SERVICE, SandboxCase

ADDONS = "odoo.addons"
# What is told in the log without being a fault of ours.
QUIET = (
    "odoo.addons.chorus_pro_connector.chorus.portal.changes",
    "odoo.addons.chorus_pro_connector.models.directory.res_partner_refresh",
    "odoo.addons.chorus_pro_connector.models.status.account_move_follow",
    "odoo.addons.chorus_pro_connector.models.connection.res_company",
)
# Records whose texts a browser is shown.
SHOWN = (
    "account.move",
    "chorus.flow",
    "chorus.flow.line",
    "chorus.status.event",
    "chorus.service",
    "chorus.directory.wizard.line",
)


class PoisonCase(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.contact_keeper()
        cls.portal = LyingPortal(cls.sandbox.url)
        cls.addClassCleanup(cls.portal.close)
        cls.company.sudo().chorus_api_url = cls.portal.url

    # === Against every answer === #

    def withstand(self, press):
        """Call ``press`` against each spoiled answer, and undo it.

        It may end well or with a sentence; what it wrote can be stored and shown.
        """
        self.env.flush_all()
        last = {name: self._last(name) for name in SHOWN}
        wrong = []
        for name, mutate in POISONS.items():
            try:
                with self.env.cr.savepoint() as savepoint:
                    self._press(press, mutate, last)
                    savepoint.rollback()
            except Exception as error:
                wrong.append(f"{name}: {type(error).__name__}: {str(error)[:600]}")
        self.assertFalse(wrong, "\n".join(wrong))

    def _press(self, press, mutate, last):
        with mute_logger(*QUIET), self.portal.lying(mutate):
            with self.assertNoLogs(ADDONS, "ERROR"):
                try:
                    result = press()
                    self.env.flush_all()
                except (UserError, RedirectWarning) as error:
                    self._check_sentence(str(error.args[0]))
                    return
        self._check_shown(result, last)

    def _check_sentence(self, sentence):
        self.assertTrue(sentence.strip())
        self.assertLess(len(sentence), 6000)
        self.assertNotIn("Traceback", sentence)
        sentence.encode()

    def _last(self, model):
        return self.env[model].sudo().search([], order="id desc", limit=1).id or 0

    def _check_shown(self, result, last):
        """What a browser would be sent can be sent."""
        answer = result if isinstance(result, dict | bool) else None
        json.dumps(answer, default=json_default).encode()
        for model, start in last.items():
            records = self.env[model].sudo().with_context(active_test=False)
            for row in records.search([("id", ">=", start)], limit=20).read():
                json.dumps(row, default=str).encode()

    def cron(self, name):
        """Return what runs a scheduled action as Odoo does, all being due."""
        action = self.env.ref(f"chorus_pro_connector.{name}").sudo()

        def run():
            now = fields.Datetime.now()
            flows = self.env["chorus.flow"].sudo()
            flows.search([("next_check", "!=", False)]).write(
                {"next_check": now, "send_date": now}
            )
            with self.enter_registry_test_mode():
                action.method_direct_trigger()

        return run


@tagged("post_install", "-at_install")
class TestPoisonedAnswers(PoisonCase):
    # === Sending === #

    def test_send(self):
        self.withstand(self.invoice(self.client(FREE)).action_chorus_send)

    def test_send_a_plain_pdf(self):
        move = self.invoice(self.client(FREE, chorus_format="pdf"))
        self.withstand(move.action_chorus_send)

    def test_send_to_a_client_read_long_ago(self):
        client = self.client(SERVICE, chorus_checked=False)
        self.withstand(self.invoice(client).action_chorus_send)

    def test_send_with_a_commitment_and_a_service(self):
        move = self.invoice(
            self.client(BOTH),
            buyer_reference="SERVICE_AVEC_EJ",
            purchase_order_reference="EJ20260001",
        )
        self.withstand(move.action_chorus_send)

    def test_send_again(self):
        self.sandbox.fault("http_403")
        flow = self.send(self.invoice(self.client(FREE)))
        self.assertEqual(flow.state, "failed")
        self.withstand(flow.action_chorus_retry)

    def test_send_and_print(self):
        move = self.invoice(self.client(FREE))
        wizard = self.env["account.move.send.wizard"].with_user(self.clerk)
        values = {"active_model": "account.move", "active_ids": move.ids}

        def press():
            return wizard.with_context(**values).create({}).action_send_and_print()

        self.withstand(press)

    def test_a_batch(self):
        self.company.sudo().chorus_delay_batch = 0
        client = self.client(FREE)
        self.queue(self.invoice(client) | self.invoice(client))
        self.withstand(self.cron("ir_cron_chorus_deposit"))

    # === Following === #

    def deposited(self, client=FREE, **values):
        flow = self.send(self.invoice(self.client(client, **values)))
        self.assertEqual(flow.state, "deposited")
        self.sandbox.advance()
        return flow

    def test_update_flow_status(self):
        self.withstand(self.deposited().update_flow_status)

    def test_update_the_status_of_a_rejected_flow(self):
        self.withstand(self.deposited(COMMITMENT).update_flow_status)

    def test_update_the_status_after_a_doubt(self):
        self.sandbox.fault("http_502", when="after")
        flow = self.send(self.invoice(self.client(FREE)))
        self.assertEqual(flow.state, "unknown")
        self.sandbox.advance()
        self.withstand(flow.update_flow_status)

    def test_get_the_identifiers(self):
        flow = self.deposited()
        flow.update_flow_status()
        self.withstand(flow.get_invoice_identifiers)

    def test_update_the_status_of_an_invoice(self):
        move = self.delivered(self.client(FREE))
        self.sandbox.decide(move.name, "SUSPENDUE", "Pièce manquante")
        self.withstand(move.action_chorus_update_status)

    def test_follow(self):
        moves = self.delivered(self.client(FREE)) | self.delivered(self.client(FREE))
        for move in moves:
            self.sandbox.decide(move.name, "SERVICE_FAIT")
        self.sandbox.advance()
        self.deposited()
        self.invoice(self.client(FREE))._chorus_queue()
        self.withstand(self.cron("ir_cron_chorus_follow"))

    def test_remind_of_the_password(self):
        self.company.sudo().chorus_password_expiry = fields.Date.today()
        self.withstand(self.cron("ir_cron_chorus_password"))

    # === Directory === #

    def wizard(self, **values):
        wizard = self.env["chorus.directory.wizard"].with_user(self.keeper)
        return wizard.create({"company_id": self.company.id, **values})

    def test_check_a_client(self):
        client = self.client(SERVICE, chorus_checked=False).with_user(self.clerk)
        self.withstand(client.action_chorus_check_structure)

    def test_check_a_client_again(self):
        client = self.client(SERVICE, chorus_checked=False).with_user(self.clerk)
        client.action_chorus_check_structure()
        self.withstand(client.action_chorus_check_structure)

    def test_search_by_name(self):
        self.withstand(self.wizard(name="destinataire").action_search)

    def test_create_a_client(self):
        self.withstand(self.wizard(siret=FREE).action_create_client)

    def test_choose(self):
        wizard = self.wizard(name="destinataire")
        wizard.action_search()
        self.withstand(wizard.line_ids[0].action_choose)

    def test_check_the_references(self):
        move = self.invoice(
            self.client(BOTH, chorus_checked=False),
            buyer_reference="SERVICE_AVEC_EJ",
            purchase_order_reference="EJ20260001",
        )
        self.withstand(move.action_chorus_check_references)

    def test_type_a_reference_and_confirm(self):
        client = self.client(BOTH, chorus_checked=False).with_user(self.clerk)
        client.action_chorus_check_structure()
        move = self.invoice(client, post=False, buyer_reference="SERVICE_AVEC_EJ")

        def press():
            move.purchase_order_reference = "EJ20260001"
            move._onchange_chorus_references()
            move.purchase_order_reference = "EJ20260002"
            return bool(move.action_post())

        self.withstand(press)

    def test_the_weekly_reading(self):
        self.client(SERVICE, chorus_checked=False)
        self.buyer.sudo().chorus_checked = fields.Datetime.now()
        self.withstand(self.cron("ir_cron_chorus_directory"))

    # === Connection === #

    def examine(self):
        return self.company.action_chorus_test_connection()

    def test_test_the_connection(self):
        self.withstand(self.examine)

    def test_spoiled_tokens(self):
        self.company.sudo().chorus_oauth_url = f"{self.portal.url}/api/oauth/token"
        move = self.invoice(self.client(FREE))

        def press():
            self.env["chorus.token"].sudo().search([]).unlink()
            return move.action_chorus_send()

        self.withstand(press)
        self.withstand(self.examine)

    # === One row that cannot be kept takes no other one along === #

    def test_a_line_of_a_flow(self):
        self.company.sudo().write({"chorus_lots": True, "chorus_delay_batch": 0})
        client = self.client(FREE)
        moves = self.invoice(client) | self.invoice(client)
        self.queue(moves)
        self.run_follow()
        self.sandbox.advance()
        model = self.env.registry["account.move"]
        take = model._chorus_take_identifier

        def stumble(move, line, found):
            take(move, line, found)
            if move.id == moves[0].id:
                raise ValueError("unforeseen")

        flow = moves.chorus_flow_id
        self.assertEqual(len(flow), 1)
        with (
            patch.object(model, "_chorus_take_identifier", stumble),
            mute_logger("odoo.addons.chorus_pro_connector.models.connection.apart"),
        ):
            flow.update_flow_status()
        self.assertEqual(flow.line_ids.mapped("outcome"), ["pending", "accepted"])
        self.assertTrue(flow.next_check, "it is asked for again")
        flow.get_invoice_identifiers()
        self.assertEqual(flow.line_ids.mapped("outcome"), ["accepted"] * 2)

    def test_an_event_of_a_history(self):
        move = self.delivered(self.client(FREE))
        before = len(move.chorus_event_ids)
        for status in ("SERVICE_FAIT", "MANDATEE"):
            self.sandbox.advance(60)
            self.sandbox.decide(move.name, status)
        model = self.env.registry["account.move"]
        announce = model._chorus_announce_status

        def stumble(move, event):
            announce(move, event)
            if event.code == "SERVICE_FAIT":
                raise ValueError("unforeseen")

        with (
            patch.object(model, "_chorus_announce_status", stumble),
            mute_logger("odoo.addons.chorus_pro_connector.models.connection.apart"),
        ):
            move.action_chorus_update_status()
        codes = move.chorus_event_ids.mapped("code")
        self.assertEqual(len(codes), before + 1)
        self.assertIn("MANDATEE", codes)
        self.assertEqual(move.chorus_status, "MANDATEE")
