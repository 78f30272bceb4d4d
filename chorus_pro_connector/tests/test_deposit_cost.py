# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a deposit costs: the queries of one invoice more, in a list that is sent."""

from unittest.mock import patch

import odoo.sql_db
from odoo import Command
from odoo.tests import tagged

from ..models.flow import chorus_flow_queue
from .common import ChorusInvoiceCommon, small_pdf
from .sandbox_case import SandboxCase

# Of one invoice that *Send & Print* has printed: its terms, its file, the commits of
# the protocol and the call. 43 were counted; what is told, is told of all together.
LIMIT = 44


@tagged("post_install", "-at_install")
class TestDepositCost(SandboxCase):
    def setUp(self):
        super().setUp()
        # Commits empty Odoo's memory, also where a test does not really make them.
        self.startPatcher(
            patch.object(
                self.env.registry["chorus.flow"],
                "_chorus_commit",
                lambda flow: (flow.env.cr.flush(), flow.env.invalidate_all()),
            )
        )
        # A slow machine tells more often.
        self.startPatcher(patch.object(chorus_flow_queue, "TELL_EVERY", 3600))
        self.town = self.client()

    def printed(self, count):
        """Confirm invoices that *Send & Print* has printed."""
        moves = self.env["account.move"].with_user(self.clerk)
        for _rank in range(count):
            moves |= self.invoice(self.town, post=False)
        moves.action_post()
        self.env["ir.attachment"].create(
            [
                {
                    "name": f"{move.id}.pdf",
                    "raw": small_pdf(),
                    "res_model": "account.move",
                    "res_id": move.id,
                    "res_field": "invoice_pdf_report_file",
                }
                for move in moves
            ]
        )
        moves.invalidate_recordset()
        return moves

    def queries(self, run):
        self.env.flush_all()
        self.env.invalidate_all()
        before = odoo.sql_db.sql_counter
        run()
        return odoo.sql_db.sql_counter - before

    def deposit(self, count):
        """Return the queries of depositing ``count`` invoices."""
        moves = self.printed(count)
        self.company.sudo().chorus_delay_batch = 0
        self.queue(moves)
        cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_deposit").sudo()
        with self.enter_registry_test_mode():
            result = self.queries(cron.method_direct_trigger)
        self.assertEqual(set(moves.mapped("chorus_state")), {"deposited"})
        return result

    def test_queries_of_one_deposit(self):
        self.deposit(2)  # what Odoo keeps for the whole process
        few, many = self.deposit(2), self.deposit(6)
        self.assertLessEqual((many - few) / 4, LIMIT)


@tagged("post_install", "-at_install")
class TestTaxCategory(ChorusInvoiceCommon):
    def test_as_odoo_says(self):
        """What is answered without asking Odoo is what it would have said."""
        terms = self.env["chorus.en16931"]
        common = self.env["account.edi.common"]
        supplier = self.company.partner_id
        french, belgian, american = self.env["res.partner"].create(
            [
                {"name": code, "country_id": self.env.ref(f"base.{code}").id}
                for code in ("fr", "be", "us")
            ]
        )
        lines = [
            Command.create({"repartition_type": kind, "factor_percent": factor})
            for kind, factor in (("base", 100), ("tax", 100), ("tax", -100))
        ]
        reverse = self.env["account.tax"].create(
            {
                "name": "Reverse charge",
                "amount": 20,
                "type_tax_use": "sale",
                "company_id": self.company.id,
                "invoice_repartition_line_ids": lines,
                "refund_repartition_line_ids": lines,
            }
        )
        self.assertTrue(reverse.has_negative_factor)
        for tax in (
            self.vat(20),
            self.vat(5.5),
            self.vat(0),
            self.vat(0, "E"),
            self.vat(20, "AE"),
            reverse,
        ):
            for customer in (french, belgian, american):
                with self.subTest(tax=tax.name, customer=customer.name):
                    self.assertEqual(
                        terms._get_category(customer, supplier, tax),
                        common._get_tax_category_code(customer, supplier, tax),
                    )
