# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The table of checks: each row applies when it should, and only then."""

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from ..models.rule import RULES
from .sandbox_case import STATE, SandboxCase

GOOD_SIRET = "73282932000074"  # its key is right
BAD_SIRET = "73282932000075"


@tagged("post_install", "-at_install")
class TestChecks(SandboxCase):
    def codes(self, move):
        return [issue["code"] for issue in move.chorus_issues or []]

    def assertIssue(self, move, code, state="incomplete"):
        """``code`` is among the issues, with a sentence of its own."""
        found = {issue["code"]: issue for issue in move.chorus_issues or []}
        self.assertIn(code, found)
        issue = found[code]
        self.assertEqual(issue["level"], RULES[code].level)
        self.assertEqual(issue["field"], RULES[code].field)
        self.assertNotIn("%(", issue["message"])
        self.assertNotIn("%%", issue["message"])
        self.assertRegex(issue["message"], r"[.)]$")
        self.assertEqual(move.chorus_state, state)
        return issue

    def assertNoIssue(self, move, code):
        self.assertNotIn(code, self.codes(move))

    def assertGuarded(self, move, code):
        """Sending stops with the sentence and a button that leads to its cause."""
        sentence = move._chorus_issue_message(self.assertIssue(move, code))
        with self.assertRaises(RedirectWarning) as caught:
            move.action_chorus_send()
        text, action, label = caught.exception.args[:3]
        self.assertIn(sentence, text)
        self.assertTrue(label)
        self.assertEqual(self.deposits(), [])
        return action

    def test_nothing_to_say(self):
        move = self.invoice(self.client(chorus_structure_state="active"))
        self.assertEqual(self.codes(move), [])
        self.assertEqual(move.chorus_state, "ready")

    def test_every_row_has_its_method_and_words(self):
        model = self.env["account.move"]
        for code, check in RULES.items():
            with self.subTest(code):
                method = getattr(model, f"_chorus_check_{code}", None)
                self.assertEqual(callable(method), not check.is_reported)
                self.assertIn(check.level, ("danger", "warning"))

    # === Company === #

    def test_not_configured(self):
        """Found when sending: a password must not recompute every invoice."""
        move = self.invoice()
        for field in ("client_id", "client_secret", "login", "password"):
            with self.subTest(field):
                self.company.sudo()[f"chorus_{field}"] = False
                (issue,) = move._chorus_find_issues(live=True)
                self.assertEqual(issue["code"], "not_configured")
                self.assertEqual(self.codes(move), [])
                # The settings are for administrators: nobody else is led there.
                with self.assertRaisesRegex(UserError, "is not configured"):
                    move.action_chorus_send()
                label, action = move.with_user(self.env.user)._chorus_issue_action(
                    "settings"
                )
                self.assertEqual(action["res_model"], "res.config.settings")
                self.assertTrue(label)
                self.assertEqual(self.deposits(), [])
                self.connect(self.company)
                self.assertEqual(move._chorus_find_issues(live=True), [])

    def test_company_siret(self):
        move = self.invoice()
        self.company.partner_id.company_registry = "332540215"
        sentence = self.assertIssue(move, "company_siret")["message"]
        # A clerk may not change the company: told whom to ask, and led nowhere.
        with self.assertRaisesRegex(UserError, "must have 14 digits"):
            move.action_chorus_send()
        alert = move._get_alerts()["chorus_company_siret"]
        self.assertIn("Ask an administrator", alert["message"])
        self.assertNotIn("action", alert)
        alert = move.with_user(self.env.user)._get_alerts()["chorus_company_siret"]
        self.assertEqual(alert["message"], sentence)
        self.assertEqual(alert["action"]["res_model"], "res.company")
        self.company.partner_id.company_registry = "332 540 215 16357"
        self.assertNoIssue(move, "company_siret")
        self.assertEqual(move.chorus_state, "ready")

    # === Client === #

    def test_client_siret(self):
        client = self.client()
        move = self.invoice(client)
        for wrong in (False, "123", "1234567820005X"):
            with self.subTest(wrong):
                client.company_registry = wrong
                action = self.assertGuarded(move, "client_siret")
                self.assertEqual(action["res_id"], client.id)
        client.company_registry = "123 456 782 00051"
        self.assertNoIssue(move, "client_siret")

    def test_client_siret_key(self):
        client = self.client(BAD_SIRET)
        move = self.invoice(client)
        self.assertIssue(move, "client_siret_key", "ready")
        client.company_registry = GOOD_SIRET
        self.assertNoIssue(move, "client_siret_key")
        client.company_registry = BAD_SIRET
        self.assertIssue(move, "client_siret_key", "ready")
        client.sudo().chorus_structure_state = "active"
        self.assertNoIssue(move, "client_siret_key")

    def test_client_in_the_directory(self):
        client = self.client()
        move = self.invoice(client)
        for state, code in (
            ("none", "client_unknown"),
            ("inactive", "client_inactive"),
        ):
            with self.subTest(state):
                client.sudo().chorus_structure_state = state
                action = self.assertGuarded(move, code)
                self.assertEqual(action["res_id"], client.id)
                client.sudo().chorus_structure_state = "active"
                self.assertNoIssue(move, code)

    def test_client_works_only(self):
        client = self.client()
        move = self.invoice(client)
        client.chorus_works_only = True
        self.assertGuarded(move, "client_works_only")
        client.chorus_works_only = False
        self.assertEqual(move.chorus_state, "ready")

    # === Service and commitment === #

    def _service(self, client, code="S1", **values):
        return self.env["chorus.service"].create(
            {"partner_id": client.id, "code": code, **values}
        )

    def test_service_missing(self):
        client = self.client(chorus_service_required=True)
        move = self.invoice(client)
        self.assertGuarded(move, "service_missing")
        move.buyer_reference = "S1"
        self.assertNoIssue(move, "service_missing")
        move.buyer_reference = False
        client.chorus_service_or_commitment = True
        self.assertNoIssue(move, "service_missing")
        self.assertIssue(move, "service_or_commitment_missing")

    def test_service_inactive(self):
        client = self.client()
        service = self._service(client)
        move = self.invoice(client, buyer_reference="S1")
        self.assertNoIssue(move, "service_inactive")
        service.active = False
        self.assertGuarded(move, "service_inactive")
        service.active = True
        self.assertEqual(move.chorus_state, "ready")

    def test_service_unknown(self):
        client = self.client()
        move = self.invoice(client, buyer_reference="S2")
        self.assertNoIssue(move, "service_unknown")
        self._service(client)
        self.assertIssue(move, "service_unknown", "ready")
        move.buyer_reference = "S1"
        self.assertNoIssue(move, "service_unknown")

    def test_commitment_missing(self):
        client = self.client(chorus_commitment_required=True)
        move = self.invoice(client)
        self.assertGuarded(move, "commitment_missing")
        move.purchase_order_reference = "EJ1"
        self.assertEqual(move.chorus_state, "ready")

    def test_commitment_demanded_by_the_service(self):
        client = self.client()
        service = self._service(client, commitment_required=True)
        move = self.invoice(client, buyer_reference="S1")
        self.assertGuarded(move, "commitment_missing")
        service.commitment_required = False
        self.assertNoIssue(move, "commitment_missing")

    def test_service_or_commitment_missing(self):
        client = self.client(chorus_service_or_commitment=True)
        move = self.invoice(client)
        self.assertGuarded(move, "service_or_commitment_missing")
        for field in ("buyer_reference", "purchase_order_reference"):
            with self.subTest(field):
                move[field] = "X1"
                self.assertNoIssue(move, "service_or_commitment_missing")
                move[field] = False
                self.assertIssue(move, "service_or_commitment_missing")

    def test_reference_too_long(self):
        move = self.invoice()
        for field, code, limit in (
            ("contract_reference", "market_too_long", 50),
            ("purchase_order_reference", "commitment_too_long", 50),
            ("buyer_reference", "service_too_long", 100),
        ):
            with self.subTest(field):
                move[field] = "x" * limit
                self.assertNoIssue(move, code)
                move[field] = "x" * (limit + 1)
                self.assertGuarded(move, code)
                move[field] = False

    # === Number === #

    def test_number(self):
        good = self.invoice(number="FAC/2026-3_4+5/00001")
        self.assertEqual(len(good.name), 20)
        self.assertEqual(good.chorus_state, "ready")
        long = self.invoice(number="FACTURES/2026/0000002")
        self.assertGuarded(long, "number_too_long")
        self.assertNoIssue(long, "number_characters")
        odd = self.invoice(number="FAC°2026/00003")
        self.assertGuarded(odd, "number_characters")

    # === Content === #

    def test_empty(self):
        move = self.invoice(lines=[Command.clear()], post=False)
        self.assertGuarded(move, "empty")
        move.invoice_line_ids = [self.line("Prestation", 10)]
        self.assertEqual(move.chorus_state, "waiting")

    def test_line_name(self):
        move = self.invoice(post=False)
        move.invoice_line_ids.name = " "
        self.assertGuarded(move, "line_name")
        move.invoice_line_ids.name = "Prestation"
        self.assertEqual(move.chorus_state, "waiting")

    def test_line_tax(self):
        move = self.invoice(post=False)
        move.invoice_line_ids.tax_ids = False
        issue = self.assertIssue(move, "line_tax")
        self.assertIn("0 % ", issue["message"])
        self.assertGuarded(move, "line_tax")
        move.invoice_line_ids.tax_ids = self.vat(20)
        self.assertEqual(move.chorus_state, "waiting")

    def test_notes_are_not_lines(self):
        note = Command.create({"display_type": "line_note", "name": "Merci"})
        move = self.invoice(lines=[self.line("Prestation", 10), note])
        self.assertEqual(move.chorus_state, "ready")

    def test_negative_total(self):
        move = self.invoice(post=False)
        move.invoice_line_ids.price_unit = -5
        self.assertIssue(move, "negative_total")
        move.invoice_line_ids.price_unit = 5
        self.assertEqual(move.chorus_state, "waiting")

    def test_bank_missing(self):
        move = self.invoice()
        move.partner_bank_id = False
        action = self.assertGuarded(move, "bank_missing")
        self.assertEqual((action["target"], action["res_id"]), ("new", move.id))
        move.partner_bank_id = self.bank_account
        self.assertEqual(move.chorus_state, "ready")

    def test_no_bank_is_needed(self):
        paid = self.invoice(chorus_framework="A2", partner_bank_id=False)
        paid.partner_bank_id = False
        refund = self.invoice(move_type="out_refund", partner_bank_id=False)
        for move in (paid, refund):
            self.assertNoIssue(move, "bank_missing")

    def test_bank_iban(self):
        move = self.invoice()
        # Odoo protects the number of an account that is trusted.
        self.bank_account.allow_out_payment = False
        self.bank_account.acc_number = "12345"
        action = self.assertGuarded(move, "bank_iban")
        self.assertEqual((action["target"], action["res_id"]), ("new", move.id))
        self.bank_account.acc_number = "FR7630006000011234567890189"
        self.assertEqual(move.chorus_state, "ready")

    def test_validator_missing(self):
        for framework in ("A9", "A12"):
            with self.subTest(framework):
                move = self.invoice(chorus_framework=framework)
                self.assertGuarded(move, "validator_missing")
                move.chorus_validator_siret = "555 123 456 00017"
                self.assertEqual(move.chorus_state, "ready")
                move.chorus_validator_siret = "555123456"
                self.assertIssue(move, "validator_missing")
                move.chorus_framework = "A1"
                self.assertEqual(move.chorus_state, "ready")

    def test_currency(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        dollar.rate_ids = [Command.create({"rate": 1.25, "name": "2026-01-01"})]
        move = self.invoice(currency_id=dollar.id, post=False)
        self.assertIssue(move, "currency", "waiting")
        move.currency_id = self.env.ref("base.EUR")
        self.assertNoIssue(move, "currency")

    def test_attachment(self):
        move = self.invoice(post=False)
        document = (
            self.env["ir.attachment"]
            .with_user(self.clerk)
            .create(
                {
                    "name": "releve.pdf",
                    "raw": b"%PDF-1.4",
                    "res_model": "account.move",
                    "res_id": move.id,
                }
            )
        )
        move.chorus_attachment_ids = document
        self.assertNoIssue(move, "attachment")
        document.name = "x" * 90 + ".pdf"
        self.assertNoIssue(move, "attachment")
        for name in ("releve.exe", "releve"):
            with self.subTest(name):
                document.name = name
                self.assertIssue(move, "attachment")
        document.name = "releve.pdf"
        self.assertNoIssue(move, "attachment")
        document.raw = b""
        self.assertIssue(move, "attachment_empty")
        move.chorus_attachment_ids = False
        self.assertEqual(move.chorus_state, "waiting")

    # === Whom it concerns === #

    def test_other_documents_have_no_state(self):
        client = self.client(invoice_sending_method="email")
        move = self.invoice(client)
        self.assertEqual((move.chorus_state, self.codes(move)), ("no", []))
        client.invoice_sending_method = "chorus_pro"
        self.assertEqual(move.chorus_state, "ready")

    def test_the_method_of_another_company(self):
        """The sending method is kept for each company."""
        client = self.client()
        other = self.env["res.company"].create({"name": "Autre"})
        self.env.user.company_ids |= other
        client.with_company(other).invoice_sending_method = "email"
        move = self.invoice(client)
        self.assertEqual(move.chorus_state, "ready")

    def test_partner_changes(self):
        move = self.invoice(post=False)
        self.assertEqual(move.chorus_state, "waiting")
        move.partner_id = self.client(STATE, chorus_commitment_required=True)
        self.assertIssue(move, "commitment_missing")
        move.partner_id = self.client(invoice_sending_method="manual")
        self.assertEqual(move.chorus_state, "no")

    def test_searchable(self):
        move = self.invoice()
        model = self.env["account.move"].with_user(self.clerk)
        self.assertIn(move, model.search([("chorus_state", "=", "ready")]))
        self.assertNotIn(move, model.search([("chorus_state", "=", "incomplete")]))

    # === Banner === #

    def test_banner(self):
        client = self.client(BAD_SIRET, chorus_service_required=True)
        move = self.invoice(client)
        move.partner_bank_id = False
        alerts = move._get_alerts()
        service = alerts["chorus_service_missing"]
        self.assertEqual(service["level"], "danger")
        self.assertEqual(service["action"]["res_id"], move.id)
        self.assertEqual(service["action_text"], "Pick the service")
        bank = alerts["chorus_bank_missing"]
        self.assertEqual(bank["action_text"], "Set the bank account")
        key = alerts["chorus_client_siret_key"]
        self.assertEqual(
            (key["level"], key["action"]["res_id"]), ("warning", client.id)
        )
