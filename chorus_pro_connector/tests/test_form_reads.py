# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the form shows, read the way the web client reads it."""

from odoo.tests import tagged

from .common import ChorusInvoiceCommon


@tagged("post_install", "-at_install")
class TestFormReads(ChorusInvoiceCommon):
    def test_a_fresh_file_is_fresh_on_the_form_too(self):
        """Forms read with ``bin_size``, which makes sizes of images."""
        move = self.make_invoice([self.line("Grille", 350.0)], "F/2026/011")
        self.assertTrue(move.company_id.logo)
        move.invalidate_recordset(["chorus_file_outdated"])
        read = move.with_context(bin_size=True).web_read({"chorus_file_outdated": {}})
        self.assertFalse(read[0]["chorus_file_outdated"])
