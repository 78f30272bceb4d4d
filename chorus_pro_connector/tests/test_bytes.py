# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The bytes that leave are those that were checked, whatever the disk gives back."""

import base64
import os
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.connection.kept_bytes import storing
from ..models.file.account_move_file import digest
from ..models.flow.chorus_flow_deposit import ABSENCE_DELAY
from .common import small_pdf
from .sandbox_case import SandboxCase

ATTACHMENTS = "odoo.addons.base.models.ir_attachment"
KEPT = "odoo.addons.chorus_pro_connector.models.connection.kept_bytes"


class BytesCase(SandboxCase):
    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger(ATTACHMENTS, KEPT))

    def path(self, attachment):
        attachment = attachment.sudo()
        return Path(attachment._full_path(attachment.store_fname))

    def damage(self, attachment, kind):
        """Make the file of ``attachment`` what a bad disk makes of it."""
        path = self.path(attachment)
        content = path.read_bytes()
        self.addCleanup(lambda: path.exists() and path.write_bytes(content))
        if kind == "gone":
            path.unlink()
        elif kind == "empty":
            path.write_bytes(b"")
        elif kind == "cut short":
            path.write_bytes(content[: len(content) // 2])
        else:
            path.write_bytes(b"other bytes of somebody")
        self.env.invalidate_all()

    def stored(self, move):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "=", move.id),
                ("res_field", "=", "chorus_file"),
            ]
        )


KINDS = ("gone", "empty", "cut short", "other")


