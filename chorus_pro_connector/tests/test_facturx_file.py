# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The life of the file: made at confirmation, kept, made again after a change."""

import base64
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..chorus.errors import FileError
from ..chorus.formats.factur_x import extract_xml
from .common import ChorusInvoiceCommon, small_pdf
from .outside import check_facturx

PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    b"AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestFacturxFile(ChorusInvoiceCommon):
    def join(self, move, name, content=b"%PDF-1.4 annexe"):
        document = (
            self.env["ir.attachment"]
            .with_user(self.clerk)
            .create(
                {
                    "name": name,
                    "raw": content,
                    "res_model": "account.move",
                    "res_id": move.id,
                }
            )
        )
        move.chorus_attachment_ids = [Command.link(document.id)]
        return document

    def counted(self, move):
        """Patch the PDF source and count how often it is asked for."""
        return patch.object(
            self.env.registry["account.move"],
            "_chorus_source_pdf",
            side_effect=small_pdf,
        )

    def test_confirming_one_invoice_makes_its_file(self):
        move = self.make_invoice([self.line("Grille", 350.0)], "F/2026/007")
        self.assertEqual(
            move.chorus_file_name, "factur-x_chorus_facture_F-2026-007.pdf"
        )
        content = base64.b64decode(move.chorus_file)
        self.assertEqual(check_facturx(content), [])
        self.assertEqual(extract_xml(content), self.make_xml(move))
        self.assertFalse(move.chorus_file_outdated)
        self.assertFalse(move.invoice_pdf_report_id, "Send & Print's own PDF")

    def test_fresh_file_is_not_made_again(self):
        move = self.make_invoice([self.line("Grille", 350.0)])
        stored = base64.b64decode(move.chorus_file)
        move.env.invalidate_all()
        with self.counted(move) as source:
            self.assertEqual(move._chorus_build_file(), (move.chorus_file_name, stored))
        source.assert_not_called()

    def test_several_at_once_are_made_when_sent(self):
        moves = self.env["account.move"].with_user(self.clerk)
        for number in ("F-2026-101", "F-2026-102"):
            moves += self.make_invoice([self.line("Grille", 1.0)], number, post=False)
        with self.counted(moves) as source:
            moves.action_post()
            source.assert_not_called()
            self.assertFalse(any(moves.mapped("chorus_file")))
            name, content = moves[0]._chorus_build_file()
        self.assertEqual(base64.b64decode(moves[0].chorus_file), content)
        self.assertEqual(name, moves[0].chorus_file_name)

    def test_draft_drops_the_file_and_confirming_again_makes_a_new_one(self):
        move = self.make_invoice([self.line("Grille", 350.0)])
        before = move.chorus_file
        move.button_draft()
        for field in ("file", "file_name", "file_date", "file_fingerprint"):
            self.assertFalse(move[f"chorus_{field}"])
        with self.assertRaisesRegex(UserError, "Confirm"):
            move._chorus_build_file()
        move.invoice_line_ids.price_unit = 360.0
        move.action_post()
        self.assertNotEqual(move.chorus_file, before)
        self.assertIn(b"360.00", extract_xml(base64.b64decode(move.chorus_file)))

    def test_a_copy_has_no_file(self):
        copy = self.make_invoice([self.line("Grille", 350.0)]).copy()
        self.assertFalse(copy.chorus_file or copy.chorus_file_fingerprint)

    def test_what_changed_is_said(self):
        """Each change of the world around is named, and gives another file."""
        move = self.make_invoice([self.line("Grille", 350.0)], narration="<p>Note</p>")
        other_account = self.env["res.partner.bank"].create(
            {
                "acc_number": "FR1420041010050500013M02606",
                "partner_id": self.company.partner_id.id,
                "allow_out_payment": True,
            }
        )

        def pay():
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids
            ).create({"amount": 100.0})._create_payments()

        changes = {
            "customer": lambda: self.buyer.write({"street": "2 rue Neuve"}),
            "company": lambda: self.company.partner_id.write({"city": "Illiers"}),
            "bank account": lambda: move.write({"partner_bank_id": other_account.id}),
            "invoice details": lambda: move.write({"buyer_reference": "AUTRE"}),
            "notes": lambda: move.write({"narration": "<p>Autre note</p>"}),
            "joined documents": lambda: self.join(move, "annexe.pdf"),
            "layout of the printed invoice": lambda: self.company.write(
                {"logo": PIXEL}
            ),
            "amount paid": pay,
        }
        for label, change in changes.items():
            with self.subTest(label):
                before = base64.b64decode(move.chorus_file)
                self.assertEqual(move._chorus_file_changes(), [])
                change()
                self.assertEqual(move._chorus_file_changes(), [label])
                move.invalidate_recordset(["chorus_file_outdated"])
                self.assertTrue(move.chorus_file_outdated)
                _name, content = move._chorus_build_file()
                if label != "layout of the printed invoice":  # the PDF is a stub
                    self.assertNotEqual(content, before)
                self.assertIn(label, move.message_ids[0].body)
                self.assertEqual(move._chorus_file_changes(), [])

    def test_documents_are_embedded_under_names_that_the_portal_takes(self):
        move = self.make_invoice([self.line("Grille", 350.0)])
        long_name = "Procès-verbal de réception des travaux du lot numéro 12.pdf"
        self.join(move, long_name, b"%PDF-1.7 un")
        self.join(move, long_name, b"%PDF-1.7 deux")
        self.join(move, "bon.csv", b"trois")
        names = [item.name for item in move._chorus_attachments()]
        self.assertEqual(len(set(names)), 3)
        self.assertTrue(all(len(name) <= 50 for name in names), names)
        self.assertEqual([n.rpartition(".")[2] for n in names], ["pdf", "pdf", "csv"])
        _name, content = move._chorus_build_file()
        for part in (b"%PDF-1.7 un", b"%PDF-1.7 deux", b"trois"):
            self.assertIn(part, self.embedded(content).values())
        self.assertEqual(check_facturx(content), [])

    def embedded(self, content):
        import io

        import pikepdf

        with pikepdf.open(io.BytesIO(content)) as pdf:
            return {
                name: item.get_file().read_bytes()
                for name, item in pdf.attachments.items()
            }

    # === What goes wrong === #

    def test_confirming_is_never_prevented(self):
        """The reason goes to the chatter, and the checks show it."""
        self.company.partner_id.company_registry = "123"
        move = self.make_invoice([self.line("Grille", 350.0)])
        self.assertEqual(move.state, "posted")
        self.assertFalse(move.chorus_file)
        self.assertIn("SIRET", "".join(move.message_ids.mapped("body")))
        with self.assertRaisesRegex(UserError, "SIRET"):
            move._chorus_build_file()

    @mute_logger("odoo.addons.chorus_pro_connector.models.file.account_move_file")
    def test_a_broken_report_does_not_prevent_confirming(self):
        with patch.object(
            self.env.registry["account.move"],
            "_chorus_source_pdf",
            side_effect=KeyError("o.unknown"),
        ):
            move = self.make_invoice([self.line("Grille", 350.0)])
        self.assertEqual(move.state, "posted")
        self.assertFalse(move.chorus_file)
        self.assertIn("layout", "".join(move.message_ids.mapped("body")))

    def test_what_odoo_replays_is_not_told_as_a_broken_report(self):
        """The transaction is dead by then: a note in it would be the error shown."""
        model = self.env.registry["account.move"]
        crash = patch.object(
            model, "_chorus_source_pdf", side_effect=SerializationFailure
        )
        move = self.make_invoice([self.line("Grille", 350.0)])
        move._chorus_drop_file()
        notes = move.message_ids
        with crash, self.assertRaises(SerializationFailure):
            move._chorus_try_build_file()
        self.assertEqual(move.message_ids, notes)

    def test_file_errors_become_sentences(self):
        move = self.make_invoice([self.line("Grille", 350.0)])
        move._chorus_drop_file()
        for content, sentence in (
            (b"no pdf at all", "damaged|PDF"),
            (small_pdf()[:200], "damaged|PDF"),
        ):
            with (
                patch.object(
                    self.env.registry["account.move"],
                    "_chorus_source_pdf",
                    return_value=content,
                ),
                self.assertRaisesRegex(UserError, sentence) as caught,
            ):
                move._chorus_build_file()
            self.assertIsInstance(caught.exception.__cause__, FileError)

    def test_a_document_of_a_colleague_is_joined(self):
        """Odoo checks at the moment of joining that the user may read the document."""
        move = self.make_invoice([self.line("Grille", 350.0)])
        secret = self.env["ir.attachment"].create({"name": "a.txt", "raw": b"secret"})
        with self.assertRaises(AccessError):
            move.chorus_attachment_ids = [Command.link(secret.id)]
        move.sudo().chorus_attachment_ids = [Command.link(secret.id)]
        _name, content = move._chorus_build_file()
        self.assertEqual(check_facturx(content), [])

    def test_an_empty_document_is_refused(self):
        move = self.make_invoice([self.line("Grille", 350.0)])
        self.join(move, "vide.pdf", b"")
        with self.assertRaisesRegex(UserError, "vide.pdf"):
            move._chorus_build_file()
