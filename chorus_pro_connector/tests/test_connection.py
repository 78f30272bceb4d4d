# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The test of the connection: each red row, made red at the sandbox."""

from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.connection import res_company_connection
from .sandbox_case import SECRETS, SandboxCase, other_company

STEPS = [
    "settings",
    "clock",
    "application",
    "api_factures",
    "api_structures",
    "api_transverses",
    "api_engagementsJuridiques",
    "account",
    "attachment",
    "password",
    "printing",
]
CAPABLE = SimpleNamespace(state="ok", version="0.12.6", is_patched_qt=True)


@tagged("post_install", "-at_install")
class TestConnection(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(
            cls.env,
            "chorus_admin",
            groups="base.group_system,account.group_account_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        self.patch(res_company_connection, "_wkhtml", lambda: CAPABLE)

    def examine(self, company=None):
        """Press *Test connection*; return the rows by step."""
        company = (company or self.company).with_user(self.admin)
        action = company.action_chorus_test_connection()
        self.report = company.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual([row["code"] for row in self.report.steps], STEPS)
        # Every row is shown, in words as well as in colour.
        for row in self.report.steps:
            self.assertTrue(row["message"], row["code"])
            self.assertIn(f'data-step="{row["code"]}"', self.report.content)
            if row["state"] in ("warning", "failed"):
                self.assertTrue(row["advice"], row["code"])
        self.assert_no_secret()
        return {row["code"]: row for row in self.report.steps}

    def assert_no_secret(self):
        shown = f"{self.report.steps}{self.report.content}"
        for account in self.accounts.values():
            for key in ("client_secret", "password"):
                self.assertNotIn(account[key], shown)

    def assert_rows(self, rows, **states):
        """``states`` are the rows that are not good."""
        found = {code: row["state"] for code, row in rows.items()}
        self.assertEqual(found, {**dict.fromkeys(STEPS, "ok"), **states})

    def unreached(self, *reached):
        # This server's own program can always be looked at.
        reached = (*reached, "printing")
        return dict.fromkeys((step for step in STEPS if step not in reached), "unknown")

    @contextmanager
    def refusing(self, kind, *operations):
        for operation in operations:
            # Without a count: each time, until healed.
            body = {"kind": kind, "operation": operation}
            self.sandbox.order("POST", "faults", body)
        yield
        self.sandbox.heal()

    # === Green === #

    def test_all_is_well(self):
        rows = self.examine()
        self.assert_rows(rows)
        expiry = self.company.chorus_password_expiry
        self.assertTrue(expiry, "read from the portal")
        self.assertGreater(expiry, fields.Date.today() + timedelta(days=400))
        self.assertIn("33254021516357", rows["attachment"]["message"])
        self.assertFalse(any(row["advice"] for row in rows.values()))
        self.assertEqual(self.deposits(), [])

    def test_it_can_be_pressed_again(self):
        self.connect(self.company, "expire")
        self.assertEqual(self.examine()["account"]["state"], "failed")
        self.connect(self.company)
        action = self.report.action_again()
        report = self.report.browse(action["res_id"])
        self.assertEqual({row["state"] for row in report.steps}, {"ok"})

    # === Settings === #

    def test_the_printing_program(self):
        for state, patched, row, words in (
            ("ok", True, "ok", "0.12.6, with patched Qt"),
            ("ok", False, "warning", "leaves out the header and footer"),
            ("install", False, "failed", "does not start"),
            ("broken", False, "failed", "does not start"),
        ):
            with self.subTest(state=state, patched=patched):
                program = SimpleNamespace(
                    state=state, version="0.12.6", is_patched_qt=patched
                )
                self.patch(res_company_connection, "_wkhtml", lambda one=program: one)
                printing = self.examine()["printing"]
                self.assertEqual(printing["state"], row)
                self.assertIn(words, printing["message"])
                if row != "ok":
                    self.assertIn("wkhtmltox", printing["advice"])

    def test_something_is_missing(self):
        for key, label in zip(
            SECRETS,
            (
                "PISTE client id",
                "PISTE client secret",
                "Technical account",
                "Technical account password",
            ),
            strict=True,
        ):
            with self.subTest(key):
                self.connect(self.company)
                self.company.sudo()[f"chorus_{key}"] = False
                rows = self.examine()
                self.assert_rows(rows, **{**self.unreached(), "settings": "failed"})
                self.assertIn(f"“{label}”", rows["settings"]["message"])
        self.assertEqual(self.sandbox.order("GET", "requests")["total"], 0)

    def test_wrong_addresses(self):
        for url in (False, "ftp://portal.example", "http://portal.example"):
            with self.subTest(url):
                self.connect(self.company)
                # The secrets are gone too; the address is told first.
                self.company.chorus_api_url = url
                rows = self.examine()
                self.assert_rows(rows, **{**self.unreached(), "settings": "failed"})
                self.assertIn("https://", rows["settings"]["message"])
        self.assertEqual(self.sandbox.order("GET", "requests")["total"], 0)

    def test_nobody_at_the_address(self):
        with self.portal_gone():
            rows = self.examine()
        self.assert_rows(
            rows, **{**self.unreached("settings"), "application": "failed"}
        )
        self.assertIn("no usable answer", rows["application"]["message"])
        self.assertIn("firewall", rows["application"]["advice"])

    # === PISTE === #

    def test_wrong_application(self):
        self.examine()
        # The token that has just been given must not hide it.
        self.company.sudo().chorus_client_secret = "wrong"
        rows = self.examine()
        self.assert_rows(
            rows,
            **{
                **self.unreached("settings", "clock"),
                "application": "failed",
            },
        )
        self.assertIn("invalid_client", rows["application"]["message"])
        self.assertIn("“Mes applications”", rows["application"]["advice"])

    def test_each_api_may_be_missing(self):
        for api, state in (
            ("factures", "failed"),
            ("structures", "failed"),
            ("transverses", "failed"),
            ("engagementsJuridiques", "warning"),
        ):
            with self.subTest(api), self.refusing("http_403", f"{api}/*"):
                rows = self.examine()
                # Whose structures these are, another API tells as well.
                self.assert_rows(rows, **{f"api_{api}": state})
                row = rows[f"api_{api}"]
                self.assertIn("HTTP 403", row["message"])
                for menu in ("Consentement CGU API", "Sélectionner les API"):
                    self.assertIn(menu, row["advice"])

    def test_an_application_with_one_api(self):
        self.connect(self.company, "restreint")
        rows = self.examine()
        self.assert_rows(
            rows,
            api_structures="failed",
            api_transverses="failed",
            api_engagementsJuridiques="warning",
            attachment="unknown",
            password="unknown",
        )

    def test_an_api_that_is_down(self):
        with self.refusing("http_503", "structures/*"):
            rows = self.examine()
        self.assert_rows(rows, api_structures="failed", password="unknown")
        self.assertIn("no usable answer", rows["api_structures"]["message"])
        self.assertIn("No credential is at fault", rows["api_structures"]["advice"])

    def test_quota(self):
        with self.refusing("http_429", "transverses/*"):
            rows = self.examine()
        self.assert_rows(rows, api_transverses="failed")
        self.assertIn("quota", rows["api_transverses"]["advice"])

    # === Chorus Pro === #

    def test_technical_account(self):
        def spoil_password():
            self.connect(self.company)
            self.company.sudo().chorus_password = "wrong"

        for name, spoil in (
            ("expired", lambda: self.connect(self.company, "expire")),
            ("inactive", lambda: self.connect(self.company, "inactif")),
            ("wrong password", spoil_password),
        ):
            with self.subTest(name):
                spoil()
                rows = self.examine()
                self.assert_rows(
                    rows, account="failed", attachment="unknown", password="unknown"
                )
                self.assertIn("HTTP 401", rows["account"]["message"])
                self.assertIn("Activités du gestionnaire", rows["account"]["advice"])

    def test_account_refused_by_one_api(self):
        with self.refusing("http_401", "structures/*"):
            rows = self.examine()
        self.assert_rows(rows, api_structures="failed", password="unknown")
        self.assertIn("accepts it elsewhere", rows["api_structures"]["message"])

    def test_account_of_another_structure(self):
        self.company.partner_id.company_registry = "44467890100015"
        rows = self.examine()
        self.assert_rows(rows, attachment="failed", password="unknown")
        for siret in ("44467890100015", "33254021516357"):
            self.assertIn(siret, rows["attachment"]["message"])
        # The directory says it too, where the other API is not subscribed.
        with self.refusing("http_403", "transverses/*"):
            rows = self.examine()
        self.assertEqual(rows["attachment"]["state"], "failed")

    def test_company_without_siret(self):
        self.company.partner_id.company_registry = False
        rows = self.examine()
        self.assert_rows(rows, attachment="failed", password="unknown")
        self.assertIn("has no SIRET", rows["attachment"]["message"])

    # === Password === #

    def test_password_that_expires_soon(self):
        self.connect(self.company, "echeance")
        rows = self.examine()
        self.assert_rows(rows, password="warning")
        days = (self.company.chorus_password_expiry - fields.Date.today()).days
        # Twelve from the sandbox's day, which is that of Paris: near midnight not ours.
        self.assertIn(days, (11, 12, 13))
        self.assertIn(f"in {days} days", rows["password"]["message"])

    def test_a_refused_password_is_not_called_good(self):
        self.company.chorus_password_expiry = fields.Date.today() + timedelta(days=424)
        self.company.sudo().chorus_password = "wrong"
        rows = self.examine()
        self.assert_rows(
            rows, account="failed", attachment="unknown", password="unknown"
        )
        self.assertIn("may be the one of another", rows["password"]["message"])
        self.company.sudo().chorus_client_secret = "wrong"
        self.assertEqual(self.examine()["password"]["state"], "unknown")

    def test_password_that_has_expired(self):
        self.connect(self.company, "expire")
        self.company.chorus_password_expiry = fields.Date.today() - timedelta(days=3)
        rows = self.examine()
        self.assert_rows(
            rows, account="failed", attachment="unknown", password="failed"
        )
        self.assertIn("It expired on", rows["password"]["message"])
        # A date that was left behind accuses nobody.
        self.connect(self.company)
        with self.refusing("http_403", "structures/*"):
            rows = self.examine()
        self.assertEqual(rows["password"]["state"], "warning")
        self.assertIn("still serves", rows["password"]["message"])

    # === Clock === #

    def test_clock(self):
        for seconds, state, word in (
            (30, "ok", "agrees"),
            (-90, "warning", "ahead"),
            (90, "warning", "behind"),
            (-3600, "failed", "ahead"),
            (3600, "failed", "behind"),
        ):
            with self.subTest(seconds):
                self.sandbox.fault("date_skew", "*", seconds=seconds, count=99)
                rows = self.examine()
                self.sandbox.heal()
                self.assert_rows(rows, clock=state)
                self.assertIn(word, rows["clock"]["message"])

    # === Who, and for whom === #

    def test_for_administrators(self):
        company = self.company.with_user(self.clerk)
        with self.assertRaises(AccessError):
            company.action_chorus_test_connection()
        self.examine()
        with self.assertRaises(AccessError):
            self.report.with_user(self.clerk).read(["steps"])
        with self.assertRaises(AccessError):
            self.report.with_user(self.clerk).action_again()

    def test_each_company_has_its_own(self):
        data, _user = other_company(self)
        other = data["company"]
        self.connect(other, "fournisseur2")
        self.admin.company_ids |= other
        self.connect(self.company, "expire")
        self.assertEqual(self.examine()["account"]["state"], "failed")
        rows = self.examine(other)
        self.assert_rows(rows)
        self.assertIn("44467890100015", rows["attachment"]["message"])
