# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The company: its credentials, and the expiry of its password."""

import os
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import config

from .sandbox_case import SECRETS, SandboxCase


@tagged("post_install", "-at_install")
class TestCompany(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(
            cls.env,
            "chorus_admin",
            email="admin@ateliers.example",
            groups="base.group_system,account.group_account_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def works(self):
        """Tell whether the test of the connection finds nothing to repair."""
        company = self.company.with_user(self.admin)
        steps = company._chorus_examine()
        return {step["state"] for step in steps} == {"ok"}

    # === Where credentials come from === #

    def test_new_company_starts_in_qualification(self):
        company = self.env["res.company"].sudo().create({"name": "Nouvelle"})
        self.assertEqual(company.chorus_environment, "qualification")
        self.assertIn("sandbox", company._chorus_urls().api_url)
        self.assertFalse(company._chorus_is_configured())

    def test_environment_variables(self):
        keys = self.accounts["fournisseur"]
        self.company.sudo().write({f"chorus_{key}": False for key in SECRETS})
        self.assertFalse(self.company._chorus_is_configured())
        names = {f"CHORUS_PRO_{key.upper()}": keys[key] for key in SECRETS}
        with patch.dict(os.environ, names):
            self.assertTrue(self.works())
            own = {f"CHORUS_PRO_LOGIN_{self.company.id}": "TECH_own"}
            with patch.dict(os.environ, own):
                self.assertEqual(self.company._chorus_credentials().login, "TECH_own")
        self.assertFalse(self.company._chorus_is_configured())

    def test_odoo_conf(self):
        keys = self.accounts["fournisseur"]
        self.company.sudo().write({f"chorus_{key}": False for key in SECRETS})
        names = {f"chorus_pro_{key}": keys[key] for key in SECRETS}
        with patch.dict(config.options, names):
            self.assertTrue(self.works())
        self.assertFalse(self.company._chorus_is_configured())

    def test_credentials_hide_themselves(self):
        text = repr(self.company._chorus_credentials())
        for key in ("client_secret", "password"):
            self.assertNotIn(self.accounts["fournisseur"][key], text)

    # === Settings === #

    def settings(self, **values):
        model = self.env["res.config.settings"].with_user(self.admin)
        return model.create({"company_id": self.company.id, **values})

    def test_password_typed_twice(self):
        settings = self.settings(
            chorus_new_password="Nouveau-1", chorus_new_password_again="Nouveau-2"
        )
        with self.assertRaisesRegex(UserError, "not the same"):
            settings.execute()
        self.assertEqual(
            self.company.sudo().chorus_password,
            self.accounts["fournisseur"]["password"],
        )

    def test_new_secrets(self):
        settings = self.settings(
            chorus_new_password="Nouveau-1",
            chorus_new_password_again="Nouveau-1",
            chorus_new_client_secret=" secret-neuf ",
        )
        settings.execute()
        company = self.company.sudo()
        self.assertEqual(company.chorus_password, "Nouveau-1")
        self.assertEqual(company.chorus_client_secret, "secret-neuf")
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT chorus_new_password, chorus_new_password_again,"
            " chorus_new_client_secret FROM res_config_settings WHERE id = %s",
            [settings.id],
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None, None))

    def test_empty_keeps_what_is_stored(self):
        self.settings().execute()
        company = self.company.sudo()
        for key in SECRETS:
            self.assertEqual(
                company[f"chorus_{key}"], self.accounts["fournisseur"][key]
            )

    def test_stored_secrets_do_not_travel(self):
        settings = self.settings()
        self.assertTrue(settings.chorus_has_client_secret)
        self.assertTrue(settings.chorus_has_password)
        fetched = str(settings.read()) + str(
            settings.default_get(list(settings._fields))
        )
        for key in ("client_secret", "password"):
            self.assertNotIn(self.accounts["fournisseur"][key], fetched)

    # === Expiry === #

    def _remind(self, day):
        with freeze_time(day):
            self.company.sudo()._chorus_remind_password()

    def _mails(self):
        return self.env["mail.mail"].sudo().search([("model", "=", "res.company")])

    def _activities(self):
        return self.company.partner_id.sudo().activity_ids.filtered(
            lambda activity: activity.user_id == self.admin
        )

    def test_reminders_once_each(self):
        self.company.sudo().write(
            {
                "chorus_password_expiry": "2026-07-31",
                "chorus_referent_email": "referent@ateliers.example",
            }
        )
        days = {
            "2026-06-30": 0,
            "2026-07-01": 1,  # 30 days before
            "2026-07-02": 1,
            "2026-07-16": 2,  # 15
            "2026-07-17": 2,
            "2026-07-26": 3,  # 5
            "2026-07-29": 3,
            "2026-07-30": 4,  # 1
            "2026-08-02": 4,
        }
        mails, activities = len(self._mails()), len(self._activities())
        for day, sent in days.items():
            with self.subTest(day):
                self._remind(day)
                self.assertEqual(len(self._mails()) - mails, sent)
                self.assertEqual(len(self._activities()) - activities, sent)
        mail = self._mails()[0]
        to = [mail.email_to, *mail.recipient_ids.mapped("email")]
        self.assertEqual(list(filter(None, to)), ["referent@ateliers.example"])
        self.assertIn(self.company.name, mail.subject)
        self.assertNotIn(self.accounts["fournisseur"]["password"], str(mail.body_html))

    def test_one_reminder_after_a_silence(self):
        """The scheduled action was off: one reminder, not all those missed."""
        company = self.company.sudo()
        company.chorus_password_expiry = "2026-07-31"
        before = len(self._activities())
        self._remind("2026-07-28")
        self.assertEqual(len(self._activities()), before + 1)

    def test_renewed_password_starts_again(self):
        company = self.company.sudo()
        company.chorus_password_expiry = "2026-07-31"
        self._remind("2026-07-30")
        before = len(self._activities())
        company.chorus_password_expiry = "2027-07-31"
        self._remind("2026-07-31")
        self.assertEqual(len(self._activities()), before)
        self._remind("2027-07-01")
        self.assertEqual(len(self._activities()), before + 1)

    def test_reminder_without_referent(self):
        company = self.company.sudo()
        company.write(
            {"chorus_password_expiry": "2026-07-31", "chorus_referent_email": False}
        )
        mails = len(self._mails())
        self._remind("2026-07-30")
        self.assertEqual(len(self._mails()), mails)
        self.assertTrue(self._activities())

    def test_scheduled_action(self):
        self.company.sudo().chorus_password_expiry = fields.Date.today()
        cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_password").sudo()
        self.assertTrue(cron.active)
        self.assertTrue(
            self.env.ref("chorus_pro_connector.ir_cron_chorus_follow").active
        )
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertTrue(self._activities())
