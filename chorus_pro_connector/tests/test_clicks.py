# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many clicks a job takes: counted in a real browser, each told by its tour."""

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .sandbox_case import COMMITMENT, SERVICE, SandboxCase

LIST = "/odoo/action-account.action_move_out_invoice"
# Where an invoicing user arrives, with the menus of the app; the dashboard is for some.
HOME = "/odoo/customer-invoices"
DASHBOARD = "/odoo/accounting"


@tagged("post_install", "-at_install")
class TestClicks(SandboxCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.clerk.sudo().write({"password": "chorus_clerk", "lang": "en_US"})

    def colleague(self, login, group):
        """Return an invoicing user with one group more."""
        return new_test_user(
            self.env,
            login,
            password=login,
            lang="en_US",
            groups=f"base.group_user,account.group_account_invoice,{group}",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def tour(self, name, url):
        self.start_tour(url, name, login="chorus_clerk")
        self.env.invalidate_all()

    def test_send_from_the_form_takes_two(self):
        move = self.invoice(post=False)
        self.tour("chorus_clicks_form", f"{LIST}/{move.id}")
        self.assertEqual(move.chorus_state, "deposited")

    def test_send_from_the_list_takes_one(self):
        move = self.invoice()
        self.tour("chorus_clicks_list", LIST)
        self.assertEqual(move.chorus_state, "deposited")

    def test_correct_and_send_again_takes_three(self):
        move = self.invoice(self.client(COMMITMENT))
        self.send(move)
        self.sandbox.advance()
        move.action_chorus_update_status()
        self.assertEqual(move.chorus_state, "rejected")
        self.tour("chorus_clicks_rejection", LIST)
        self.assertEqual(move.chorus_state, "deposited")
        self.assertEqual(len(self.deposits()), 2)

    def test_a_client_by_its_number_takes_three(self):
        # Odoo keeps the making of contacts apart.
        keeper = self.colleague("chorus_contact_keeper", "base.group_partner_manager")
        self.start_tour(HOME, "chorus_clicks_client", login=keeper.login)
        client = self.env["res.partner"]._chorus_find_by_number(SERVICE)
        self.assertTrue(client.chorus_service_required)

    def test_find_what_waits_for_me_takes_one(self):
        self.invoice()
        self.invoice(self.client(chorus_service_required=True))
        self.send(self.invoice())
        self.tour("chorus_clicks_waiting", HOME)
        # Odoo shows its dashboard to those who keep the bank too.
        banker = self.colleague("chorus_banker", "account.group_account_basic")
        self.start_tour(DASHBOARD, "chorus_clicks_card", login=banker.login)
