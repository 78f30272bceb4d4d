# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What people read in the file is what machines read, whoever printed it and when."""

import io
from unittest.mock import patch

import pypdf

from odoo import Command
from odoo.tests import tagged
from odoo.tools import config

from ..chorus.formats.factur_x import extract_xml
from .common import small_pdf
from .facturx_reader import BUYER_CITY, Invoice
from .outside import check_facturx
from .sandbox_case import SandboxCase
from .test_facturx_file import PIXEL


@tagged("post_install", "-at_install")
class TestFacturxPrinted(SandboxCase):
    render_pdf = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # See test_facturx_pdf: letters stay letters without web fonts.
        cls.env["ir.config_parameter"].set_param("report.url", "http://127.0.0.1:9")
        cls.town = cls.client(city="Chartres")

    def emailed(self, **values):
        """Return an invoice whose PDF *Send & Print* has made and e-mailed."""
        move = self.invoice(self.town, **values)
        send = self.env["account.move.send"].with_user(self.clerk)
        # Else Odoo makes HTML whenever a test is running.
        send = send.with_context(force_report_rendering=True)
        # Else it leaves the XML that it would embed beside the PDF.
        with patch.dict(config.options, {"test_enable": False}):
            send._generate_and_send_invoices(move, sending_methods=["email"])
        self.assertTrue(move.invoice_pdf_report_id)
        return move

    def leave(self, move, content):
        """Put a PDF on the invoice behind everybody's back."""
        self.env["ir.attachment"].create(
            {
                "name": "facture.pdf",
                "raw": content,
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        move.invalidate_recordset()

    def text(self, content):
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return " ".join("".join(page.extract_text() for page in pages).split())

    def test_the_pdf_that_was_sent_is_deposited(self):
        move = self.emailed()
        self.assertEqual(move._chorus_source_pdf(), move.invoice_pdf_report_id.raw)
        move.buyer_reference = "SERVICE-7"  # in the XML, on no page
        self.assertEqual(move._chorus_source_pdf(), move.invoice_pdf_report_id.raw)
        flow = self.send(move)
        self.assertEqual(check_facturx(flow.sudo().attachment_id.raw), [])

    def test_what_odoo_put_into_that_pdf_does_not_stay(self):
        """Odoo's own Factur-X: of the two XML files that would be, ours is alone."""
        self.town.invoice_edi_format = "facturx"
        move = self.emailed()
        theirs = extract_xml(move.invoice_pdf_report_id.raw)
        self.assertIn(b"#conformant#urn:factur-x.eu:1p0:extended", theirs)
        flow = self.send(move)
        content = self.assertFileReceived(flow)
        self.assertEqual(check_facturx(content), [])
        self.assertEqual(extract_xml(content), self.make_xml(move))
        self.assertNotIn(theirs, [a for _n, a in self.embedded(content)])
        self.assertEqual(len(self.embedded(content)), 1)

    def embedded(self, content):
        reader = pypdf.PdfReader(io.BytesIO(content))
        files = reader.attachments.items()
        return [(name, part) for name, parts in files for part in parts]

    def test_what_was_printed_has_changed_since(self):
        """Each change is named, printed anew for the file, and the PDF stays."""
        other = self.env["res.partner.bank"].create(
            {
                "acc_number": "FR1420041010050500013M02606",
                "partner_id": self.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        move = self.emailed(narration="<p>Note</p>")
        sent = move.invoice_pdf_report_id.raw

        def pay():
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids
            ).create({"amount": 10.0})._create_payments()

        partner = self.company.partner_id
        changes = {
            "customer": lambda: self.town.write({"city": "Illiers-Combray"}),
            "company": lambda: partner.write({"name": "Ateliers de la Beauce"}),
            "bank account": lambda: move.write({"partner_bank_id": other.id}),
            "notes": lambda: move.write({"narration": "<p>Autre note</p>"}),
            "invoice details": lambda: move.write({"ref": "MARCHE-2026-9"}),
            "layout of the printed invoice": lambda: self.company.write(
                {"logo": PIXEL}
            ),
            "amount paid": pay,
        }
        for label, change in changes.items():
            with self.subTest(label), self.cr.savepoint() as savepoint:
                change()
                self.assertIn(label, move._chorus_print_changes())
                _name, content = move._chorus_build_file()
                body = self.chatter(move)
                self.assertIn("Since the PDF of the invoice was made", body)
                self.assertIn(label, body)
                self.assertEqual(move.invoice_pdf_report_id.raw, sent)
                # Made once: the next one finds it fresh.
                count = len(move.message_ids)
                self.assertEqual(move._chorus_build_file()[1], content)
                self.assertEqual(len(move.message_ids), count)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_print_and_data_of_the_file_agree(self):
        move = self.emailed()
        self.town.city = "Illiers-Combray"
        flow = self.send(move)
        content = self.assertFileReceived(flow)
        self.assertIn("Illiers-Combray", self.text(content))
        city = Invoice(extract_xml(content)).text(BUYER_CITY)
        self.assertEqual(city, "Illiers-Combray")
        self.assertIn("Chartres", self.text(move.invoice_pdf_report_id.raw))
        self.assertEqual(check_facturx(content), [])

    def test_a_pdf_of_unknown_origin(self):
        """Taken as it is while nothing has changed since the file was made."""
        move = self.invoice(self.town)
        self.leave(move, small_pdf("Celle du client"))
        self.assertEqual(move._chorus_source_pdf(), small_pdf("Celle du client"))
        self.town.street = "2 rue Neuve"
        self.assertIn("2 rue Neuve", self.text(move._chorus_source_pdf()))

    def test_draft_and_back(self):
        """Odoo drops the PDF of a draft; the next one is a print of its own."""
        move = self.emailed()
        move.button_draft()
        move.invoice_line_ids = [
            Command.update(move.invoice_line_ids.id, {"price_unit": 120.0})
        ]
        move.action_post()
        self.assertEqual(move._chorus_print_changes(), [])
        self.assertIn("144", self.text(move._chorus_source_pdf()))


@tagged("post_install", "-at_install")
class TestFacturxMappedOnce(SandboxCase):
    """Mapping an invoice costs more than anything else before the print."""

    def mappings(self, action):
        """Run ``action`` and return how often an invoice was mapped meanwhile."""
        model = self.env.registry["chorus.en16931"]
        seen, real = [], model._get_mapping

        def count(mapper, move):
            seen.append(move.id)
            return real(mapper, move)

        self.patch(model, "_get_mapping", count)
        action()
        return len(seen)

    def test_one_send_maps_once_in_each_transaction(self):
        """Guard and file, commit, last look and file."""
        move = self.invoice()
        self.assertEqual(self.mappings(move.action_chorus_send), 2)
        self.assertEqual(move.chorus_state, "deposited")

    def test_the_scheduled_deposit_maps_once(self):
        flow = self.invoice()._chorus_queue().sudo()
        self.assertEqual(self.mappings(flow._chorus_advance), 1)
        self.assertEqual(flow.state, "deposited")

    def test_a_change_between_two_transactions_is_seen(self):
        client = self.client()
        move = self.invoice(client)
        queue = self.env.registry["account.move"]._chorus_queue

        def queue_and_move(moves):
            flow = queue(moves)
            commit = self.env.registry["chorus.flow"]._chorus_commit

            def change(flows):
                client.street = "3 rue Neuve"
                self.patch(self.env.registry["chorus.flow"], "_chorus_commit", commit)
                return commit(flows)

            self.patch(self.env.registry["chorus.flow"], "_chorus_commit", change)
            return flow

        self.patch(self.env.registry["account.move"], "_chorus_queue", queue_and_move)
        flow = self.send(move)
        self.assertIn(b"3 rue Neuve", extract_xml(self.assertFileReceived(flow)))
