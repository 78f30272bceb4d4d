# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whom the alerts go to, and when they are closed."""

from datetime import timedelta

import requests

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from .sandbox_case import COMMITMENT, SandboxCase, other_company

INVOICING = "base.group_user,account.group_account_invoice"


@tagged("post_install", "-at_install")
class TestActivities(SandboxCase):
    def person(self, login, groups=INVOICING, company=None):
        company = company or self.company
        return new_test_user(
            self.env,
            login,
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def asked(self, record):
        return record.sudo().activity_ids

    def rejected(self, sender=None, **values):
        """Return an invoice whose file was rejected: its commitment is missing."""
        move = self.invoice(self.client(COMMITMENT), **values)
        if sender:
            move = move.with_user(sender)
        flow = self.send(move)
        self.sandbox.advance()
        flow.sudo().update_flow_status()
        self.assertEqual(move.chorus_state, "rejected")
        return move

    # === Who === #

    def test_whoever_sent_it_is_told(self):
        sender = self.person("chorus_sender")
        seller = self.person("chorus_seller")
        move = self.rejected(sender, invoice_user_id=seller.id)
        self.assertEqual(self.asked(move).user_id, sender)

    def test_sender_who_left(self):
        sender, manager = self.person("chorus_sender"), self.person("chorus_manager")
        self.company.chorus_user_id = manager
        move = self.invoice(self.client(COMMITMENT)).with_user(sender)
        flow = self.send(move)
        sender.active = False
        self.sandbox.advance()
        flow.with_user(self.clerk).update_flow_status()
        self.assertEqual(self.asked(move).user_id, manager)

    def test_who_cannot_act_is_passed_over(self):
        """No invoicing rights, another company, a client of the website, OdooBot."""
        self.clerk.sudo().active = False
        manager = self.person("chorus_manager")
        self.company.chorus_user_id = manager
        _data, stranger = other_company(self)
        unable = (
            self.person("chorus_seller", "base.group_user")
            | stranger
            | self.env.ref("base.user_root")
            | self.person("chorus_client", "base.group_portal")
        )
        for user in unable:
            with self.subTest(user.login):
                self.assertEqual(self.company._chorus_person(user), manager)
        self.company.chorus_user_id = False
        self.assertEqual(self.company._chorus_person(unable, manager), manager)

    def test_nobody_chosen(self):
        """An accountant of the company is better than nobody."""
        person = self.company._chorus_person(self.env["res.users"])
        self.assertTrue(self.company._chorus_may_act(person))

    def test_sent_by_the_scheduled_action_for_somebody(self):
        sender = self.person("chorus_sender")
        moves = self.invoice(self.client(COMMITMENT)) | self.invoice()
        self.queue(moves.with_user(sender))
        # As Odoo's own action does it, for the one who asked.
        moves.chorus_flow_id.sudo().batch_id.user_id = sender
        self.run_follow()
        self.sandbox.advance()
        self.run_follow()
        self.assertEqual(moves[0].chorus_state, "rejected")
        self.assertEqual(self.asked(moves[0]).user_id, sender)

    def test_of_an_archived_user_go_to_somebody_else(self):
        sender, manager = self.person("chorus_sender"), self.person("chorus_manager")
        self.company.chorus_user_id = manager
        move = self.rejected(sender)
        sender.action_archive()
        self.assertEqual(self.asked(move).user_id, manager)

    def test_of_who_lost_the_company_go_to_somebody_else(self):
        sender = self.person("chorus_sender")
        move = self.rejected(sender)
        data, _user = other_company(self)
        company = data["company"]
        sender.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        self.run_follow()
        self.assertEqual(self.asked(move).user_id, self.clerk)

    def test_stuck_deposit_of_an_archived_user(self):
        sender, manager = self.person("chorus_sender"), self.person("chorus_manager")
        self.company.chorus_user_id = manager
        flow = self.send(self.invoice().with_user(sender))
        past = fields.Datetime.now() - timedelta(hours=25)
        flow.sudo().write({"waiting_since": past, "attempt_date": past})
        self.env["chorus.flow"].sudo()._chorus_alert_stuck()
        self.assertEqual(self.asked(flow).user_id, sender)
        sender.action_archive()
        self.assertEqual(self.asked(flow).user_id, manager)

    def test_each_company_has_its_own_manager(self):
        manager = self.person("chorus_manager")
        self.company.chorus_user_id = manager
        data, stranger = other_company(self)
        other = data["company"]
        other.chorus_user_id = stranger
        nobody = self.env["res.users"]
        self.assertEqual(self.company._chorus_person(nobody), manager)
        self.assertEqual(other._chorus_person(nobody), stranger)
        self.assertEqual(other._chorus_person(manager), stranger)

    # === Until when === #

    def decided(self, status, reason):
        move = self.delivered()
        self.sandbox.decide(move.name, status, reason)
        move.chorus_flow_id.update_flow_status()
        self.assertEqual(len(self.asked(move)), 1, status)
        return move

    def test_closed_when_the_client_goes_on(self):
        move = self.decided("SUSPENDUE", "Il manque le bon de livraison")
        self.assertEqual(move.chorus_state, "action")
        # On the portal itself, as the banner advises.
        requests.post(
            f"{self.sandbox.url}/fournisseur/factures/{move.chorus_identifier}",
            data={"action": "completer", "commentaire": "Le voici"},
            timeout=20,
        )
        move.chorus_flow_id.update_flow_status()
        self.assertFalse(self.asked(move))

    def test_closed_when_both_are_read_at_once(self):
        move = self.delivered()
        self.sandbox.decide(move.name, "SUSPENDUE", "Il manque le bon de livraison")
        requests.post(
            f"{self.sandbox.url}/fournisseur/factures/{move.chorus_identifier}",
            data={"action": "completer", "commentaire": "Le voici"},
            timeout=20,
        )
        move.chorus_flow_id.update_flow_status()
        self.assertIn("SUSPENDUE", move.chorus_event_ids.mapped("code"))
        self.assertFalse(self.asked(move))

    def test_closed_by_the_credit_note_of_a_refusal(self):
        move = self.decided("REJETEE", "Doublon")
        credit = move._reverse_moves([{"invoice_date": fields.Date.today()}])
        self.assertEqual(len(self.asked(move)), 1, "a draft cancels nothing")
        credit.action_post()
        self.assertFalse(self.asked(move))

    def test_stays_while_a_rejected_invoice_is_corrected(self):
        move = self.rejected()
        move.button_draft()
        self.run_follow()
        self.assertEqual(len(self.asked(move)), 1)
        move.purchase_order_reference = "EJ20260001"
        move.action_post()
        self.send(move)
        self.assertFalse(self.asked(move))

    def test_closed_when_the_invoice_is_cancelled(self):
        move = self.rejected()
        move.button_draft()
        move.button_cancel()
        self.assertFalse(self.asked(move))

    def test_closed_when_the_deposit_is_given_up(self):
        move = self.decided("SUSPENDUE", "Il manque le bon de livraison")
        manager = self.person(
            "chorus_manager", INVOICING + ",account.group_account_manager"
        )
        move.chorus_flow_id.with_user(manager).action_chorus_give_up()
        self.assertFalse(self.asked(move))

    def test_closed_when_the_client_leaves_the_portal(self):
        move = self.rejected()
        move.button_draft()
        move.commercial_partner_id.sudo().invoice_sending_method = "email"
        self.run_follow()
        self.assertFalse(self.asked(move))

    def test_password_reminders_are_closed_by_a_new_date(self):
        company = self.company.sudo()
        today = fields.Date.today()
        company.chorus_password_expiry = today + timedelta(days=15)
        company._chorus_remind_password()
        company.chorus_password_expiry = today + timedelta(days=5)
        company._chorus_remind_password()
        kind = self.env.ref("chorus_pro_connector.mail_activity_type_chorus_password")
        found = self.asked(company.partner_id).filtered(
            lambda activity: activity.activity_type_id == kind
        )
        self.assertTrue(found)
        self.assertEqual(len(found), len(found.user_id), "one each")
        self.assertNotIn(self.env.ref("base.user_root"), found.user_id)
        company.chorus_password_expiry = today + timedelta(days=400)
        self.assertFalse(found.exists())
