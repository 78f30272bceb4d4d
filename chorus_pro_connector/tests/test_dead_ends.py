# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever keeps an invoice back leaves a way out, and says it in time."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from ..chorus import rules
from ..models.file import account_move_making
from .sandbox_case import FREE, SandboxCase

LONG = "FACTURE26/2026/000001"


@tagged("post_install", "-at_install")
class TestDeadEnds(SandboxCase):
    def codes(self, move):
        return {issue["code"] for issue in move._chorus_all_issues()}

    def reverse(self, invoice, number, post=True, **values):
        credit = invoice.sudo()._reverse_moves(
            [{"name": number, "invoice_date": "2026-03-20", **values}]
        )
        credit = credit.with_user(self.clerk)
        if post:
            credit.action_post()
        return credit

    # === Numbers === #

    def test_a_credit_note_of_an_older_invoice_whose_number_cannot_be_sent(self):
        self.company.sudo().chorus_start_date = "2026-01-01"
        for rank, number in enumerate(("FACTURE-2019/000000001", "FAC.2019.001")):
            old = self.invoice(
                number=number, invoice_date="2019-05-02", invoice_date_due="2019-06-02"
            )
            credit = self.reverse(old, f"AV-2026-{rank}")
            self.assertEqual(credit.chorus_state, "ready")
            self.assertEqual(self.codes(credit), {"original_number"})
            flow = self.send(credit)
            self.sandbox.advance()
            flow.update_flow_status()
            self.assertEqual(credit.chorus_state, "delivered", flow.notes)

    def secured(self):
        journal = self.company_data["default_journal_sale"]
        return journal.copy(
            {
                "code": "SCEAU",
                "restrict_mode_hash_table": True,
                "default_account_id": journal.default_account_id.id,
            }
        )

    def test_a_secured_journal_is_warned_of_on_the_draft(self):
        journal = self.secured()
        first = self.invoice(number=LONG, journal_id=journal.id, post=False)
        self.assertEqual(self.codes(first), {"number_too_long"})
        first.action_post()
        # Odoo refuses to reset it to draft: no advice to do so.
        self.assertEqual(self.codes(first), {"number_sealed"})
        alert = first._get_alerts()["chorus_number_sealed"]
        self.assertNotEqual(alert.get("action_text"), "Reset to draft")
        draft = self.invoice(number=False, journal_id=journal.id, post=False)
        self.assertEqual(self.codes(draft), {"number_next"})
        (issue,) = draft._chorus_all_issues()
        self.assertIn("FACTURE26/2026/000002", issue["message"])

    def test_a_journal_with_good_numbers_is_not(self):
        journal = self.secured()
        self.invoice(number="SCEAU/2026/00001", journal_id=journal.id)
        draft = self.invoice(number=False, journal_id=journal.id, post=False)
        self.assertEqual(self.codes(draft), set())

    def test_a_rejection_in_a_secured_journal(self):
        """The banner offers what Odoo allows."""
        number = "SCEAU/2026/00001"
        move = self.invoice(number=number, journal_id=self.secured().id)
        alerts = self.rejected(move)._get_alerts()
        alert = alerts["chorus_rejected"]
        buttons = [row.get("action_text") for row in alerts.values()]
        self.assertNotIn("Reset to draft", buttons)
        self.assertIn("The journal is secured", alert["message"])

    def rejected(self, move):
        """Return ``move`` once the portal refused its file."""
        move.buyer_reference = "INCONNU"
        flow = self.send(move)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(move.chorus_state, "rejected")
        return move

    def test_what_was_deposited_is_not_renamed(self):
        move = self.invoice()
        self.send(move)
        number = move.name
        wizard = self.env["account.resequence.wizard"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard = wizard.create({"first_name": "AUTRE/2026/00001"})
        with self.assertRaisesRegex(UserError, f"{number} under this number"):
            wizard.resequence()
        self.assertEqual(move.name, number)
        other = self.invoice()
        other.sudo().name = "AUTRE/2026/00009"
        self.assertEqual(other.name, "AUTRE/2026/00009")

    # === Places and sizes === #

    def test_a_place_of_delivery_without_country(self):
        place = self.env["res.partner"].create(
            {"name": "Chantier du stade", "street": "rue du Stade", "city": "Chartres"}
        )
        move = self.invoice(partner_shipping_id=place.id)
        self.assertEqual((move.chorus_state, self.codes(move)), ("ready", set()))
        terms = self.env["chorus.en16931"]._get_terms(move)
        self.assertEqual(terms["BG-13"]["country_code"], "FR")
        self.assertEqual(terms["BG-13"]["city"], "Chartres")
        flow = self.send(move)
        self.assertEqual(flow.state, "deposited")

    def test_too_long_without_any_document(self):
        """No advice to remove what is not there."""
        move = self.invoice()
        with patch.object(rules, "FILE_SIZE", 1000):
            move.sudo()._chorus_drop_file()
            with self.assertRaisesRegex(UserError, "without any joined document"):
                move._chorus_build_file()
        move.sudo().chorus_attachment_ids = self.env["ir.attachment"].create(
            {"name": "plan.csv", "raw": b"1;2\n" * 500, "res_model": "account.move"}
        )
        content = b"x" * 2500
        with (
            patch.object(rules, "FILE_SIZE", 1000),
            patch.object(account_move_making, "make_pdf", lambda *args: content),
            patch.object(type(move), "_chorus_documents_room", lambda move: 10_000),
        ):
            move.sudo()._chorus_drop_file()
            with self.assertRaisesRegex(UserError, "remove a joined document"):
                move._chorus_build_file()

    # === Dates === #

    def test_dates_that_cannot_be(self):
        today = fields.Date.today()
        ahead = fields.Date.add(today, days=40)
        cases = (
            ({"invoice_date": today, "invoice_date_due": "2026-01-01"}, "due_before"),
            ({"invoice_date": ahead, "invoice_date_due": ahead}, "date_ahead"),
            ({"invoice_date": today, "invoice_date_due": today}, None),
        )
        for rank, (values, code) in enumerate(cases):
            move = self.invoice(number=f"D{rank}", **values)
            self.assertEqual(self.codes(move), {code} - {None})
            # A warning: the accountant decides.
            self.assertEqual(move.chorus_state, "ready")

    def test_each_reader_sees_stored_dates_in_their_own_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        dates = {"invoice_date": "2026-03-10", "invoice_date_due": "2026-02-01"}
        move = self.invoice(number="D1", **dates)
        # Found once, by whoever saved it: a robot reads American dates.
        self.assertEqual([row["code"] for row in move.chorus_issues], ["due_before"])
        for lang, due in (("en_US", "02/01/2026"), ("fr_FR", "01/02/2026")):
            reader = move.with_context(lang=lang)
            (issue,) = reader.chorus_issues
            self.assertIn(due, reader._chorus_issue_message(issue))

    def test_a_credit_note_dated_before_its_invoice(self):
        """Said of each that may still leave: of one that was delivered, and of one
        that was not sent yet, whose credit note waits with it."""
        sent, kept = self.delivered(), self.invoice()
        for rank, (move, state) in enumerate(((sent, "ready"), (kept, "no"))):
            credit = self.reverse(
                move, f"AV-2026-{rank}", invoice_date="2026-01-05", post=False
            )
            credit.invoice_date_due = "2026-01-05"
            credit.action_post()
            self.assertEqual(credit.chorus_state, state)
            self.assertEqual(self.codes(credit), {"original_later"})
            alert = credit._get_alerts()["chorus_original_later"]
            self.assertIn("01/05/2026, before " + move.name, alert["message"])
            self.assertEqual(alert["action_text"], "Reset to draft")
        # Of what the client refused nothing will ever leave.
        self.sandbox.decide(sent.name, "REJETEE", "Doublon")
        sent.action_chorus_update_status()
        credit = self.reverse(sent, "AV-2026-9", invoice_date="2026-01-05")
        self.assertEqual((credit.chorus_state, self.codes(credit)), ("no", set()))

    # === The original did not arrive === #

    def test_why_a_credit_note_is_not_for_chorus_pro(self):
        """Three reasons, each in words that are true of it, in banner and list."""
        refused = self.delivered()
        self.sandbox.decide(refused.name, "REJETEE", "Doublon")
        refused.action_chorus_update_status()
        cases = (
            (refused, "which the client refused"),
            (self.rejected(self.invoice()), "whose file Chorus Pro rejected"),
            (self.invoice(), "was not sent, so that the client has neither"),
        )
        for rank, (move, reason) in enumerate(cases):
            credit = self.reverse(move, f"AV-2026-{rank}")
            alert = credit._get_alerts()["chorus_balance"]
            with self.subTest(reason):
                self.assertEqual(credit.chorus_state, "no")
                self.assertIn(f"cancels {move.name}, ", alert["message"])
                self.assertIn(reason, alert["message"])
                self.assertEqual(alert["action"]["res_id"], move.id)
                self.assertEqual(credit.chorus_explain_state(), [alert["message"]])

    def test_a_credit_note_of_an_invoice_that_the_portal_refused(self):
        move = self.rejected(self.invoice())
        whole = self.reverse(move, "AV-2026-1")
        self.assertEqual(whole.chorus_state, "no")
        with self.assertRaisesRegex(RedirectWarning, "refused or never had"):
            whole.action_chorus_send()
        self.assertNotIn("AV-2026-1", self.known())

    def known(self):
        return [row["numero"] for row in self.sandbox.invoices()]

    def test_a_credit_note_in_part_waits_for_its_invoice(self):
        move = self.invoice()
        credit = self.reverse(move, "AV-2026-1", post=False)
        credit.invoice_line_ids.price_unit = 40.0
        credit.action_post()
        self.assertEqual(credit.chorus_state, "incomplete")
        self.assertEqual(self.codes(credit), {"original_missing"})
        alert = credit._get_alerts()["chorus_original_missing"]
        self.assertEqual(alert["action"]["res_id"], move.id)
        flow = self.send(move)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(credit.chorus_state, "ready")
        self.send(credit)
        self.assertEqual(credit.chorus_state, "deposited")

    def test_an_invoice_that_went_another_way_has_its_credit_note(self):
        """By e-mail, Odoo knows it; by post, only a person does, and says so."""
        mailed = self.invoice()
        mailed.is_move_sent = True
        self.assertEqual(self.reverse(mailed, "AV-2026-1").chorus_state, "ready")
        for rank, (price, before) in enumerate(((100.0, "no"), (40.0, "incomplete"))):
            posted = self.invoice()
            credit = self.reverse(posted, f"AV-2026-1{rank}", post=False)
            credit.invoice_line_ids.price_unit = price
            credit.action_post()
            self.assertEqual(credit.chorus_state, before)
            alert = credit._get_alerts()["chorus_original"]
            self.assertEqual(alert["action_text"], "The client has that invoice")
            answer = getattr(credit, alert["action_call"][1])()
            self.assertIn(f"waits for {posted.name}", self.params(answer)[1])
            self.assertEqual(credit.chorus_state, "ready")
            self.assertEqual(posted.chorus_state, "ready")
            self.assertIn(credit.name, self.chatter(posted))
            self.assertNotIn("chorus_original", credit._get_alerts())
            with self.assertRaisesRegex(UserError, "nothing was done"):
                credit.action_chorus_original_received()

    def test_of_a_rejected_file_nobody_says_that_the_client_has_it(self):
        credit = self.reverse(self.rejected(self.invoice()), "AV-2026-1")
        self.assertNotIn("chorus_original", credit._get_alerts())
        with self.assertRaisesRegex(UserError, "nothing was done"):
            credit.action_chorus_original_received()

    def test_an_invoice_that_its_credit_note_cancels_asks_first(self):
        move = self.invoice()
        move.sudo()._reverse_moves([{"name": "AV-2026-1"}], cancel=True)
        self.assertEqual(move.payment_state, "reversed")
        self.assertEqual(move._chorus_batch_reason()[:2], ("left", "reversed"))
        action = move.action_chorus_send()
        self.assertEqual(action["res_model"], "chorus.confirm.wizard")
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("cancels", wizard.doubts)
        self.assertEqual(self.deposits(), [])

    # === A service that the directory does not know === #

    def with_services(self):
        client = self.client(FREE)
        self.env["chorus.service"].create({"partner_id": client.id, "code": "DRH"})
        return client

    def test_an_unknown_service_asks_before_it_leaves(self):
        move = self.invoice(self.with_services(), buyer_reference="DRHH")
        action = move.action_chorus_send()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("DRHH is not in the list", wizard.doubts)
        self.assertEqual(self.deposits(), [])
        wizard.with_user(self.clerk).action_send()
        self.assertEqual(move.chorus_state, "deposited")

    def test_an_unknown_service_stays_out_of_a_batch(self):
        client = self.with_services()
        moves = self.invoice(client, buyer_reference="DRHH")
        moves |= self.invoice(client, buyer_reference="DRH")
        self.queue(moves)
        self.assertEqual(moves.mapped("chorus_state"), ["ready", "queued"])

    def test_an_unknown_service_stays_out_of_send_and_print(self):
        move = self.invoice(self.with_services(), buyer_reference="DRHH")
        sender = self.env["account.move.send"].with_user(self.clerk)
        move.sudo().sending_data = {"author_user_id": self.clerk.id}
        error = sender._chorus_send(move, {"sending_methods": {"chorus_pro"}})
        self.assertIn("DRHH is not in the list", error["errors"][0])
        self.assertEqual(self.deposits(), [])
