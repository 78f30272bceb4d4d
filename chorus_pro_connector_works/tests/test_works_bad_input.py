# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a market no longer takes, and what the portal no longer knows: one sentence,
nothing sent, nothing lost."""

from odoo.exceptions import RedirectWarning, ValidationError
from odoo.tests import tagged

from .chain_case import ChainCase

FLOW = "factures/deposer/flux"
COMPLETE = "facturesTravaux/completer"
ASKED = "suspendre/demander/completer/factureTravaux"


@tagged("post_install", "-at_install")
class TestAfterTheFinalStatement(ChainCase):
    def untouched(self, dossier, before):
        """Nothing was deposited, and the file is what it was."""
        self.assertEqual(self.sandbox.requests_of(FLOW), [])
        self.assertEqual(self.chain(dossier), before)

    def dangers(self, statement):
        """Return the codes of what keeps a statement from being sent."""
        issues = statement.move_id.with_user(self.clerk)._chorus_all_issues()
        return [issue["code"] for issue in issues if issue["level"] == "danger"]

    def test_a_second_final_statement(self):
        statement, dossier = self.sent_final()
        self.sandbox.forget_requests()
        second = self.new_statement(
            statement.market_id, kind="final", date="2026-09-20"
        )
        with self.assertRaisesRegex(ValidationError, "is the final one already"):
            second.action_post()
        self.assertEqual(second.state, "draft")
        self.untouched(dossier, [("A7", "us")])

    def test_a_month_after_the_final_statement(self):
        statement, dossier = self.sent_final()
        self.sandbox.forget_requests()
        late = self.new_statement(statement.market_id, date="2026-09-20")
        with self.assertRaisesRegex(ValidationError, "nothing follows it"):
            late.action_post()
        self.assertEqual(late.state, "draft")
        self.untouched(dossier, [("A7", "us")])

    def test_a_month_that_stayed_here_until_the_final_one_was_received(self):
        """Posted in time, never sent: its works are in the final statement already."""
        market = self.final_market()
        late = self.new_statement(market, date="2026-07-31")
        self.type_progress(late, {"1.1": 60})
        late.action_post()
        final = self.new_statement(market, kind="final", date="2026-08-20")
        self.type_progress(final, {"1.1": 100})
        final.action_post()
        self.assertEqual(self.dangers(late), [])
        self.send_statement(final)
        self.sandbox.forget_requests()
        with self.assertRaisesRegex(RedirectWarning, "in its totals already"):
            late.action_chorus_send()
        self.assertEqual(self.dangers(late), ["works_after_final"])
        self.untouched(final.piece_ids.dossier_id, [("A7", "us")])
        self.assertEqual((late.state, late.chorus_state), ("posted", "ready"))


@tagged("post_install", "-at_install")
class TestForgottenByThePortal(ChainCase):
    def month(self):
        """Return (invoice of a month at the project manager, its file)."""
        (statement,) = self.posted_statements(self.running_market(), 1)
        self.send_statement(statement)
        return statement.move_id, statement.piece_ids.dossier_id

    def test_a_piece_of_ours(self):
        move, dossier = self.month()
        seen = (move.chorus_status, move.chorus_status_date, move.chorus_identifier)
        self.sandbox.forget_invoice(move.name)
        move.with_user(self.clerk).action_chorus_update_status()
        self.follow()
        move.invalidate_recordset()
        self.assertEqual(
            (move.chorus_status, move.chorus_status_date, move.chorus_identifier), seen
        )
        self.assertEqual((dossier.holder, self.chain(dossier)), ("moe", [("A4", "us")]))
        with self.assertRaises(RedirectWarning):
            move.sudo().chorus_works_statement_id.with_user(
                self.clerk
            ).action_chorus_send()
        self.assertEqual(len(self.deposits()), 1)

    def test_a_piece_that_we_were_asked_to_complete(self):
        move, dossier = self.month()
        body = {"idFactureTravaux": int(move.chorus_identifier)}
        self.call_as("moe", ASKED, {**body, "commentaire": "Un plan"})
        self.refresh(move)
        window = self.window(move)
        window.comment = "Voici le plan"
        self.sandbox.forget_invoice(move.name)
        kind, sentence = self.params(window.action_complete())
        self.assertEqual(kind, "danger")
        self.assertIn(f"nothing was done for {move.name}", sentence)
        self.assertEqual(self.sandbox.requests_of(COMPLETE), [])
        # What was typed is offered again, once the portal has it back.
        self.assertEqual(self.window(move).comment, "Voici le plan")
        self.assertEqual(dossier.holder, "us")

    def test_the_general_statement_that_we_sign(self):
        statement, dossier = self.sent_final()
        self.general(statement)
        self.follow()
        self.sandbox.forget_requests()
        window = self.next_window(dossier)
        self.sandbox.forget_invoice("DG-1")
        kind, sentence = self.params(window.action_deposit())
        self.assertEqual(kind, "danger")
        self.assertIn("nothing was done", sentence)
        self.assertEqual(self.sandbox.requests_of(FLOW), [])
        self.follow()
        chain = [("A7", "us"), ("A17", "moe"), ("A20", "moa")]
        self.assertEqual(self.chain(dossier), chain)
        self.assertEqual((dossier.holder, dossier.next_framework), ("us", "A8"))
        self.assertIn("chorus_act", dossier.act_alerts)
