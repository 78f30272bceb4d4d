# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Real reports, rendered as *Send & Print* renders them, through every judge."""

import io
import re

import pypdf

from odoo.tests import tagged

from ..chorus.factur_x import extract_xml
from . import facturx_shapes_document  # noqa: F401  adds its shapes
from .common import ChorusInvoiceCommon
from .facturx_reader import compare
from .facturx_shapes import SHAPES

from checkers import check_facturx  # isort: skip  path set by common

# One with texts and documents around, one with many rates, one of each other kind.
RENDERED = ("sections_and_notes", "several_rates", "credit_note_alone", "us_dollars")


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
                file_name, content = move._chorus_build_file()
                self.assertEqual(check_facturx(content), [])
                xml = extract_xml(content)
                invoice = compare(self, xml, move)
                self.compare_print(invoice, content, move)
                savepoint.rollback()
                self.env.invalidate_all()

    def compare_print(self, invoice, content, move):
        """The number and the total that people read are those that machines read."""
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        text = "".join(page.extract_text() for page in pages)
        self.assertIn(move.name, text)
        digits = re.sub(r"[^0-9]", "", text)
        total = f"{invoice.total('GrandTotalAmount'):.2f}".replace(".", "")
        self.assertIn(total, digits)
