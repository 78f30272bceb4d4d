# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Real reports, rendered as *Send & Print* renders them, through every judge."""

import base64
import io

import pypdf
from PIL import Image

from odoo.tests import tagged

from ..chorus.formats.factur_x import extract_xml
from . import (  # noqa: F401  add their shapes
    facturx_shapes_document,
    facturx_shapes_traps,
)
from .common import ChorusInvoiceCommon
from .facturx_reader import compare
from .facturx_shapes import SHAPES
from .outside import check_facturx

# One with texts and documents around, one with many rates, one of each other kind.
RENDERED = (
    "sections_and_notes",
    "several_rates",
    "discounts",
    "price_included_globally",
    "eco_tax",
    "credit_note",
    "credit_note_alone",
    "us_dollars",
    "already_paid_by_card",
    "down_payment_received",
    "cash_rounding_line",
)


@tagged("post_install", "-at_install")
class TestFacturxPdf(ChorusInvoiceCommon):
    render_pdf = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # No style sheet: with the web fonts of an Odoo that happens to run beside the
        # tests, the renderer draws letters as outlines, and no text could be read back.
        cls.env["ir.config_parameter"].set_param("report.url", "http://127.0.0.1:9")

    def test_rendered_reports_pass_every_judge(self):
        for name in RENDERED:
            with self.subTest(name), self.cr.savepoint() as savepoint:
                move = SHAPES[name](self)
                # What a credit note corrects must have been sent before it.
                move.reversed_entry_id.is_move_sent = True
                file_name, content = move._chorus_build_file()
                self.assertEqual(check_facturx(content), [])
                xml = extract_xml(content)
                invoice = compare(self, xml, move)
                self.compare_print(invoice, content, move)
                savepoint.rollback()
                self.env.invalidate_all()

    def compare_print(self, invoice, content, move):
        """The number and the amounts that people read are those that machines read."""
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        text = "".join(page.extract_text() for page in pages)
        self.assertIn(move.name, text)
        rounding = invoice.total("RoundingAmount") or 0
        amounts = {"total": invoice.total("GrandTotalAmount") + rounding}
        if invoice.total("TotalPrepaidAmount") and move.chorus_framework != "A2":
            amounts["due"] = invoice.total("DuePayableAmount")
        # Fixed taxes are taxes to Odoo, and a part of the price in the file.
        taxes = move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy()
        if "fixed" not in taxes.mapped("amount_type"):
            amounts["VAT"] = invoice.vat_total(move.currency_id.name)
            amounts["untaxed"] = invoice.total("TaxBasisTotalAmount")
        for name, amount in amounts.items():
            self.assertRegex(text, printed(amount), f"{name} of {move.name}")

    # === Whatever it is printed with === #

    def test_pictures_and_letters_of_every_kind(self):
        """Logos with transparency and of printing colours, Arabic, emoji, 30 pages."""
        lines = [self.line("بسم الله الرحمن الرحيم", 10.0), self.line("Fusée 🚀", 5.0)]
        cases = {
            "transparent logo": (picture("PNG", "RGBA", (200, 30, 30, 90)), lines),
            "printing colours": (picture("JPEG", "CMYK", (10, 200, 90, 5)), lines),
            "thirty pages": (
                picture("PNG", "LA", (120, 40)),
                [self.line(f"Lot {n}\n" + "Détail.\n" * 9, 1.0) for n in range(180)],
            ),
        }
        for name, (logo, commands) in cases.items():
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.company.logo = logo
                move = self.make_invoice(commands, post=False)
                self.assertEqual(move._chorus_making_problems(), [])
                move.action_post()
                content = base64.b64decode(move.chorus_file)
                self.assertEqual(check_facturx(content), [])
                pages = pypdf.PdfReader(io.BytesIO(content)).pages
                self.assertGreaterEqual(len(pages), 30 if name == "thirty pages" else 1)
                savepoint.rollback()
                self.env.invalidate_all()


def printed(amount):
    """Return the pattern of an amount as either language prints it."""
    whole, _point, rest = f"{abs(amount):.2f}".partition(".")
    groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)]
    thousands = r"[\s,.\u00a0\u202f]?".join(reversed(groups))
    return rf"(?<![\d.,]){thousands}[.,]{rest}(?!\d)"


def picture(kind, mode, colour):
    """Return a small picture in base64, as a company's logo is stored."""
    output = io.BytesIO()
    Image.new(mode, (60, 30), colour).save(output, kind)
    return base64.b64encode(output.getvalue())
