# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A copy of the production database neither sends nor reads."""

from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..chorus.portal.environments import ENVIRONMENTS, Environment
from ..models.connection.res_company import OVERRIDES
from .sandbox_case import SandboxCase

NEUTRALIZE = Path(__file__).parents[1] / "data" / "neutralize.sql"
GUARD = "odoo.addons.chorus_pro_connector.models.connection.res_company_database"
FOLLOW = "odoo.addons.chorus_pro_connector.models.flow.chorus_flow_round"


@tagged("post_install", "-at_install")
class TestDatabaseCopy(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        url = cls.sandbox.url
        # The sandbox stands for both platforms of the State.
        platform = Environment(f"{url}/api/oauth/token", url)
        cls.startClassPatcher(
            patch.dict(ENVIRONMENTS, production=platform, qualification=platform)
        )
        cls.connect(cls.company, chorus_environment="production")
        cls.admin = new_test_user(
            cls.env,
            "chorus_admin",
            groups="base.group_system,account.group_account_invoice",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def _copy(self):
        """Make this database the copy of another one, as Odoo does."""
        self.env["ir.config_parameter"].sudo().init(force=True)

    def _calls(self):
        return self.sandbox.order("GET", "requests")["total"]

    # === The real one === #

    def test_the_database_that_was_configured_sends(self):
        self.assertEqual(
            self.company.sudo().chorus_database_uuid,
            self.env["ir.config_parameter"].sudo().get_param("database.uuid"),
        )
        move = self.invoice()
        self.assertEqual(self.send(move).state, "deposited")

    # === The copy === #

    def test_a_copy_sends_nothing(self):
        self._copy()
        move = self.invoice()
        kind, sentence = self.params(move.action_chorus_send())
        flow = move.chorus_flow_id
        self.assertEqual((kind, flow.state), ("warning", "queued"))
        self.assertIn("This database is a copy", sentence)
        self.assertIn("“This is the real database”", sentence)
        self.assertEqual(flow.error_message, sentence)
        self.run_follow()
        self.assertEqual(flow.state, "queued")
        self.assertEqual(self._calls(), 0)

    @mute_logger(FOLLOW)
    def test_a_copy_reads_nothing(self):
        delivered = self.delivered()
        deposited = self.send(self.invoice())
        doubtful = self.invoice()
        self.sandbox.fault("timeout_after", seconds=0)
        doubtful.action_chorus_send()
        self.sandbox.forget_requests()
        self._copy()
        self.run_follow()
        deposited.update_flow_status()
        doubtful.chorus_flow_id.update_flow_status()
        delivered.chorus_flow_id.get_invoice_identifiers()
        delivered.action_chorus_update_status()
        self.assertIn("is a copy", deposited.error_message)
        self.assertEqual(deposited.state, "deposited")
        self.assertEqual(doubtful.chorus_flow_id.state, "unknown")
        steps = self.company.with_user(self.admin)._chorus_examine()
        self.assertEqual(steps[0]["state"], "failed")
        self.assertIn("is a copy", steps[0]["message"])
        *unasked, _printing = steps[1:]  # the program that prints is on this machine
        self.assertEqual({step["state"] for step in unasked}, {"unknown"})
        self.assertEqual(self._calls(), 0)

    def test_a_copy_may_try_out_elsewhere(self):
        """Qualification and own addresses harm nobody."""
        for environment in ("qualification", "custom"):
            self.connect(self.company, chorus_environment=environment)
            self._copy()
            with self.subTest(environment):
                self.assertEqual(self.send(self.invoice()).state, "deposited")

    def test_credentials_outside_the_database_do_not_help(self):
        self.company.sudo().write({f"chorus_{key}": False for key in self._keys()})
        self._copy()
        given = {
            f"{key}_{self.company.id}".upper(): self.accounts["fournisseur"][
                field.removeprefix("chorus_")
            ]
            for field, key in OVERRIDES.items()
        }
        with patch.dict("os.environ", given):
            self.invoice().action_chorus_send()
        self.assertEqual(self._calls(), 0)

    def _keys(self):
        return [field.removeprefix("chorus_") for field in OVERRIDES]

    # === Confirming === #

    def _settings(self):
        return (
            self.env["res.config.settings"]
            .with_user(self.admin)
            .with_company(self.company)
            .create({})
        )

    def test_saving_other_settings_confirms_nothing(self):
        """The form writes back every value it shows."""
        self._copy()
        settings = self._settings()
        self.assertTrue(settings.chorus_is_copy)
        settings.chorus_lots = True
        settings.execute()
        self.assertTrue(self.company.chorus_lots)
        self.assertTrue(self.company._chorus_is_copy())

    def test_typing_credentials_confirms(self):
        self._copy()
        settings = self._settings()
        settings.chorus_new_client_secret = "another"
        settings.execute()
        self.assertFalse(self.company._chorus_is_copy())

    def test_administrators_confirm_and_what_waited_goes(self):
        self._copy()
        move = self.invoice()
        move.action_chorus_send()
        with self.assertRaises(AccessError):
            self.company.with_user(self.clerk).action_chorus_confirm_database()
        self.assertTrue(self.company._chorus_is_copy())
        with self.assertLogs(GUARD, "WARNING") as log:
            self._settings().action_chorus_confirm_database()
        self.assertIn("chorus_admin", log.output[0])
        self.assertFalse(self._settings().chorus_is_copy)
        cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_follow").sudo()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(move.chorus_state, "deposited")
        self.assertEqual(len(self.deposits()), 1)

    def test_clerks_do_not_see_the_uuid(self):
        with self.assertRaises(AccessError):
            self.company.with_user(self.clerk).read(["chorus_database_uuid"])

    # === Neutralised === #

    @mute_logger(FOLLOW)
    def test_a_neutralised_database_sends_nothing(self):
        delivered, deposited = self.delivered(), self.send(self.invoice())
        waiting, fresh = self.invoice(), self.invoice()
        self.queue(waiting | self.invoice())
        doubtful = self.invoice()
        self.sandbox.fault("timeout_before", seconds=0)
        doubtful.action_chorus_send()
        self.sandbox.forget_requests()
        self.env.flush_all()
        self.env.cr.execute(NEUTRALIZE.read_text())
        self.env.invalidate_all()

        self.assertFalse(
            self.env["chorus.flow"].sudo().search([("next_check", "!=", False)])
        )
        self.run_follow()
        with self.assertRaisesRegex(UserError, "not configured"):
            fresh.action_chorus_send()
        waiting.chorus_flow_id.update_flow_status()
        for flow in (deposited, doubtful.chorus_flow_id, delivered.chorus_flow_id):
            flow.update_flow_status()
        self.company.with_user(self.admin).action_chorus_test_connection()
        with self.assertRaisesRegex(UserError, "not configured"):
            fresh.partner_id.sudo().action_chorus_check_structure()
        # Whoever goes back to production must type credentials again.
        self.company.sudo().chorus_environment = "production"
        waiting.chorus_flow_id.action_chorus_retry()
        self.assertEqual(self._calls(), 0)
