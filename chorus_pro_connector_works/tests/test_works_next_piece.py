# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The next piece leaves once, whoever else acts, and whatever answer is lost."""

import base64
from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.chorus_pro_connector.chorus import rules
from odoo.addons.chorus_pro_connector.tests.common import small_pdf, text_pdf

from .chain_case import ChainCase

FLOW = "factures/deposer/flux"
COMPLETE = "facturesTravaux/completer"


@tagged("post_install", "-at_install")
class TestNextPiece(ChainCase):
    def to_sign(self):
        statement, dossier = self.sent_final()
        self.general(statement)
        self.follow()
        self.sandbox.forget_requests()
        return statement, dossier

    def last_next(self):
        return self.env["chorus.act"].sudo().search([("kind", "=", "next")], limit=1)

    def numbers(self, number):
        return [row["numero"] for row in self.sandbox.invoices()].count(number)

    def test_a_lost_answer_is_looked_up(self):
        _statement, dossier = self.to_sign()
        self.sandbox.fault("reset", FLOW)
        window = self.next_window(dossier)
        kind, sentence = self.params(window.action_deposit())
        self.assertEqual(kind, "warning")
        self.assertIn("do not do it another way", sentence)
        act = self.last_next()
        self.assertEqual((act.state, act.doubtful), ("unknown", True))
        # Not there yet, and that proves nothing.
        act._chorus_advance()
        self.assertEqual(act.state, "unknown")
        self.sandbox.advance(120)
        act._chorus_advance()
        self.assertEqual((act.state, act.attempts), ("done", 1))
        self.assertEqual(self.numbers(act.number), 1)
        self.assertEqual(len(self.sandbox.requests_of(FLOW)), 1)

    def test_what_never_arrived_leaves_once_more_as_it_was(self):
        _statement, dossier = self.to_sign()
        self.sandbox.fault("reset_before", FLOW)
        self.next_window(dossier).action_deposit()
        act = self.last_next()
        content = act.document_ids.attachment_id.raw
        act.attempt_date -= timedelta(minutes=30)
        act._chorus_advance()
        self.assertEqual(act.state, "unknown", "a deposit takes longer than an act")
        act.attempt_date -= timedelta(hours=2)
        act._chorus_advance()
        self.assertEqual(act.state, "queued")
        act._chorus_advance()
        self.sandbox.advance(120)
        act._chorus_advance()
        self.assertEqual((act.state, act.attempts), ("done", 2))
        self.assertEqual(act.document_ids.attachment_id.raw, content)
        self.assertEqual(self.numbers(act.number), 1)

    def test_the_portal_refuses_the_file(self):
        statement, dossier = self.to_sign()
        window = self.next_window(dossier)
        window.action_deposit()
        act = self.last_next()
        flow = act.payload["flow"]
        body = {"etat": "IN_REJETE"}
        self.sandbox.order("POST", f"flows/{flow}/status", body)
        act._chorus_advance()
        self.assertEqual(act.state, "refused")
        self.assertIn("nothing was done", act.error_message)
        self.assertIn("chorus_act", dossier.act_alerts)
        todo = statement.market_id.sudo().activity_ids.filtered(
            lambda one: act.number in (one.summary or "")
        )
        self.assertEqual(todo.user_id, self.clerk)
        # It may be tried again, under the same number.
        self.assertEqual(dossier.next_framework, "A8")
        again = self.deposit_next(dossier)
        self.assertEqual(again.number, act.number)
        self.assertEqual(self.numbers(act.number), 1)

    def test_two_users_at_once(self):
        _statement, dossier = self.to_sign()
        mine, other = self.next_window(dossier), self.next_window(dossier)
        mine.action_deposit()
        with self.assertRaisesRegex(UserError, "already under way"):
            other.action_deposit()
        with self.assertRaisesRegex(UserError, "already under way"):
            dossier.action_works_next()
        self.assertFalse(dossier.next_framework)
        self.assertEqual(len(self.sandbox.requests_of(FLOW)), 1)

    def test_somebody_deposited_it_on_the_site(self):
        """Under another number: the file has moved on, and nothing is sent."""
        statement, dossier = self.to_sign()
        window = self.next_window(dossier)
        general = dossier.sudo().last_piece_id
        self.call_as(
            "fournisseur",
            "soumettre",
            {
                "idPiecePrecedente": int(general.identifier),
                "cadreFacturation": "A8_DECOMPTE_GENERAL_DEFINITIF_FOURNISSEUR",
                "numeroFactureSaisi": "A-LA-MAIN",
                "montantTotal": self.whole,
            },
        )
        kind, _sentence = self.params(window.action_deposit())
        self.assertEqual(kind, "danger")
        self.assertEqual(self.last_next().state, "lapsed")
        self.assertEqual(self.sandbox.requests_of(FLOW), [])
        self.follow()
        with self.assertRaisesRegex(UserError, "Nothing of ours follows"):
            statement.with_user(self.clerk).action_works_next()

    def test_nothing_to_sign_yet(self):
        _statement, dossier = self.sent_final()
        self.associate(
            "moe", dossier.last_piece_id.move_id.chorus_identifier, "A17", "PDG-1"
        )
        self.follow()
        with self.assertRaisesRegex(UserError, "held by: Client"):
            dossier.action_works_next()

    def test_a_document_that_is_none(self):
        _statement, dossier = self.to_sign()
        window = self.next_window(dossier)
        window.signed_file = False
        with self.assertRaisesRegex(UserError, "signed document as a PDF"):
            window.action_deposit()
        window.signed_file = "bm9uZQ=="
        with self.assertRaisesRegex(UserError, "signed document as a PDF"):
            window.action_deposit()
        window.signed_file = base64.b64encode(text_pdf("Police non incorporée"))
        with self.assertRaisesRegex(UserError, "scan the signed paper"):
            window.action_deposit()
        heavy = b"%PDF-1.4" + b" " * rules.ATTACHMENT_SIZE
        window.signed_file = base64.b64encode(heavy)
        with self.assertRaisesRegex(UserError, "signe.pdf weighs .* MB at most"):
            window.action_deposit()
        self.assertFalse(self.last_next())
        window.write({"signed_file": base64.b64encode(small_pdf("x"))})
        for name, sent in ((False, "A8.pdf"), ("dg signé", "dg signé.pdf")):
            window.signed_name = name
            self.assertEqual(window._works_signed()[0], sent)

    def test_a_number_that_is_taken(self):
        statement, dossier = self.to_sign()
        self.env["chorus.works.piece"].sudo().create(
            {
                "market_id": statement.market_id.id,
                "framework": "A8",
                "number": f"{statement.move_id.name}-DG",
            }
        )
        with self.assertRaisesRegex(UserError, "change the suffix"):
            dossier.action_works_next()

    def test_a_subcontractor_signs_nothing(self):
        statement, dossier = self.to_sign()
        statement.market_id.sudo().write(
            {"role": "joint_contractor", "holder_id": self.moe.id}
        )
        self.assertFalse(dossier.next_framework)
        with self.assertRaises(UserError):
            dossier.action_works_next()

    def test_who_may(self):
        _statement, dossier = self.to_sign()
        with self.assertRaises(AccessError):
            dossier.with_user(self.foreman).action_works_next()

    # === Ours comes back, and has no invoice === #

    def came_back(self):
        """Return (file, number) of an A8 that the finance service suspended."""
        _statement, dossier = self.to_sign()
        act = self.deposit_next(dossier)
        self.sandbox.decide(act.number, "SUSPENDUE", "Signature illisible", force=True)
        self.follow()
        self.sandbox.forget_requests()
        dossier.invalidate_recordset()
        return dossier, act.number

    def back_window(self, dossier, comment="Signature relue"):
        window = self.opened(dossier.with_user(self.clerk).action_works_complete())
        name = "signature.pdf"
        window.comment = comment
        window.attachment_ids = [Command.create({"name": name, "raw": small_pdf("x")})]
        return window

    def test_a_piece_without_invoice_comes_back(self):
        dossier, number = self.came_back()
        self.assertEqual(dossier.holder, "us")
        message = dossier.act_alerts["chorus_back"]["message"]
        self.assertIn("Signature illisible", message)
        self.assertTrue(dossier.is_to_complete)
        window = self.back_window(dossier)
        self.assertEqual(window.reason, "Signature illisible")
        self.assertIn(number, window.announcement)
        kind, sentence = self.params(window.action_complete())
        self.assertEqual(kind, "success", sentence)
        (sent,) = self.sandbox.requests_of(COMPLETE)
        self.assertEqual(sent["request"]["commentaire"], "Signature relue")
        (joined,) = sent["request"]["pieceJointeComplementaire"]
        self.assertEqual(
            joined["pieceJointeComplementaireDesignation"], "signature.pdf"
        )
        dossier.invalidate_recordset()
        self.assertEqual(dossier.last_piece_id.status_code, "COMPLETEE")
        self.assertEqual((dossier.holder, dossier.act_alerts), ("payer", False))
        move = dossier.sudo().piece_ids.statement_id.move_id
        self.assertIn("Signature relue", self.chatter(move))
        with self.assertRaisesRegex(UserError, "waits to be completed"):
            dossier.action_works_complete()

    def test_the_portal_is_late_to_say_that_it_was_completed(self):
        dossier, _number = self.came_back()
        piece = dossier.last_piece_id.sudo()
        asked = {name: piece[name] for name in ("portal_status", "portal_status_date")}
        self.back_window(dossier).action_complete()
        piece.write(asked)
        with self.assertRaisesRegex(UserError, "was done for .* already"):
            self.back_window(dossier).action_complete()
        self.assertEqual(len(self.sandbox.requests_of(COMPLETE)), 1)

    def test_documents_that_are_too_heavy_together(self):
        dossier, _number = self.came_back()
        window = self.back_window(dossier)
        with (
            patch.object(rules, "INVOICE_SIZE", 10),
            self.assertRaisesRegex(UserError, "weigh more than .* under one number"),
        ):
            window.action_complete()
        self.assertEqual(self.sandbox.requests_of(COMPLETE), [])

    def test_two_users_complete_at_once(self):
        dossier, _number = self.came_back()
        mine, other = self.back_window(dossier), self.back_window(dossier)
        mine.action_complete()
        with self.assertRaisesRegex(UserError, "waits to be completed"):
            other.action_complete()
        self.assertEqual(len(self.sandbox.requests_of(COMPLETE)), 1)

    def test_something_else_is_asked_meanwhile(self):
        dossier, number = self.came_back()
        window = self.back_window(dossier)
        self.sandbox.advance(3600)
        self.sandbox.decide(number, "COMPLETEE", force=True)
        self.sandbox.advance(3600)
        self.sandbox.decide(number, "SUSPENDUE", "Un RIB", force=True)
        self.follow()
        with self.assertRaisesRegex(UserError, "moved on"):
            window.action_complete()
        self.assertEqual(self.sandbox.requests_of(COMPLETE), [])

    def test_what_was_typed_is_kept(self):
        dossier, number = self.came_back()
        window = self.back_window(dossier)
        self.sandbox.forget_invoice(number)
        kind, sentence = self.params(window.action_complete())
        self.assertEqual(kind, "danger")
        self.assertIn(f"nothing was done for {number}", sentence)
        self.assertEqual(self.sandbox.requests_of(COMPLETE), [])
        again = self.opened(dossier.action_works_complete())
        self.assertEqual(again.comment, "Signature relue")
        self.assertEqual(again.attachment_ids.name, "signature.pdf")
        self.assertEqual(again.attachment_ids.raw, small_pdf("x"))

    def test_nothing_is_said(self):
        dossier, _number = self.came_back()
        window = self.opened(dossier.action_works_complete())
        with self.assertRaisesRegex(UserError, "nothing was sent"):
            window.action_complete()
        window.attachment_ids = [Command.create({"name": "vide.pdf", "raw": b""})]
        with self.assertRaisesRegex(UserError, "vide.pdf is empty"):
            window.action_complete()

    def test_it_is_completed_by_hand(self):
        dossier, number = self.came_back()
        self.by_hand()
        window = self.opened(dossier.action_works_complete())
        self.assertTrue(window.by_hand)
        self.assertIn(number, window.steps)
        with self.assertRaisesRegex(UserError, "portal's own site"):
            window.action_complete()
        self.assertEqual(self.sandbox.requests_of(COMPLETE), [])
        with self.assertRaises(AccessError):
            dossier.with_user(self.foreman).action_works_complete()

    def test_one_that_is_to_be_recycled(self):
        """What Odoo cannot do is said, with where to do it."""
        dossier, number = self.came_back()
        self.sandbox.decide(number, "A_RECYCLER", "Autre service", force=True)
        self.follow()
        dossier.invalidate_recordset()
        self.assertFalse(dossier.is_to_complete)
        message = dossier.act_alerts["chorus_back"]["message"]
        self.assertIn("Autre service", message)
        self.assertIn("portal's own site", message)

    # === By hand === #

    def test_a_framework_that_is_deposited_by_hand(self):
        statement, dossier = self.to_sign()
        rows = self.env["chorus.works.mapping"].with_user(self.manager)
        rows.search([("key", "=", "deposit.A8")]).value = "portal"
        window = self.next_window(dossier)
        self.assertTrue(window.by_hand)
        self.assertIn("DG-1", window.steps)
        with self.assertRaisesRegex(UserError, "Nothing was sent"):
            window.action_deposit()
        kind, sentence = self.params(window.action_prepare())
        self.assertEqual(kind, "info")
        self.assertIn("Nothing was sent", sentence)
        note = statement.market_id.sudo().message_ids[0]
        self.assertEqual(note.attachment_ids.name, "signe.pdf")
        self.assertIn(window.number, note.body)
        self.assertEqual(dossier.next_framework, "A8", "nothing is claimed to be done")
        self.assertFalse(self.last_next())
