# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices from before the first day with Chorus Pro stay outside, or leave singly."""

import runpy
from datetime import timedelta
from itertools import count
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged
from odoo.tools.sql import column_exists

from .sandbox_case import COMMITMENT, FREE, SECRETS, SandboxCase

START = "2026-01-01"
OLD = "2019-03-01"
_numbers = count(1)


@tagged("post_install", "-at_install")
class TestPast(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.chorus_start_date = START
        cls.town = cls.client(FREE)

    def old(self, client=None, **values):
        """Return an invoice of 2019, confirmed, as its clerk sees it."""
        values.setdefault("number", f"FAC/2019/{next(_numbers):05d}")
        dates = {"invoice_date": OLD, "invoice_date_due": OLD}
        return self.invoice(client or self.town, **dates, **values)

    def forget(self, move):
        """Make Odoo forget a deposit, as removing the addon does."""
        self.sql("DELETE FROM chorus_flow_line WHERE move_id = %s", move.id)
        self.sql(
            "UPDATE account_move SET chorus_status = NULL, chorus_identifier = NULL,"
            " chorus_flow_id = NULL, chorus_send_anyway = FALSE WHERE id = %s",
            move.id,
        )
        move.sudo().modified(["chorus_status", "chorus_flow_line_ids"])

    def sql(self, query, *values):
        """Write behind Odoo's back."""
        self.env.flush_all()
        self.env.cr.execute(query, values)
        self.env.invalidate_all()

    def pay(self, moves, date):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids
        )
        register.create({"payment_date": date})._create_payments()

    # === The first day === #

    def test_day_of_configuration(self):
        company = self.env["res.company"].create({"name": "Nouvelle"})
        self.assertFalse(company.chorus_start_date)
        keys = {f"chorus_{key}": self.accounts["fournisseur"][key] for key in SECRETS}
        last = keys.pop("chorus_password")
        with freeze_time("2026-04-02 10:00:00"):
            company.write(keys)
            self.assertFalse(company.chorus_start_date)
            company.chorus_password = last
        self.assertEqual(str(company.chorus_start_date), "2026-04-02")
        with freeze_time("2026-06-01"):
            company.chorus_password = "Nouveau-1"
        self.assertEqual(str(company.chorus_start_date), "2026-04-02")

    def test_typed_with_the_credentials(self):
        company = self.env["res.company"].create({"name": "Nouvelle"})
        keys = {f"chorus_{key}": self.accounts["fournisseur"][key] for key in SECRETS}
        company.write({**keys, "chorus_start_date": OLD})
        self.assertEqual(str(company.chorus_start_date), OLD)

    def test_today_in_every_time_zone(self):
        """An invoice of today is not from before, wherever its clerk is."""
        keys = {f"chorus_{key}": self.accounts["fournisseur"][key] for key in SECRETS}
        for zone in ("Pacific/Tahiti", "Pacific/Noumea"):
            for hour in (1, 12, 23):
                env = self.env(context={"tz": zone})
                with freeze_time(f"2026-04-02 {hour:02}:30:00"):
                    company = env["res.company"].create({"name": f"{zone}{hour}"})
                    company.write(keys)
                    first = company.chorus_start_date
                    self.assertLessEqual(first, fields.Date.context_today(company))
                    self.assertLessEqual(first, fields.Date.today())

    def test_credentials_outside_the_database(self):
        """Nothing is written then: whoever sends first notes the day, which stays."""
        move = self.old()
        self.company.chorus_start_date = False
        self.assertEqual(move.chorus_state, "ready")
        kind, sentence = self.params(move.action_chorus_send())
        self.assertEqual(kind, "warning")
        self.assertIn("Send it all the same", sentence)
        self.assertEqual(self.company.chorus_start_date, fields.Date.today())
        self.assertEqual((move.chorus_state, move.chorus_past), ("no", True))
        move.action_chorus_send_anyway()
        self.assertEqual(move.chorus_state, "deposited")

    def test_credentials_outside_and_the_scheduled_action(self):
        move = self.old()
        self.company.chorus_start_date = False
        unready = self.env["res.company"].create({"name": "Sans identifiants"})
        self.run_follow()
        self.assertEqual(self.company.chorus_start_date, fields.Date.today())
        self.assertTrue(move.chorus_past)
        self.assertFalse(unready.chorus_start_date)

    def test_another_day_is_typed(self):
        old, new = self.old(), self.invoice(self.town)
        self.company.chorus_start_date = OLD
        self.assertEqual(old.chorus_state, "ready")
        self.company.chorus_start_date = "2026-12-31"
        self.assertEqual((old + new).mapped("chorus_state"), ["no", "no"])
        settings = self.env["res.config.settings"].create(
            {"company_id": self.company.id, "chorus_start_date": START}
        )
        settings.execute()
        self.assertEqual((old + new).mapped("chorus_state"), ["no", "ready"])

    def test_upgrade(self):
        """What waited stays ready, what was paid long ago leaves the list."""
        self.company.chorus_start_date = False
        paid, open_ = self.old(), self.old()
        self.pay(paid, "2019-04-01")
        open_.button_draft()
        open_.write({"name": "/", "invoice_date": "2024-05-02"})
        open_.action_post()
        self.assertEqual((paid + open_).mapped("chorus_state"), ["ready", "ready"])
        unready = self.env["res.company"].create({"name": "Sans identifiants"})
        idle = self.env["res.company"].create({"name": "Sans facture"})
        self.connect(idle)
        idle.chorus_start_date = False
        self.env.flush_all()
        script = Path(__file__).parents[1] / "migrations/19.0.1.1.0/post-start_date.py"
        runpy.run_path(str(script))["migrate"](self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(str(self.company.chorus_start_date), "2024-05-02")
        self.assertEqual((paid + open_).mapped("chorus_state"), ["no", "ready"])
        self.assertEqual(idle.chorus_start_date, fields.Date.today())
        self.assertFalse(unready.chorus_start_date)

    def test_upgrade_leaves_no_secret_behind(self):
        """What was typed in the settings had columns once."""
        column = "chorus_new_password"
        self.sql(f"ALTER TABLE res_config_settings ADD COLUMN {column} varchar")
        script = Path(__file__).parents[1] / "migrations/19.0.1.1.0/pre-settings.py"
        migrate = runpy.run_path(str(script))["migrate"]
        for _twice in range(2):
            migrate(self.env.cr, "19.0.1.0.0")
            self.assertFalse(column_exists(self.env.cr, "res_config_settings", column))

    # === What stays outside === #

    def test_client_set_to_chorus_pro(self):
        """The case that hurt: years of paid invoices became ready at once."""
        private = self.client(FREE, invoice_sending_method=False)
        old, new = self.old(private), self.invoice(private)
        self.assertEqual((old + new).mapped("chorus_past"), [False, False])
        private.invoice_sending_method = "chorus_pro"
        self.assertEqual((old + new).mapped("chorus_state"), ["no", "ready"])
        self.assertEqual((old + new).mapped("chorus_past"), [True, False])

    def test_delivered_before_the_addon_was_installed_again(self):
        """What a former installation delivered is dated before the new first day."""
        sent = self.delivered(self.town)
        self.assertEqual(sent.chorus_state, "delivered")
        self.company.chorus_start_date = sent.invoice_date + timedelta(days=1)
        self.forget(sent)
        self.assertEqual(sent.chorus_state, "no")
        # The whole way back: asked, found, adopted; nothing sent twice.
        self.sandbox.forget_requests()
        sent.action_chorus_send_anyway()
        self.assertEqual(sent.chorus_state, "delivered")
        self.assertEqual(self.deposits(), [])

    def test_reason_on_hover(self):
        move = self.old()
        (sentence,) = move.chorus_explain_state()
        self.assertIn("2019", sentence)
        self.assertIn("Send it all the same", sentence)
        self.assertIn("chorus_past", move._get_alerts())
        self.assertFalse(self.invoice(self.town).chorus_past)

    def test_paid_before(self):
        """By a payment on account: the invoice itself is dated later."""
        move = self.invoice(self.town)
        self.pay(move, "2025-12-30")
        self.assertEqual((move.chorus_state, move.chorus_past), ("no", True))
        self.assertIn("was paid on", *move.chorus_explain_state())

    def test_paid_later_stays_sendable(self):
        move = self.invoice(self.town)
        self.pay(move, "2026-04-01")
        self.assertEqual((move.chorus_state, move.chorus_past), ("ready", False))
        (issue,) = move.chorus_issues
        self.assertEqual((issue["code"], issue["level"]), ("already_paid", "warning"))
        move.chorus_framework = "A2"
        self.assertFalse(move.chorus_issues)

    def test_many_ways_of_sending(self):
        old, new = self.old(), self.invoice(self.town)
        with self.assertRaisesRegex(RedirectWarning, "before"):
            old.action_chorus_send()
        wizard = self.env["chorus.send.wizard"].with_user(self.clerk)
        summary = wizard.create({"move_ids": (old + new).ids})
        self.assertEqual(summary.ready_move_ids, new)
        self.assertIn("2019", summary.group_ids.reason)
        sending = self.env["account.move.send"].with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "2019"):
            sending._generate_and_send_invoices(old, sending_methods=["chorus_pro"])
        self.run_follow()
        self.assertEqual(self.deposits(), [])

    def test_drafts_and_other_clients(self):
        draft = self.old(post=False)
        self.assertTrue(draft.chorus_past)
        draft.invoice_date = "2026-02-01"
        self.assertEqual((draft.chorus_state, draft.chorus_past), ("waiting", False))
        private = self.client(FREE, invoice_sending_method=False)
        self.assertFalse(self.old(private).chorus_past)

    # === All the same === #

    def test_sent_all_the_same(self):
        move = self.old()
        move.action_chorus_send_anyway()
        self.assertEqual(move.chorus_state, "deposited")
        self.assertEqual(len(self.deposits()), 1)
        self.assertIn("all the same", self.chatter(move))
        (asked,) = self.sandbox.requests_of("factures/rechercher/fournisseur")[-1:]
        self.assertTrue(asked)

    def test_what_is_missing_shows(self):
        move = self.old(self.client(COMMITMENT, chorus_commitment_required=True))
        kind, sentence = self.params(move.action_chorus_send_anyway())
        self.assertEqual(kind, "warning")
        self.assertIn("commitment number", sentence)
        self.assertEqual(move.chorus_state, "incomplete")
        move.purchase_order_reference = "EJ1"
        self.assertEqual(move.chorus_state, "ready")

    def test_paid_ones_are_proposed_as_paid(self):
        move = self.old()
        self.pay(move, "2020-01-01")
        action = move.action_chorus_send_anyway()
        wizard = move.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("A2", wizard.doubts)
        self.assertTrue(wizard.paid)
        self.assertEqual(self.deposits(), [])
        wizard.action_send_paid()
        self.assertEqual(move.chorus_framework, "A2")
        self.assertEqual(move.chorus_state, "deposited")

    def test_paid_ones_hide_no_other_doubt(self):
        """Whoever confirms the one has read the others."""
        first = self.old()
        number = first.name
        first.action_chorus_send_anyway()
        self.sql("UPDATE account_move SET name = 'GONE' WHERE id = %s", first.id)
        move = self.old(number=number)
        self.pay(move, "2020-01-01")
        action = move.action_chorus_send_anyway()
        wizard = move.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("A2", wizard.doubts)
        self.assertIn("already sent to Chorus Pro", wizard.doubts)

    def test_only_the_button_decides(self):
        move = self.old()
        with self.assertRaises(AccessError):
            move.chorus_send_anyway = True
        with self.assertRaises(AccessError):
            self.old(chorus_send_anyway=True)
        with self.assertRaises(AccessError):
            move.with_context(chorus_confirmed=True).write({"chorus_send_anyway": True})
        self.assertEqual(move.chorus_state, "no")
        copy = self.old()
        copy.sudo().chorus_send_anyway = True
        self.assertFalse(copy.copy().chorus_send_anyway)

    # === The portal is asked first === #

    def known(self, **values):
        """Return an invoice that the portal has, and that Odoo knows nothing of."""
        first = self.old(**values)
        first.action_chorus_send_anyway()
        self.sandbox.advance()
        first.sudo().chorus_flow_id.update_flow_status()
        self.assertEqual(first.chorus_state, "delivered")
        self.sandbox.forget_requests()
        self.forget(first)
        self.assertEqual(first.chorus_state, "no")
        return first

    def test_found_and_adopted(self):
        move = self.known()
        kind, sentence = self.params(move.action_chorus_send_anyway())
        self.assertEqual(kind, "success")
        self.assertIn("nothing was sent", sentence)
        self.assertEqual(move.chorus_state, "delivered")
        self.assertEqual(self.deposits(), [])
        flow = move.sudo().chorus_flow_id
        self.assertEqual((flow.state, flow.attempts), ("integrated", 0))
        self.assertFalse(flow.attachment_id)
        self.assertIn("nothing was sent", self.chatter(move))

    def test_adopted_and_asked_again(self):
        """Also one that was typed at the portal: no deposit there has made it."""
        move = self.known()
        move.action_chorus_send_anyway()
        move.sudo().chorus_flow_id.name = False
        self.sandbox.decide(move.name, "SUSPENDUE", "Joindre le bon de livraison")
        self.sandbox.forget_requests()
        move.action_chorus_update_status()
        self.assertEqual(move.chorus_state, "action")
        (asked,) = self.sandbox.requests_of("factures/rechercher/fournisseur")
        self.assertIn(move.name, str(asked))

    def test_another_invoice_has_the_number(self):
        move = self.known()
        move.button_draft()
        move.invoice_line_ids.price_unit = 77
        move.action_post()
        kind, sentence = self.params(move.action_chorus_send_anyway())
        self.assertEqual(kind, "danger")
        self.assertIn("92.40", sentence)
        self.assertEqual(self.deposits(), [])
        flow = move.sudo().chorus_flow_id
        self.assertEqual(flow.state, "failed")
        self.assertIn("already has", flow.line_ids.explanation)
        # The other one is gone from there: nothing stands in the way any more.
        self.sandbox.order("POST", "reset")
        flow.with_user(self.clerk).action_chorus_retry()
        self.assertEqual(flow.state, "deposited")
        self.assertFalse(flow.line_ids.explanation)

    def test_no_answer_no_deposit(self):
        move = self.old()
        self.sandbox.fault("http_500", "factures/rechercher/fournisseur", count=9)
        kind, sentence = self.params(move.action_chorus_send_anyway())
        self.assertEqual(kind, "warning")
        self.assertIn("does not have it", sentence)
        self.assertEqual(self.deposits(), [])
        self.assertEqual(move.chorus_state, "queued")
        self.sandbox.heal()
        self.run_follow()
        self.assertEqual(len(self.deposits()), 1)

    def test_lot(self):
        """In one file with others: each goes its own way."""
        self.company.write({"chorus_lots": True, "chorus_delay_batch": 0})
        known, fresh = self.known(), self.old()
        (known + fresh).sudo().chorus_send_anyway = True
        new = self.invoice(self.town)
        moves = known + fresh + new
        self.assertEqual(set(moves.mapped("chorus_state")), {"ready"})
        self.queue(moves)
        self.run_follow()
        self.assertEqual(known.chorus_state, "delivered")
        self.assertEqual((fresh + new).mapped("chorus_state"), ["deposited"] * 2)
        self.assertEqual(len(self.deposits()), 1)
        self.assertEqual(fresh.chorus_flow_id, new.chorus_flow_id)

    # === Many === #

    def test_lists_read_one_column_more(self):
        moves = self.old() + self.old() + self.old()
        moves.env.flush_all()
        moves.env.invalidate_all()
        fields_ = ["name", "chorus_state"]
        moves[:1].read(fields_)
        with self.assertQueryCount(1):
            moves.read([*fields_, "chorus_past"])

    def test_recomputing_asks_nothing_of_each(self):
        """Payments are only looked at where they may say something."""
        moves = self.env["account.move"]
        for _number in range(5):
            moves |= self.invoice(self.town)
        with patch.object(type(moves), "_chorus_paid_on", side_effect=AssertionError):
            self.town.name = "Ville"
            self.assertEqual(set(moves.mapped("chorus_state")), {"ready"})

    def test_payments_of_other_clients_are_not_looked_at(self):
        private = self.client(FREE, invoice_sending_method=False)
        moves = self.invoice(private) + self.invoice(private)
        with patch.object(type(moves), "_chorus_paid_on", side_effect=AssertionError):
            self.pay(moves, "2026-04-01")
            self.assertEqual(moves.mapped("chorus_past"), [False, False])
