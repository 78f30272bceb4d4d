# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may see and do what; and where secrets never appear."""

import logging
from pathlib import Path

from odoo.exceptions import AccessError, MissingError, RedirectWarning
from odoo.tests import new_test_user, tagged

from .sandbox_case import SECRETS, SandboxCase, other_company

FIELDS = [f"chorus_{key}" for key in SECRETS]
NEUTRALIZE = Path(__file__).parents[1] / "data" / "neutralize.sql"


class Listener(logging.Handler):
    """Keeps everything that is logged, at every level."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record):
        self.lines.append(self.format(record))


@tagged("post_install", "-at_install")
class TestSecurity(SandboxCase):
    # === Credentials === #

    def test_credentials_are_for_administrators(self):
        self.clerk.sudo().group_ids |= self.env.ref("base.group_allow_export")
        company = self.company.with_user(self.clerk)
        for field in FIELDS:
            with self.subTest(field):
                for attempt in (
                    lambda name=field: company.read([name]),
                    lambda name=field: company.search([(name, "!=", False)]),
                    lambda name=field: company.search([], order=name),
                    lambda name=field: company.export_data([name]),
                    lambda name=field: company.formatted_read_group(
                        [], groupby=[name], aggregates=["__count"]
                    ),
                    lambda name=field: company.web_search_read([], {name: {}}),
                    lambda name=field: company.write({name: "x"}),
                ):
                    with self.assertRaises(AccessError):
                        attempt()
                self.assertNotIn(field, company.fields_get())
                self.assertNotIn(field, company.read()[0])

    def test_credentials_through_the_invoice(self):
        """A path through another model leads no further."""
        self.clerk.sudo().group_ids |= self.env.ref("base.group_allow_export")
        move = self.invoice()
        for field in FIELDS:
            with self.subTest(field), self.assertRaises(AccessError):
                move.search([(f"company_id.{field}", "!=", False)])
            with self.subTest(field), self.assertRaises(AccessError):
                move.export_data([f"company_id/{field}"])

    def test_settings_are_for_administrators(self):
        settings = self.env["res.config.settings"].with_user(self.clerk)
        with self.assertRaises(AccessError):
            settings.create({})
        with self.assertRaises(AccessError):
            self.company.with_user(self.clerk).action_chorus_test_connection()
        self.assertEqual(self.sandbox.requests_of("oauth/token"), [])

    def test_token_is_for_nobody(self):
        self.send(self.invoice())
        admin = new_test_user(self.env, "chorus_admin", groups="base.group_system")
        admin.company_ids |= self.company
        for user in (self.clerk, admin):
            tokens = self.env["chorus.token"].with_user(user)
            for attempt in (
                lambda model=tokens: model.search([]),
                lambda model=tokens: model.web_search_read([], {"token": {}}),
                lambda model=tokens: model.create({"company_id": self.company.id}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    attempt()
        row = self.env["chorus.token"].sudo().search([])
        self.assertTrue(row.token, "there was something to protect")
        self.assertNotIn(self.accounts["fournisseur"]["password"], row.origin)

    def test_neutralize(self):
        move = self.invoice()
        self.send(move)
        self.env.flush_all()
        self.env.cr.execute(NEUTRALIZE.read_text())
        self.env.invalidate_all()
        company = self.company.sudo()
        self.assertEqual([company[field] for field in FIELDS], [False] * 4)
        self.assertEqual(company.chorus_environment, "qualification")
        self.assertFalse(company.chorus_oauth_url or company.chorus_api_url)
        self.assertFalse(self.env["chorus.token"].sudo().search([]))
        self.assertFalse(move.chorus_flow_id.next_check)
        self.assertEqual(move.chorus_flow_id.state, "deposited")

    # === Secrets in words === #

    def test_no_secret_in_words(self):
        listener = Listener()
        names = ("odoo", "urllib3", "requests")
        levels = {name: logging.getLogger(name).level for name in names}
        for name in ("odoo.addons.chorus_pro_connector", *names[1:]):
            logging.getLogger(name).setLevel(logging.DEBUG)
        logging.getLogger().addHandler(listener)
        self.addCleanup(logging.getLogger().removeHandler, listener)
        for name, level in levels.items():
            self.addCleanup(logging.getLogger(name).setLevel, level)
        package = logging.getLogger("odoo.addons.chorus_pro_connector")
        self.addCleanup(package.setLevel, logging.NOTSET)

        said = []
        for kind in ("http_401", "http_403", "http_500", "reset", "html"):
            self.sandbox.fault(kind, count=2)
            move = self.invoice()
            said += self.params(move.action_chorus_send())
            self.sandbox.heal()
            said += [self.chatter(move), str(move.chorus_flow_id.error_message)]
        self.sandbox.fault("http_503", "oauth/token")
        self.connect(self.company, "expire")
        move = self.invoice()
        said += self.params(move.action_chorus_send())
        report = self.company.sudo().action_chorus_test_connection()
        report = self.env[report["res_model"]].sudo().browse(report["res_id"])
        said += [str(report.steps), str(report.content)]
        self.run_follow()

        text = "\n".join(said + listener.lines)
        self.assertIn("deposer/flux", text, "the log was listened to")
        for role in ("fournisseur", "expire"):
            for key in ("client_secret", "password"):
                self.assertNotIn(self.accounts[role][key], text)
        token = self.env["chorus.token"].sudo().search([]).token
        self.assertNotIn(token or "Bearer", text)
        self.assertEqual(self.sandbox.order("GET", "requests")["misplaced_secrets"], 0)

    # === Flows === #

    def test_flows_are_read_only(self):
        flow = self.send(self.invoice()).with_user(self.clerk)
        self.assertTrue(flow.read(["name", "status", "notes"]))
        records = (flow, flow.line_ids)
        for record in records:
            for attempt in (
                lambda record=record: record.write({"company_id": self.company.id}),
                lambda record=record: record.create({}),
                lambda record=record: record.copy(),
                lambda record=record: record.unlink(),
            ):
                with self.subTest(record._name), self.assertRaises(AccessError):
                    attempt()

    def test_events_and_services_are_read_only(self):
        move = self.delivered()
        event = move.chorus_event_ids[0]
        service = self.env["chorus.service"].create(
            {"partner_id": move.partner_id.id, "code": "S1"}
        )
        for record in (event, service.with_user(self.clerk)):
            self.assertTrue(record.read(["code"]))
            with self.assertRaises(AccessError):
                record.write({"code": "X"})
            with self.assertRaises(AccessError):
                record.unlink()

    def test_portal_fields_of_an_invoice_are_not_copied(self):
        move = self.delivered()
        copy = move.copy()
        for field in ("chorus_identifier", "chorus_status", "chorus_flow_id"):
            self.assertFalse(copy[field])
        self.assertFalse(copy.chorus_event_ids)
        self.assertEqual(copy.chorus_state, "waiting")

    def test_employees_do_not_follow(self):
        flow = self.send(self.invoice())
        self.sandbox.forget_requests()
        employee = new_test_user(
            self.env,
            "chorus_employee",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        record = flow.with_user(employee)
        for button in (
            "update_flow_status",
            "get_invoice_identifiers",
            "action_chorus_retry",
            "action_chorus_cancel",
            "action_open_file",
        ):
            with self.subTest(button), self.assertRaises(AccessError):
                getattr(record, button)()
        with self.assertRaises(AccessError):
            flow.initial_invoice_ids.with_user(employee).action_chorus_send()
        self.assertEqual(self.sandbox.order("GET", "requests")["total"], 0)

    def test_readers_do_not_send(self):
        move = self.invoice()
        auditor = new_test_user(
            self.env,
            "chorus_auditor",
            groups="base.group_user,account.group_account_readonly",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            move.with_user(auditor).action_chorus_send()
        flow = self.send(move)
        self.assertEqual(flow.with_user(auditor).name, flow.name)
        with self.assertRaises(AccessError):
            flow.with_user(auditor).action_chorus_cancel()
        with self.assertRaises(AccessError):
            flow.with_user(auditor).action_chorus_retry()

    # === Companies === #

    def test_other_company(self):
        data, stranger = other_company(self)
        self.connect(data["company"], "fournisseur2")
        client = self.client(company_id=self.company.id)
        service = self.env["chorus.service"].create(
            {"partner_id": client.id, "code": "S1"}
        )
        move = self.delivered(client)
        flow = move.chorus_flow_id
        for record in (flow, flow.line_ids, move.chorus_event_ids, service):
            theirs = self.env[record._name].with_user(stranger)
            with self.subTest(record._name):
                self.assertFalse(theirs.search([("id", "in", record.ids)]))
                with self.assertRaises(AccessError):
                    theirs.browse(record.ids).read(["company_id"])
        before = len(self.deposits())
        for button in ("update_flow_status", "action_open_file"):
            with self.assertRaises(AccessError):
                getattr(flow.with_user(stranger), button)()
        with self.assertRaises(AccessError):
            self.invoice().with_user(stranger).action_chorus_send()
        attachment = flow.sudo().attachment_id.with_user(stranger)
        with self.assertRaises(AccessError):
            attachment.read(["raw"])
        self.assertEqual(len(self.deposits()), before)

    def test_each_company_sends_with_its_own_account(self):
        data, _stranger = other_company(self)
        company = data["company"]
        self.connect(company, "fournisseur2")
        self.assertNotEqual(
            company.sudo()._chorus_credentials(), self.company._chorus_credentials()
        )
        flow = self.send(self.invoice())
        with company.sudo()._chorus_client() as portal:
            self.assertEqual(
                [row[1] for row in portal.my_structures()], ["44467890100015"]
            )
        self.assertEqual(flow.company_id, self.company)
        self.assertEqual(
            self.sandbox.flows()[0]["compte"], self.accounts["fournisseur"]["login"]
        )

    def test_vendor_bill(self):
        bill = self.invoice(move_type="in_invoice", partner_bank_id=False)
        with self.assertRaisesRegex(RedirectWarning, "not a customer invoice"):
            bill.action_chorus_send()
        self.assertEqual(self.deposits(), [])

    def test_gone_invoice(self):
        move = self.invoice(post=False)
        move.unlink()
        with self.assertRaises(MissingError):
            move.action_chorus_send()
