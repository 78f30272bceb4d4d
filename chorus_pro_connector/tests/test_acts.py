# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Four ways back: the button, its window, what the portal then has."""

import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..chorus import errors
from ..chorus.portal.acts import HANDLED_REJECTION
from .act_case import PDF, SECOND_VALIDATOR, ActCase
from .sandbox_case import COMMITMENT, FREE

COMPLETE = "factures/completer"
REJECT = "factures/traiterRejet"


@tagged("post_install", "-at_install")
class TestWaysBack(ActCase):
    def test_complete(self):
        move = self.decided("SUSPENDUE", "Il manque le bon de livraison")
        self.assertEqual(move.chorus_way, "complete")
        window = self.window(move)
        self.assertIn(move.name, window.announcement)
        self.assertEqual(window.reason, "Il manque le bon de livraison")
        kind, sentence = self.complete(move)
        self.assertEqual(kind, "success")
        self.assertIn(move.name, sentence)
        self.assertEqual(move.chorus_status, "COMPLETEE")
        self.assertEqual(move.chorus_state, "delivered")
        act = self.last_act(move)
        self.assertEqual((act.state, act.attempts, act.doubtful), ("done", 1, False))
        (sent,) = self.sandbox.requests_of(COMPLETE)
        joined = sent["request"]["pieceJointeComplementaire"]
        self.assertEqual(joined[0]["pieceJointeComplementaireType"], "BDL")
        self.assertEqual(joined[0]["pieceJointeComplementaireDesignation"], "bon.pdf")
        self.assertEqual(sent["request"]["commentaire"], "Le bon est joint")
        self.assertEqual(act.document_ids.attachment_id.raw, PDF)
        self.assertIn("Le bon est joint", self.chatter(move))
        self.assertIn("bon.pdf", self.chatter(move))
        self.assertFalse(move.sudo().activity_ids)
        self.assertNotIn("chorus_client", move._get_alerts())
        # What the portal keeps of people is shown in words.
        said = move.chorus_user_action_ids.mapped("label")
        self.assertIn("Suspension acknowledged", said)

    def test_what_we_write_is_no_reason(self):
        move = self.decided("SUSPENDUE", "Il manque le bon de livraison")
        self.complete(move, comment="Le bon de livraison manquant est joint")
        events = move.chorus_event_ids
        asked, answered = (
            events.filtered(lambda event, code=code: event.code == code)
            for code in ("SUSPENDUE", "COMPLETEE")
        )
        self.assertTrue(asked.meaning)
        self.assertEqual(answered.comment, "Le bon de livraison manquant est joint")
        self.assertFalse(answered.meaning)

    def test_complete_with_words_alone_or_nothing(self):
        move = self.decided("SUSPENDUE")
        with self.assertRaisesRegex(UserError, "nothing was sent"):
            self.complete(move, " ", ())
        with self.assertRaisesRegex(UserError, "2001 characters"):
            self.complete(move, "x" * 2001, ())
        self.assertEqual(self.sandbox.requests_of(COMPLETE), [])
        self.complete(move, "Livré le 3 mars", ())
        self.assertEqual(move.chorus_status, "COMPLETEE")

    def test_documents_that_the_portal_would_refuse(self):
        move = self.decided("SUSPENDUE")
        for name, content, words in (
            ("bon.exe", PDF, "a PDF always passes"),
            ("bon.pdf", b"x" * (10 * 1024 * 1024 + 1), "10.0 MB at most"),
        ):
            with self.subTest(name), self.assertRaisesRegex(UserError, words):
                self.complete(move, documents=((name, content),))
        self.assertFalse(move.chorus_act_ids)

    def test_a_second_suspension_is_another_question(self):
        move = self.decided("SUSPENDUE", "Un bon")
        self.complete(move)
        self.decide(move, "SUSPENDUE", "Un autre")
        self.assertEqual(move.chorus_way, "complete")
        self.complete(move, "Voici l'autre", ())
        self.assertEqual(self.history(move).count("COMPLETEE"), 2)

    def test_recycle(self):
        move = self.decided("A_RECYCLER", "Pas pour nous")
        number = move.name
        self.client(COMMITMENT)
        kind, sentence = self.recycle(move, COMMITMENT, "EJ20260001")
        self.assertEqual((kind, move.name), ("success", number))
        self.assertIn("same number", sentence)
        self.assertEqual(move.purchase_order_reference, "EJ20260001")
        (invoice,) = self.sandbox.invoices()
        self.update(move)
        self.assertEqual(move.chorus_state, "delivered")
        with self.company._chorus_client() as portal:
            shown = portal.invoice(move.chorus_identifier)
        self.assertEqual(shown["destinataire"]["codeDestinataire"], COMMITMENT)
        self.assertEqual(invoice["numero"], number)

    def test_the_same_recipient_is_no_other(self):
        move = self.decided("A_RECYCLER")
        self.assertEqual(self.recycle(move, FREE)[0], "success")
        self.assertEqual(move._chorus_other_recipient(), "")

    def test_a_refused_act_says_why_and_keeps_what_was_typed(self):
        move = self.decided("A_RECYCLER", "Pas pour nous")
        kind, sentence = self.recycle(move, COMMITMENT)
        self.assertEqual(kind, "danger")
        self.assertIn("engagement", sentence)
        self.assertEqual(self.last_act(move).state, "refused")
        self.assertEqual(move.chorus_status, "A_RECYCLER")
        alerts = move._get_alerts()
        self.assertIn("engagement", alerts["chorus_act"]["message"])
        window = self.window(move)
        self.assertEqual(window.siret, COMMITMENT)
        window.commitment = "EJ20260001"
        self.assertEqual(self.params(window.action_recycle())[0], "success")

    def test_the_portal_says_no_in_the_words_of_the_table(self):
        """One table for files and acts; what a manager wrote down comes first, what
        nobody knows is shown whole."""
        error = errors.DataError("completer", 200, 20002, "GDP_MSG_11.033")
        move = self.decided("SUSPENDUE")
        act = self.env["chorus.act"]._chorus_intend(
            "complete", move._chorus_act_values({"comment": "x"})
        )
        words = self.env["chorus.act.words"]
        said = words._chorus_explain(act, error)
        (known,) = self.env["chorus.rejection.words"]._chorus_explain(error.label)
        self.assertTrue(said.startswith(known), said)
        self.assertIn(f"nothing was done for {move.name}", said)
        self.assertTrue(said.endswith("(HTTP 200 20002 GDP_MSG_11.033)"), said)
        large = words._chorus_explain(act, errors.DataError("completer", 413, 1))
        self.assertIn("too large", large)
        odd = errors.DataError("completer", 200, 1, "La <b>pièce</b> numéro 3 déplaît")
        said = words._chorus_explain(act, odd)
        self.assertIn("correct what it names", said)
        self.assertIn("La <b>pièce</b> numéro 3 déplaît", said)
        self.env["chorus.reason"].sudo().create(
            {"text": "numero 3 deplait", "meaning": "Join the third one as a PDF."}
        )
        said = words._chorus_explain(act, odd)
        self.assertTrue(said.startswith("Join the third one as a PDF."), said)
        rejected = self.env["chorus.rejection.words"]._chorus_explain(odd.label)
        self.assertEqual(rejected, ["Join the third one as a PDF."])

    def test_what_the_reason_means_and_what_may_be_answered(self):
        move = self.decided("SUSPENDUE", "Merci de fournir un RIB")
        window = self.window(move)
        self.assertIn("bank", window.meaning)
        self.assertIn("relevé d'identité bancaire", window.letter)
        self.assertFalse(window.comment, "nothing is said in our name unread")
        again = self.opened(window.action_use_letter())
        self.assertEqual((again, again.comment), (window, window.letter))
        move = self.decided("SUSPENDUE", "Bonjour, rappelez-moi")
        window = self.window(move)
        self.assertFalse(window.meaning or window.letter)

    def test_no_answer_to_what_was_not_read(self):
        """The window was open when the client wrote again."""
        move = self.decided("SUSPENDUE", "Un bon")
        window = self.window(move)
        self.complete(move)
        self.decide(move, "SUSPENDUE", "Un RIB")
        window.comment = "Voici le bon"
        with self.assertRaisesRegex(UserError, "has written again"):
            window.action_complete()
        self.assertEqual(self.history(move).count("COMPLETEE"), 1)
        self.assertEqual(self.window(move).reason, "Un RIB")

    def test_documents_are_kept_after_a_refusal(self):
        move = self.decided("SUSPENDUE")
        self.sandbox.fault("http_413", COMPLETE)
        self.complete(move, "Joint")
        self.assertIn(self.last_act(move).state, ("refused", "failed"))
        window = self.window(move)
        self.assertEqual(window.comment, "Joint")
        self.assertEqual(window.line_ids.name, "bon.pdf")
        self.assertEqual(base64.b64decode(window.line_ids.file), PDF)
        self.assertEqual(window.line_ids.kind_id.code, "BDL")

    def test_correct_the_validator(self):
        move = self.wrong_validator()
        self.assertEqual(move.chorus_way, "validator")
        with self.assertRaisesRegex(UserError, "14 digits"):
            self.correct(move, "555")
        kind, sentence = self.correct(move, "99999999999999")
        self.assertEqual(kind, "danger")
        self.assertIn(f"nothing was done for {move.name}", sentence)
        self.assertEqual(self.correct(move)[0], "success")
        self.assertEqual(move.chorus_status, "A_VALIDER_1")
        self.assertEqual(move.chorus_validator_siret, SECOND_VALIDATOR)

    # === Refused === #

    def test_a_refusal_is_marked_by_itself(self):
        move = self.decided("REJETEE", "Quantité facturée incorrecte")
        window = self.window(move)
        self.assertIn("not sent", window.announcement)
        action = window.action_replace()
        draft = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(draft.chorus_replaces_id, move)
        credit = move.reversal_move_ids
        self.assertEqual((credit.state, credit.chorus_state), ("posted", "no"))
        self.assertEqual(self.sandbox.requests_of(REJECT), [], "not while one waits")
        self.run_follow()
        self.assertEqual(self.last_act(move).state, "done")
        self.assertEqual(len(self.sandbox.requests_of(REJECT)), 1)
        self.assertIn(HANDLED_REJECTION, move.chorus_user_action_ids.mapped("code"))
        self.run_follow()
        self.assertEqual(len(self.sandbox.requests_of(REJECT)), 1)

    def test_nothing_to_invoice_again(self):
        for reason in (
            "Transfert pour paiement en régie : caisse du musée",
            "SUPPR_COMP_AVOIR",
        ):
            with self.subTest(reason):
                move = self.decided("REJETEE", reason)
                window = self.window(move)
                self.assertTrue(window.nothing_more)
                asked = str(move.sudo().activity_ids.note)
                self.assertIn("nothing is to be invoiced again", asked)
                self.assertNotIn("corrected invoice", asked + self.chatter(move))
                self.assertIn("nothing is to be invoiced again", window.announcement)
                self.assertEqual(self.params(window.action_handle())[0], "success")
                self.assertFalse(move.reversal_move_ids)
                self.assertFalse(move.sudo().activity_ids)
                alert = move._get_alerts()["chorus_client"]
                self.assertEqual(alert["level"], "info")
                self.assertNotIn("action_call", alert)
                # It waits for nobody any more.
                self.assertFalse(move.chorus_standing)
                standing = [("id", "=", move.id), ("chorus_standing", "=", True)]
                self.assertFalse(move.search(standing))

    def test_handled_at_the_portal_is_not_handled_twice(self):
        move = self.decided("REJETEE")
        with self.company._chorus_client() as portal:
            portal.handle_rejection(move.chorus_identifier)
        self.window(move).action_replace()
        self.run_follow()
        self.assertEqual(self.last_act(move).state, "done")
        self.assertEqual(len(self.sandbox.requests_of(REJECT)), 1, "the one by hand")

    # === Who, and when === #

    def test_only_who_may_write_invoices(self):
        move = self.decided("SUSPENDUE")
        self.complete(move)
        act = self.last_act(move).with_user(self.clerk)
        for name, value in (("attempts", 0), ("payload", {}), ("told", False)):
            with self.subTest(name), self.assertRaises(AccessError):
                act.write({name: value})
        with self.assertRaises(AccessError):
            act.create({"kind": "complete", "number": "X", "identifier": "1"})
        with self.assertRaises(AccessError):
            move.write({"chorus_act_ids": [Command.clear()]})
        with self.assertRaises(UserError):
            act.sudo().unlink()

    def test_nothing_to_answer(self):
        move = self.delivered()
        self.assertFalse(move.chorus_way)
        with self.assertRaisesRegex(UserError, "waits for nothing"):
            move.action_chorus_answer()
        window = self.env["chorus.complete.wizard"].with_user(self.clerk)
        window = window.create({"move_id": move.id, "comment": "rien"})
        with self.assertRaisesRegex(UserError, "no longer waits"):
            window.action_complete()

    def test_kinds_of_documents_follow_the_portal(self):
        move = self.decided("SUSPENDUE")
        kinds = self.env["chorus.document.kind"]
        self.window(move)
        listed = kinds.search([("company_id", "=", self.company.id)])
        self.assertIn("BDL", listed.mapped("code"))
        gone = listed.filtered(lambda kind: kind.code == "BDL").sudo()
        gone.code = "GONE"
        self.env.flush_all()
        self.window(move)
        self.assertFalse(gone.active)
        self.sandbox.fault("http_503", "transverses/recuperer/typespj")
        window = self.window(move)
        self.assertTrue(window.exists())

    def test_the_right_recipient_is_proposed(self):
        move = self.decided("A_RECYCLER")
        window = self.window(move)
        self.assertEqual(window.siret, FREE)
        self.assertEqual(window.recipient_id, move.commercial_partner_id)
