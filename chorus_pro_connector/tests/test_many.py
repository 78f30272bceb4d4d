# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Many invoices at once: printed together, sent by several workers, in large lots."""

from types import SimpleNamespace
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.file import account_move_printing
from .common import ChorusInvoiceCommon, small_pdf
from .sandbox_case import SandboxCase
from .test_lots import members

CAPABLE = SimpleNamespace(is_patched_qt=True)


class PrintingCase(SandboxCase):
    """A printing program that notes what it is given, and spoils what it must."""

    render_pdf = True

    def setUp(self):
        super().setUp()
        self.town = self.client()
        self.starts = []
        self.spoiled = set()
        model = self.env.registry["account.move"]
        self.patch(model, "_chorus_print", self.printer())
        self.patch(account_move_printing, "_wkhtml", lambda: CAPABLE)

    def printer(self):
        def print_them(moves, report):
            self.starts.append(moves.mapped("name"))
            if self.spoiled & set(moves.mapped("name")):
                raise UserError("A layout of our own is broken.")
            return {move.id: small_pdf(move.name) for move in moves}

        return print_them

    def invoices(self, count=3, **values):
        """Confirm together: nothing is printed yet."""
        moves = self.env["account.move"].with_user(self.clerk)
        for _rank in range(count):
            moves |= self.invoice(self.town, post=False, **values)
        moves.action_post()
        self.assertFalse(self.starts)
        return moves


