# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Installing fills no row (tests/install does it for real, beside a writer)."""

from odoo.tests import tagged

from .. import hooks
from .common import ChorusInvoiceCommon
from .hooks_case import HooksMixin


@tagged("post_install", "-at_install")
class TestHooks(HooksMixin, ChorusInvoiceCommon):
    addon = "chorus_pro_connector"
    columns = hooks.COLUMNS

    def test_every_column_is_known(self):
        self.check_every_column_is_known()

    def test_values(self):
        self.buyer.invoice_sending_method = False
        company = self.env["res.company"].create({"name": "Nouvelle"})
        invoice = self.make_invoice([self.line("Pose", 100)])
        self.check_values([invoice.sudo()], but=("chorus_vat_regime",))
        self.check_values([self.buyer, company])

    def test_columns_that_are_missing_are_added(self):
        """A migration adds those of a new version, and leaves the others alone."""
        cr = self.env.cr
        invoice = self.make_invoice([self.line("Pose", 100)])
        invoice.sudo().chorus_framework = "A2"
        self.env.flush_all()
        columns = {**hooks.COLUMNS["account_move"], "chorus_new": ("int4", 7)}
        hooks.add_columns(cr, {"account_move": columns})
        cr.execute(
            "SELECT chorus_new, chorus_framework FROM account_move WHERE id = %s",
            [invoice.id],
        )
        self.assertEqual(cr.fetchone(), (7, "A2"))
        cr.execute(
            "SELECT column_default FROM information_schema.columns"
            " WHERE table_name = 'account_move' AND column_name = 'chorus_new'"
        )
        self.assertEqual(cr.fetchone(), (None,))