@tagged("post_install", "-at_install")
class TestBytes(BytesCase):
    def test_stored_file(self):
        for kind in KINDS:
            for format_ in ("facturx", "cii"):
                with self.subTest(kind, format=format_):
                    move = self.invoice(chorus_format=format_)
                    self.damage(self.stored(move), kind)
                    flow = self.send(move)
                    self.assertEqual(flow.state, "deposited")
                    content = self.assertFileReceived(flow)
                    self.assertEqual(content, move._chorus_stored_file())
                    self.assertIn("damaged or gone", self.chatter(move))

    def test_file_of_an_earlier_version(self):
        """19.0.1.0.0 kept no SHA-256 of the file: it is made again, not damaged."""
        move = self.invoice()
        fingerprint = {**move.chorus_file_fingerprint, "version": digest(1)}
        del fingerprint["bytes"]
        move.sudo().chorus_file_fingerprint = fingerprint
        self.assertFileReceived(self.send(move))
        self.assertIn("version of the connector", self.chatter(move))
        self.assertNotIn("damaged", self.chatter(move))

    def test_other_bytes_in_the_database(self):
        """What an administrator or an SQL statement puts there does not leave."""
        move, other = self.invoice(), self.invoice()
        foreign = other._chorus_stored_file()
        self.stored(move).sudo().write({"raw": foreign})
        self.env.invalidate_all()
        self.assertIsNone(move._chorus_stored_file())
        content = self.assertFileReceived(self.send(move))
        self.assertNotEqual(content, foreign)

    def _waiting(self, *moves):
        self.company.chorus_delay = 10
        for move in moves:
            move.action_chorus_send()
        flow = moves[0].chorus_flow_id.sudo()
        self.company.chorus_delay = 0
        return flow

    def test_file_of_a_deposit(self):
        for kind in KINDS:
            with self.subTest(kind):
                move = self.invoice()
                flow = self._waiting(move)
                right, before = flow.sha256, len(self.deposits())
                # Both copies share one file on the disk.
                self.damage(flow.attachment_id, kind)
                move.action_chorus_send_now()
                if flow.state == "queued":
                    self.assertIn("nothing was sent", flow.error_message)
                    self.assertEqual(len(self.deposits()), before)
                    self.run_follow()
                self.assertEqual(flow.state, "deposited")
                self.assertEqual(len(self.deposits()), before + 1)
                content = self.assertFileReceived(flow)
                self.assertTrue(content)
                self.assertFalse(flow.error_message)
                if move.chorus_format == "cii":
                    self.assertEqual(flow.sha256, right)

    def test_only_the_copy_of_the_deposit(self):
        """The file is lost between the last look at it and its leaving."""
        move = self.invoice()
        flow = self._waiting(move)
        flow.attachment_id.write({"raw": b"something else"})
        self.env.invalidate_all()
        move.action_chorus_send_now()
        self.assertEqual(self.deposits(), [])
        self.assertEqual(flow.state, "queued")
        self.assertIn("nothing was sent", flow.error_message)
        self.run_follow()
        self.assertEqual(flow.state, "deposited")
        self.assertFileReceived(flow)

    def test_after_a_doubt_the_portal_is_asked(self):
        move = self.invoice()
        self.sandbox.fault("timeout_before")
        flow = self.send(move).sudo()
        self.assertEqual((flow.state, flow.doubtful), ("unknown", True))
        self.pass_time(flow, ABSENCE_DELAY)
        flow._chorus_verify()
        self.assertEqual(flow.state, "queued")
        flow.attachment_id.write({"raw": b""})
        self.env.invalidate_all()
        before = len(self.deposits())
        flow._chorus_advance()
        self.assertEqual(flow.state, "unknown")
        self.assertEqual(len(self.deposits()), before)
        self.sandbox.forget_requests()
        flow._chorus_advance()
        self.assertTrue(self.sandbox.requests_of("factures/rechercher/fournisseur"))
        self.pass_time(flow, ABSENCE_DELAY)
        flow._chorus_verify()
        flow._chorus_advance()
        self.assertEqual(flow.state, "deposited")
        self.assertFileReceived(flow)

    def test_plain_pdf_and_its_documents(self):
        document = self.env["ir.attachment"].with_user(self.clerk)
        document = document.create({"name": "plan.pdf", "raw": small_pdf("Plan")})
        for victim in ("main", "joined"):
            with self.subTest(victim):
                move = self.invoice(
                    chorus_format="pdf", chorus_attachment_ids=[(4, document.id)]
                )
                flow = self._waiting(move)
                row = flow.document_ids.filtered(
                    lambda row, main=victim == "main": row.main == main
                )
                (row.attachment_id or flow.attachment_id).write({"raw": b"not it"})
                self.env.invalidate_all()
                move.action_chorus_send_now()
                self.assertEqual(flow.state, "queued")
                self.assertFalse(move.chorus_identifier)
                self.run_follow()
                self.assertEqual(flow.state, "integrated")
                self.assertTrue(move.chorus_identifier)
                self.assertEqual(len(flow.document_ids), 2)
                self.assertTrue(all(flow.document_ids.mapped("identifier")))

    def test_a_joined_document_that_is_gone(self):
        document = self.env["ir.attachment"].with_user(self.clerk)
        document = document.create({"name": "plan.pdf", "raw": small_pdf("Plan perdu")})
        move = self.invoice(post=False, chorus_attachment_ids=[(4, document.id)])
        self.damage(document, "gone")
        move.action_post()
        refused = self.assertRaisesRegex(UserError, "plan.pdf.*join it again")
        with refused, self.env.cr.savepoint():
            move.action_chorus_send()
        self.assertFalse(move.chorus_flow_id)

    def test_the_pdf_that_was_sent_by_mail(self):
        """The printed invoice is used again only while it is what was printed."""
        move = self.invoice()
        pdf = self.env["ir.attachment"].create(
            {
                "name": "facture.pdf",
                "raw": small_pdf("Envoyé"),
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        move.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])
        move._chorus_note_print()
        self.assertEqual(move._chorus_stored_print(), small_pdf("Envoyé"))
        self.damage(pdf, "cut short")
        self.assertIsNone(move._chorus_stored_print())
        pdf.sudo().write({"raw": small_pdf("Autre montant")})
        self.env.invalidate_all()
        self.assertIsNone(move._chorus_stored_print())
        self.assertIn("the PDF itself", move._chorus_print_changes())

    def test_full_disk(self):
        """One sentence while the disk is full; once there is room, all goes on."""
        move = self.invoice(post=False, chorus_format="cii")
        store = self.env.registry["ir.attachment"]._file_write
        written = []

        def full(attachments, content, checksum):
            """Cut every file short, as a disk does that fills up."""
            path = Path(attachments._full_path(f"{checksum[:2]}/{checksum}"))
            attachments._get_path(content, checksum)
            path.write_bytes(content[:10])
            written.append(path)
            raise OSError(28, os.strerror(28))

        self.addCleanup(lambda: [path.unlink(missing_ok=True) for path in written])
        with patch.object(type(self.env["ir.attachment"]), "_file_write", full):
            move.action_post()
            self.assertEqual(move.state, "posted")
            self.assertIn("could not store", self.chatter(move))
            refused = self.assertRaisesRegex(UserError, "could not store")
            with refused, self.env.cr.savepoint():
                move.action_chorus_send()
        self.assertTrue(written)
        self.assertEqual(self.env.registry["ir.attachment"]._file_write, store)
        flow = self.send(move)
        self.assertEqual(flow.state, "deposited")
        content = self.assertFileReceived(flow)
        self.assertEqual(base64.b64decode(move.chorus_file), content)

    def test_full_disk_when_a_damaged_file_is_mended(self):
        content = b"a file that a bad disk has cut short"
        attachment = self.env["ir.attachment"].create({"name": "a", "raw": content})
        path = self.path(attachment)
        path.write_bytes(content[:4])
        self.addCleanup(path.unlink, missing_ok=True)
        before = set(path.parent.iterdir())
        with (
            patch.object(os, "replace", side_effect=OSError(28, os.strerror(28))),
            self.assertRaisesRegex(UserError, "could not store"),
            storing(self.env, content),
        ):
            self.fail("nothing was stored")
        self.assertEqual(set(path.parent.iterdir()), before)
        with storing(self.env, content):
            self.assertEqual(path.read_bytes(), content)

    def test_opening_what_is_gone(self):
        flow = self.send(self.invoice())
        self.damage(flow.sudo().attachment_id, "gone")
        with self.assertRaisesRegex(UserError, "restores it from a backup"):
            flow.action_open_file()
