# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A statement leaves for Chorus Pro, and is found there at the project manager."""

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import freeze_time, tagged

from .piece_case import MOA, MOE, PieceCase


@tagged("post_install", "-at_install")
class TestPiece(PieceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.running_market()
        cls.statement = cls.posted_statements(cls.market, 1)

    def mapping(self, key):
        rows = self.env["chorus.works.mapping"].with_user(self.manager)
        return rows.search([("key", "=", key)])

    def test_a_market_without_account_takes_that_of_the_company(self):
        self.market.sudo().bank_id = False
        statement = self.example_statement(self.market, 2)
        self.assertEqual(statement.move_id.partner_bank_id, self.bank_account)
        self.assertEqual(statement.chorus_state, "ready")

    def test_the_sandbox_shows_it_at_the_project_manager(self):
        statement = self.statement
        self.assertEqual(statement.chorus_state, "ready")
        flow = self.send_statement(statement)
        self.assertEqual(flow.state, "integrated")
        self.assertFileReceived(flow)
        row = self.piece_of(statement)
        self.assertEqual(row["cadre"].split("_")[0], "A4")
        self.assertEqual(row["statut"], "MISE_A_DISPOSITION_MOE")
        self.assertEqual(row["montantAPayer"], 33304.44)
        self.assertEqual(statement.move_id.chorus_status, "MISE_A_DISPOSITION_MOE")
        self.assertEqual(statement.chorus_state, statement.move_id.chorus_state)
        piece = statement.piece_ids
        self.assertEqual(piece.number, statement.move_id.name)
        self.assertEqual(piece.framework, "A4")
        self.assertTrue(piece.dossier_id.number)
        self.assertEqual(piece.dossier_id.market_id, self.market)
        self.assertEqual(piece.amount_net, 33304.44)

    def test_it_travels_under_the_syntax_of_the_mapping(self):
        self.mapping("syntax").with_company(self.company).action_read_lists()
        self.mapping("syntax.A4").value = "SBX_INVENTE_TRAVAUX_FACTURX"
        flow = self.send_statement(self.statement)
        self.assertEqual(flow.syntax, "SBX_INVENTE_TRAVAUX_FACTURX")
        self.assertEqual(flow.state, "integrated")
        self.assertIn("1137", flow.name)
        self.assertTrue(self.statement.move_id.chorus_identifier)

    def test_what_the_project_manager_does_is_followed(self):
        self.send_statement(self.statement)
        number = self.statement.move_id.name
        self.sandbox.decide(number, "PRISE_EN_COMPTE_MOE", force=True)
        self.sandbox.advance(120)
        self.run_follow()
        self.assertEqual(self.statement.move_id.chorus_status, "PRISE_EN_COMPTE_MOE")
        self.assertTrue(self.company.sudo().chorus_works_last_search)

    def test_the_same_statement_is_not_sent_twice(self):
        self.send_statement(self.statement)
        with self.assertRaises(RedirectWarning):
            self.statement.action_chorus_send()
        self.assertEqual(len(self.deposits()), 1)

    def test_a_lost_answer_is_found_again_among_works(self):
        self.sandbox.fault("reset")
        self.statement.action_chorus_send()
        flow = self.statement.move_id.chorus_flow_id
        self.assertEqual(flow.state, "unknown")
        self.sandbox.heal()
        self.sandbox.advance(INTEGRATED_LATER)
        rows = list(
            flow.sudo()._chorus_search_line(
                self.company.sudo()._chorus_client(), flow.line_ids
            )
        )
        self.assertEqual([row.number for row in rows], [self.statement.move_id.name])

    def test_cancel_before_it_leaves(self):
        self.company.sudo().chorus_delay = 60
        self.statement.action_chorus_send()
        self.assertEqual(self.statement.chorus_state, "queued")
        self.statement.action_chorus_cancel_sending()
        self.assertEqual(self.statement.chorus_state, "ready")
        self.assertEqual(len(self.deposits()), 0)

    def test_several_leave_after_a_summary(self):
        self.company.sudo().chorus_lots = True
        second = self.example_statement(self.market, 2)
        both = self.statement + second
        action = both.action_chorus_send()
        self.assertEqual(action["res_model"], "chorus.send.wizard")
        wizard = both.env[action["res_model"]].browse(action["res_id"])
        wizard.action_send()
        self.run_follow()
        self.assertEqual(len(both.move_id.chorus_flow_id), 1)
        self.assertEqual(len(self.deposits()), 1)

    def test_a_draft_is_not_sent(self):
        draft = self.example_statement(self.market, 2, post=False)
        self.assertFalse(draft.chorus_state)
        with self.assertRaisesRegex(UserError, "draft"):
            draft.action_chorus_send()

    def test_each_list_of_works_has_the_icons(self):
        """A related state has no icon of its own: lists would show an empty cell."""
        for model in (self.statement, self.env["chorus.works.piece"]):
            field = model.fields_get(["chorus_state"])["chorus_state"]
            self.assertIn("ready", field["chorus_icons"], model._name)

    def test_why_is_told_below_the_icon(self):
        self.moe.sudo().company_registry = False
        self.assertEqual(self.statement.chorus_state, "incomplete")
        sentences = "".join(self.statement.chorus_explain_state())
        self.assertIn("maître d'œuvre", sentences)
        self.assertIn("chorus_works_moe", self.statement.chorus_alerts)

    def codes(self):
        """Return the codes of what keeps the statement from being sent, and leads."""
        move = self.statement.move_id.with_user(self.clerk)
        issues = move._chorus_all_issues()
        for issue in issues:
            label, target = move._chorus_issue_action(issue["action"]) or ("-", None)
            self.assertTrue(label, target)
        return [issue["code"] for issue in issues if issue["level"] == "danger"]

    def test_every_rule_of_works_is_provoked(self):
        self.assertEqual(self.codes(), [])
        self.moe.sudo().chorus_structure_state = "inactive"
        self.assertEqual(self.codes(), ["works_party_inactive"])
        self.moe.sudo().chorus_structure_state = "active"
        self.moe.sudo().company_registry = False
        self.assertEqual(self.codes(), ["works_moe"])
        self.moe.sudo().company_registry = MOE
        self.moa.sudo().company_registry = False
        self.assertIn("works_moa", self.codes())
        self.moa.sudo().company_registry = MOA

    def happens(self, kind, day):
        events = self.env["chorus.works.event"].with_user(self.clerk)
        values = {"market_id": self.market.id, "kind": kind, "date": day}
        return events.create({**values, "proof": "registered"})

    def test_a_signed_general_statement_answers_one(self):
        self.statement.move_id.sudo().chorus_framework = "A8"
        self.assertEqual(self.codes(), ["works_general_missing"])
        self.happens("general_moa", "2026-09-01")
        self.assertEqual(self.codes(), [])

    def test_a_tacit_draft_waits_for_the_client(self):
        """Thirty days from the later of both receipts: 12 August gives 11 September."""
        self.statement.move_id.sudo().chorus_framework = "A22"
        self.assertEqual(self.codes(), ["works_tacit_unproved"])
        self.market.sudo().date_reception_effect = "2026-07-24"
        self.happens("final_moe", "2026-08-10")
        self.assertEqual(self.codes(), ["works_tacit_unproved"])
        self.happens("final_moa", "2026-08-12")
        with freeze_time("2026-09-11"):
            self.assertEqual(self.codes(), ["works_tacit_early"])
        with freeze_time("2026-09-12"):
            self.assertEqual(self.codes(), [])

    def test_a_framework_that_is_deposited_by_hand(self):
        self.statement.move_id.sudo().chorus_framework = "A7"
        self.mapping("deposit.A7").value = "portal"
        self.assertEqual(self.codes(), ["works_by_hand"])
        with self.assertRaisesRegex(RedirectWarning, "by hand"):
            self.statement.action_chorus_send()
        self.assertEqual(len(self.deposits()), 0)

    def test_a_company_that_is_not_entitled_to_works(self):
        self.mapping("syntax").with_company(self.company).action_read_lists()
        self.assertEqual(self.codes(), [])
        options = self.env["chorus.works.mapping.option"].sudo()
        options.search([("group", "=", "structure")]).code = "99999999999999"
        self.assertEqual(self.codes(), ["works_not_entitled"])
        self.assertIn("structures entitled to works", self.market.warnings)

    def test_parties_are_read_from_the_market(self):
        self.assertFalse(self.moe.chorus_structure_state)
        told = self.market.action_check_parties()["params"]
        self.assertEqual((told["type"], self.market.warnings), ("success", ""))
        self.assertEqual(self.moe.chorus_structure_state, "active")
        self.assertEqual(self.moa.chorus_works_authority, "yes")
        other = self.client("12345678200051", name="Mairie sans travaux")
        market = self.market.sudo().copy(
            {"number": "2026-0043", "client_id": other.id, "client_service_id": False}
        )
        told = market.with_user(self.clerk).action_check_parties()["params"]
        self.assertEqual(told["type"], "warning")
        self.assertIn("does not mark Mairie sans travaux", told["message"])

    def test_no_button_leads_to_a_draft_that_is_refused(self):
        """What only a draft can mend is mended in the statement."""
        move = self.statement.move_id.with_user(self.clerk)
        self.assertFalse(move.show_reset_to_draft_button)
        issue = {
            "code": "date_future",
            "message": "…",
            "level": "warning",
            "field": "invoice_date",
            "action": "draft",
        }
        alert = move._chorus_issue_alert(issue)
        self.assertEqual(alert["action"]["res_model"], "chorus.works.statement")
        self.assertEqual(alert["action"]["res_id"], self.statement.id)
        self.assertNotIn("action_call", alert)

    def test_numbers_of_the_pieces_after(self):
        pieces = self.env["chorus.works.piece"]
        found = pieces._works_number_after("FAC/2026/00001", "A8", self.company)
        self.assertEqual(found, "FAC/2026/00001-DG")
        with self.assertRaisesRegex(UserError, "20"):
            pieces._works_number_after("FAC/2026/0000000001", "A22", self.company)

    def test_pieces_are_written_by_code_only(self):
        piece = self.statement.piece_ids
        with self.assertRaises(AccessError):
            piece.with_user(self.manager).number = "X"
        self.assertTrue(piece.with_user(self.clerk).amount_net)
        with self.assertRaises(AccessError):
            piece.with_user(self.foreman).read(["number"])


INTEGRATED_LATER = 3 * 3600
