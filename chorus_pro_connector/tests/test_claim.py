# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Claiming interest: letter, état liquidatif, invoice of interest, totals."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_clock import ClockCase

REPORT = "chorus_pro_connector.report_claim"


@tagged("post_install", "-at_install")
class TestClaim(ClockCase):
    def setUp(self):
        super().setUp()
        self.mayor = self.client(name="Commune de Machurat", chorus_category="standard")

    def late(self, client=None, paid="2026-11-20", **values):
        move = self.followed(
            ("MISE_A_DISPOSITION", 9, 10), client=client or self.mayor, **values
        )
        if paid:
            self.pay(move, paid)
        return move

    def printed(self, moves):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.clerk)
            ._render_qweb_html(REPORT, moves.ids)
        )
        return content.decode().replace("\N{NO-BREAK SPACE}", " ")

    def test_letter_and_sums(self):
        """In French, with the sums of the worked case, and no B2B article."""
        move = self.late()
        action = move.action_chorus_claim()
        self.assertEqual(action["report_name"], REPORT)
        self.assertIn("Légifrance", self.chatter(move))
        page = self.printed(move)
        for text in ("140,19 €", "40,00 €", "180,19 €", "10/10/2026", "20/11/2026"):
            self.assertIn(text, page)
        self.assertIn("Commune de Machurat", page)
        self.assertIn("R2192-31", page)
        own = self.company.partner_id.company_registry
        for siret in (own, self.mayor.company_registry):
            self.assertIn(f"SIRET {siret}", page)
        self.assertIn("10,40 %", page)
        self.assertNotIn("L441-10", page)
        # In one type: where bold begins, the printing program loses the blank.
        self.assertIn("payer la somme de 180,19 € : intérêts", page)

    def test_a_client_has_one_letter_with_its_total(self):
        moves = self.late() + self.late()
        other = self.late(self.client(chorus_category="health"))
        values = self.env[f"report.{REPORT}"]._get_report_values((moves + other).ids)
        first, second = values["letters"]
        self.assertEqual(
            [first["total"].replace("\N{NO-BREAK SPACE}", " "), len(second["rows"])],
            ["360,38 €", 1],
        )
        self.assertEqual(self.mayor.chorus_owed, 360.38)
        self.assertEqual(self.mayor.chorus_late_count, 2)
        action = self.mayor.action_chorus_late()
        self.assertEqual(set(action["domain"][0][2]), set(moves.ids))

    def test_unpaid_interest_is_claimed_up_to_today(self):
        page = self.printed(self.late(paid=None))
        self.assertIn("impayée", page)
        self.assertIn("courent jusqu'à la mise en paiement", page.replace("&#39;", "'"))

    def test_what_a_claim_rests_on_must_be_known(self):
        move = self.late()
        self.mayor.chorus_category = False
        with self.assertRaisesRegex(UserError, "confirmed the legal delay of Commune"):
            move.action_chorus_claim()
        self.mayor.chorus_category = "standard"
        self.env["chorus.rate"].sudo().search([("date", "=", "2026-07-01")]).unlink()
        with self.assertRaisesRegex(UserError, "rate of the half-year"):
            move.action_chorus_claim()
        running = self.followed(("MISE_A_DISPOSITION", 11, 20), client=self.mayor)
        with self.assertRaisesRegex(UserError, "late by law"):
            running.action_chorus_claim()

    def test_invoice_of_interest(self):
        """Own journal, outside VAT, ready for Chorus Pro, and once only."""
        move = self.late(purchase_order_reference="EJ-1")
        action = move.action_chorus_interest_invoice()
        draft = move.browse(action["res_id"])
        self.assertEqual(draft.journal_id.code, "INTMO")
        self.assertNotEqual(draft.journal_id, move.journal_id)
        self.assertEqual(draft.mapped("invoice_line_ids.price_unit"), [140.19, 40])
        self.assertEqual(draft.amount_tax, 0)
        # Short and whole, for the narrow column of taxes on the page.
        label = draft.invoice_line_ids.tax_ids.invoice_label
        self.assertEqual(label, "Hors\N{NO-BREAK SPACE}champ")
        (subtotal,) = draft.tax_totals["subtotals"]
        (group,) = subtotal["tax_groups"]
        self.assertEqual(group["group_name"], "Hors champ de la TVA")
        self.assertEqual(draft.purchase_order_reference, "EJ-1")
        self.assertEqual(draft.invoice_date_due, date(2027, 1, 4))
        account = draft.invoice_line_ids.account_id.sudo().with_company(self.company)
        self.assertTrue(account.code.startswith("763"), account.code)
        draft.partner_bank_id = self.bank_account
        draft.with_user(self.clerk).action_post()
        self.assertEqual(draft.chorus_state, "ready", draft.chorus_issues)
        terms = draft._chorus_terms()
        self.assertEqual([row["BT-118"] for row in terms["BG-23"]], ["O"])
        self.assertEqual(move.chorus_interest_invoice_id, draft)
        with self.assertRaisesRegex(UserError, "invoiced already"):
            move.action_chorus_interest_invoice()
        self.assertEqual(self.mayor.chorus_owed, 0)

    def test_interest_that_still_runs_is_not_invoiced(self):
        move = self.late(paid=None)
        with self.assertRaisesRegex(UserError, "still runs"):
            move.action_chorus_interest_invoice()
        two = self.late() + self.late(self.client(chorus_category="standard"))
        with self.assertRaisesRegex(UserError, "one client"):
            two.action_chorus_interest_invoice()

    def test_a_cancelled_invoice_of_interest_frees_the_claim(self):
        move = self.late()
        draft = move.browse(move.action_chorus_interest_invoice()["res_id"])
        draft.button_cancel()
        other = move.action_chorus_interest_invoice()["res_id"]
        self.assertNotEqual(other, draft.id)

    def test_a_total_without_its_rate_says_so(self):
        """The client owes more than is shown, and the form says why."""
        self.late()
        self.assertFalse(self.mayor.chorus_owed_gap)
        self.env["chorus.rate"].sudo().search([("date", "=", "2026-07-01")]).unlink()
        self.env.invalidate_all()
        self.assertEqual((self.mayor.chorus_late_count, self.mayor.chorus_owed), (1, 0))
        self.assertTrue(self.mayor.chorus_owed_gap)

    def test_a_claim_is_in_euros(self):
        dollars = self.env.ref("base.USD")
        dollars.active = True
        move = self.late(currency_id=dollars.id)
        for button in ("action_chorus_claim", "action_chorus_interest_invoice"):
            with self.assertRaisesRegex(UserError, f"euros.*{move.name}"):
                getattr(move, button)()

    def test_who_only_reads_claims_nothing(self):
        move = self.late()
        said = self.chatter(move)
        auditor = new_test_user(
            self.env,
            "chorus_claim_auditor",
            groups="base.group_user,account.group_account_readonly",
            company_id=self.company.id,
        )
        for button in ("action_chorus_claim", "action_chorus_interest_invoice"):
            with self.assertRaises(AccessError):
                getattr(move.with_user(auditor), button)()
        self.assertEqual(self.chatter(move), said)
        self.assertEqual(move.with_user(auditor).chorus_interest, 140.19)
