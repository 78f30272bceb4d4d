# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Printing invoices: one alone, or many together, as *Send & Print* does."""

import logging
from concurrent.futures import ThreadPoolExecutor

from psycopg2 import OperationalError

from odoo import models

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...chorus.errors import FileError
from ..connection.own_cursor import in_test
from .account_move_file import FILE_NAMES

_logger = logging.getLogger(__name__)

# Invoices printed and made into files in one transaction.
PRINT_BATCH = 20
# Printing programs that one worker starts at once, where each takes one document.
PRINTERS = 4


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_source_pdf(self):
        """Return the bytes of the printed invoice, as the customer knows it.

        The PDF that *Send & Print* already made, as long as it still holds; else Odoo's
        report is rendered, in the customer's language, as *Send & Print* would. Tests
        replace this method and the next one by a small PDF: rendering takes a second.
        """
        self.ensure_one()
        if printed := self._chorus_stored_print():
            return printed
        report = self._chorus_report()
        contents = self._chorus_print(report)
        if self.id not in contents:
            raise FileError("pdf_missing", report.report_name)
        return contents[self.id]

    def _chorus_source_pdfs(self):
        """Print several invoices.

        :return: dict id → bytes; an invoice that cannot be printed is left out
        """
        contents = {}
        groups = self.grouped(lambda move: (move.company_id, move._chorus_report()))
        for (_company, report), moves in groups.items():
            together = moves._chorus_print_together(report)
            missing = self.browse(id_ for id_ in moves.ids if id_ not in together)
            contents |= together | missing._chorus_print_apart(report)
        return contents

    def _chorus_report(self):
        return self.env["account.move.send"]._get_default_pdf_report_id(self)

    def _chorus_print(self, report):
        """Return dict id → bytes of invoices of one company, from one start of the
        printing program; the id is False when their pages cannot be told apart."""
        self._chorus_forget_addresses()
        self._chorus_find_sections()
        renderer = (
            self.env["ir.actions.report"]
            .with_company(self.company_id)
            # Without this key Odoo renders HTML whenever a test is running.
            .with_context(force_report_rendering=True)
        )
        streams, report_type = renderer._pre_render_qweb_pdf(
            report.report_name, res_ids=self.ids
        )
        return renderer._get_splitted_report(report.report_name, streams, report_type)

    def _chorus_find_sections(self):
        """Have reports find the section of every line known.

        Odoo computes it for all lines of an invoice when a report asks for some, and
        takes the others as typed in: printing would write on the invoice, and work out
        its taxes and due dates anew.
        """
        self.line_ids.mapped("parent_id")

    def _chorus_print_together(self, report):
        """Print in one go, where the printing program can; dict id → bytes."""
        if len(self) < 2 or not _wkhtml().is_patched_qt:
            return {}
        try:
            with self.env.cr.savepoint():
                contents = self._chorus_print(report)
        except OperationalError:
            raise
        except Exception:  # pylint: disable=broad-except
            # One bad invoice spoils the print of all: each will be tried alone.
            _logger.info("Invoices %s cannot be printed together", self.ids)
            return {}
        return {key: value for key, value in contents.items() if key}

    def _chorus_print_apart(self, report):
        """Print each invoice alone; dict id → bytes, without those that fail.

        The printing program of Linux distributions takes one document at a time, and
        spends most of its time waiting: several run at once. Each has a cursor of its
        own, and so sees committed data only. Should these be newer than ours, the
        fingerprint of the file is the older one, and it is made again when it is sent.
        What a report writes on the way is not kept: it would be a change that our own
        transaction meets when it writes the file.
        """

        def print_one(move):
            try:
                return move._chorus_print(report.with_env(move.env)).get(move.id)
            except Exception as error:  # pylint: disable=broad-except
                # Its own deposit will meet the error again, and say it.
                _logger.info("Invoice %s cannot be printed: %s", move.id, error)
                return None

        def print_apart(move_id):
            with self.env.registry.cursor() as cr:
                try:
                    return print_one(self.with_env(self.env(cr=cr)).browse(move_id))
                finally:
                    cr.rollback()

        if in_test():
            # Only the cursor of the test can see its invoices.
            contents = map(print_one, self)
        else:
            with ThreadPoolExecutor(PRINTERS) as pool:
                contents = list(pool.map(print_apart, self.ids))
        pairs = zip(self.ids, contents, strict=True)
        return {key: value for key, value in pairs if value}

    # === Files of many === #

    def _chorus_must_print(self):
        """Tell whether the file of this invoice has yet to be printed."""
        self.ensure_one()
        return (
            self.state == "posted"
            and FILE_NAMES[self._chorus_file_format()][1] == "pdf"
            and not self.chorus_file_fingerprint
            and not self.sudo().invoice_pdf_report_id
        )

    def _chorus_build_files(self):
        """Make the files of invoices that were never printed, printing them together.

        Starting the printing program takes a second, one more invoice a fraction of it.
        Nothing is reported here: the deposit of an invoice that fails meets its error
        again, and says it.
        """
        todo = self.filtered(lambda move: move._chorus_must_print())
        printed = todo._chorus_source_pdfs()
        for move in todo.filtered(lambda move: move.id in printed):
            try:
                with self.env.cr.savepoint():
                    move._chorus_build_file(printed[move.id])
            except OperationalError:
                raise
            except Exception as error:  # pylint: disable=broad-except
                _logger.info("No file for invoice %s yet: %s", move.id, error)
