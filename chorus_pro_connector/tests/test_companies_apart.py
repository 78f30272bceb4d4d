# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What goes wrong for one company, or one deposit, stops no other one."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .sandbox_case import FREE, SERVICE, SandboxCase, other_company

MODELS = "odoo.addons.chorus_pro_connector.models"
QUIET = (
    f"{MODELS}.connection.res_company",
    f"{MODELS}.directory.res_partner_refresh",
    f"{MODELS}.flow.chorus_flow_stuck",
)
# What makes a company fail before any call, or at each one.
BROKEN = {
    "address": {"chorus_environment": "custom", "chorus_api_url": "htp:/nowhere"},
    "copied database": {"chorus_environment": "production"},
    "nobody there": {"chorus_api_url": "http://127.0.0.1:9"},
}


@tagged("post_install", "-at_install")
class TestCompaniesApart(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = other_company(cls)[0]["company"]
        cls.connect(cls.second, "fournisseur2")
        cls.pairs = ((cls.company, cls.second), (cls.second, cls.company))

    def test_a_window_uses_no_account_of_another_company(self):
        windows = self.env["chorus.directory.wizard"].with_user(self.clerk)
        window = windows.create({"company_id": self.second.id, "siret": FREE})
        self.sandbox.forget_requests()
        with self.assertRaisesRegex(UserError, "one of your own companies"):
            window.action_search()
        self.assertEqual(self.sandbox.requests_of("structures/rechercher"), [])

    def _run(self, name):
        cron = self.env.ref(f"chorus_pro_connector.{name}").sudo()
        with self.enter_registry_test_mode(), mute_logger(*QUIET):
            cron.method_direct_trigger()

    def _break(self, company, values):
        company.sudo().write(values)
        if values.get("chorus_environment") == "production":
            company.sudo().chorus_database_uuid = "another one"

    def _each_fault(self):
        """Yield (the company that fails, the other one), broken in each way."""
        for name, values in BROKEN.items():
            for broken, sound in self.pairs:
                with (
                    self.subTest(name, broken=broken.name),
                    self.env.cr.savepoint() as s,
                ):
                    self._break(broken, values)
                    yield broken, sound
                    s.rollback()

    def test_the_weekly_reading_of_the_directory(self):
        for broken, sound in self._each_fault():
            clients = {
                company: self.client(
                    siret, company_id=company.id, chorus_checked=False
                ).with_company(company)
                for company, siret in ((broken, FREE), (sound, SERVICE))
            }
            for client in clients.values():
                client.invoice_sending_method = "chorus_pro"
            self._run("ir_cron_chorus_directory")
            self.assertTrue(clients[sound].chorus_checked)
            self.assertEqual(clients[sound].chorus_structure_state, "active")
            self.assertFalse(clients[broken].chorus_checked)

    def test_the_statuses(self):
        read = []
        model = self.env.registry["account.move"]
        real = model._chorus_refresh_statuses

        def refresh(moves, company):
            result = real(moves, company)
            read.append(company)
            return result

        for broken, sound in self._each_fault():
            read.clear()
            for company in (broken, sound):
                self._followed(company)
            with patch.object(model, "_chorus_refresh_statuses", refresh):
                self._run("ir_cron_chorus_follow")
            self.assertEqual(read, [sound])

    def _followed(self, company):
        """Make an invoice whose status may still change."""
        move = self.env["account.move"].with_company(company)
        move = move.create({"move_type": "out_invoice", "company_id": company.id})
        self.env.cr.execute(
            "UPDATE account_move SET chorus_identifier = '1' WHERE id = %s", [move.id]
        )

    def test_the_reminder_of_the_password(self):
        model = self.env.registry["res.company"]
        real = model._chorus_remind_password

        for broken, sound in self.pairs:
            with self.subTest(broken=broken.name):
                self.pairs[0][0].sudo().chorus_password_reminder = 0
                self.pairs[1][0].sudo().chorus_password_reminder = 0
                today = fields.Date.today()
                (broken | sound).sudo().chorus_password_expiry = today

                def remind(company, broken=broken):
                    real(company)
                    if company == broken:
                        raise ValueError("no such address")

                with patch.object(model, "_chorus_remind_password", remind):
                    self._run("ir_cron_chorus_password")
                self.assertEqual(sound.chorus_password_reminder, 1)
                self.assertEqual(broken.chorus_password_reminder, 0)

    def test_a_deposit_that_nobody_can_be_told_of(self):
        """The other ones are told, and the scheduled action comes to its end."""
        moves = self.invoice() | self.invoice()
        flows = moves[0]._chorus_queue() | moves[1]._chorus_queue()
        past = fields.Datetime.now() - timedelta(hours=25)
        flows.sudo().write({"waiting_since": past, "attempt_date": past})
        model = self.env.registry["chorus.flow"]
        real = model._chorus_tell_stuck

        def tell(flow):
            real(flow)
            if flow.id == flows[0].id:
                raise ValueError("nobody to tell")

        self.startPatcher(patch.object(model, "_chorus_tell_stuck", tell))
        with mute_logger(*QUIET):
            self.env["chorus.flow"].sudo()._chorus_alert_stuck()
        self.assertFalse(flows[0].sudo().activity_ids)
        self.assertEqual(flows[1].sudo().activity_ids.user_id, self.clerk)