@tagged("post_install", "-at_install")
class TestPrinting(PrintingCase):
    def test_printed_in_one_start(self):
        moves = self.invoices(3)
        self.queue(moves)
        self.run_follow()
        self.assertEqual(self.starts, [moves.mapped("name")])
        self.assertEqual(len(self.deposits()), 3)
        for move in moves:
            content = self.assertFileReceived(move.chorus_flow_id)
            self.assertIn(move.name.encode(), content)
        self.assertEqual(set(moves.mapped("chorus_state")), {"deposited"})

    def test_one_that_fails_stops_no_other(self):
        moves = self.invoices(3)
        bad = moves[1]
        self.spoiled = {bad.name}
        self.queue(moves)
        self.run_follow()
        self.assertEqual(len(self.deposits()), 2)
        self.assertEqual(set((moves - bad).mapped("chorus_state")), {"deposited"})
        self.assertEqual(bad.chorus_flow_id.state, "failed")
        self.assertIn("layout of our own", bad.chorus_flow_id.error_message)
        # Together, each alone, and the bad one once more by its own deposit.
        self.assertEqual(
            sorted(map(len, self.starts)), [1, 1, 1, 1, 3], "each was tried alone"
        )

    def test_what_is_printed_is_not_printed_again(self):
        moves = self.invoices(2)
        moves[0]._chorus_build_file()
        self.starts.clear()
        self.queue(moves)
        self.run_follow()
        self.assertEqual(self.starts, [[moves[1].name]])

    def test_the_legal_pdf_is_not_printed_again(self):
        moves = self.invoices(2)
        self.env["ir.attachment"].create(
            {
                "name": "legal.pdf",
                "raw": small_pdf("Celle du client"),
                "res_model": "account.move",
                "res_id": moves[0].id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        moves.invalidate_recordset()
        self.queue(moves)
        self.run_follow()
        self.assertEqual(self.starts, [[moves[1].name]])

    def test_xml_is_not_printed_at_all(self):
        self.queue(self.invoices(2, chorus_format="cii"))
        self.run_follow()
        self.assertEqual(self.starts, [])
        self.assertEqual(len(self.deposits()), 2)

    def test_pages_that_cannot_be_told_apart(self):
        model = self.env.registry["account.move"]
        alone = model._chorus_print

        def mixed(moves, report):
            contents = alone(moves, report)
            return contents if len(moves) == 1 else {False: small_pdf()}

        self.patch(model, "_chorus_print", mixed)
        moves = self.invoices(2)
        self.queue(moves)
        self.run_follow()
        for move in moves:
            content = self.assertFileReceived(move.chorus_flow_id)
            self.assertIn(move.name.encode(), content)

    def test_a_correction_meanwhile_is_printed_again(self):
        """What was printed with others must not hide a later change."""
        moves = self.invoices(2)
        self.queue(moves)
        moves._chorus_build_files()
        self.starts.clear()
        moves[0].partner_id.sudo().street = "2 place de la Mairie"
        self.run_follow()
        self.assertEqual(sorted(self.starts), sorted([[move.name] for move in moves]))

    def test_the_program_of_distributions(self):
        """It takes one document at a time."""
        unable = SimpleNamespace(is_patched_qt=False)
        moves = self.invoices(2)
        with patch.object(account_move_printing, "_wkhtml", lambda: unable):
            self.queue(moves)
            self.run_follow()
        self.assertEqual(self.starts, [[move.name] for move in moves])
        self.assertEqual(len(self.deposits()), 2)


@tagged("post_install", "-at_install")
class TestRealPrinting(ChorusInvoiceCommon):
    render_pdf = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # No style is served here: the text stays text.
        cls.env["ir.config_parameter"].set_param("report.url", "http://127.0.0.1:9")

    def test_each_gets_its_own_pages(self):
        moves = self.env["account.move"]
        for number in ("F-2026-901", "F-2026-902"):
            moves |= self.make_invoice(
                [self.line(f"Ligne de {number}", 10.0)], number, post=False
            )
        moves.action_post()
        contents = moves._chorus_source_pdfs()
        self.assertEqual(set(contents), set(moves.ids))
        self.assertNotEqual(*contents.values())
        for content in contents.values():
            self.assertTrue(content.startswith(b"%PDF-"))

    def test_printing_leaves_the_invoice_as_it_was(self):
        """Else two workers would meet on it, one that prints and one that sends."""
        move = self.make_invoice(
            [
                Command.create({"display_type": "line_section", "name": "Lot 1"}),
                self.line("Gravier", 12.0),
                self.line("Sable", 7.5),
            ]
        )
        before = self._rows(move)
        move._chorus_print(move._chorus_report())
        self.assertEqual(self._rows(move), before)

    def _rows(self, move):
        """Return where the database keeps the rows of ``move``: a write moves them."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.execute(
            """
            SELECT ctid::text FROM account_move WHERE id = %(id)s
            UNION ALL
            SELECT ctid::text FROM account_move_line WHERE move_id = %(id)s
            """,
            {"id": move.id},
        )
        return sorted(self.env.cr.fetchall())


@tagged("post_install", "-at_install")
class TestManyWorkers(SandboxCase):
    def setUp(self):
        super().setUp()
        self.company.chorus_delay_batch = 0

    def invoices(self, count):
        moves = self.env["account.move"].with_user(self.clerk)
        town = self.client()
        for _rank in range(count):
            moves |= self.invoice(town)
        return moves

    def run_cron(self, name):
        cron = self.env.ref(f"chorus_pro_connector.{name}").sudo()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_the_second_worker_sends(self):
        moves = self.invoices(3)
        self.queue(moves)
        self.run_cron("ir_cron_chorus_deposit")
        self.assertEqual(set(moves.mapped("chorus_state")), {"deposited"})
        self.run_cron("ir_cron_chorus_follow")
        self.assertEqual(len(self.deposits()), 3)

    def test_a_list_wakes_both_workers(self):
        crons = self.env["ir.cron"].sudo()
        for name in ("ir_cron_chorus_follow", "ir_cron_chorus_deposit"):
            crons |= self.env.ref(f"chorus_pro_connector.{name}")
        domain = [("cron_id", "in", crons.ids)]
        self.env["ir.cron.trigger"].sudo().search(domain).unlink()
        self.queue(self.invoices(2))
        triggers = self.env["ir.cron.trigger"].sudo().search(domain)
        self.assertEqual(triggers.cron_id, crons)

    def test_a_deposit_is_no_edition_of_the_accounts(self):
        move = self.invoices(1)
        move.sudo().is_manually_modified = False
        self.send(move)
        self.assertFalse(move.is_manually_modified)
        self.assertTrue(move.is_move_sent)


@tagged("post_install", "-at_install")
class TestLargeLots(SandboxCase):
    def test_beyond_a_hundred(self):
        """The setting says lots: a hundred in the first, the rest in the second."""
        self.company.chorus_lots = True
        town = self.client()
        moves = self.env["account.move"].with_user(self.clerk)
        for _rank in range(103):
            moves |= self.invoice(town, post=False)
        moves.action_post()
        self.queue(moves)
        flows = moves.chorus_flow_line_ids.flow_id.sudo().sorted("id")
        self.assertEqual([len(flow.line_ids) for flow in flows], [100, 3])
        self.run_follow()
        if "queued" in flows.mapped("state"):
            # A slow machine: the time of one run was over after the first lot.
            self.run_follow()
        self.assertEqual(len(self.deposits()), 2)
        for flow in flows:
            content = self.assertFileReceived(flow)
            names = flow.line_ids.move_id.mapped("chorus_file_name")
            self.assertEqual(sorted(members(content)), sorted(names))
        self.sandbox.advance()
        self.run_follow()
        self.assertEqual(set(moves.mapped("chorus_state")), {"delivered"})
        self.assertEqual(len(set(moves.mapped("chorus_identifier"))), 103)
