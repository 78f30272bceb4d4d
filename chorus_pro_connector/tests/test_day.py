# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A day of an accountant in a real browser: one tour for each thing that comes up."""

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .act_case import ActCase
from .sandbox_case import SERVICE

LIST = "/odoo/action-account.action_move_out_invoice"


@tagged("post_install", "-at_install")
class TestDay(ActCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.clerk.sudo().write({"password": "chorus_clerk", "lang": "en_US"})

    def tour(self, name, move):
        self.start_tour(f"{LIST}/{move.id}", name, login="chorus_clerk")
        move.invalidate_recordset()

    def new_client(self, name):
        url = "/odoo/action-chorus_pro_connector.action_chorus_new_client"
        self.start_tour(url, name, login=self.contact_keeper().login)
        return self.env["res.partner"]._chorus_find_by_number(SERVICE)

    def test_a_client_by_its_number(self):
        client = self.new_client("chorus_new_client_at_once")
        self.assertTrue(client.chorus_service_required)

    def test_an_inactive_structure_first(self):
        client = self.new_client("chorus_client_by_number")
        self.assertEqual(client.chorus_structure_state, "active")

    def test_refused(self):
        move = self.decided("REJETEE", "Doublon")
        self.tour("chorus_refused", move)
        self.assertEqual(move.payment_state, "reversed")
        new = self.env["account.move"].search([("chorus_replaces_id", "=", move.id)])
        self.assertEqual((len(new), new.state), (1, "draft"))
        self.assertFalse(move.sudo().activity_ids)

    def test_suspended(self):
        move = self.decided("SUSPENDUE", "Il manque le bon de livraison")
        self.tour("chorus_suspended", move)
        self.assertEqual((move.chorus_status, move.chorus_way), ("COMPLETEE", False))
        self.assertFalse(move.sudo().activity_ids)

    def test_sent_back(self):
        move = self.decided("A_RECYCLER", "Pas pour nous")
        number = move.name
        self.tour("chorus_sent_back", move)
        self.assertEqual(move.purchase_order_reference, "EJ20260001")
        self.assertEqual((move.name, move.chorus_way), (number, False))

    def test_wrong_validator(self):
        move = self.wrong_validator()
        self.tour("chorus_wrong_validator", move)
        self.assertEqual(move.chorus_validator_siret, "55512345600025")
        self.assertEqual(move.chorus_status, "A_VALIDER_1")

    def test_confirmed_cancelled_and_sent_now(self):
        self.company.write({"chorus_confirm": True, "chorus_delay": 10})
        move = self.invoice(self.client(name="Lycée Nord"))
        self.tour("chorus_confirmed_and_cancelled", move)
        self.assertEqual(move.chorus_state, "deposited")
        self.assertEqual(len(self.deposits()), 1)

    def test_send_and_print(self):
        move = self.invoice()
        self.tour("chorus_send_and_print", move)
        self.assertEqual(move.chorus_state, "deposited")

    # === What it looks like === #

    def test_a_click_in_the_list(self):
        self.company.chorus_delay = 10
        ready = self.invoice()
        lacking = self.invoice(self.client(chorus_service_required=True))
        self.assertEqual(lacking.chorus_state, "incomplete")
        self.start_tour(LIST, "chorus_click_in_the_list", login="chorus_clerk")
        ready.invalidate_recordset()
        self.assertEqual(ready.chorus_state, "ready")
        self.assertEqual(self.deposits(), [])

    def test_the_portal_speaks(self):
        self.tour("chorus_the_portal_speaks", self.delivered())

    def test_other_credentials(self):
        new_test_user(
            self.env,
            "chorus_settings",
            password="chorus_settings",
            lang="en_US",
            groups="base.group_system,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        url = "/odoo/action-chorus_pro_connector.action_chorus_settings"
        self.company.chorus_password_expiry = "2030-01-01"
        self.start_tour(url, "chorus_other_credentials", login="chorus_settings")
        self.company.invalidate_recordset()
        self.assertEqual(self.company.sudo().chorus_login, "TECH_0_wrong@cpro.fr")
