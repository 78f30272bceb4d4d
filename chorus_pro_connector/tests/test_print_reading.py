# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The print is read before it leaves: who sells, which invoice, how much."""

import io
from types import SimpleNamespace
from unittest.mock import patch

import pypdf

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.file import account_move_page
from .common import SUPPLIER_SIRET, small_pdf, text_pdf
from .sandbox_case import SandboxCase

WHOLE = (
    "Ateliers du Loir",
    "SIRET 332 540 215 16357 - TVA FR 23 334 175 221",
    "Facture",
    "Total 120,00",
)


@tagged("post_install", "-at_install")
class TestPrintReading(SandboxCase):
    render_pdf = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # See test_facturx_pdf: letters stay letters without web fonts.
        cls.env["ir.config_parameter"].set_param("report.url", "http://127.0.0.1:9")
        cls.town = cls.client(city="Chartres")

    def printed(self, *lines, **values):
        """Return an invoice of 120.00 whose PDF shows ``lines`` and its number."""
        move = self.invoice(
            self.town, lines=[self.line("Grille", 100.0)], chorus_format="pdf", **values
        )
        self.leave(move, text_pdf(*lines, move.name) if lines else small_pdf())
        return move

    def leave(self, move, content):
        move._chorus_drop_file()
        if left := move.sudo().invoice_pdf_report_id:
            left.raw = content
            return
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

    def lacking(self, move):
        return move._chorus_print_lacks(
            move.invoice_pdf_report_id.raw, move._chorus_terms()
        )

    def alert(self, move, code):
        return move._get_alerts().get(f"chorus_{code}")

    # === What is looked for === #

    def test_all_is_there(self):
        self.assertEqual(self.lacking(self.printed(*WHOLE)), [])

    def test_what_is_not_there_is_named(self):
        for rank, key in enumerate(("name", "identifier", "vat", "total")):
            lines = list(WHOLE)
            if key == "vat":
                lines[1] = lines[1].replace("221", "222")
            elif key == "identifier":
                lines[1] = lines[1].replace("16357", "16358")
            else:
                lines[min(rank, 3)] = "Rien"
            with self.subTest(key):
                self.assertEqual(self.lacking(self.printed(*lines)), [key])

    def test_the_number_of_another_invoice(self):
        move = self.printed(*WHOLE)
        self.leave(move, text_pdf(*WHOLE, f"{move.name}1"))
        self.assertEqual(self.lacking(move), ["number"])

    def test_a_company_without_vat_number(self):
        self.company.partner_id.vat = False
        move = self.printed("Ateliers du Loir", SUPPLIER_SIRET, "Total 120.00")
        self.assertEqual(self.lacking(move), [])

    # === What becomes of it === #

    def test_it_is_not_sent_without_them(self):
        move = self.printed("Ateliers du Loir, à Châteaudun", "Total 120,00")
        with self.assertRaisesRegex(UserError, "does not show its SIRET, its VAT"):
            move.action_chorus_send()
        self.assertFalse(move.chorus_flow_id)
        alert = self.alert(move, "print_lacks")
        self.assertEqual(alert["level"], "danger")
        self.assertEqual(alert["action_call"][1], "action_chorus_print_again")

    def test_printed_again_it_is_sent(self):
        move = self.printed("Ateliers du Loir, à Châteaudun", "Total 120,00")
        left = move.invoice_pdf_report_id.raw
        move.action_chorus_print_again()
        flow = self.send(move)
        text = self.text(self.plain_pdf(flow))
        self.assertIn(SUPPLIER_SIRET, text.replace(" ", ""))
        self.assertEqual(move.invoice_pdf_report_id.raw, left)
        self.assertIn("a new print was asked for", self.chatter(move))

    def test_without_text_it_is_sent_with_a_warning(self):
        move = self.printed()
        move._chorus_build_file()
        self.assertTrue(move.chorus_print_unread)
        self.assertEqual(self.alert(move, "print_unread")["level"], "warning")
        self.assertEqual(move.chorus_state, "ready")
        self.assertTrue(self.send(move))

    def test_the_warning_goes_with_its_reason(self):
        move = self.printed()
        move._chorus_build_file()
        move.action_chorus_print_again()
        move._chorus_build_file()
        self.assertFalse(move.chorus_print_unread)
        self.assertIsNone(self.alert(move, "print_unread"))

    def test_xml_has_no_print(self):
        move = self.printed("Une autre page, sans rien de ce qu'il faut")
        move.chorus_format = "ubl"
        self.assertIsNone(self.alert(move, "print_lacks"))

    def test_who_may_print_again(self):
        move = self.printed("Ateliers du Loir, à Châteaudun", "Total 120,00")
        self.send(self.again(move))
        with self.assertRaises(UserError):
            move.action_chorus_print_again()

    def again(self, move):
        move.action_chorus_print_again()
        return move

    # === Our own print === #

    def test_the_report_names_the_supplier_whatever_the_layout(self):
        """The layout of a company that never touched it has neither SIRET nor VAT."""
        self.company.company_details = "<p>Les Ateliers</p>"
        self.company.report_footer = False
        move = self.invoice(self.town)
        _name, content = move._chorus_build_file()
        text = self.text(content)
        for value in (SUPPLIER_SIRET, "FR23334175221", "Ateliers du Loir"):
            self.assertIn(value, text)
        self.assertFalse(move.chorus_print_unread)

    def test_a_program_that_drops_page_headers(self):
        """The supplier stands in the body, with the footer."""
        move = self.invoice(self.town)
        unable = SimpleNamespace(is_patched_qt=False)
        with patch.object(account_move_page, "_wkhtml", lambda: unable):
            report = move._chorus_report()
            html = self.env["ir.actions.report"]._render_template(
                report.report_name,
                {
                    **report._get_rendering_context(report, move.ids, {}),
                    "report_type": "pdf",
                },
            )
        body = html.decode().partition('class="footer')[0].partition("article")[2]
        for value in ("Ateliers du Loir", SUPPLIER_SIRET, "RCS Chartres"):
            self.assertIn(value, body)

    def text(self, content):
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return " ".join("".join(page.extract_text() for page in pages).split())

    def plain_pdf(self, flow):
        return flow.sudo().attachment_id.raw
