# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents joined to invoices: mended when nothing is lost, else refused in time."""

import base64
import io
import os
from unittest.mock import patch

import pikepdf
from PIL import Image

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from ..chorus import rules
from ..models.file import account_move_documents, chorus_document
from .common import small_pdf
from .sandbox_case import SandboxCase

LONG = "Bordereau de situation des travaux de charpente, lot numéro "
# So that tests need not move ten megabytes about.
SMALL_LIMIT = 400_000
ANNEX = small_pdf("annexe")


def scan(side=700):
    """Return a PDF of one noisy picture, three bytes a pixel."""
    document = pikepdf.new()
    picture = document.make_stream(os.urandom(3 * side * side))
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width = picture.Height = side
    picture.BitsPerComponent, picture.ColorSpace = 8, pikepdf.Name.DeviceRGB
    page = document.add_blank_page(page_size=(595, 842))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    page.obj.Contents = document.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def noise(size):
    """Return a PNG that nothing makes smaller."""
    output = io.BytesIO()
    side = int((size / 3) ** 0.5)
    Image.frombytes("RGB", (side, side), os.urandom(3 * side * side)).save(
        output, "PNG", compress_level=0
    )
    return output.getvalue()


@tagged("post_install", "-at_install")
class TestDocuments(SandboxCase):
    def join(self, move, name, content=ANNEX):
        values = {"res_model": "account.move", "res_id": move.id}
        document = (
            self.env["ir.attachment"]
            .with_user(self.clerk)
            .create({"name": name, "raw": content, **values})
        )
        move.chorus_attachment_ids = [Command.link(document.id)]
        return document

    def embedded(self, content):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return {
                name: item.get_file().read_bytes()
                for name, item in pdf.attachments.items()
                if name != "factur-x.xml"
            }

    def limits(self, size=SMALL_LIMIT):
        return patch.multiple(rules, ATTACHMENT_SIZE=size, FILE_SIZE=size + 1024**2)

    def codes(self, move):
        return [issue["code"] for issue in move.chorus_issues or []]

    def test_long_names_and_twins_arrive(self):
        move = self.invoice(post=False)
        names = [f"{LONG}{lot}.pdf" for lot in (1, 2, 3)] + ["plan.pdf", "Plan.pdf"]
        for rank, name in enumerate(names):
            self.join(move, name, small_pdf(f"Plan {rank}"))
        self.assertEqual(self.codes(move), [])
        self.assertIn("sent under the name", move.chorus_document_changes)
        self.assertEqual(len(move.chorus_document_changes.splitlines()), 4)
        move.action_post()
        self.assertIn("sent under the name", self.chatter(move))
        flow = self.send(move)
        found = self.embedded(self.assertFileReceived(flow))
        self.assertEqual(len(found), len(names))
        self.assertTrue(all(len(name) <= 50 for name in found))
        self.assertEqual(
            sorted(found.values()), [small_pdf(f"Plan {rank}") for rank in range(5)]
        )
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(flow.status, "IN_INTEGRE", flow.notes)
        self.assertEqual(
            move.chorus_attachment_ids.sorted("id").mapped("name"), names, "originals"
        )

    def test_heavy_scan_is_made_lighter(self):
        heavy = scan()
        move = self.invoice(post=False)
        with self.limits():
            document = self.join(move, "releve.pdf", heavy)
            self.assertEqual(self.codes(move), [])
            self.assertIn("instead of 1.4 MB", move.chorus_document_changes)
            move.action_post()
            flow = self.send(move)
        (sent,) = self.embedded(self.assertFileReceived(flow)).values()
        self.assertLessEqual(len(sent), SMALL_LIMIT)
        self.assertEqual(document.raw, heavy, "the original stays")
        self.assertIn("instead of 1.4 MB", self.chatter(move))
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(flow.status, "IN_INTEGRE", flow.notes)

    def test_lightened_once_and_forgotten_with_its_document(self):
        lighter = self.env["chorus.document"].sudo()
        move = self.invoice(post=False)
        with self.limits():
            document = self.join(move, "releve.pdf", scan())
            self.assertFalse(self.codes(move))
            with patch.object(
                chorus_document, "compress_pdf", side_effect=AssertionError
            ):
                move.invalidate_recordset()
                move.narration = "<p>Autre</p>"
                self.assertTrue(move.chorus_document_changes)
        self.assertEqual(lighter.search_count([("size", ">", 0)]), 1)
        lighter._gc_chorus_documents()
        self.assertEqual(lighter.search_count([]), 1)
        move.chorus_attachment_ids = False
        document.sudo().unlink()
        lighter._gc_chorus_documents()
        self.assertFalse(lighter.search_count([]))

    def test_nobody_reads_the_lighter_documents(self):
        self.assertFalse(
            self.env["chorus.document"].with_user(self.clerk).has_access("read")
        )

    def test_together_they_must_fit(self):
        """Each is light enough alone; their sum is not."""
        move = self.invoice(post=False)
        with self.limits(2_000_000):
            for lot in (1, 2):
                self.join(move, f"releve {lot}.pdf", scan())
            self.assertEqual(self.codes(move), [])
            documents = move._chorus_documents()
            self.assertTrue(all(item.light for item in documents))
            self.assertLessEqual(sum(item.size for item in documents), 2_000_000)
            self.join(move, "photo.png", noise(1_900_000))
            self.join(move, "autre photo.png", noise(1_900_000))
            self.assertEqual(self.codes(move), ["attachment_total"])
            self.assertRegex(move.chorus_issues[0]["message"], r"may weigh \d\.\d MB")

    def test_text_that_packs_well_may_be_long(self):
        move = self.invoice(post=False)
        with self.limits(200_000):
            self.join(move, "a.csv", b"1;2;3\n" * 30_000)
            self.join(move, "b.csv", b"1;2;3\n" * 30_000)
            self.assertEqual(self.codes(move), [])
            move.chorus_format = "ubl"
            self.assertEqual(self.codes(move), ["attachment_total"])

    def test_what_cannot_be_fixed_is_said_before_confirming(self):
        cases = (
            ("programme.exe", b"MZ", "attachment", "format"),
            ("sans extension", b"x", "attachment", "format"),
            ("vide.pdf", b"", "attachment_empty", "is empty"),
            ("photo.png", noise(SMALL_LIMIT + 1000), "attachment_size", "10 MB"),
            ("abîmé.pdf", b"%PDF-1.4" + os.urandom(SMALL_LIMIT), "attachment_size", ""),
        )
        for name, content, code, words in cases:
            with self.subTest(name), self.limits():
                move = self.invoice(post=False)
                self.join(move, name, content)
                self.assertEqual(move.chorus_state, "incomplete")
                (issue,) = [
                    found for found in move.chorus_issues if found["level"] == "danger"
                ]
                self.assertEqual(issue["code"], code)
                self.assertIn(name, issue["message"])
                self.assertIn(words, issue["message"])
                move.action_post()
                with self.assertRaisesRegex(RedirectWarning, name):
                    move.action_chorus_send()
        self.assertEqual(self.deposits(), [])

    def test_the_finished_file_is_weighed_too(self):
        move = self.invoice()
        self.join(move, "photo.png", noise(30_000))
        with (
            patch.object(rules, "FILE_SIZE", 20_000),
            patch.object(account_move_documents, "INVOICE_ROOM", -1_000_000),
            self.assertRaisesRegex(UserError, "10 MB"),
        ):
            move._chorus_build_file()

    def test_documents_in_structured_files(self):
        for kind in ("cii", "ubl"):
            with self.subTest(kind):
                move = self.invoice(post=False, chorus_format=kind)
                self.join(move, f"{LONG}{kind}.pdf", ANNEX)
                move.action_post()
                flow = self.send(move)
                content = self.assertFileReceived(flow)
                self.assertIn(base64.b64encode(ANNEX), content)
                self.sandbox.advance()
                flow.update_flow_status()
                self.assertEqual(flow.status, "IN_INTEGRE", flow.notes)
