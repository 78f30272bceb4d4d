# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Mentions that the law wants: what is missing is said, and one button adds it."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ChorusInvoiceCommon

BARE = "<p>Ateliers du Loir</p>"


@tagged("post_install", "-at_install")
class TestMentions(ChorusInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paper = cls.company.report_footer

    def codes(self, move):
        return {issue["code"] for issue in move._chorus_all_issues()}

    def notes(self, move):
        terms = move.env["chorus.en16931"]._get_terms(move)
        return {note.get("BT-21"): note["BT-22"] for note in terms.get("BG-1", ())}

    # === Payment === #

    def test_a_paper_that_says_all(self):
        move = self.make_invoice([self.line("Grille", 1.0)])
        self.assertFalse(
            self.codes(move) & {"payment_mentions", "legal_mention", "vat_mention"}
        )

    def test_the_button_adds_what_is_missing_and_no_more(self):
        self.company.report_footer = BARE
        move = self.make_invoice(
            [self.line("Grille", 1.0)], narration="<p>Pas d'escompte.</p>"
        )
        alert = move._get_alerts()["chorus_payment_mentions"]
        self.assertEqual(alert["level"], "warning")
        self.assertIn("late penalties, the indemnity of 40 €", alert["message"])
        self.assertNotIn("discount", alert["message"].partition(":")[0])
        model, method, ids = alert["action_call"]
        getattr(self.env[model].with_user(self.clerk).browse(ids), method)()
        self.assertNotIn("payment_mentions", self.codes(move))
        self.assertEqual(str(move.narration).count("escompte"), 1)
        notes = self.notes(move)
        self.assertIn("majoré de huit points", notes["PMD"])
        self.assertIn("40 €", notes["PMT"])

    def test_a_credit_note_needs_none(self):
        self.company.report_footer = BARE
        move = self.make_refund([self.line("Grille", 1.0)])
        self.assertNotIn("payment_mentions", self.codes(move))

    def test_each_invoice_may_still_be_sent(self):
        self.company.report_footer = BARE
        move = self.make_invoice([self.line("Grille", 1.0)])
        self.assertEqual(move.chorus_state, "ready")

    def test_who_may_not_write_adds_nothing(self):
        self.company.report_footer = BARE
        move = self.make_invoice([self.line("Grille", 1.0)])
        reader = new_test_user(
            self.env,
            "chorus_reader",
            groups="base.group_user,account.group_account_readonly",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        with self.assertRaises(AccessError):
            move.with_user(reader).action_chorus_add_mentions()

    # === VAT === #

    def test_subcontracted_works(self):
        """The article is that of the invoice's day."""
        tax = self.vat(0, "AE", name="Autoliquidation")
        for day, article in (
            ("2026-03-16", "Autoliquidation, art. 283-2 nonies du CGI"),
            ("2026-09-01", "Autoliquidation, art. L221-38 du CIBS"),
        ):
            with self.subTest(day):
                self.buyer.vat = "FR23334175221"
                move = self.make_invoice(
                    [self.line("Lot 1", 1.0, tax)], f"F-{day}", invoice_date=day
                )
                label, method = move._chorus_issue_call("vat_mention")
                self.assertIn("subcontracted works", label)
                getattr(move, method)()
                terms = move.env["chorus.en16931"]._get_terms(move)
                (group,) = terms["BG-23"]
                self.assertEqual(group["BT-120"], article)
                self.assertEqual(move._chorus_page()["exemptions"], [article])
                self.assertNotIn("vat_mention", self.codes(move))

    def test_franchise(self):
        self.company.partner_id.vat = False
        tax = self.vat(0, "E", name="Sans TVA")
        move = self.make_invoice([self.line("Cours", 1.0, tax)])
        self.assertIn("vat_mention", self.codes(move))
        move.action_chorus_add_vat_mention()
        (group,) = move.env["chorus.en16931"]._get_terms(move)["BG-23"]
        self.assertEqual(group["BT-120"], "TVA non applicable, art. 293 B du CGI")

    def test_an_exemption_that_only_the_user_knows(self):
        tax = self.vat(0, "E", name="Exonéré")
        move = self.make_invoice([self.line("Cours", 1.0, tax)])
        self.assertIsNone(move._chorus_issue_call("vat_mention"))
        alert = move._get_alerts()["chorus_vat_mention"]
        self.assertEqual(alert["action"]["target"], "new")
        move.action_chorus_add_vat_mention()
        self.assertFalse(move.chorus_vat_mention)

    def test_the_tax_s_own_words_come_first(self):
        tax = self.vat(0, "E", name="Dit", invoice_legal_notes="<p>Art. 261-4-4°</p>")
        move = self.make_invoice(
            [self.line("Cours", 1.0, tax)], chorus_vat_mention="Autre chose"
        )
        (group,) = move.env["chorus.en16931"]._get_terms(move)["BG-23"]
        self.assertEqual(group["BT-120"], "Art. 261-4-4°")
        self.assertNotIn("vat_mention", self.codes(move))

    # === Company === #

    def test_register_and_capital(self):
        for paper, known in (
            (BARE, False),
            ("<p>SARL au capital de 1 000 € pénalités indemnité</p>", False),
            ("<p>SAS au capital de 1 € – R.C.S. Chartres 332 540 215</p>", True),
            ("<p>Jean Petit, EI – RNE 332540215</p>", True),
        ):
            with self.subTest(paper):
                self.company.report_footer = paper
                move = self.make_invoice([self.line("Grille", 1.0)], post=False)
                self.assertEqual("legal_mention" not in self.codes(move), known)
                self.company.chorus_legal_mention = "SARL, RCS Chartres"
                self.assertNotIn("legal_mention", self.codes(move))
                self.company.chorus_legal_mention = False
                move.unlink()
