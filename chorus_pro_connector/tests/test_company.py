# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The company: its credentials, and the expiry of its password."""

import os
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
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

    def _outside(self, company=None):
        """Return the credentials as keys outside the database, for ``company``."""
        self.company.sudo().write({f"chorus_{key}": False for key in SECRETS})
        suffix = f"_{company.id}" if company else ""
        account = self.accounts["fournisseur"]
        return {f"chorus_pro_{key}{suffix}": account[key] for key in SECRETS}

    def _first_company(self):
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return companies.search([], order="id", limit=1)

    def test_environment_variables(self):
        names = {k.upper(): value for k, value in self._outside(self.company).items()}
        self.assertFalse(self.company._chorus_is_configured())
        with patch.dict(os.environ, names):
            self.assertTrue(self.works())
        self.assertFalse(self.company._chorus_is_configured())

    def test_odoo_conf(self):
        with patch.dict(config.options, self._outside(self.company)):
            self.assertTrue(self.works())
        self.assertFalse(self.company._chorus_is_configured())

    def test_keys_without_a_company_serve_the_first_one(self):
        first = self._first_company()
        first.write({f"chorus_{key}": False for key in SECRETS})
        self.assertNotEqual(first, self.company)
        with patch.dict(config.options, self._outside()):
            account = self.accounts["fournisseur"]
            self.assertEqual(first._chorus_credentials().login, account["login"])
            self.assertTrue(first._chorus_is_configured())
            self.assertFalse(self.company._chorus_is_configured())
            # It stays the first one when it is archived: no other takes its place.
            self.env.cr.execute(
                "UPDATE res_company SET active = FALSE WHERE id = %s", [first.id]
            )
            self.env.invalidate_all()
            self.assertFalse(self.company._chorus_is_configured())
            own = {f"chorus_pro_login_{first.id}": "TECH_own"}
            with patch.dict(config.options, own):
                self.assertEqual(first._chorus_credentials().login, "TECH_own")

    def test_the_test_of_the_connection_says_to_name_the_company(self):
        with patch.dict(config.options, self._outside()):
            company = self.company.with_user(self.admin)
            row = company._chorus_examine()[0]
        self.assertEqual((row["code"], row["state"]), ("settings", "failed"))
        self.assertIn(f"“chorus_pro_client_id_{company.id}”", row["advice"])

    # === To whom secrets are sent === #

    def _kept(self):
        company = self.company.sudo()
        return bool(company.chorus_client_secret), bool(company.chorus_password)

    def test_another_host_or_environment_empties_the_secrets(self):
        elsewhere = "https://portal.example"
        for change in (
            {"chorus_environment": "production"},
            {"chorus_environment": "qualification"},
            {"chorus_api_url": elsewhere},
            {"chorus_oauth_url": f"{elsewhere}/api/oauth/token"},
            {"chorus_api_url": self.sandbox.url.replace("127.0.0.1", "localhost")},
            {"chorus_api_url": False},
        ):
            with self.subTest(change):
                self.connect(self.company)
                self.assertEqual(self._kept(), (True, True))
                self.company.with_user(self.admin).write(change)
                self.assertEqual(self._kept(), (False, False))
                company = self.company.sudo()
                self.assertTrue(company.chorus_client_id and company.chorus_login)

    def test_another_port_or_the_same_again_empties_nothing(self):
        port = self.sandbox.url.rsplit(":", 1)[0] + ":9"
        for change in (
            {"chorus_api_url": port, "chorus_oauth_url": f"{port}/token"},
            {"chorus_api_url": f" {self.sandbox.url}/ "},
            {"chorus_environment": "custom"},
        ):
            with self.subTest(change):
                self.connect(self.company)
                self.company.with_user(self.admin).write(change)
                self.assertEqual(self._kept(), (True, True))

    def test_secrets_typed_with_the_address_stay(self):
        settings = self.settings(
            chorus_environment="custom",
            chorus_api_url="https://portal.example",
            chorus_oauth_url="https://portal.example/token",
            chorus_new_client_secret="secret-neuf",
        )
        settings.execute()
        company = self.company.sudo()
        self.assertEqual(company.chorus_client_secret, "secret-neuf")
        self.assertFalse(company.chorus_password)
        self.company.sudo().write(
            {"chorus_environment": "production", "chorus_password": "Nouveau-1"}
        )
        self.assertEqual(self._kept(), (False, True))

    def test_who_may_not_see_secrets_does_not_choose_where_they_go(self):
        manager = new_test_user(
            self.env,
            "chorus_rights",
            groups="base.group_erp_manager,base.group_partner_manager,"
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        company = self.company.with_user(manager)
        company.name = "Ateliers du Perche"  # companies are his
        for change in (
            {"chorus_api_url": "https://portal.example"},
            {"chorus_oauth_url": "https://portal.example"},
            {"chorus_environment": "production"},
        ):
            with self.subTest(change), self.assertRaises(AccessError):
                company.write(change)
        for name in ("chorus_api_url", "chorus_oauth_url", "chorus_portal_siret"):
            with self.subTest(name), self.assertRaises(AccessError):
                company.read([name])
        self.assertEqual(self._kept(), (True, True))
        # He sends invoices all the same.
        self.assertTrue(company._chorus_is_configured())

    def test_credentials_hide_themselves(self):
        text = repr(self.company._chorus_credentials())
        for key in ("client_secret", "password"):
            self.assertNotIn(self.accounts["fournisseur"][key], text)

    # === Settings === #

    def settings(self, **values):
        model = self.env["res.config.settings"].with_user(self.admin)
        return model.create({"company_id": self.company.id, **values})

    def test_password_typed_twice(self):
        for again in ("Nouveau-2", False):
            with self.assertRaisesRegex(UserError, "not the same"):
                self.settings(
                    chorus_new_password="Nouveau-1", chorus_new_password_again=again
                )
        saved = self.settings()
        with self.assertRaisesRegex(UserError, "not the same"):
            saved.chorus_new_password = "Nouveau-1"
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
        self.env.cr.execute("SELECT * FROM res_config_settings")
        self.assertNotIn("Nouveau-1", str(self.env.cr.fetchall()))
        names = ["chorus_new_password", "chorus_new_client_secret"]
        self.assertEqual(settings.read(names)[0]["chorus_new_password"], False)

    def test_saving_tests_what_was_changed(self):
        kept = self.settings().execute()
        self.assertEqual(kept["tag"], "reload")
        action = self.settings(chorus_login="TECH_0_wrong@cpro.fr").execute()
        self.assertEqual(action["res_model"], "chorus.connection.report")
        report = self.env[action["res_model"]].browse(action["res_id"])
        states = {row["code"]: row["state"] for row in report.sudo().steps}
        self.assertEqual(states["account"], "failed")
        self.assertEqual(self.company.sudo().chorus_login, "TECH_0_wrong@cpro.fr")

    def test_a_form_that_is_saved_twice(self):
        settings = self.settings(chorus_new_client_secret="premier")
        settings.write(
            {
                "chorus_new_password": "Nouveau-1",
                "chorus_new_password_again": "Nouveau-1",
            }
        )
        company = self.company.sudo()
        self.assertEqual(company.chorus_client_secret, "premier")
        self.assertEqual(company.chorus_password, "Nouveau-1")

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
        seen = set(self._activities().ids)
        for day, sent in days.items():
            with self.subTest(day):
                self._remind(day)
                self.assertEqual(len(self._mails()) - mails, sent)
                # One at a time: the next reminder takes the place of the one before.
                self.assertEqual(len(self._activities()) - activities, min(sent, 1))
                seen |= set(self._activities().ids)
        self.assertEqual(len(seen) - activities, 4)
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
        with freeze_time("2026-07-31"):
            company.chorus_password_expiry = "2027-07-31"
        before = len(self._activities())
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
