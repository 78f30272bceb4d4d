# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever would stop the file is said before confirming, with the line named."""

import re
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.rule import RULES
from .sandbox_case import STATE, SandboxCase

LOGGER = "odoo.addons.chorus_pro_connector.models.checks.account_move_content"
RULE = re.compile(r"BR-|G\d|portal\.md §\d|GDP_MSG")


@tagged("post_install", "-at_install")
class TestChecksFile(SandboxCase):
    def draft(self, *lines, client=None, **values):
        return self.invoice(client, lines=list(lines) or None, post=False, **values)

    def assertSaid(self, move, code, words):
        """The banner of the draft says it, and sending stops with the same words."""
        found = {issue["code"]: issue for issue in move._chorus_all_issues()}
        self.assertIn(code, found)
        issue = found[code]
        self.assertEqual(issue["level"], "danger")
        self.assertEqual(issue["field"], RULES[code].field)
        self.assertRegex(issue["message"], words)
        dangers = [i for i in found.values() if i["level"] == "danger"]
        self.assertEqual(len(dangers), 1, "said once")
        alert = move.alerts[f"chorus_{code}"]
        # What only an administrator can mend ends with whom to ask.
        self.assertTrue(alert["message"].startswith(issue["message"]), alert)
        if move.state == "draft":
            move.action_post()
        with self.assertRaisesRegex((RedirectWarning, UserError), words):
            move.action_chorus_send()
        self.assertEqual(self.deposits(), [])

    def change(self, move, table, values, where=""):
        """Write behind Odoo's back, as a migration or another module does."""
        self.env.flush_all()
        self.env.cr.execute(
            f"UPDATE {table} SET {values} WHERE {where or f'id = {move.id}'}"
        )
        self.env.invalidate_all()

    def test_nothing_to_say(self):
        move = self.draft()
        self.assertEqual(move._chorus_all_issues(), [])
        move.action_post()
        self.assertEqual(move._chorus_all_issues(), [])

    # === Amounts === #

    def test_total_that_does_not_balance(self):
        move = self.draft(self.line("Grille", 350.0))
        self.change(move, "account_move", "amount_total = 420.01")
        (issue,) = move._chorus_all_issues()
        self.assertIn("420.01", issue["message"])
        self.assertEqual((issue["code"], issue["field"]), ("unbalanced", "tax_totals"))

    def test_line_that_does_not_balance(self):
        move = self.draft(self.line("Grille", 350.0), self.line("Porte", 90.0))
        where = f"name = 'Porte' AND move_id = {move.id}"
        self.change(move, "account_move_line", "price_unit = 80", where)
        self.assertSaid(move, "line_unbalanced", r"Line 2 \(Porte\)")

    def test_currency_without_rate(self):
        currency = self.env["res.currency"].create({"name": "XTS", "symbol": "x"})
        move = self.draft(currency_id=currency.id)
        self.assertSaid(move, "currency_rate", "XTS has no rate")

    # === Taxes and lines === #

    def test_tax_without_category(self):
        wrong = self.vat(0, "S", name="Sans catégorie")
        move = self.draft(self.line("Grille", 1.0), self.line("Don", 5.0, wrong))
        self.assertSaid(move, "tax_category", "Don.*category is S")

    def test_two_rates_on_a_line(self):
        move = self.draft(self.line("Mixte", 1.0, self.vat(20) + self.vat(10)))
        self.assertSaid(move, "several_vat", r"Line 1 \(Mixte\)")

    def test_line_without_name_or_vat_is_said_once(self):
        for command, code in (
            (self.line("  ", 1.0), "line_name"),
            (self.line("Vernis", 1.0, self.env["account.tax"]), "line_tax"),
        ):
            with self.subTest(code):
                move = self.draft(self.line("Grille", 1.0), command)
                self.assertSaid(move, code, "(?i)line.*(2|Vernis)")

    # === Texts === #

    def test_huge_note(self):
        move = self.draft(narration="<p>Mot. </p>" * 4000)
        self.assertSaid(move, "note_too_long", "too long")

    def test_texts_that_would_be_cut(self):
        """The file is good all the same: a warning, and it goes."""
        terms = self.env["account.payment.term"].create(
            {"name": "Longues", "note": "<p>Conditions. </p>" * 200}
        )
        client = self.client(name="Syndicat mixte " * 8)
        move = self.draft(
            self.line("Grille", 1.0),
            self.line("Porte\n" + "Détail. " * 200, 1.0),
            client=client,
            invoice_payment_term_id=terms.id,
        )
        found = {issue["code"]: issue["message"] for issue in move.chorus_issues}
        self.assertEqual(
            set(found), {"line_description", "terms_too_long", "party_name"}
        )
        self.assertIn("line 2", found["line_description"])
        self.assertIn("Longues", found["terms_too_long"])
        self.assertEqual(move.chorus_state, "waiting")
        move.action_post()
        flow = self.send(move)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(flow.status, "IN_INTEGRE", flow.notes)

    def test_notes_of_terms_are_measured_without_markup(self):
        note = f"<p>{'<b>x</b>' * 200}</p>"
        terms = self.env["account.payment.term"].create({"name": "T", "note": note})
        move = self.draft(invoice_payment_term_id=terms.id)
        self.assertFalse(move.chorus_issues)

    # === References and parties === #

    def test_original_of_a_credit_note(self):
        original = self.invoice()
        self.change(original, "account_move", "name = 'FACTURE-2019-000000001'")
        original.is_move_sent = True
        move = self.draft(move_type="out_refund", reversed_entry_id=original.id)
        (issue,) = move.chorus_issues
        self.assertEqual(
            (issue["code"], issue["level"]), ("original_number", "warning")
        )
        self.assertIn("FACTURE-2019-000000001", issue["message"])
        # There is a way out: the data of the file do not name it.
        self.assertNotIn("BG-3", self.env["chorus.en16931"]._get_terms(move))

    def test_account_that_is_too_long(self):
        account = self.env["res.partner.bank"].create(
            {
                "acc_number": "MT84MALT011000012345MTLCAST001S",
                "partner_id": self.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        self.assertEqual(account.acc_type, "iban")
        move = self.draft(partner_bank_id=account.id)
        self.assertSaid(move, "bank_length", "27 characters")

    def test_addresses(self):
        client = self.client(country_id=False)
        move = self.draft(client=client)
        self.assertSaid(move, "country", "has no country")
        (issue,) = move._chorus_all_issues()
        self.assertEqual(issue["action"], "client")
        client.country_id = self.company.partner_id.country_id
        self.company.partner_id.country_id = False
        (issue,) = move._chorus_all_issues()
        self.assertEqual(
            (issue["code"], issue["action"]), ("company_country", "company")
        )

    # === Pictures and PDFs === #

    def test_corrupt_logo(self):
        with self.assertRaises(UserError):
            self.company.logo = "QUJDREVGR0g="  # Odoo itself refuses it
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_field", "=", "image_1920"),
                    ("res_id", "=", self.company.partner_id.id),
                ]
            )
        )
        move = self.draft()
        attachment.raw = attachment.raw[:200]
        self.env.invalidate_all()
        self.assertSaid(move, "logo", "logo of .* is damaged")

    def test_corrupt_pdf(self):
        move = self.invoice()
        move._chorus_drop_file()
        self.env["ir.attachment"].sudo().create(
            {
                "name": "facture.pdf",
                "raw": b"%PDF-1.4 damaged",
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        self.env.invalidate_all()
        self.assertSaid(move, "pdf_corrupt", "damaged")
        move.chorus_format = "cii"
        self.assertEqual(move._chorus_all_issues(), [])

    # === Limits of the check itself === #

    def test_what_left_is_not_checked_again(self):
        move = self.invoice()
        self.send(move)
        path = type(self.env["chorus.en16931"])
        with patch.object(path, "_get_mapping", side_effect=AssertionError):
            self.assertEqual(move._chorus_all_issues(), [])

    @mute_logger(LOGGER)
    def test_a_crash_does_not_close_the_form(self):
        move = self.draft()
        path = self.env.registry["chorus.en16931"]
        with patch.object(path, "_get_mapping", side_effect=ZeroDivisionError):
            self.assertEqual(move._chorus_all_issues(), [])

    def test_typing_is_not_disturbed(self):
        move = self.draft(client=self.client(STATE))
        new = move.new(origin=move)
        path = type(self.env["chorus.en16931"])
        with patch.object(path, "_get_mapping", side_effect=AssertionError):
            new._chorus_all_issues()

    def test_unforeseen_refusal(self):
        move = self.draft()
        path = self.env.registry["chorus.en16931"]
        with patch.object(path, "_get_mapping", side_effect=UserError("Other module.")):
            (issue,) = move._chorus_all_issues()
            self.assertEqual((issue["code"], issue["level"]), ("other", "danger"))
            self.assertIn("Other module.", move._chorus_issue_message(issue))
            move.invoice_line_ids = [Command.update(move.invoice_line_ids.id, {})]
